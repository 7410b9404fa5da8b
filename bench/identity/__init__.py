"""How often a name as people write it finds its firm, measured on invented firms.

``words`` are what the names are made of, ``invent`` makes a zone's firms, ``queries`` writes
their names as ledgers do, ``methods`` are the matcher and its peers, ``measure`` counts,
``page`` writes it down.
"""

"""How fast the rule engine is, side by side with what else one could use.

``python -m bench.rules`` measures everything in one run and writes the table of
``docs/reference/performance.md``.
"""

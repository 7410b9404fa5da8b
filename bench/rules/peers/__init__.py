"""What gaoxin is measured against; each module evaluates the same rules its own way."""

HAND_WRITTEN = ("hnte", "tech_sme", "srdi")  # the policies written out by hand in Polars and in SQL
GENERATED = ("hnte", "tech_sme", "innovative_sme", "srdi", "sme_size")  # those that the other engines are given

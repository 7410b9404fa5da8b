"""The overview, the lists behind its numbers, and where printed figures come from."""

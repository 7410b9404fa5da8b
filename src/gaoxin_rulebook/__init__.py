"""The law, as data: read by path, never imported."""

"""Ledgers (台账) as officers keep them, read with every doubt shown."""

"""What people fill in about a series."""

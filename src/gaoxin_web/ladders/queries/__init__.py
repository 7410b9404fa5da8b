"""What the ladder pages read."""

"""What the ladder pages write."""

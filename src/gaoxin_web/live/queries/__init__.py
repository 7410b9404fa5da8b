"""What is read of a live room."""

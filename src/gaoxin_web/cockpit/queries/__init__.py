"""What the overview counts; every function takes the access it counts for."""

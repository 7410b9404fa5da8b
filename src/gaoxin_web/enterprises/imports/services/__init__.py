"""What an import writes: the reading of a file, an officer's decisions, the batch, its undoing."""

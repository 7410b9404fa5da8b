"""What is written to the register, each in one transaction."""

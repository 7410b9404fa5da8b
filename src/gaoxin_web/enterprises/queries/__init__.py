"""What is read of the register; every function takes rows already limited to what the user may see."""

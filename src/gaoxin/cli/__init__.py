"""The command line: one module per command, each parses, calls the engine once and prints."""

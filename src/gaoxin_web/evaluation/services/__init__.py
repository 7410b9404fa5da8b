"""Writing what the evaluation stands on."""

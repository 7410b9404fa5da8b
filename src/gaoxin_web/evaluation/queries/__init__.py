"""Reading what the evaluation stands on and what comes of it."""

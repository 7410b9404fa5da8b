"""Reports in the official layout (公文), from templates that a zone's staff edit in Word."""

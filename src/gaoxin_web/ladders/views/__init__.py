"""The ladder pages."""

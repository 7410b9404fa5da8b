"""Three demonstration zones in the database: what they say in print is public, every firm and person is invented."""

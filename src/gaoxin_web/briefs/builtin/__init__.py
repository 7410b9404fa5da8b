"""The kinds of report that gaoxin knows, with their words and the templates that come with it."""

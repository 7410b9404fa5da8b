"""Pages where templates are looked at, sent, and put to use."""

"""Pages of the system: users, grants, organisations, sessions, audit."""

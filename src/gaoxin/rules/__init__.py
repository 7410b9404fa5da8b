"""A rulebook folder → policies → typed, exact, three-valued plans."""

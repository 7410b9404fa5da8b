"""How fast and how well judges are assigned and talks placed, beside simpler ways to do it."""

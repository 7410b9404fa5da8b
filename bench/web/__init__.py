"""The web under load: a register of a hundred thousand enterprises, fifty people at once, two cores."""

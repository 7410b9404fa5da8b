"""Why something is not done: told to whoever tried."""

from __future__ import annotations


class RefusedError(Exception):
    """Something that may not be done now; the message says so to the person who tried."""

"""A digest of what an answer depends on, so that anybody can show later that nothing else was put in."""

from __future__ import annotations

import hashlib
import json


def digest_of(document: object) -> str:
    """SHA-256, in hexadecimal, of a JSON document written in one way only."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()

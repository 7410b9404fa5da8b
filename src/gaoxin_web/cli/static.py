"""Static files (style sheets, scripts, fonts) gathered for the server: compressing them takes seconds, so only anew
when one has changed."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP = "gathered.sha256"


def gather() -> bool:
    """Every app's static files copied to one folder and made ready; whether there was anything to do."""
    stamp, digest = Path(settings.STATIC_ROOT) / STAMP, _digest()
    if stamp.is_file() and stamp.read_text("ascii") == digest:
        return False
    call_command("collectstatic", clear=True, verbosity=0, interactive=False)  # by content: dates may mislead it
    stamp.write_text(digest, "ascii")
    return True


def _digest() -> str:
    """SHA-256 over every file's name and content, and what makes them ready."""
    found = hashlib.sha256(f"{version('django')} {version('whitenoise')} {settings.STORAGES['staticfiles']}".encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list(None), key=lambda each: each[0]):
            with storage.open(name) as file:
                found.update(f"\0{name}\0".encode() + hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest()

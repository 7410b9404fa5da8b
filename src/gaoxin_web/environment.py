"""What an installation says through its environment, read in one place; `docs/reference/settings.md` lists it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

TRUE = frozenset({"1", "true", "yes", "on"})


def text(name: str, default: str = "") -> str:
    return os.environ.get(f"GAOXIN_{name}", default)


def flag(name: str, *, default: bool = False) -> bool:
    written = text(name).strip().lower()
    return written in TRUE if written else default


def number(name: str, default: int, *, least: int = 0) -> int:
    """A whole number, at the least ``least``."""
    written = text(name).strip()
    return max(int(written) if written else default, least)


def choice(name: str, default: str, *others: str) -> str:
    """One of a few words; a word that is none of them is a mistake to hear of at the start."""
    written = text(name).strip().lower() or default
    if written not in (default, *others):
        raise ValueError(f"GAOXIN_{name}: {written} is not known; {', '.join((default, *others))} are")
    return written


def audit_handler() -> dict[str, Any]:
    """Where audit events go besides the database: ``SYSLOG`` is host:port (UDP) or a socket; nowhere without it."""
    address = text("SYSLOG").strip()
    if not address:
        return {"class": "logging.NullHandler"}
    host, _, port = address.rpartition(":")
    where = (host, int(port)) if host and port.isdigit() else address
    return {"class": "logging.handlers.SysLogHandler", "formatter": "syslog", "address": where}


def data_folder() -> Path:
    """Where the database, uploads and keys live; made if it is not there."""
    folder = Path(text("DATA", "data")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_key(folder: Path) -> str:
    """The installation's own key: given, or made once and kept where only its owner reads it."""
    given = text("SECRET_KEY")
    if given:
        return given
    path = folder / "secret.key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


def database(folder: Path) -> dict[str, Any]:
    """SQLite in the data folder, or what ``DATABASE_URL`` names: ``postgresql://user:password@host:port/name``."""
    url = urlsplit(os.environ.get("DATABASE_URL", ""))
    if url.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.lstrip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": url.hostname or "",
            "PORT": url.port or "",
            "OPTIONS": dict(parse_qsl(url.query)),  # sslmode=require and the like
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    if url.scheme not in ("", "sqlite"):
        raise ValueError(f"DATABASE_URL: {url.scheme} is not known; postgresql:// and sqlite:// are")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": unquote(url.path) or folder / "gaoxin.sqlite3",
        "CONN_MAX_AGE": 60,  # a new one reads the whole schema first
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; "
            "PRAGMA mmap_size=268435456;",
        },
    }

"""Django made ready for a command, and the database brought up to date."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from gaoxin.errors import GaoxinError

DATABASE = "gaoxin.sqlite3"
DEMO = Path("demo-data")


def start(data: Path | None = None) -> None:
    """Settings read and models loaded.

    Args:
        data: the data folder to use instead of the environment's; with it a database server is not used.
    """
    if find_spec("django") is None or find_spec("gunicorn") is None:
        raise GaoxinError("没有安装网页系统：pip install 'gaoxin[web]'")
    if data is not None:
        os.environ["GAOXIN_DATA"] = str(data.resolve())
        os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gaoxin_web.settings")
    import django  # noqa: PLC0415 - not before the settings are known

    django.setup()


def migrate() -> None:
    from django.core.management import call_command  # noqa: PLC0415 - likewise

    call_command("migrate", verbosity=0, interactive=False)


def say(message: str) -> None:
    """Progress, on standard error so that standard output stays for results."""
    print(message, file=sys.stderr, flush=True)

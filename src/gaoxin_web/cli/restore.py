"""``gaoxin restore FILE``: an installation as it was when a backup was made."""

from __future__ import annotations

import argparse

from gaoxin_web.backup import commands
from gaoxin_web.cli.start import start

HELP = commands.RESTORE_HELP
add = commands.add_restore


def run(args: argparse.Namespace) -> int:
    start()
    return commands.run_restore(args)

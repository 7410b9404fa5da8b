"""``gaoxin backup FILE``: a whole installation into one file, while everybody works."""

from __future__ import annotations

import argparse

from gaoxin_web.backup import commands
from gaoxin_web.cli.start import start

HELP = commands.BACKUP_HELP
add = commands.add_backup


def run(args: argparse.Namespace) -> int:
    start()
    return commands.run_backup(args)

"""``python -m gaoxin_web backup FILE``."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gaoxin_web.backup import commands
from gaoxin_web.backup.errors import BackupError


class Command(BaseCommand):
    help = commands.BACKUP_HELP
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        commands.add_backup(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        namespace = type("Arguments", (), options)
        try:
            code = commands.run_backup(namespace)  # type: ignore[arg-type]
        except BackupError as error:
            print(error, file=sys.stderr)
            code = 2
        if code:
            sys.exit(code)

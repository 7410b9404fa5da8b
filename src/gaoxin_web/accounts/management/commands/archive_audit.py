"""``archive_audit``: audit events older than GAOXIN_AUDIT_DAYS go to a file of lines beside its digest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gaoxin_web.accounts.archive import LEAST_DAYS, archive


class Command(BaseCommand):
    help = "Archive audit events older than AUDIT_DAYS; the chain stays verifiable."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=settings.AUDIT_DAYS, help=f"at the least {LEAST_DAYS}")
        parser.add_argument("--out", type=Path, default=settings.DATA / "audit", help="folder for the files")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = archive(options["out"], options["days"])
        except ValueError as error:
            raise CommandError("审计链不完整，未归档。请先运行 verify_audit。") from error
        if made is None:
            self.stdout.write(f"没有 {max(options['days'], LEAST_DAYS)} 天以前的事件。")
        else:
            self.stdout.write(f"已归档 {made.events} 条：{options['out'] / made.file}（SHA-256 {made.sha256}）")

"""``verify_audit``: does the audit chain hold? Prints the first event that does not, and ends with 1."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.archive import unlike

WHY = {
    "changed": "事件内容与摘要不符（被改过）",
    "gap": "与前一事件不相接（前一事件被删除或改过）",
    "cut": "最后的事件已被删除",
}


class Command(BaseCommand):
    help = "Verify the audit chain from the last archive to its head."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--archives", type=Path, default=settings.DATA / "audit", help="folder of archive files")

    def handle(self, *args: Any, **options: Any) -> None:
        finding, wrong = audit.verify(), unlike(options["archives"])
        if finding.holds:
            self.stdout.write(f"审计链完整：{finding.events} 条。")
        else:
            self.stdout.write(f"审计链在第 {finding.events} 条断开：{WHY[finding.why]}。")
        if finding.broken:
            event = finding.broken
            self.stdout.write(
                f"  编号 {event.pk} · {event.at.isoformat()} · {event.username} · {event.action} {event.target}"
            )
        for name in wrong:
            self.stdout.write(f"归档文件缺失、被改或不相接：{name}")
        if wrong or not finding.holds:
            sys.exit(1)

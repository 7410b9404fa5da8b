"""``python -m gaoxin_web assess``: the nightly assessment of every zone, or of one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from gaoxin_web.accounts.models import Zone
from gaoxin_web.ladders.models import Run
from gaoxin_web.ladders.services.runs import assess_zone, fail_broken_off, prune


class Command(BaseCommand):
    help = "测算各高新区的培育阶梯；每晚运行一次。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--zone", help="高新区代码，默认全部")
        parser.add_argument("--on", type=_day, default=None, help="测算日期，默认今天，写作 2026-05-15")

    def handle(self, *args: Any, **options: Any) -> None:
        zones = Zone.objects.order_by("code")
        if options["zone"]:
            zones = zones.filter(code=options["zone"])
            if not zones:
                known = "、".join(Zone.objects.values_list("code", flat=True))
                raise CommandError(f"没有代码为“{options['zone']}”的高新区；现有：{known or '无'}")
        runs = []
        for zone in zones:
            fail_broken_off(zone)
            runs.append(assess_zone(zone, options["on"] or timezone.localdate()))
            self.stdout.write(_line(runs[-1]))
            prune(zone)
        if any(run.state == Run.State.FAILED for run in runs):
            raise CommandError("有高新区测算未成功，见上。")


def _line(run: Run) -> str:
    if run.state == Run.State.FAILED:
        return f"{run.zone.name} {run.on}：未成功，{run.message}"
    parts = "，".join(f"{Run.Stage(stage).label} {seconds:.1f} 秒" for stage, seconds in run.seconds.items())
    return f"{run.zone.name} {run.on}：{run.enterprises} 家，共 {sum(run.seconds.values()):.1f} 秒（{parts}）"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}”不是日期，请写作 2026-05-15") from None

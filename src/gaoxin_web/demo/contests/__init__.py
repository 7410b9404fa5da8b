"""Contests and lectures of the demonstration: those that zones told of in print, and those that run today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from gaoxin_web.accounts.models import Zone
from gaoxin_web.demo.contests import five_g, lectured, living, overseas, review, teams
from gaoxin_web.demo.recipes import FIVE_G
from gaoxin_web.enterprises.models import Enterprise


def hold_contests(today: date) -> None:
    """Every zone's; its enterprises are in the register already."""
    zones = {zone.code: zone for zone in Zone.objects.all()}
    firms = {code: list(Enterprise.objects.filter(zone=zone).order_by("pk")) for code, zone in zones.items()}
    five_g.hold(zones["gz"], _of_chain(firms["gz"]))
    living.open_call_of_cities(zones["gz"], _of_chain(firms["gz"]), today)
    overseas.hold(zones["xm"], firms["xm"], today)
    lectured.hold(zones["ur"])
    szs = zones["szs"]
    teams.keep(szs, firms["szs"], today)
    judges = review.judges_of_szs(szs)
    review.Review(szs, firms["szs"], judges, today).hold()
    living.open_call_of_the_zone(szs, firms["szs"], today, firms["szs"][0])
    living.ready_room(szs, judges, timezone.now())


def _of_chain(firms: Sequence[Enterprise]) -> list[Enterprise]:
    return [firm for firm in firms if firm.chain == FIVE_G and firm.uscc]

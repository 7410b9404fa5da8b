"""The demonstration's database: five zones from a seed, in one transaction, then the ladders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from importlib import import_module
from random import Random

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from gaoxin.periods import add_years
from gaoxin_web.accounts.models import Zone
from gaoxin_web.demo import recipes
from gaoxin_web.demo.contacts import Contacts
from gaoxin_web.demo.contests import hold_contests
from gaoxin_web.demo.evaluated import evaluate_zones
from gaoxin_web.demo.firms import Recipe, enterprise_account, invent, register
from gaoxin_web.demo.holdings import Holdings, write_facilities
from gaoxin_web.demo.monitored import monitor_zones
from gaoxin_web.demo.people import found_zone
from gaoxin_web.demo.reports import Before, report
from gaoxin_web.demo.titles import Book, write_titles
from gaoxin_web.enterprises.models import Enterprise, Recognition
from gaoxin_web.rulebook import rulebook

Say = Callable[[str], None]
INVENTION_LATER = 60
ASSESSED = ("szs", "gz", "xm", "ur")  # zones with enterprises


def is_built() -> bool:
    return Zone.objects.filter(code="szs").exists()


def build(today: date, say: Say = lambda _: None) -> None:
    """Whatever is not there yet: the zones, all or nothing, then the ladder of each that has enterprises."""
    if not is_built():
        with transaction.atomic():
            say("生成石嘴山高新区 …")
            zones = [shizuishan(today)]
            say("生成广州高新区 …")
            zones.append(guangzhou(today))
            say("生成合肥高新区 …")
            zones.append(found_zone("hf"))  # evaluated only: none of its enterprises is in the register
            say("生成厦门火炬高新区、乌鲁木齐高新区 …")
            small_zone("xm", recipes.XIAMEN, today)
            small_zone("ur", recipes.URUMQI, today)
            say("生成综合评价与月度监测数据 …")
            evaluate_zones(zones, today)
            monitor_zones(zones, today)
            say("生成大赛与讲堂 …")
            hold_contests(today)
    for zone in Zone.objects.filter(code__in=ASSESSED, runs__isnull=True):
        say(f"测算{zone.name}的培育阶梯 …")
        assess_zone(zone, today)


def shizuishan(today: date) -> Zone:
    zone, rng = found_zone("szs"), Random("szs")
    firms, book, before = _firms(zone, recipes.SHIZUISHAN, recipes.SHIZUISHAN_COUNTS, rng, today)
    _ip_titles_of_2022(book)
    _green_factories(firms, rng, today)
    holdings = Holdings(firms, recipes.ON, today, rng)
    holdings.platforms(recipes.PLATFORMS)
    holdings.teams(recipes.TEAMS)
    holdings.awards(recipes.AWARDS)
    holdings.patents(date(recipes.ON.year - 1, 12, 31), before.patents, INVENTION_LATER, before.filed)
    write_facilities(zone, recipes.PREMISES, recipes.ON, today, rng)
    return zone


def guangzhou(today: date) -> Zone:
    """Its 5G chain; one Little Giant is the one the zone names in print."""
    zone, rng = found_zone("gz"), Random("gz")
    firms, book, _ = _firms(zone, recipes.GUANGZHOU, recipes.GUANGZHOU_COUNTS, rng, today)
    giants = [one.enterprise for one in book if one.kind == "little_giant" and one.valid_from <= recipes.ON]
    _named(min(giants, key=lambda firm: firm.pk), "通信芯德")
    write_facilities(zone, recipes.five_g_premises(rng), recipes.ON, today, rng)
    Holdings(firms, recipes.ON, today, rng).platforms(recipes.PLATFORMS[:4])
    return zone


def small_zone(code: str, recipe: Recipe, today: date) -> Zone:
    """A zone that is here for its contest or its lectures, with some enterprises."""
    zone = found_zone(code)
    _firms(zone, recipe, recipes.SMALL_COUNTS, Random(code), today)
    return zone


def assess_zone(zone: Zone, today: date) -> None:
    """The zone's ladder of today."""
    services = import_module("gaoxin_web.ladders.services.runs")
    services.assess_zone(zone, today)


def _firms(
    zone: Zone, recipe: Recipe, counts: Sequence[recipes.Count], rng: Random, today: date
) -> tuple[list[Enterprise], list[Recognition], Before]:
    invented = invent(zone, recipe, today)
    firms = register(zone, invented, recipe, rng, today)
    book = write_titles(Book(firms, recipes.ON, today, rng), invented.titles, counts)
    before = report(zone, invented, firms, book, recipe.output, today)
    enterprise_account(zone, firms[0])
    contacts = Contacts(zone, firms, today, rng)
    contacts.visits(len(firms) // 3)
    contacts.requests(len(firms) // 8)
    contacts.documents(8)
    contacts.plans(8)
    contacts.windows(frozenset(rulebook().policies))
    return firms, book, before


def _ip_titles_of_2022(book: Sequence[Recognition]) -> None:
    """Five enterprises came to a national IP title in 2022, the others in the two years before."""
    kinds = ("national_ip_demonstration", "national_ip_advantage")
    held = [one for one in book if one.kind in kinds and one.valid_from <= recipes.ON]
    fresh: dict[int, Recognition] = {}
    for one in held:
        fresh.setdefault(one.enterprise_id, one)
    chosen = {one.pk for one in list(fresh.values())[: recipes.IP_IN_2022]}
    for place, one in enumerate(held):
        start = date(2022 if one.pk in chosen else 2020 + place % 2, 9, 1 + place)
        one.recognised_on = one.valid_from = start
        one.valid_to = add_years(start, 3) - timedelta(days=1)
        one.save()


def _green_factories(firms: Sequence[Enterprise], rng: Random, today: date) -> None:
    """Green factories by list: a factory may stand on the national and on the regional one."""
    old = [firm for firm in firms if firm.established_on and firm.established_on < date(2017, 1, 1)]
    chosen = rng.sample(old, recipes.GREEN_NATIONAL + recipes.GREEN_REGIONAL - recipes.GREEN_BOTH + 6)
    national = chosen[: recipes.GREEN_NATIONAL]
    regional = chosen[recipes.GREEN_NATIONAL - recipes.GREEN_BOTH :][: recipes.GREEN_REGIONAL]
    later = chosen[-6:]
    made = [
        Recognition(
            enterprise=firm, kind="green_factory", level=level, recognised_on=day, valid_from=day, note="示例数据"
        )
        for level, group, day in (
            ("national", national, date(2021, 3, 15)),
            ("provincial", regional, date(2020, 11, 20)),
            ("provincial", later, min(date(2024, 12, 5), today)),
        )
        for firm in group
    ]
    bulk_create_with_history(made, Recognition)


def _named(firm: Enterprise, name: str) -> None:
    """A firm the zone names in print: the name is public, all that is said of it here is illustrative."""
    firm.name = firm.short_name = name
    firm.uscc = None
    firm.save()

"""Invented people: those who enter, and those who judge; no number of theirs belongs to a subscriber."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from gaoxin.demo.names import invented_uscc
from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.contests.models import Judge
from gaoxin_web.demo.contests.words import FIRST_NAMES, GIVEN, LAST_NAMES, SURNAMES

BODIES = (  # where judges are from, with their titles; none of them exists
    ("星河示范大学", ("教授", "副教授")),
    ("星河应用技术研究院", ("研究员", "高级工程师")),
    ("星河通信规划设计院", ("高级工程师", "总工程师")),
    ("星河创业投资有限公司", ("合伙人", "投资总监")),
    ("星河产业基金管理有限公司", ("投资总监", "风控负责人")),
    ("星河标准化研究所", ("研究员", "主任")),
    ("星河智能制造创新中心", ("首席专家", "高级工程师")),
    ("星河医科示范大学", ("教授", "主任医师")),
    ("星河律师事务所", ("合伙人", "律师")),
    ("星河会计师事务所", ("合伙人", "注册会计师")),
)


def chinese_name(rng: Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def foreign_name(rng: Random, country: str) -> str:
    kind = country if country in FIRST_NAMES else ""
    return f"{rng.choice(FIRST_NAMES[kind])} {rng.choice(LAST_NAMES[kind])}"


def phone(rng: Random, area: str = "0952") -> str:
    """A number that begins with 000 after its area: nobody has one."""
    return f"{area}-000{rng.randint(0, 99_999):05d}"


def judges_of(
    zone: Zone, rng: Random, number: int, fields: Sequence[str], cities: Sequence[str], users: Iterable[User] = ()
) -> list[Judge]:
    """Judges with one to three fields each, from bodies of the cities; the first sign in with an account."""
    codes = {name: invented_uscc(rng) for name, _titles in BODIES}
    made, names = [], set()
    accounts = list(users)
    for place in range(number):
        body, titles = BODIES[place % len(BODIES)]
        user = accounts[place] if place < len(accounts) else None
        name = user.name if user else chinese_name(rng)
        while name in names:
            name = chinese_name(rng)
        names.add(name)
        own = rng.sample(list(fields), rng.randint(1, min(3, len(fields))))
        made.append(
            Judge(
                zone=zone,
                user=user,
                name=name,
                organisation=body,
                uscc=codes[body],
                title=rng.choice(titles),
                city=cities[place * 7 % len(cities)],
                phone=phone(rng),
                email=f"judge{place + 1:03d}@{zone.code}.example.org",
                fields=own,
                note="示例",
            )
        )
    return Judge.objects.bulk_create(made)

"""A zone among four others in 2022 and 2023, every indicator entered: places are easy to say beforehand."""

from __future__ import annotations

import pytest
from django.core.cache import cache

YEARS = (2022, 2023)
OTHERS = {"银川": 4.0, "西安": 3.0, "合肥": 2.0, "武汉东湖": 1.0}  # each the same on every indicator, best first
OWN = {2022: 1.5, 2023: 2.5}  # between two of them: fourth of five, then third


@pytest.fixture(autouse=True)
def _nothing_kept():
    """No test begins with what another worked out: numbers of rows come again when a test's rows are taken back."""
    cache.clear()


@pytest.fixture
def zone(make):
    return make.zone("szs", name="石嘴山高新区", name_en="Shizuishan")


@pytest.fixture
def edition():
    from gaoxin_web.evaluation.queries.editions import editions  # noqa: PLC0415 - models load after the settings

    return editions()["htz_2021"]


@pytest.fixture
def ranked(zone, edition):
    """The zone with its values and its peers'."""
    for year in YEARS:
        peers(zone, edition, year)
        enter(zone, edition, year, dict.fromkeys(codes(edition), OWN[year]))
    return zone


def codes(edition):
    return [one.id for one in edition.indicators()]


def worth(edition, strength):
    """A value on every indicator that is the better, the greater the strength is."""
    return {one.id: one.direction * strength for one in edition.indicators()}


def peers(zone, edition, year, others=OTHERS, simulated=True):
    from gaoxin_web.evaluation.models import PeerTable  # noqa: PLC0415 - likewise

    values = {name: worth(edition, strength) for name, strength in others.items()}
    return PeerTable.objects.create(
        zone=zone, edition=edition.id, year=year, title=f"{year} 对照", simulated=simulated, values=values
    )


def enter(zone, edition, year, strengths):
    from gaoxin_web.evaluation.models import Entry, Paper  # noqa: PLC0415 - likewise

    paper, _new = Paper.objects.get_or_create(zone=zone, title="综合评价数据表")
    signs = {one.id: one.direction for one in edition.indicators()}
    for code, strength in strengths.items():
        Entry.objects.update_or_create(
            zone=zone,
            edition=edition.id,
            year=year,
            indicator=code,
            defaults={"value": signs[code] * strength, "paper": paper},
        )


@pytest.fixture
def officer(make, zone):
    return make.user(zone, "officer")


@pytest.fixture
def leader(make, zone):
    return make.user(zone, "leader")


@pytest.fixture
def of_bureau(make, zone):
    return make.user(zone, "officer", scope="own", organisation=make.organisation(zone, "科技局"))

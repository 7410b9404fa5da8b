"""A zone with enterprises whose facts are filed as anybody's are, and the edition it is evaluated by."""

from __future__ import annotations

import pytest
from django.core.cache import cache

YEAR = 2023


@pytest.fixture(autouse=True)
def _nothing_kept():
    """No test begins with what another worked out: numbers of rows come again when a test's rows are taken back."""
    cache.clear()


@pytest.fixture
def zone(make):
    return make.zone("szs", name="石嘴山高新区")


@pytest.fixture
def officer(make, zone):
    return make.user(zone, "officer")


@pytest.fixture
def firm(make, zone):
    """``firm({2023: {"revenue": 1.0}}, **fields)``: an enterprise with facts in yuan, people, pieces by year."""

    def found(facts=(), zone=zone, **fields):
        one = make.enterprise(zone, **fields)
        file_facts(one, dict(facts))
        return one

    return found


def file_facts(enterprise, facts):
    """File figures for an enterprise, year by year, as read from cells of one ledger."""
    from gaoxin_web.enterprises.services.sheets import restate  # noqa: PLC0415 - models load after the settings
    from gaoxin_web.rulebook import rulebook  # noqa: PLC0415 - likewise

    batch = enterprise.zone.batches.create(title="年报.xlsx", sha256="0" * 64, state="done")
    for year, values in facts.items():
        steps = {
            name: {"value": int(value * rulebook().fields[name].step), "raw": str(value), "cell": f"{chr(66 + at)}3"}
            for at, (name, value) in enumerate(values.items())
        }
        enterprise.filings.create(batch=batch, year=year, sheet="年报", row=3, values=steps)
    restate([enterprise.pk], rulebook())


@pytest.fixture
def edition():
    from gaoxin_web.evaluation.queries.editions import editions  # noqa: PLC0415 - likewise

    return editions()["htz_2021"]


@pytest.fixture
def paper(zone):
    from gaoxin_web.evaluation.models import Paper  # noqa: PLC0415 - likewise

    return Paper.objects.create(zone=zone, title="综合评价数据表", number="石高管发〔2024〕3号")

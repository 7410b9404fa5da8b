"""A zone with a data set, a round that is open, and enterprises asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

CODES = ("91640200MA7700011B", "91640200MA7700023J")
ASKED = ("revenue", "main_revenue", "staff", "safety_accident")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def zone(make):
    """A zone with two bureaus, an officer, and an enterprise with each bureau."""
    zone = make.zone()
    zone.bureau, zone.second = make.organisation(zone, "科技局"), make.organisation(zone, "经发局")
    zone.officer = make.user(zone, "officer", "zone", zone.bureau)
    zone.first = make.enterprise(zone, "甲公司", organisation=zone.bureau, uscc=CODES[0], chain="光伏")
    zone.other = make.enterprise(zone, "乙公司", organisation=zone.second, uscc=CODES[1], chain="钽铌")
    return zone


@pytest.fixture
def ask(zone, today):
    """``ask(fields, …)``: a round that asks every enterprise of the zone, open today."""
    from gaoxin_web.collection.models import DataSet  # noqa: PLC0415 - models load after the settings
    from gaoxin_web.collection.services import rounds  # noqa: PLC0415 - likewise
    from gaoxin_web.enterprises.models import Enterprise  # noqa: PLC0415 - likewise

    def send(fields=ASKED, *, year=2025, month=0, opens_on=None, closes_on=None, **about):
        title = about.pop("title", "年度快报")
        items = about.pop("items", [{"field": name, "back": 0} for name in fields])
        about = {"blanks_need_reason": False, "kind": "month" if month else "year"} | about
        data_set, _ = DataSet.objects.get_or_create(
            zone=zone,
            title=title,
            defaults={"organisation": zone.bureau, "created_by": zone.officer, "items": items, **about},
        )
        return rounds.start(
            data_set,
            Enterprise.objects.filter(zone=zone),
            year=year,
            month=month,
            opens_on=opens_on or today - timedelta(days=1),
            closes_on=closes_on or today + timedelta(days=7),
            by=zone.officer,
        )

    return send


@pytest.fixture
def form(ask, zone):
    """The first enterprise's form of an open round."""
    return ask().assignments.get(enterprise=zone.first)


@pytest.fixture
def known(zone):
    """``known(year, revenue=…)``: the register knows this of the first enterprise, in steps."""
    from gaoxin_web.enterprises.models import Batch, Filing  # noqa: PLC0415 - likewise
    from gaoxin_web.enterprises.services.sheets import restate  # noqa: PLC0415 - likewise
    from gaoxin_web.rulebook import rulebook  # noqa: PLC0415 - likewise

    def file(year, **values):
        batch = Batch.objects.create(zone=zone, title="年报", sha256="0" * 64, state="done")
        entries = {name: {"value": value, "raw": str(value), "cell": "A1"} for name, value in values.items()}
        Filing.objects.create(enterprise=zone.first, batch=batch, year=year, values=entries)
        restate([zone.first.pk], rulebook())

    return file


GOOD = {"revenue-2025": "1200", "main_revenue-2025": "1000", "staff-2025": "20", "safety_accident-2025": "否"}


@pytest.fixture
def submitted(form, zone):
    """The form, submitted without a doubt."""
    from gaoxin_web.collection.services import filling  # noqa: PLC0415 - likewise

    found = filling.submit(form.pk, GOOD, {}, filler="赵会计")
    assert found.form.state == "submitted"
    form.refresh_from_db()
    return form

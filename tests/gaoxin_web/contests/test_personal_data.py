"""Who handed in an enterprise's entries goes with its contact, when that is asked for (PIPL 47)."""

from __future__ import annotations

import pytest

from gaoxin_web.contests.models import Entry
from gaoxin_web.enterprises.services.personal import erase_contact
from tests.gaoxin_web.contests.calling import contest_of, entry_of

pytestmark = pytest.mark.django_db
TEAM = [{"name": "王芳", "phone": "13900001234", "role": "负责人"}]


def test_a_contact_erased_is_gone_from_the_enterprises_entries_and_from_no_others(make):
    zone = make.zone()
    contest, firm = contest_of(zone), make.enterprise(zone, "甲公司")
    own = entry_of(contest, state="submitted", enterprise=firm, email="wang@example.org", members=TEAM)
    other = entry_of(contest, title="别家的", state="submitted", members=TEAM)

    erase_contact(firm)

    said = Entry.objects.in_bulk([own.pk, other.pk])
    told = {pk: (one.contact, one.phone, one.email, one.members) for pk, one in said.items()}
    assert told == {
        own.pk: ("", "", "", [{"name": "王芳", "phone": "", "role": "负责人"}]),
        other.pk: ("王芳", "13900001234", "", TEAM),
    }

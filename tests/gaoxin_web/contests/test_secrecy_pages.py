"""What others marked cannot be read, nor inferred: the same bytes come out of two worlds that differ in it alone."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gaoxin_web.accounts.access import Access
from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.api import tokens
from gaoxin_web.contests.models import Ballot, Conflict
from gaoxin_web.contests.services.ballots import ask_back, stand_aside
from tests.gaoxin_web.contests.judging import Judging

pytestmark = pytest.mark.django_db
SECRET = "分歧很大的评语"


class WorldOverError(Exception):
    """One of two worlds is over."""


class World(Judging):
    """A chair who is in conflict with the entry ``secret``, two judges, entries that are done and half done."""

    def __init__(self, make, **fields):
        super().__init__(make, **fields)
        self.chair = self.judge("组长", seat="chair", marks=False, user=True)
        self.first, self.second, self.third = (self.judge(name, user=True) for name in "甲乙丙")
        self.secret, self.shared, self.other = (
            self.place("须回避的项目"),
            self.place("共评项目"),
            self.place("其他项目"),
        )
        Conflict.objects.create(judge=self.chair, entry=self.secret.entry, reason="导师")
        for judge in (self.first, self.second, self.third):
            self.cast(self.other, judge, 70, 71)
        self.cast(self.shared, self.first, 88, 87, lock=False)


def client_of(user):
    client = Client()
    if user:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def stripped(answer):
    """The body without what differs by chance: tokens, nonces, request ids, the time of an export."""
    if "sheet" in answer.get("Content-Type", ""):
        with zipfile.ZipFile(io.BytesIO(b"".join(answer) if answer.streaming else answer.content)) as book:
            return {
                name: book.read(name)
                for name in book.namelist()
                if name.startswith("xl/worksheets") or "shared" in name
            }
    text = b"".join(answer) if answer.streaming else answer.content
    text = re.sub(rb'(csrfmiddlewaretoken" value|data-csrf|nonce)="[^"]*"', b"", text)
    text = re.sub(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", b"", text)
    return re.sub(rb"\d\d:\d\d(:\d\d)?", b"", text)


def seen(user, pages):
    """Page → status, bytes and where it leads."""
    client, found = client_of(user), {}
    for page in pages:
        answer = client.get(page)
        found[page] = (answer.status_code, answer.get("Location"), stripped(answer))
    return found


def worlds(make_difference, look, count=2):
    """What is seen in worlds made alike but for the difference."""
    found = []
    for number in range(count):
        try:
            with transaction.atomic():
                make_difference(number)
                found.append(look())
                raise WorldOverError
        except WorldOverError:
            pass
    return found


def desk_pages(world):
    places = (world.secret, world.shared, world.other)
    names = ("desk_round", "desk_progress", "desk_disputes", "desk_accept")
    pages = ["/desk/", *(reverse(name, args=[world.round.pk]) for name in names)]
    pages += [reverse("desk_entry", args=[place.pk]) for place in places]
    contest = world.contest.pk
    names = ("contest_progress", "contest_disputes", "contest_judges", "contest_assignment", "contest")
    pages += [reverse(name, args=[contest]) for name in names]
    pages += [f"{reverse('contest_progress', args=[contest])}?export=xlsx", reverse("round_chain", args=[contest])]
    return [*pages, f"/contests/{contest}/results/", "/contests/", "/api/v1/openapi.json"]


def differently(world, place, judges):
    """Marks of some judges on one entry, unlike from world to world: none, low, high, aside, in any order."""

    def mark(number):
        rng = random.Random(number)
        order = list(judges)
        rng.shuffle(order)
        for judge in order:
            what = rng.choice(("none", "low", "high", "aside", "draft", "asked"))
            if what == "none":
                continue
            if what == "aside":
                stand_aside(place, judge, "abstain", reason=SECRET)
            else:
                points = rng.randint(0, 30) if what == "low" else rng.randint(60, 100)
                ballot = world.cast(place, judge, points, points, comment=SECRET, lock=what != "draft")
                if what == "asked":
                    ask_back(ballot, SECRET)

    return mark


@pytest.mark.parametrize("state", ["open", "closed"])
@pytest.mark.parametrize("blind", [False, True])
def test_a_chair_in_conflict_gets_the_same_bytes_whatever_was_marked(make, state, blind):
    world = World(make, blind=blind)
    mark = differently(world, world.secret, (world.first, world.second, world.third))

    def difference(number):
        mark(number)
        world.now(state)

    found = worlds(difference, lambda: seen(world.chair.user, desk_pages(world)), count=5)
    for other in found[1:]:
        for page, told in found[0].items():
            assert other[page] == told, page


@pytest.mark.parametrize("state", ["open", "closed"])
def test_a_judge_gets_the_same_bytes_whatever_the_others_marked(make, state):
    world = World(make)
    marks = [differently(world, place, (world.second, world.third)) for place in (world.secret, world.shared)]

    def difference(number):
        for mark in marks:
            mark(number)
        world.now(state)

    found = worlds(difference, lambda: seen(world.first.user, desk_pages(world)), count=5)
    for other in found[1:]:
        for page, told in found[0].items():
            assert other[page] == told, page


def test_an_officer_in_conflict_gets_the_same_bytes(make):
    world = World(make)
    officer = world.officer()
    person = world.judge("官员", seat=None)
    person.user = officer
    person.save()
    Conflict.objects.create(judge=person, entry=world.secret.entry)
    mark = differently(world, world.secret, (world.first, world.second, world.third))
    contest = world.contest.pk
    pages = [reverse(name, args=[contest]) for name in ("contest_progress", "contest_disputes")]
    pages += [f"{page}?export=xlsx" for page in pages] + [
        f"{pages[0]}?check=1",
        f"{reverse('round_chain', args=[contest])}",
    ]

    def difference(number):
        mark(number)
        world.now("closed")

    found = worlds(difference, lambda: seen(officer, pages), count=4)
    assert found[0][pages[-1]][0] == 403
    for other in found[1:]:
        for page, told in found[0].items():
            assert other[page] == told, page


def test_two_worlds_that_differ_in_what_may_be_seen_are_told_apart(make):
    """The test above can fail: a chair without a conflict does see the difference."""
    world = World(make)
    Conflict.objects.all().delete()
    mark = differently(world, world.secret, (world.first, world.second, world.third))
    found = worlds(mark, lambda: seen(world.chair.user, [reverse("desk_progress", args=[world.round.pk])]), count=5)
    assert len({json.dumps(str(one)) for one in found}) > 1


def viewers(world, make):
    firm = make.enterprise(world.zone)
    return {
        "leader": make.user(world.zone, "leader"),
        "enterprise": make.user(world.zone, "enterprise", scope="self", enterprise=firm),
        "auditor": make.user(world.zone, "auditor"),
        "system_admin": make.user(world.zone, "system_admin"),
        "stranger": make.user(make.zone(), "officer"),
        "other judge": Judging(make, zone=world.zone).judge(user=True).user,
        "public": None,
    }


@pytest.mark.parametrize("state", ["open", "closed"])
def test_nobody_without_the_right_reads_a_mark_before_release(make, state):
    world = World(make)
    for judge, points in ((world.first, 93.25), (world.second, 31.75), (world.third, 55.5)):
        world.cast(world.secret, judge, points, points, comment=SECRET)
    world.now(state)
    for who, user in viewers(world, make).items():
        for page, (_status, _to, body) in seen(user, desk_pages(world)).items():
            text = str(body) if isinstance(body, dict) else body.decode()
            for told in ("93.25", "31.75", "55.50", "60.17", SECRET):
                assert told not in text, (who, page, told)


def test_a_draft_is_seen_by_its_judge_alone_on_every_page_and_in_the_audit_log(make):
    world = World(make)
    Conflict.objects.all().delete()
    officer = world.officer()
    client = client_of(world.second.user)
    url = reverse("desk_entry", args=[world.secret.pk])
    said = {
        "key": "7f1c9d6e-0000-4000-8000-00000000000a",
        "marks": {"tech": "93.25", "market": "12.5"},
        "comment": SECRET,
    }
    client.post(url, json.dumps(said), content_type="application/json", headers={"accept": "application/json"})
    for state in ("open", "closed", "released"):
        world.now(state)
        for user in (officer, world.chair.user, world.first.user, *viewers(world, make).values()):
            pages = [*desk_pages(world), f"{reverse('contest_disputes', args=[world.contest.pk])}?export=xlsx"]
            for page, (_status, _to, body) in seen(user, pages).items():
                assert not [told for told in ("93.25", SECRET) if told in str(body)], (user, page)
        assert "93.25" in client.get(url).content.decode()
    assert not [
        event for event in AuditEvent.objects.all() if "93.25" in str(event.detail) or SECRET in str(event.detail)
    ]


def test_when_another_handed_in_is_nowhere(make):
    """No moment of another's ballot stands on a page of a judge, the chair or the committee."""
    world = World(make)
    world.cast(world.shared, world.second)
    then = timezone.now().replace(year=2001, hour=3, minute=7)
    Ballot.objects.filter(judge=world.second).update(changed_at=then, locked_at=then)
    for user in (world.first.user, world.chair.user, world.officer()):
        for page, (_status, _to, body) in seen(user, desk_pages(world)).items():
            assert "2001" not in str(body), page


def test_the_order_of_ballots_does_not_tell_which_came_first(make):
    """Rows of the dispute board stand by entry, and judges by total and name; never by when they came."""
    world = World(make)
    Conflict.objects.all().delete()
    judges = [world.first, world.second, world.third]

    def difference(number):
        order = judges if number else judges[::-1]
        for judge in order:
            world.cast(world.secret, judge, 60 + judges.index(judge), 60)

    page = [reverse("desk_disputes", args=[world.round.pk])]
    one, other = worlds(difference, lambda: seen(world.chair.user, page))
    assert one == other


def test_the_api_has_no_ballots_and_no_result_before_release(make, client, rf):
    world = World(make)
    officer = world.officer()
    request = rf.post("/")
    request.user, request.access = officer, Access.of(officer)
    _token, words = tokens.make(request, name="平台", scopes=list(tokens.SCOPES), days=1)
    headers = {"authorization": f"Bearer {words}"}
    for state in ("open", "closed"):
        world.now(state)
        answer = client.get(f"/api/v1/contests/{world.contest.pk}/results", headers=headers)
        assert (answer.status_code, answer.json()) == (200, [])
    schema = client_of(officer).get("/api/v1/openapi.json").content.decode()
    assert not re.search(r"/(ballots|judges|panelists|marks)", schema)

"""Every address of the project, asked as every role and as nobody: what each is shown is what the table says.

The table is :data:`gaoxin_web.accounts.roles.PERMISSIONS`; a view says which permission it takes. A new address is
tested without anybody's doing. One with a keyword this file does not know fails, and is mended by a line below:
a value in ``WORDS``, or a factory in ``THINGS`` by the beginning of its route.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock
from http.cookies import SimpleCookie
from itertools import count
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from gaoxin_web.accounts.middleware import needed
from gaoxin_web.accounts.roles import KNOWN, PERMISSIONS, PUBLIC, Role
from tests.gaoxin_web.conftest import Factory

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"
BY_TOKEN = "api/v1/"  # asks for a token of its own, never for a session

# What stands in an address and is no object of anybody
WORDS = {
    "policy": "hnte",
    "status": "near",
    "field": "rd_expense",
    "year": 2025,
    "form": "docx",
    "kind": "recognition",
    "token": "no-such-token",
    "figure": "no-such-figure",
    "edition": "htz_2021",
    "indicator": "1.3",
    "name": "hnte",
    "key": "x",
    "uidb36": "1",
    "number": 1,
    "code": "no-such-code",
    "what": "accept",
    "file": 1,
}
# Where a keyword means something else
WORDS_AT = {
    ("overview/recognitions/", "kind"): "hnte",
    ("briefs/", "kind"): "monthly",
    ("lectures/", "number"): 1,  # the version that was published
    ("lectures/", "code"): "no-such-draw",
}
# What an address names: the beginning of a route and a keyword → the attribute of a World; the longest counts
THINGS = {
    ("system/", "user"): "user",
    ("system/", "grant"): "grant",
    ("system/", "organisation"): "organisation",
    ("system/", "event"): "event",
    ("enterprises/", "pk"): "enterprise",
    ("enterprises/", "thing"): "recognition",
    ("enterprises/duplicates/", "merge"): "merge",
    ("enterprises/<int:pk>/facts/filings/", "filing"): "filing",
    ("enterprises/<int:pk>/files/document/", "thing"): "document",
    ("enterprises/imports/", "pk"): "batch",
    ("ladder/enterprise/", "pk"): "enterprise",
    ("contests/enterprise/", "pk"): "enterprise",
    ("ladder/plans/", "pk"): "plan",
    ("ladder/plans/new/", "pk"): "enterprise",
    ("ladder/windows/", "pk"): "window",
    ("ladder/zone/trials/", "pk"): "trial",
    ("collection/sets/", "pk"): "data_set",
    ("collection/rounds/", "pk"): "round",
    ("collection/forms/", "pk"): "assignment",
    ("collection/own/", "pk"): "assignment",
    ("briefs/templates/", "pk"): "brief_template",
    ("evaluation/scenarios/", "pk"): "scenario",
    ("evaluation/tasks/", "pk"): "index_task",
    ("evaluation/results/", "pk"): "result",
    ("evaluation/papers/", "pk"): "paper",
    ("evaluation/peers/", "pk"): "peer_table",
    ("evaluation/published/", "pk"): "published",
    ("monitoring/enterprises/", "pk"): "enterprise",
    ("monitoring/figures/", "pk"): "zone_figure",
    ("monitoring/figures/versions/", "record"): "zone_figure_version",
    ("monitoring/targets/", "pk"): "target",
    ("monitoring/targets/versions/", "record"): "target_version",
    ("lectures/", "contest"): "series",
    ("lectures/", "sitting"): "series_sitting",
    ("lectures/", "talk"): "series_talk",
    ("lectures/<int:contest>/ranking/", "place"): "series_place",
    ("lectures/<int:contest>/slots/", "contest"): "final_contest",
    ("lectures/<int:contest>/slots/", "place"): "final_place",
    ("lectures/<int:contest>/slots/", "window"): "final_window",
    ("lectures/<int:contest>/slots/", "draw"): "final_draw",
    ("contests/", "contest"): "judged_contest",
    ("contests/judges/", "judge"): "judge",
    ("contests/<int:contest>/judges/", "seat"): "seat",
    ("contests/<int:contest>/judges/", "conflict"): "judge_conflict",
    ("contests/<int:contest>/assignment/", "run"): "assignment_run",
    ("contests/<int:contest>/results/", "round"): "judged_round",
    ("contests/<int:contest>/results/", "result"): "kept_result",
    ("contests/<int:contest>/results/", "other"): "kept_result",
    ("contests/<int:contest>/results/", "entry"): "judged_entry",
    ("contests/<int:contest>/appeals/", "appeal"): "appeal",
    ("contests/<int:contest>/awards/", "award"): "contest_award",
    ("contests/<int:contest>/awards/", "result"): "kept_result",
    ("contests/<int:contest>/certificates/", "certificate"): "certificate",
    ("contests/<int:contest>/follow-up/", "entry"): "judged_entry",
    ("contests/<int:contest>/follow-up/", "outcome"): "outcome",
    ("results/", "result"): "kept_result",
    ("entry/", "certificate"): "certificate",
    ("desk/", "round"): "judged_round",
    ("desk/", "place"): "judged_place",
    ("desk/", "file"): "judged_file",
    ("contests/<int:contest>/rounds/", "round"): "judged_round",
    ("contests/", "question"): "contest_question",
    ("contests/", "entry"): "contest_entry",
    ("contests/", "file"): "contest_entry_file",
    ("contests/<int:contest>/others/", "award"): "others_award",
    ("live/", "room"): "live_room",
    ("live/", "contest"): "judged_contest",
    ("live/", "place"): "judged_place",
    ("api/tokens/", "pk"): "token",
    ("api/v1/", "pk"): "enterprise",
    ("api/v1/contests/", "pk"): "judged_contest",
}
# An address may rightly say "not here" of the user's own object in the state the factory left it
MAY_BE_MISSING = frozenset(
    {
        "batch_errors",  # the uploaded file is gone
        "certificate_file",
        "contest_appeal_file",  # none came with it
        "document_file",
        *("desk_round", "desk_accept", "desk_progress", "desk_reopen", "desk_disputes"),  # they are no judge of it
        *("desk_entry", "desk_aside", "desk_ask", "desk_file"),
        *("panel_add", "assignment_import", "round_chain"),  # the contest has no round
        "evaluation_clear",  # nothing was entered
        "evaluation_paper_file",  # none was sent
        "evaluation_peer_file",
        "evaluation_undo",  # nothing was written
        "enterprises_undo",
        "figure",
        *("contest_entry_file", "own_entry_file"),  # the file is gone
        "enterprises_merge",  # asks which two are meant
        "holding_restore",  # nothing was taken off
        "mfa_deactivate_totp",  # whoever has no second factor has none to give up
        "mfa_download_recovery_codes",
        "mfa_view_recovery_codes",
        "own_certificate",
        "plan_new",  # asks which policy the plan is for
    }
)
ALL = [role.value for role in Role]


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern), pattern


EVERY = [(route, pattern) for route, pattern in routes(get_resolver()) if pattern.name or "^" not in route]
NAMED = dict(EVERY)


class World:
    """One of everything: of the user's own enterprise and zone, a neighbour's, or another zone's."""

    def __init__(self, make, zone, enterprise, user):
        self.make, self.zone, self.enterprise, self.user = make, zone, enterprise, user

    def __getattr__(self, name):
        made = getattr(type(self), f"make_{name}")(self)
        setattr(self, name, made)
        return made

    def make_grant(self):
        return self.user.grants.create(role=Role.JUDGE, scope="self")

    def make_organisation(self):
        return self.make.organisation(self.zone)

    def make_event(self):
        from gaoxin_web.accounts import audit  # noqa: PLC0415 - models load after the settings

        return audit.record("test.event", zone=self.zone)

    def make_trial(self):
        from gaoxin_web.ladders.models import Run  # noqa: PLC0415 - likewise

        return Run.objects.create(
            zone=self.zone, on=date(2025, 1, 1), state="done", trial=True, finished_at=timezone.now()
        )

    def make_recognition(self):
        return self.enterprise.recognitions.create(kind="hnte", recognised_on=date(2025, 1, 1))

    def make_merge(self):
        gone = 10**6 + self.enterprise.pk
        return self.zone.merges.create(kept=self.enterprise, gone=gone, name="旧名", reason="重复")

    def make_filing(self):
        batch = self.zone.batches.create(title="手工修改", sha256="", state="done", choices={"manual": True})
        values = {"staff": {"value": 12, "raw": "12", "cell": ""}}
        return self.enterprise.filings.create(batch=batch, year=2025, values=values)

    def make_document(self):
        return self.enterprise.documents.create(title="说明", file="none.txt")

    def make_batch(self):
        return self.zone.batches.create(title="台账", sha256="0" * 64, created_by=self.user)

    def make_judged_contest(self):
        from gaoxin_web.contests.models import Contest  # noqa: PLC0415 - likewise

        return Contest.objects.create(zone=self.zone, name=f"评审{self.user.pk}", year=2025, created_by=self.user)

    def make_judged_round(self):
        from gaoxin_web.lectures.services.series import scheme_of  # noqa: PLC0415 - likewise

        scheme = scheme_of(self.user)
        return self.judged_contest.rounds.create(name="初赛", scheme=scheme, per_entry=1, state="open")

    def make_judged_place(self):
        entry = self.judged_contest.entries.create(title="项目", number="E1", state="accepted")
        return self.judged_round.places.create(entry=entry, code="X1")

    def make_judged_file(self):
        question = self.judged_contest.questions.create(key="plan", label="计划书", kind="file")
        return self.judged_place.entry.files.create(question=question, file="none.pdf", name="a.pdf", size=1, sha256="")

    def make_judged_entry(self):
        return self.judged_place.entry

    def make_kept_result(self):
        facts = dict.fromkeys(("title", "title_en", "organisation", "division", "division_en", "track", "track_en"), "")
        case = {"criteria": [{"key": "total"}], "entries": [{"id": "E1"}], "ballots": []}
        nothing = {"final": {"E1": None}, "n": {"E1": 0}, "dropped": {"E1": 0}, "rank": {"E1": None}, "order": []}
        return self.judged_round.results.create(
            number=1,
            scheme=self.judged_round.scheme,
            case=case | {"entries": [{"id": "E1", "division": "", "pool": ""}]},
            outcome=nothing | {"awards": {}, "needs_decision": [], "insufficient": ["E1"]},
            entries={"E1": facts | {"entry": self.judged_entry.pk}},
            state="released",
            released_at=timezone.now(),
            notice_until=timezone.now(),
        )

    def make_appeal(self):
        return self.kept_result.appeals.create(name="某人", phone="1", text="异议")

    def make_contest_award(self):
        return self.judged_contest.awards.create(entry=self.judged_entry, tier="special", name="单项奖")

    def make_certificate(self):
        number = f"GX-{self.user.pk}"
        return self.contest_award.certificates.create(number=number, signature="0" * 64)

    def make_outcome(self):
        return self.judged_entry.outcomes.create(kind="landed", on=date(2025, 1, 1), source="走访")

    def make_judge(self):
        return self.zone.judges.create(name="评委")

    def make_seat(self):
        return self.judged_round.panelists.create(judge=self.judge)

    def make_judge_conflict(self):
        return self.judge.conflicts.create(entry=self.judged_place.entry)

    def make_assignment_run(self):
        return self.judged_round.assignment_runs.create(seed=1)

    def make_plan(self):
        return self.enterprise.plans.create(policy="hnte", on=date(2026, 5, 15))

    def make_window(self):
        day = date(2026, 5, 15)
        return self.zone.windows.create(policy="hnte", title="第一批", opens_on=day, closes_on=day)

    def make_paper(self):
        return self.zone.paper_set.create(title="核对表")

    def make_peer_table(self):
        return self.zone.peertable_set.create(edition="htz_2021", year=2023, title="对照")

    def make_published(self):
        return self.zone.published_set.create(year=2022, rank=118)

    def make_zone_figure(self):
        from gaoxin_web.monitoring.models import ZoneFigure  # noqa: PLC0415 - likewise

        return ZoneFigure.objects.create(zone=self.zone, series="专项", period="2022", value=1, source="文件")

    def make_zone_figure_version(self):
        return self.zone_figure.history.latest()

    def make_target(self):
        from gaoxin_web.monitoring.models import Target  # noqa: PLC0415 - likewise

        return Target.objects.create(zone=self.zone, field="output_value", year=2022, amount=100)

    def make_target_version(self):
        return self.target.history.latest()

    def make_data_set(self):
        return self.zone.data_sets.create(title="年报", policies=["hnte"])

    def make_round(self):
        day = timezone.localdate()
        return self.data_set.rounds.create(year=2025, opens_on=day, closes_on=day, batch=self.batch, state="open")

    def make_assignment(self):
        return self.round.assignments.create(enterprise=self.enterprise, due_on=timezone.localdate())

    def make_brief_template(self):
        from gaoxin_web.briefs.kinds import kind_of  # noqa: PLC0415 - likewise
        from gaoxin_web.briefs.services import keep  # noqa: PLC0415 - likewise

        kind = kind_of("monthly")
        return keep(kind, self.zone, "本区模板", kind.built_in.read_bytes(), self.user)

    def make_scenario(self):
        return self.zone.scenario_set.create(edition="htz_2021", year=2023, title="情景")

    def make_index_task(self):
        return self.zone.task_set.create(
            edition="htz_2021", year=2023, indicator="1.1", value_from=1, value_to=2, points=0.1
        )

    def make_result(self):
        return self.zone.result_set.create(
            edition="htz_2021", year=2023, rank=1, score=50, simulated=True, rulebook="0" * 64, input="0" * 64
        )

    def make_series(self):
        from gaoxin_web.lectures.services import publishing, timetable  # noqa: PLC0415 - likewise
        from gaoxin_web.lectures.services.series import Plan, add_talk, make_series  # noqa: PLC0415 - likewise

        plan = Plan(f"讲堂{self.user.pk}", 2025, 1, 2, date(2025, 3, 5), clock(14, 30), 7, 10, 5)
        made = make_series(plan, self.user)
        talk = add_talk(made, {"contact": "讲者", "organisation": "某局", "title": "题目"}, self.user)
        board = timetable.board_of(made)
        timetable.move(board, talk.entry_id, board.sittings[0].pk, 1, self.user)
        publishing.publish(timetable.board_of(made), self.user)
        return made

    def make_series_sitting(self):
        return self.series.rounds.get().sittings.get()

    def make_series_talk(self):
        return self.series.entries.get().talk

    def make_series_place(self):
        return self.series.entries.get().places.get()

    def make_final_contest(self):
        from gaoxin_web.contests.models import Contest, Entry, Round, RoundEntry  # noqa: PLC0415 - likewise
        from gaoxin_web.lectures.services.series import scheme_of  # noqa: PLC0415 - likewise

        made = Contest.objects.create(zone=self.zone, name=f"大赛{self.user.pk}", year=2025, created_by=self.user)
        round_ = Round.objects.create(contest=made, name="决赛", setting="live", scheme=scheme_of(self.user))
        for number in ("X1", "X2"):
            entry = Entry.objects.create(contest=made, number=number, title=f"项目{number}", state="accepted")
            RoundEntry.objects.create(round=round_, entry=entry)
        return made

    def make_final_place(self):
        return self.final_contest.rounds.get().places.first()

    def make_final_window(self):
        from gaoxin_web.lectures.models import Window  # noqa: PLC0415 - likewise

        begins = timezone.make_aware(datetime(2025, 3, 5, 9))
        sitting = self.final_contest.rounds.get().sittings.create(name="上午", starts_at=begins)
        return Window.objects.create(sitting=sitting, ends_at=begins + timedelta(hours=2))

    def make_final_draw(self):
        from gaoxin_web.lectures.services import draws  # noqa: PLC0415 - likewise

        round_ = self.final_contest.rounds.get()
        return draws.commit(round_, list(round_.places.all()), self.user)

    def make_contest_question(self):
        return self.judged_contest.questions.create(key="deck", label="材料", kind="file")

    def make_contest_entry(self):
        about = {"title": "项目", "state": "submitted", "number": "2026-0001", "enterprise": self.enterprise}
        return self.judged_contest.entries.create(**about)

    def make_contest_entry_file(self):
        about = {"question": self.contest_question, "name": "方案.pdf", "size": 1, "sha256": "0" * 64}
        return self.contest_entry.files.create(file="none.pdf", **about)

    def make_others_award(self):
        return self.judged_contest.awards.create(entry=self.contest_entry, tier="first", name="一等奖")

    def make_live_room(self):
        from gaoxin_web.live.services.frames import room_of  # noqa: PLC0415 - likewise

        return room_of(self.judged_round.sittings.create(name="现场"))

    def make_token(self):
        return self.user.api_tokens.create(
            name="t", prefix=f"p{self.user.pk}", digest="0" * 64, expires_at=timezone.now()
        )


def thing_of(route: str, keyword: str) -> str | None:
    """Which object of a world a keyword of a route names."""
    fitting = [key for key in THINGS if key[1] == keyword and route.startswith(key[0])]
    return THINGS[max(fitting, key=lambda key: len(key[0]))] if fitting else None


def word_of(route: str, keyword: str) -> object:
    here = (word for (start, name), word in WORDS_AT.items() if name == keyword and route.startswith(start))
    return next(here, WORDS[keyword])


def keywords(route: str, pattern: URLPattern) -> list[str]:
    resolver_keywords = [part.partition(":")[2].rstrip(">") or part.strip("<>") for part in _angles(route)]
    return resolver_keywords + [name for name in pattern.pattern.regex.groupindex if name not in resolver_keywords]


def _angles(route: str) -> list[str]:
    return [piece.partition(">")[0] for piece in route.replace("(?P<", "(?P_").split("<")[1:]]


def address(route: str, pattern: URLPattern, world: World, other: World | None = None) -> str:
    """The page's address in a world; with ``other``, the last object of it is that world's."""
    values, objects = {}, [name for name in keywords(route, pattern) if thing_of(route, name)]
    for name in keywords(route, pattern):
        thing = thing_of(route, name)
        from_world = other if other is not None and objects and name == objects[-1] else world
        values[name] = getattr(from_world, thing).pk if thing else word_of(route, name)
    return _reversed(route, pattern, values)


def _reversed(route: str, pattern: URLPattern, values: dict) -> str:
    if pattern.name and "^" not in route and not route.startswith(BY_TOKEN):
        return reverse(pattern.name, kwargs=values)
    filled = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda match: str(values[match[1]]), route)
    filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match[1]]), filled)
    return "/" + filled.replace("^", "").replace("$", "").replace(".*", "none")


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()


@pytest.fixture(scope="module")
def settled(django_db_setup, django_db_blocker):
    """Two zones, their enterprises and people, and the session of each role: made once, and as new for every test."""
    with django_db_blocker.unblock(), transaction.atomic():
        make = Factory()
        make.numbers = count(10**6)  # beside those of a test
        here, there = make.zone(), make.zone()
        firm, neighbour, stranger = make.enterprise(here), make.enterprise(here), make.enterprise(there)
        found = SimpleNamespace(make=make)
        found.worlds = {
            "own": (here, firm, make.user(here, Role.OFFICER)),
            "neighbour": (here, neighbour, make.user(here, Role.OFFICER)),
            "foreign": (there, stranger, make.user(there, Role.OFFICER)),
        }
        people = {role: make.user(here, role, enterprise=firm if role == Role.ENTERPRISE else None) for role in ALL}
        found.sessions = {role: signed_in(user) for role, user in people.items()}
        yield found
        transaction.set_rollback(True)


def signed_in(user) -> str:
    """The key of a session in which the password was given a moment ago, and still was at the last test."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session, late = client.session, time.time() + 3600
    session["account_authentication_methods"] = [{"method": "password", "at": late, "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return session.session_key


@pytest.fixture
def worlds(settled):
    """A user's own world, a neighbour's in the same zone, and another zone's."""
    return {name: World(settled.make, *about) for name, about in settled.worlds.items()}


@pytest.fixture
def entered(client, settled):
    """``entered(role)``: signed in as that role of the own world, with a fresh password."""

    def enter(role):
        client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: settled.sessions[role]} if role else {})
        return client

    return enter


def is_login(answer) -> bool:
    return answer.status_code == 302 and answer.url.startswith(LOGIN)


def ask(client, method, url):
    return getattr(client, method)(url)


@pytest.mark.parametrize("route", [route for route, _pattern in EVERY])
def test_every_keyword_of_an_address_is_known(route):
    unknown = [name for name in keywords(route, NAMED[route]) if not thing_of(route, name) and name not in WORDS]
    assert unknown == [], f"{route}: add {unknown} to WORDS or THINGS in this file"


@pytest.mark.parametrize("route", [route for route, _pattern in EVERY])
def test_every_view_names_a_permission_that_some_role_holds_or_is_closed_on_purpose(route):
    pattern = NAMED[route]
    permission = needed(pattern.callback, pattern.name or "")
    assert permission in KNOWN or (permission == "nobody" and route.startswith("account/")), (
        f"{route}: the view names no permission of roles.PERMISSIONS (it is open to nobody)"
    )


@pytest.mark.parametrize("route", [route for route, _pattern in EVERY if not route.startswith(BY_TOKEN)])
def test_every_address_as_every_role_and_as_nobody(route, worlds, entered):
    pattern = NAMED[route]
    permission = needed(pattern.callback, pattern.name or "")
    url = address(route, pattern, worlds["own"])
    wrong = []
    for role in [None, *ALL]:
        client = entered(role)
        allowed = permission == PUBLIC or (
            role is not None and (permission == "signed_in" or permission in PERMISSIONS[Role(role)])
        )
        for method in ("get", "post") if not allowed else ("get",):
            answer = ask(client, method, url)
            if allowed:
                fine = answer.status_code in (200, 302, 405) and not (role and is_login(answer))
                fine = fine or (answer.status_code == 404 and _may_be_missing(pattern, permission, role, worlds))
            else:
                fine = is_login(answer) if role is None else answer.status_code == 403
            if not fine:
                wrong.append((role or "nobody", method, answer.status_code))
    assert wrong == [], f"{url} takes {permission}"


KEPT_A_WHILE = {"watermark"}  # it says nothing but the reader's own name


@pytest.mark.parametrize("route", [route for route, _pattern in EVERY if not route.startswith(BY_TOKEN)])
def test_no_page_of_who_is_signed_in_stays_in_the_browser(route, worlds, entered):
    pattern = NAMED[route]
    permission = needed(pattern.callback, pattern.name or "")
    roles = [role for role in ALL if permission in (PUBLIC, "signed_in") or permission in PERMISSIONS[Role(role)]]
    answer = ask(entered((roles or ALL)[0]), "get", address(route, pattern, worlds["own"]))
    said = answer.headers.get("Cache-Control", "")
    assert "no-store" in said or ("private" in said and pattern.name in KEPT_A_WHILE)


def _may_be_missing(pattern, permission, role, worlds) -> bool:
    return pattern.name in MAY_BE_MISSING or permission == PUBLIC


@pytest.mark.parametrize(
    "route",
    [
        route
        for route, pattern in EVERY
        if not route.startswith(BY_TOKEN) and any(thing_of(route, name) for name in keywords(route, pattern))
    ],
)
def test_what_is_another_zones_or_another_enterprises_is_never_there(route, worlds, entered):
    pattern = NAMED[route]
    permission = needed(pattern.callback, pattern.name or "")
    several = len([name for name in keywords(route, pattern) if thing_of(route, name)]) > 1
    wrong = []
    for role in [each for each in ALL if permission in PERMISSIONS[Role(each)]]:
        others = (
            ["foreign", "neighbour"] if role == Role.ENTERPRISE or pattern.name == "api_token_revoke" else ["foreign"]
        )
        urls = [address(route, pattern, worlds[other]) for other in others]
        if several:  # one's own enterprise, another's paper
            urls += [address(route, pattern, worlds["own"], worlds[other]) for other in ("neighbour", "foreign")]
        client = entered(role)
        for url in urls:
            for method in ("get", "post"):
                answer = ask(client, method, url)
                if answer.status_code not in (404, 405):
                    wrong.append((role, method, url, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", [None, *ALL])
def test_the_api_asks_for_a_token_whoever_is_signed_in(role, worlds, entered):
    client, wrong = entered(role), []
    for route, pattern in EVERY:
        if route.startswith(BY_TOKEN) and needed(pattern.callback, pattern.name or "") == PUBLIC:
            answer = client.get(address(route, pattern, worlds["own"]))
            if answer.status_code not in (401, 404, 405):
                wrong.append((route, answer.status_code))
    assert wrong == []


def test_signing_out_is_never_by_a_link(worlds, entered):
    client = entered(Role.LEADER)
    client.get("/account/logout/")
    assert client.get("/account/sessions/").status_code == 200


@pytest.fixture
def neighbours(make):
    """Worlds of two bureaus of one zone: the user's own, and another's."""
    zone = make.zone()
    bureaus = {name: make.organisation(zone, name) for name in ("own", "other")}
    firms = {name: make.enterprise(zone, organisation=bureau) for name, bureau in bureaus.items()}
    worlds = {
        name: World(make, zone, firms[name], make.user(zone, Role.OFFICER, organisation=bureau))
        for name, bureau in bureaus.items()
    }
    for name, world in worlds.items():
        world.data_set = zone.data_sets.create(title=name, policies=["hnte"], organisation=bureaus[name])
        world.batch = zone.batches.create(
            title="台账", sha256="0" * 64, created_by=world.user, organisation=bureaus[name]
        )
    return SimpleNamespace(zone=zone, bureaus=bureaus, **worlds)


# what is the zone's is no bureau's: refused, not hidden
WHOLE = ("ladder/windows/", "contests/judges/", "briefs/", "evaluation/", "monitoring/figures/", "monitoring/targets/")
# what is the zone's to read: the page counts only who is in reach
SHARED = ("ladder/zone/trials/", "contests/judges/", "evaluation/", "monitoring/figures/", "monitoring/targets/")


@pytest.mark.parametrize("scope", ["own", "below", "self", "chosen", "mixed"])
def test_what_is_another_bureaus_is_never_there(scope, make, neighbours, client):
    """``mixed``: a leader of the zone who is officer of a bureau sees what is another's, and writes none of it."""
    bureau = neighbours.bureaus["own"]
    user = make.user(neighbours.zone, Role.OFFICER, "own" if scope == "mixed" else scope, bureau)
    if scope == "chosen":
        user.grants.get().organisations.add(bureau)
    if scope == "mixed":
        user.grants.create(role=Role.LEADER, scope="zone", approved_at=timezone.now())
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    wrong = []
    for route, pattern in EVERY:
        permission = needed(pattern.callback, pattern.name or "")
        named = [name for name in keywords(route, pattern) if thing_of(route, name)]
        if route.startswith(BY_TOKEN) or not named or permission not in PERMISSIONS[Role.OFFICER]:
            continue
        urls = [address(route, pattern, neighbours.other)]
        if len(named) > 1:
            urls.append(address(route, pattern, neighbours.own, neighbours.other))
        for url in urls:
            for method in ("get", "post"):
                status = ask(client, method, url).status_code
                hidden = status in (404, 405) or (status == 403 and (route.startswith(WHOLE) or scope == "mixed"))
                leader = scope == "mixed" and permission in PERMISSIONS[Role.LEADER]
                seen = method == "get" and (leader or route.startswith(SHARED))
                if not (hidden or seen):
                    wrong.append((method, url, status))
    assert wrong == []

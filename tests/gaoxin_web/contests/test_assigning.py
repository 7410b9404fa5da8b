"""Entries given to judges: proposed, looked at, applied; what has begun never moves, and no conflict is passed by."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gaoxin_web.contests.models import Assignment, AssignmentRun, Conflict, Panelist
from gaoxin_web.contests.services import assigning, assigning_table
from gaoxin_web.contests.services.assigning import AssignError, apply, ask, undo
from gaoxin_web.contests.services.assigning_hand import give, give_track, take
from tests.gaoxin_web.contests.judging import Judging
from tests.gaoxin_web.contests.test_judges import book

pytestmark = pytest.mark.django_db


class World(Judging):
    """Twelve entries on three tracks, six judges, two judges to an entry."""

    def __init__(self, make):
        super().__init__(make, per_entry=2)
        self.tracks = [self.contest.tracks.create(name=name) for name in ("智能制造", "智慧城市", "数字农业")]
        self.judges = [self.judge(fields=[self.tracks[number % 3].name]) for number in range(6)]
        self.places = [self.place(track=self.tracks[number % 3]) for number in range(12)]

    def given(self):
        rows = Assignment.objects.filter(place__round=self.round, state="assigned")
        return set(rows.values_list("place", "judge"))

    def proposed(self, **fields):
        return ask(self.round, None, **({"top_up": True, "rules": {}, "seed": 7} | fields))


@pytest.fixture
def world(make):
    return World(make)


def refusal(act, *args):
    with pytest.raises(AssignError) as refused:
        act(*args)
    return refused.value.code


def test_a_proposal_gives_nothing_until_it_is_applied(world):
    run = world.proposed()
    assert (run.state, run.seed, len(run.inputs_digest), "OR-Tools" in run.solver) == ("ready", 7, 64, True)
    assert world.given() == set()
    apply(run)
    assert len(world.given()) == 24
    assert all(sum(place.pk == one for one, _judge in world.given()) == 2 for place in world.places)


def test_the_same_seed_and_inputs_give_the_same_answer(world):
    first, second, other = world.proposed(), world.proposed(), world.proposed(seed=8)
    assert first.summary == second.summary
    assert first.inputs_digest == second.inputs_digest != other.inputs_digest


def test_no_pair_in_conflict_is_proposed(world):
    for place in world.places[:6]:
        Conflict.objects.create(judge=world.judges[0], entry=place.entry)
    apply(world.proposed())
    away = {(place.pk, world.judges[0].pk) for place in world.places[:6]}
    assert not world.given() & away


def test_a_top_up_leaves_what_is_given_and_an_anew_only_what_is_begun(world):
    for place in world.places[:3]:
        give(place, world.judges[0])
    world.cast(world.places[0], world.judges[0], lock=False)
    held = world.given()
    apply(world.proposed())
    assert held <= world.given()
    apply(world.proposed(top_up=False, seed=99))
    assert (world.places[0].pk, world.judges[0].pk) in world.given()


def test_a_judge_who_recused_is_replaced_and_not_given_the_entry_again(world):
    apply(world.proposed())
    place, judge = next(iter(world.given()))
    Assignment.objects.filter(place=place, judge=judge).update(state="recused")
    apply(world.proposed())
    assert (place, judge) not in world.given()
    assert sum(one == place for one, _judge in world.given()) == 2


def test_a_proposal_is_stale_once_the_round_changed(world):
    run = world.proposed()
    Panelist.objects.filter(judge=world.judges[0]).update(state="declined")
    assert refusal(apply, run) == "stale"


def test_a_proposal_is_applied_once(world):
    run = world.proposed()
    apply(run)
    assert refusal(apply, run) == "not_ready"


def test_the_last_proposal_is_undone_while_nothing_of_it_has_begun(world):
    give(world.places[0], world.judges[0])
    before = world.given()
    run = apply(world.proposed())
    undo(run)
    assert world.given() == before
    assert AssignmentRun.objects.get(pk=run.pk).state == "undone"


def test_what_has_begun_is_not_undone(world):
    run = apply(world.proposed())
    place, judge = sorted(world.given())[0]
    world.cast(
        next(one for one in world.places if one.pk == place), next(one for one in world.judges if one.pk == judge)
    )
    assert refusal(undo, run) == "begun"


def test_only_the_last_proposal_is_undone(world):
    first = apply(world.proposed())
    apply(world.proposed(top_up=False, seed=5))
    assert refusal(undo, first) == "not_last"


def test_rules_hold_for_the_round_once_applied(world):
    for judge in world.judges[:5]:
        judge.city = "银川"
        judge.save()
    for place in world.places:
        place.entry.city = "银川"
        place.entry.save()
    run = world.proposed(rules={"own_city": True})
    assert {pair["judge"] for pair in run.summary["pairs"]} <= {str(world.judges[5].pk)}
    assert world.round.rules == {}
    apply(run)
    world.round.refresh_from_db()
    assert world.round.rules == {"own_city": True}
    assert refusal(give, world.places[0], world.judges[0]) == "conflict"


@pytest.mark.parametrize("state", ["closed", "released"])
def test_a_round_that_is_over_is_not_assigned(world, state):
    run = world.proposed()
    give(world.places[0], world.judges[0])
    world.now(state)
    assert refusal(lambda: world.proposed()) == "over"
    assert refusal(apply, run) == "over"
    assert refusal(give, world.places[1], world.judges[0]) == "over"
    assert refusal(take, world.places[0], world.judges[0]) == "over"


def test_a_conflict_is_refused_by_hand_in_bulk_and_by_table(world):
    judge, place = world.judges[0], world.places[0]
    Conflict.objects.create(judge=judge, entry=place.entry)
    assert refusal(give, place, judge) == "conflict"
    done = give_track(world.round, world.tracks[0], judge)
    assert (done.given, [error.code for error in done.left]) == (3, ["conflict"])
    content = book(["项目编号", "评委"], [place.entry.number, judge.name], [world.places[1].entry.number, judge.name])
    reading = assigning_table.read_table(world.round, "a.xlsx", content, replace=False)
    assert [pair[:2] for pair in reading.pairs] == [(world.places[1].pk, judge.pk)]
    reading.pairs.append((place.pk, judge.pk, "", ""))  # however the pair came in
    done = assigning_table.keep_table(world.round, reading)
    assert (done.given, [error.code for error in done.left]) == (1, ["conflict"])


def test_whoever_does_not_sit_or_not_mark_is_refused(world):
    assert refusal(give, world.places[0], world.judge(seat=None)) == "no_seat"
    assert refusal(give, world.places[0], world.judge(marks=False, seat="chair")) == "no_seat"
    give(world.places[0], world.judges[0])
    assert refusal(give, world.places[0], world.judges[0]) == "there"


def test_what_has_begun_is_not_taken_off(world):
    give(world.places[0], world.judges[0])
    world.cast(world.places[0], world.judges[0], lock=False)
    assert refusal(take, world.places[0], world.judges[0]) == "begun"


def test_a_round_where_all_judge_all_is_not_assigned(make):
    world = Judging(make)
    judge, place = world.judge(), world.place()
    assert refusal(give, place, judge) == "all"


def test_a_table_that_replaces_takes_away_what_it_does_not_name_and_has_not_begun(world):
    for place in world.places[:3]:
        give(place, world.judges[0])
    world.cast(world.places[0], world.judges[0])
    content = book(
        ["编号", "姓名"], [world.places[1].entry.number, world.judges[0].name], ["没有", world.judges[0].name]
    )
    reading = assigning_table.read_table(world.round, "a.xlsx", content, replace=True)
    assert (reading.pairs, reading.same, [gone[0] for gone in reading.gone]) == ([], 1, [world.places[2].pk])
    assert [problem for _place, problem in reading.doubts] == ["没有项目“没有”。"]
    assigning_table.keep_table(world.round, reading)
    assert {place for place, _judge in world.given()} == {world.places[0].pk, world.places[1].pk}


def test_two_judges_of_one_name_are_not_guessed(world):
    world.judge("重名")
    world.judge("重名")
    content = book(["编号", "姓名"], [world.places[0].entry.number, "重名"])
    reading = assigning_table.read_table(world.round, "a.xlsx", content, replace=False)
    assert (reading.pairs, len(reading.doubts)) == ([], 1)


def test_the_pages_walk_from_the_rules_to_the_undoing(world, sign_in):
    client = sign_in(world.officer())
    contest, here = world.contest.pk, reverse("contest_assignment", args=[world.contest.pk])
    assert "缺 2" in client.get(here).content.decode()
    said = {"round": world.round.pk, "mode": "top_up", "own_organisation": "on", "min_experts": "1", "seed": "42"}
    preview = client.post(reverse("assignment_ask", args=[contest]), said, follow=True).content.decode()
    assert ("42" in preview, "采用这个方案" in preview, "连成一片" in preview) == (True, True, True)
    run = AssignmentRun.objects.get()
    client.post(reverse("assignment_apply", args=[contest, run.pk]))
    assert len(world.given()) == 24
    assert "全部分配齐" in client.get(here).content.decode()
    client.post(reverse("assignment_undo", args=[contest, run.pk]))
    assert world.given() == set()


def test_a_wrong_rule_is_said_beside_its_field(world, sign_in):
    said = {"round": world.round.pk, "mode": "top_up", "seed": "-1"}
    answer = sign_in(world.officer()).post(reverse("assignment_ask", args=[world.contest.pk]), said)
    assert answer.status_code == 422
    assert not AssignmentRun.objects.exists()


def test_by_hand_on_the_pages(world, sign_in):
    client, contest = sign_in(world.officer()), world.contest.pk
    said = {"round": world.round.pk, "place": world.places[0].pk, "judge": world.judges[0].pk}
    client.post(reverse("assignment_give", args=[contest]), said)
    assert world.given() == {(world.places[0].pk, world.judges[0].pk)}
    client.post(reverse("assignment_take", args=[contest]), said)
    assert world.given() == set()
    said = {"round": world.round.pk, "track-track": world.tracks[0].pk, "track-judge": world.judges[0].pk}
    client.post(reverse("assignment_track", args=[contest]), said)
    assert len(world.given()) == 4


def test_a_table_is_looked_at_before_it_is_kept(world, sign_in):
    client, contest = sign_in(world.officer()), world.contest.pk
    content = book(["编号", "姓名"], [world.places[0].entry.number, world.judges[0].name])
    said = {"round": world.round.pk, "file": SimpleUploadedFile("a.xlsx", content), "replace": ""}
    checked = client.post(reverse("assignment_import", args=[contest]), said, follow=True)
    assert ("新增 1 项" in checked.content.decode(), world.given()) == (True, set())
    client.post(checked.request["PATH_INFO"])
    assert world.given() == {(world.places[0].pk, world.judges[0].pk)}


def test_a_long_one_waits_for_the_worker(world, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(assigning, "MANY", 10)
    with django_capture_on_commit_callbacks():
        run = world.proposed()
    assert run.state == "waiting"
    assigning.propose(run)
    assert run.state == "ready"

"""What the browser is shown of contests: those of the demonstration, and one that was decided with all that follows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from datetime import time as clock
from random import Random
from typing import Any

PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def contests(zone: Any, officer: Any) -> dict[str, int]:
    """By the names that ``test_every_view`` gives them: the round under review, and the next one, decided."""
    from gaoxin_web.contests.models import Award, Contest, Judge  # noqa: PLC0415 - not before Django is set up

    contest = Contest.objects.get(zone=zone, code__startswith="szs-startup")
    review = contest.rounds.first()
    judge = Judge.objects.get(zone=zone, user__username="judge")
    place = review.places.filter(assignments__judge=judge).exclude(ballots__judge=judge).earliest("pk")
    entry = place.entry
    result = decided(contest.rounds.last(), officer)
    question = contest.questions.get(key="plan")
    kept = paper(entry, question)
    return {
        "judged_contest": contest.pk,
        "judged_round": review.pk,
        "judged_place": place.pk,
        "judged_file": kept,
        "judged_entry": result.round.places.earliest("pk").entry_id,
        "judge": judge.pk,
        "seat": review.panelists.get(judge=judge).pk,
        "judge_conflict": judge.conflicts.create(entry=review.places.latest("pk").entry, source="officer").pk,
        "assignment_run": review.assignment_runs.earliest("pk").pk,
        "kept_result": result.pk,
        **followed(contest, result, officer),
        "contest_question": question.pk,
        "contest_entry": entry.pk,
        "contest_entry_file": kept,
        "others_award": Award.objects.filter(contest__zone=zone, contest__standing="regional").earliest("pk").pk,
        "live_room": zone.contests.get(code="szs-roadshow").rounds.get().sittings.get().room.pk,
        **series(officer),
        **finals(zone, officer),
    }


def codes(zone: Any) -> dict[str, str]:
    """What stands in addresses that anybody may open: an open call, a notice, a draw, a room's screen."""
    from gaoxin_web.lectures.models import OrderDraw  # noqa: PLC0415 - likewise

    room = zone.contests.get(code="szs-roadshow").rounds.get().sittings.get().room
    return {
        "call_code": zone.contests.get(code__startswith="szs-challenge").code,
        "notice_code": zone.contests.get(code__startswith="szs-startup").code,
        "draw_code": OrderDraw.objects.filter(round__contest__zone=zone).earliest("pk").code,
        "screen_token": room.screen_token,
        "audience_token": room.audience_token,
    }


def signed(things: dict[str, int], own: Any) -> dict[str, Any]:
    """What opens a page to one alone: links under a signature, an entry of the account's enterprise, seats of a judge.

    The judge with an account leads the round that was decided and the room of today, and is asked to a third.
    """
    from gaoxin_web.contests.links import token_of  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.models import Certificate, Contest, Entry, Panelist, RoundEntry  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services import entries, judges  # noqa: PLC0415 - likewise
    from gaoxin_web.lectures import links  # noqa: PLC0415 - likewise
    from gaoxin_web.lectures.models import Talk  # noqa: PLC0415 - likewise
    from gaoxin_web.lectures.services.invitations import invite  # noqa: PLC0415 - likewise
    from gaoxin_web.live.models import Room  # noqa: PLC0415 - likewise

    judge, certificate = things["judge"], Certificate.objects.get(pk=things["certificate"])
    led = Entry.objects.get(pk=things["judged_entry"]).places.latest("pk").round
    led.panelists.create(judge_id=judge, role="chair", marks=False, state="accepted")
    room = Room.objects.get(pk=things["live_room"]).sitting.round
    room.panelists.filter(role="chair").update(role="judge")
    Panelist.objects.update_or_create(round=room, judge_id=judge, defaults={"role": "chair", "state": "accepted"})
    final = RoundEntry.objects.get(pk=things["final_place"])
    asked = final.round.panelists.create(judge_id=judge)
    call = Contest.objects.get(zone=own.zone, code__startswith="szs-challenge")
    talk = Talk.objects.get(pk=things["series_talk"])
    invite([talk], call.created_by)
    return {
        "entry_token": token_of(entries.start(call, division=call.divisions.first(), title="一项未写完的报名")),
        "own_entry": entries.start(call, enterprise=own, division=call.divisions.first(), title="企业的报名").pk,
        "certificate_number": certificate.number,
        "certificate_code": certificate.code,
        "seat_token": judges.token_of(asked),
        "asked_round": asked.round_id,
        "led_round": led.pk,
        "talk_token": links.invitation_token(talk.invitations.get()),
        "slot_token": links.slot_token(final),
    }


def decided(round_: Any, officer: Any) -> Any:
    """Six entries marked by seven judges, put up some days ago."""
    from django.utils import timezone  # noqa: PLC0415 - likewise

    from gaoxin_web.contests.models import Judge  # noqa: PLC0415 - likewise
    from gaoxin_web.demo.contests import words  # noqa: PLC0415 - likewise
    from gaoxin_web.demo.contests.entrants import qualities  # noqa: PLC0415 - likewise
    from gaoxin_web.demo.contests.ground import place, seat  # noqa: PLC0415 - likewise
    from gaoxin_web.demo.contests.marks import Panel, hand_in  # noqa: PLC0415 - likewise
    from gaoxin_web.demo.contests.prizes import result_of  # noqa: PLC0415 - likewise

    rng, ended = Random("stage"), timezone.now() - timedelta(days=10)
    entries = list(round_.contest.entries.filter(state="accepted").order_by("number")[:6])
    judges = list(Judge.objects.filter(zone=round_.contest.zone, user=None).order_by("pk")[:7])
    there = place(round_, entries, rng)
    seat(round_, judges, judges[0])
    panel = Panel(round_, rng, qualities(entries, rng), words.COMMENTS)
    pairs = [(one, judge) for one in there for judge in judges]
    hand_in(round_, panel.ballots(pairs, ended - timedelta(days=1), ended))
    return result_of(round_, officer, ended, shows_scores=True)


def followed(contest: Any, result: Any, officer: Any) -> dict[str, int]:
    """What follows a result: an objection, an award with its certificate, what became of the winner."""
    from gaoxin_web.contests.models import Entry  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services import awards, certificates  # noqa: PLC0415 - likewise

    winner = Entry.objects.get(contest=contest, number=result.outcome["order"][0])
    appeal = result.appeals.create(name="某企业", phone="0952-00000001", text="请核对第二项的得分。", entry=winner)
    said = {
        "name": "最具潜力奖",
        "name_en": "Most promising",
        "prize": 20_000,
        "source": "评审组决定",
        "given_on": None,
    }
    award = awards.give_special(contest, winner, said)
    certificates.default_layout(contest).save()
    (certificate,) = certificates.issue_all(contest, officer)
    outcome = winner.outcomes.create(
        kind="funding", on=date(2026, 3, 1), amount=5_000_000, text="股权融资", source="走访"
    )
    return {
        "appeal": appeal.pk,
        "contest_award": award.pk,
        "certificate": certificate.pk,
        "outcome": outcome.pk,
    }


def paper(entry: Any, question: Any) -> int:
    """A file sent with an entry."""
    from django.core.files.base import ContentFile  # noqa: PLC0415 - likewise

    file = ContentFile(PAPER, "plan.pdf")
    return int(
        entry.files.create(question=question, file=file, name="商业计划书.pdf", size=len(PAPER), sha256="0" * 64).pk
    )


def series(officer: Any) -> dict[str, int]:
    """A small series with its timetable published."""
    from gaoxin_web.lectures.services import publishing, timetable  # noqa: PLC0415 - likewise
    from gaoxin_web.lectures.services.series import Plan, add_talk, make_series  # noqa: PLC0415 - likewise

    made = make_series(Plan("浏览器讲堂", 2026, 2, 3, date(2026, 3, 5), clock(14, 30), 7, 10, 5), officer)
    for number, unit in enumerate(("科技局", "财政局", "河湾街道", "北泉街道"), start=1):
        add_talk(made, {"contact": f"讲者{number}", "organisation": unit, "title": f"题目{number}"}, officer)
    board = timetable.board_of(made)
    for at, talk in enumerate(board.talks):
        board = timetable.board_of(made)
        timetable.move(board, talk.entry_id, board.sittings[at % 2].pk, at // 2 + 1, officer)
    publishing.publish(timetable.board_of(made), officer)
    round_ = made.rounds.get()
    return {
        "series": made.pk,
        "series_sitting": round_.sittings.earliest("pk").pk,
        "series_talk": made.entries.earliest("pk").talk.pk,
        "series_place": round_.places.earliest("pk").pk,
    }


def finals(zone: Any, officer: Any) -> dict[str, int]:
    """A remote final with a window of time and an order that is to be drawn."""
    from django.utils import timezone  # noqa: PLC0415 - likewise

    from gaoxin_web.contests.services.templates import make, templates  # noqa: PLC0415 - likewise
    from gaoxin_web.lectures.models import Window  # noqa: PLC0415 - likewise
    from gaoxin_web.lectures.services import draws  # noqa: PLC0415 - likewise

    made = make(templates()["overseas_startup"], zone, officer, name="浏览器海外赛", year=2026, state="review")
    final, division = made.rounds.last(), made.divisions.get()
    for number in range(1, 5):
        about = {"number": f"2026-{number:04d}", "title": f"项目{number}", "title_en": f"Entry {number}"}
        entry = made.entries.create(**about, division=division, country="GB", state="accepted")
        final.places.create(entry=entry)
    begins = timezone.make_aware(datetime(2026, 12, 3, 16))
    sitting = final.sittings.create(name="远程决赛", name_en="Remote final", starts_at=begins)
    window = Window.objects.create(sitting=sitting, ends_at=begins + timedelta(hours=2))
    return {
        "final_contest": made.pk,
        "final_place": final.places.earliest("pk").pk,
        "final_window": window.pk,
        "final_draw": draws.commit(final, list(final.places.all()), officer).pk,
    }

"""What came of the ballots: results frozen by the services as they would be, on a day gone by; prizes, certificates.

Who goes on and who wins is scored from the ballots, and nowhere said beforehand. The services know no other moment
than now: what they wrote is dated back here. No digest is over these moments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Appeal, Award, Certificate, Entry, Result, Round, Ruling
from gaoxin_web.contests.queries import results as queries
from gaoxin_web.contests.services import awards, certificates, rulings
from gaoxin_web.contests.services.results import end_of, freeze
from gaoxin_web.demo.contests.ground import moment
from gaoxin_web.enterprises.models import Enterprise


def result_of(round_: Round, by: User, at: datetime, *, shows_scores: bool = False) -> Result:
    """A marked round closed, its result frozen at a moment and put up for the contest's days of notice."""
    Round.objects.filter(pk=round_.pk).update(state=Round.State.CLOSED)
    result = freeze(round_, by)
    until = end_of(at.date() + timedelta(days=round_.contest.notice_days))
    released = {"state": Result.State.RELEASED, "released_at": at + timedelta(hours=2), "notice_until": until}
    QuerySet(Result).filter(pk=result.pk).update(frozen_at=at, shows_scores=shows_scores, **released)
    Round.objects.filter(pk=round_.pk).update(state=Round.State.RELEASED)
    return Result.objects.select_related("round__contest").get(pk=result.pk)


def objected(result: Result, entry: Entry, text: str, answer: str, by: User) -> None:
    """An objection raised in the days of notice and dismissed, with its reason."""
    assert result.released_at is not None
    raised = result.released_at + timedelta(days=1, hours=3)
    appeal = Appeal.objects.create(
        result=result, entry=entry, name="参赛单位代表（示例）", phone="0952-00000000", text=text, at=raised
    )
    appeal = rulings.answer(appeal, upheld=False, reason=answer, by=by)
    Ruling.objects.filter(pk=appeal.ruling_id).update(at=raised + timedelta(days=2))


def give_awards(result: Result, on: date, by: User) -> None:
    """The awards by the result, with a certificate each."""
    contest = result.round.contest
    awards.give(result)
    Award.objects.filter(result=result).update(given_on=on)
    layout = certificates.default_layout(contest)
    layout.signed_on = on
    layout.save()
    made = certificates.issue_all(contest, by)
    QuerySet(Certificate).filter(pk__in=[one.pk for one in made]).update(issued_at=moment(on, 10))


def link_winners(final: Result, firms: Sequence[Enterprise], own: Mapping[str, int], city: str, also: int) -> None:
    """Entries of the zone's city that won are handed in by enterprises of the register: so many of a tier.

    Whose entries they are is invented either way; what they won is not changed by it. ``also``: others without a prize.
    """
    contest = final.round.contest_id
    entries = {one.number: one for one in Entry.objects.filter(contest=contest, city=city).order_by("number")}
    awarded = final.outcome["awards"]
    won = {number: awarded[number] for number in final.outcome["order"] if number in awarded and number in entries}
    chosen = []
    for tier, count in own.items():
        winners = [entries[number] for number, given in won.items() if given == tier][:count]
        if len(winners) < count:
            raise ValueError(f"{city} won {len(winners)} of {tier}, {count} are asked for")
        chosen += winners
    chosen += [one for number, one in entries.items() if number not in won][:also]
    for entry, firm in zip(chosen, firms, strict=False):
        entry.enterprise, entry.organisation, entry.uscc = firm, firm.name, firm.uscc or ""
    Entry.objects.bulk_update(chosen, ["enterprise", "organisation", "uscc"])
    for result in Result.objects.filter(round__contest=contest).select_related("scheme"):
        _told_anew(result, chosen)


def _told_anew(result: Result, entries: Iterable[Entry]) -> None:
    """A result frozen before it was invented whose entries these are, as if it had been known then."""
    told = result.entries | {one.number: queries.facts_of(one) for one in entries if one.number in result.entries}
    result.entries = told
    QuerySet(Result).filter(pk=result.pk).update(entries=told, digest=queries.digest_of(result))

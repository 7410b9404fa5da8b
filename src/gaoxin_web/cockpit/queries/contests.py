"""What the overview says of contests (大赛): calls, entries to review, ballots missing, the next sitting, notices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts.access import Access
from gaoxin_web.contests.models import Appeal, Assignment, Ballot, Contest, Entry, Result, Round, Sitting

PERMISSION = "contests.view"
HANDED_IN = (Ballot.State.LOCKED, Ballot.State.RECUSED, Ballot.State.ABSTAIN, Ballot.State.ABSENT)
OVER = (Contest.State.FINISHED, Contest.State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing the overview tells of contests: how many there are, or on which ``day`` it is."""

    label: str
    hint: str
    shown: int | None
    url: str
    icon: str
    tone: str = "azure"
    day: datetime | None = None


def contests_told(access: Access, now: datetime) -> list[Told]:
    """What there is to say to this user; nothing where the zone has no contests, or they may not see them."""
    if not access.may(PERMISSION) or not access.limit(Contest.objects.all(), PERMISSION).exists():
        return []
    return [_calls(access, now), _waiting(access), _missing(access), _next(access, now), _notices(access, now)]


def calls_open(now: datetime) -> QuerySet[Contest]:
    """Contests that take entries at a moment."""
    begun = Q(opens_at__isnull=True) | Q(opens_at__lte=now)
    return Contest.objects.filter(begun, Q(closes_at__isnull=True) | Q(closes_at__gt=now), state=Contest.State.OPEN)


def waiting() -> QuerySet[Entry]:
    """Entries handed in that nobody has reviewed, of contests that run."""
    return Entry.objects.filter(state=Entry.State.SUBMITTED).exclude(contest__state__in=OVER)


def missing_ballots() -> QuerySet[Assignment]:
    """Entries given to a judge in an online round that is open, without a ballot handed in or stood aside from."""
    done = Ballot.objects.filter(place=OuterRef("place"), judge=OuterRef("judge"), state__in=HANDED_IN)
    given = Assignment.objects.filter(
        state=Assignment.State.ASSIGNED,
        place__round__state=Round.State.OPEN,
        place__round__setting=Round.Setting.ONLINE,
        place__round__contest__state=Contest.State.REVIEW,
    )
    return given.exclude(place__state="withdrawn").exclude(Exists(done))


def sittings_ahead(now: datetime) -> QuerySet[Sitting]:
    """Sittings of today and of the days to come that are not over, the next one first."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    held = Sitting.objects.filter(starts_at__gte=today, round__state__in=(Round.State.DRAFT, Round.State.OPEN))
    return held.exclude(round__contest__state__in=OVER).order_by("starts_at", "pk")


def notices(now: datetime) -> QuerySet[Result]:
    """Results in their days of notice."""
    return Result.objects.filter(state=Result.State.RELEASED, notice_until__gt=now)


def _calls(access: Access, now: datetime) -> Told:
    rows = list(
        access.limit(calls_open(now), PERMISSION).order_by("closes_at").only("pk", "name", "name_en", "closes_at")
    )
    hint = _("还没有开放征集的大赛")
    if rows and rows[0].closes_at:
        hint = _("最近截止：%(day)s") % {"day": f"{timezone.localtime(rows[0].closes_at):%m-%d}"}
    url = _page("contest", [one.pk for one in rows]) or reverse("contests", query={"state": "open"})
    return Told(_("征集中"), hint, len(rows), url, "trophy", "green")


def _waiting(access: Access) -> Told:
    counts = _by_contest(access.limit(waiting(), PERMISSION), "contest")
    url = _page("contest_entries", counts[:1], {"state": "submitted"}) or reverse("contests")
    number = access.limit(waiting(), PERMISSION).count()
    return Told(_("项目待审核"), _("已提交、还没有受理或退回"), number, url, "list-check", "orange")


def _missing(access: Access) -> Told:
    """Of rounds in which the user is no judge: a judge is told nothing that is counted from others' ballots."""
    rows = access.limit(missing_ballots(), PERMISSION)
    if access.user is not None:
        rows = rows.exclude(place__round__panelists__judge__user=access.user)
    counts = _by_contest(rows, "place__round__contest")
    url = _page("contest_progress", counts[:1]) or reverse("contests", query={"state": "review"})
    return Told(_("待交选票"), _("网上评审中还没有交的"), rows.count(), url, "clipboard-check", "orange")


def _next(access: Access, now: datetime) -> Told:
    one = access.limit(sittings_ahead(now), PERMISSION).select_related("round__contest").first()
    if one is None:
        return Told(_("下一场"), _("没有排定的场次"), None, reverse("live_rooms"), "calendar-due")
    name = f"{one.round.contest.label} · {one.label}"
    return Told(
        _("下一场"), name, 1, reverse("contest_live", args=[one.round.contest_id]), "calendar-due", day=one.starts_at
    )


def _notices(access: Access, now: datetime) -> Told:
    rows = access.limit(notices(now), PERMISSION)
    contests = _by_contest(rows, "round__contest")
    appeals = access.limit(Appeal.objects.filter(state=Appeal.State.OPEN, result__in=rows.values("pk")), PERMISSION)
    hint = _("待处理异议 %(number)s 件") % {"number": appeals.count()}
    url = _page("contest_results", contests) or reverse("contests", query={"state": "notice"})
    return Told(_("公示中"), hint, len(contests), url, "file-text")


def _by_contest(rows: QuerySet, path: str) -> list[int]:
    """The contests some rows are of, those with the most first."""
    found = rows.order_by().values(path).annotate(count=Count("pk", distinct=True))
    return [row[path] for row in sorted(found, key=lambda row: (-row["count"], row[path]))]


def _page(name: str, contests: Sequence[int], query: dict[str, str] | None = None) -> str:
    """The page of the one contest; empty where there are several, or none."""
    return reverse(name, args=[contests[0]], query=query) if len(contests) == 1 else ""

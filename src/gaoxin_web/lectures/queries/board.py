"""The working timetable as a grid of cards, each with what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gaoxin.schedule.timetable import Slot, check, wishes
from gaoxin_web.contests.models import Sitting
from gaoxin_web.lectures.models import Invitation, Talk, TimetableVersion
from gaoxin_web.lectures.queries.published import moment
from gaoxin_web.lectures.queries.series import starts_of
from gaoxin_web.lectures.services.cases import Placed, rule_words, said
from gaoxin_web.lectures.services.timetable import Board

ASIDE = "aside"


@dataclass
class Card:
    """A talk in the grid or beside it."""

    talk: Talk
    place: Placed | None = None
    warnings: list[tuple[str, str]] = field(default_factory=list)  # the rule in a word, the whole sentence
    wishes: list[str] = field(default_factory=list)
    heard: bool = False
    answer: str = ""

    @property
    def pinned(self) -> bool:
        return bool(self.place and self.place.pinned)

    @property
    def where(self) -> str:
        """As the move form writes it: session-seat."""
        return f"{self.place.sitting}-{self.place.seat}" if self.place else ""


@dataclass
class Cell:
    """A seat: its address, when it begins, the card on it."""

    address: str
    seat: int
    starts: datetime | None
    card: Card | None


@dataclass
class Column:
    sitting: Sitting
    cells: list[Cell]
    warnings: list[str] = field(default_factory=list)


@dataclass
class Grid:
    board: Board
    columns: list[Column]
    aside: list[Card]
    warnings: list[str]
    looked_at: Card | None

    @property
    def rows(self) -> range:
        return range(1, self.board.series.seats + 1)

    @property
    def lines(self) -> list[tuple[int, list[Cell]]]:
        """Row by row, as a table is drawn."""
        return [(seat, [column.cells[seat - 1] for column in self.columns]) for seat in self.rows]

    @property
    def placed(self) -> int:
        return len(self.board.slots)

    def changed_since(self, version: TimetableVersion | None) -> bool:
        """Whether publishing would tell anybody something new."""
        if version is None:
            return bool(self.board.slots)
        now = {
            (cell.card.talk.entry_id, column.sitting.pk, cell.seat, cell.starts.isoformat() if cell.starts else "")
            for column in self.columns
            for cell in column.cells
            if cell.card
        }
        then = {(one["entry"], one["sitting"], one["seat"], one["starts"]) for one in version.slots}
        places = [(one["name"], one["venue"], one["video"], one["starts"]) for one in version.sessions]
        today = [
            (one.name, one.venue, one.video_link, one.starts_at.isoformat() if one.starts_at else "")
            for one in self.board.sittings
        ]
        return _instants(now) != _instants(then) or [*map(_instant, places)] != [*map(_instant, today)]


def _instants(rows: set[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    return {_instant(row) for row in rows}


def _instant(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The last is a moment: the same in whichever zone it is written."""
    at = moment(row[-1])
    return (*row[:-1], at.timestamp() if at else None)


def grid_of(board: Board, looked_at: str = "") -> Grid:
    """The grid with its warnings: broken rules are told, never forbidden."""
    letters = _answers(board.talks)
    cards = {
        talk.entry_id: Card(
            talk, board.slots.get(talk.entry_id), heard=talk.entry_id in board.heard, answer=letters.get(talk.pk, "")
        )
        for talk in board.talks
    }
    columns = [_column(board, sitting, cards) for sitting in board.sittings]
    warnings = _warn(board, cards, {column.sitting.pk: column for column in columns})
    aside = [card for card in cards.values() if card.place is None]
    return Grid(board, columns, aside, warnings, cards.get(int(looked_at)) if looked_at.isdecimal() else None)


def _answers(talks: Sequence[Talk]) -> dict[int, str]:
    """Talk → the state of the invitation that counts."""
    rows = Invitation.objects.filter(talk__in=talks).order_by("version").values_list("talk", "state")
    return dict(rows)


def _column(board: Board, sitting: Sitting, cards: Mapping[int, Card]) -> Column:
    on = {card.place.seat: card for card in cards.values() if card.place and card.place.sitting == sitting.pk}
    times = starts_of(sitting, board.series.seats)
    return Column(
        sitting,
        [
            Cell(f"{sitting.pk}-{seat}", seat, times[seat - 1][0] if times else None, on.get(seat))
            for seat in range(1, board.series.seats + 1)
        ],
    )


def _warn(board: Board, cards: Mapping[int, Card], columns: Mapping[int, Column]) -> list[str]:
    """Every broken rule on the cards it is about, or on its session."""
    case = board.case()
    slots = [Slot(str(one.entry), str(one.sitting), one.seat) for one in board.slots.values()]
    found = []
    for violation in check(case, slots):
        if violation.rule == "placed":
            continue  # they stand beside the grid
        text = said(violation.words)
        found.append(text)
        if violation.rule == "mix":  # it is about the whole session, and would stand on half its cards
            for session in violation.sessions:
                columns[int(session)].warnings.append(text)
            continue
        for item in violation.items:
            cards[int(item)].warnings.append((rule_words(violation.rule), text))
    for wish in wishes(case, slots):
        if wish.wish == "preferred":
            for item in wish.items:
                cards[int(item)].wishes.append(_wish(cards[int(item)], board.sittings))
    return found


def _wish(card: Card, sittings: Sequence[Sitting]) -> str:
    names = {str(one.pk): one.label for one in sittings}
    wanted = "、".join(names.get(one, one) for one in card.talk.preferred)
    return _("希望在 %(sessions)s") % {"sessions": wanted}


@dataclass(frozen=True)
class Clash:
    """A rule that cannot hold together with others, and where it is mended."""

    rule: str
    text: str
    link: str
    link_words: str


def clash_of(board: Board) -> list[Clash]:
    """The rules that clashed when the timetable was last solved; none where it was solved since."""
    run = board.round.timetable_runs.first()
    if run is None or run.status != "infeasible":
        return []
    contest, talks = board.contest.pk, {talk.entry_id: talk for talk in board.talks}
    found = []
    for one in run.summary.get("clash", []):
        items = [int(item) for item in one["items"] if item.isdecimal() and int(item) in talks]
        link, words = reverse("series_rules", args=[contest]), _("改规则")
        if one["rule"] == "pin" and items:
            link, words = f"{reverse('series_timetable', args=[contest])}?card={items[0]}#card", _("取消固定")
        elif one["rule"] in ("unavailable", "placed") and items:
            link, words = reverse("series_speaker", args=[contest, talks[items[0]].pk]), _("改讲者")
        elif one["rule"] == "seats":
            link, words = reverse("series_sessions", args=[contest]), _("加场次")
        found.append(Clash(rule_words(one["rule"]), said(one["words"]), link, words))
    return found

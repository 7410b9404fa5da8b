"""The working timetable as a grid of cards, each with what is wrong with it; and what a version changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin.schedule.timetable import Slot, check, wishes
from gaoxin_web.contests.models import Entry, Sitting
from gaoxin_web.lectures.models import Invitation, Talk, TimetableVersion
from gaoxin_web.lectures.queries.published import moment
from gaoxin_web.lectures.queries.series import starts_of
from gaoxin_web.lectures.services.cases import Placed, rule_words, said
from gaoxin_web.lectures.services.timetable import Board
from gaoxin_web.ui.sheets import Sheet

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


def sheets_of(grid: Grid) -> list[Sheet]:
    """The grid as it stands, and the same as a list."""
    heads = [_("序号"), *(_session_head(column.sitting) for column in grid.columns)]
    lines = [[seat, *(_card_text(cell.card) for cell in cells)] for seat, cells in grid.lines]
    listed = [
        [
            column.sitting.label,
            timezone.localtime(cell.starts).replace(tzinfo=None) if cell.starts else None,
            cell.seat,
            cell.card.talk.entry.contact,
            cell.card.talk.post,
            cell.card.talk.entry.organisation,
            cell.card.talk.get_kind_display(),
            cell.card.talk.entry.title,
            cell.card.talk.topic,
            column.sitting.venue,
            "；".join(text for _rule, text in cell.card.warnings),
        ]
        for column in grid.columns
        for cell in column.cells
        if cell.card
    ]
    return [Sheet(_("日程"), heads, lines), Sheet(_("日程清单"), _list_heads(), listed)]


def _list_heads() -> list[str]:
    return [
        *(_("场次"), _("开始时间"), _("序号"), _("讲者"), _("职务"), _("单位"), _("单位类别"), _("题目")),
        *(_("主题领域"), _("地点"), _("提示")),
    ]


def _session_head(sitting: Sitting) -> str:
    day = f" {timezone.localtime(sitting.starts_at):%Y-%m-%d %H:%M}" if sitting.starts_at else ""
    return f"{sitting.label}{day}"


def _card_text(card: Card | None) -> str | None:
    if card is None:
        return None
    return "\n".join(
        part for part in (card.talk.entry.contact, card.talk.entry.organisation, card.talk.entry.title) if part
    )


@dataclass
class Difference:
    """A version for people: its sessions with who speaks when, and what changed since the one before."""

    sessions: list[tuple[dict[str, Any], list[dict[str, Any]]]]
    moved: list[dict[str, Any]]
    added: list[Entry]
    removed: list[Entry]
    sheets: list[Sheet]

    @property
    def is_empty(self) -> bool:
        return not (self.moved or self.added or self.removed)


def difference_of(version: TimetableVersion) -> Difference:
    """A version with its entries by name."""
    change = version.difference
    keys = [one["entry"] for one in version.slots]
    keys += [*change.get("added", []), *change.get("removed", []), *(one["entry"] for one in change.get("moved", []))]
    talks = Prefetch("talk", Talk.objects.all())
    entries = {one.pk: one for one in Entry.objects.filter(pk__in=keys).prefetch_related(talks)}
    before = TimetableVersion.objects.filter(round=version.round_id, number=version.number - 1).first()
    names = {one["id"]: one["name"] for one in [*(before.sessions if before else []), *version.sessions]}
    by_session: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for slot in version.slots:
        if slot["entry"] in entries:
            by_session[slot["sitting"]].append(
                {**slot, "starts": moment(slot["starts"]), "entry": entries[slot["entry"]]}
            )
    sessions = [({**one, "starts": moment(one["starts"])}, by_session[one["id"]]) for one in version.sessions]
    return Difference(
        sessions,
        [_moved(one, entries[one["entry"]], names) for one in change.get("moved", []) if one["entry"] in entries],
        [entries[one] for one in change.get("added", []) if one in entries],
        [entries[one] for one in change.get("removed", []) if one in entries],
        [_version_sheet(sessions)],
    )


def _moved(one: Mapping[str, Any], entry: Entry, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "entry": entry,
        **{
            end: {
                "session": names.get(one[end]["sitting"], ""),
                "seat": one[end]["seat"],
                "starts": moment(one[end]["starts"]),
            }
            for end in ("before", "after")
        },
    }


def _version_sheet(sessions: Sequence[tuple[dict[str, Any], list[dict[str, Any]]]]) -> Sheet:
    heads = [_("场次"), _("开始时间"), _("序号"), _("讲者"), _("单位"), _("题目"), _("地点")]
    lines = [
        [
            session["name"],
            timezone.localtime(slot["starts"]).replace(tzinfo=None) if slot["starts"] else None,
            slot["seat"],
            slot["entry"].contact,
            slot["entry"].organisation,
            slot["entry"].title,
            session["venue"],
        ]
        for session, slots in sessions
        for slot in slots
    ]
    return Sheet(_("日程"), heads, lines)

"""Values of other zones read from a table (对照数据): a row per zone, a column per indicator; also iData.

Everything that is not understood is told with its cell, and is not taken: nothing is guessed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path, PurePath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gaoxin.index.official import Edition, Indicator
from gaoxin.index.zones import Place, in_year, place_of
from gaoxin.register.cells import plain
from gaoxin_web.evaluation.forms.numbers import read_number
from gaoxin_web.evaluation.services.grids import Cells, Grid, read_grids

NAMES = ("uname", "高新区", "园区", "园区名称", "高新区名称", "名称", "zone", "ucode", "单位", "地区")
TIMES = ("time", "年度", "年份", "year")
OTHERS = ("序号", "省份", "省", "所在省", "province", "位次", "排名", "备注")  # columns that are no indicator
HEADED = 10  # rows in which the headings are looked for
SHARE = 1.0  # a share in per cent that is nowhere larger was probably written as a ratio


@dataclass(frozen=True)
class Doubt:
    """Something that was not taken, or not taken without asking; ``grave`` where it was not taken."""

    cell: str
    text: str
    grave: bool = True


@dataclass
class Reading:
    """What a table says: ``values`` is zone → indicator → number, ``cells`` the same → where it stands."""

    sheet: str = ""
    values: dict[str, dict[str, float]] = field(default_factory=dict)
    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    other_years: int = 0  # rows of other years, left out
    own_row: bool = False  # whether the zone itself stood among them, and was left out

    @cached_property
    def count(self) -> int:
        return sum(len(row) for row in self.values.values())


def read_peers(name: str, content: bytes, edition: Edition, year: int, known: Mapping[str, Place], own: str) -> Reading:
    """The values of other zones in a file.

    Args:
        name: the file's, for its ending.
        known: the zones there are by short name; none where nobody knows: then every name is taken as written.
        own: what the zone itself is called among them.

    Raises:
        FactsError: nothing in it can be read.
        ValidationError: no sheet has zones and indicators.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{PurePath(name).suffix.lower()}"
        path.write_bytes(content)
        grids = read_grids(path)
    readers = [_Sheet(grid, edition, year, known, own) for grid in grids]
    fitting = [one for one in readers if one.head is not None]
    if not fitting:
        raise ValidationError(
            _("没有找到表头：请把各高新区放在行、指标放在列，并有一行写明“高新区”和各指标的编号或名称；可先下载模板。")
        )
    return max(fitting, key=lambda one: len(one.columns)).read()


class _Sheet:
    """One sheet: which row has the headings, and what each column is."""

    def __init__(self, grid: Grid, edition: Edition, year: int, known: Mapping[str, Place], own: str) -> None:
        self.grid, self.year, self.known, self.own = grid, year, known, own
        self.indicators = {one.id: one for one in edition.indicators()}
        self.called = {_bare(text): one.id for one in self.indicators.values() for text in (one.label, one.label_en)}
        self.found, self.rows = Reading(sheet=grid.sheet), grid.rows
        self.head = self._head()
        line = self.rows[self.head][1] if self.head is not None else []
        self.name_at = _first(line, NAMES)
        self.time_at = _first(line, TIMES)
        self.columns = {at: code for at, text in enumerate(line) if (code := self._indicator(text))}

    def _head(self) -> int | None:
        """The row that names most indicators, among the first that name zones too."""
        counted = [
            (sum(bool(self._indicator(text)) for text in line), -at)
            for at, (_row, line) in enumerate(self.rows[:HEADED])
            if _first(line, NAMES) is not None
        ]
        best = max(counted, default=(0, 0))
        return -best[1] if best[0] else None

    def _indicator(self, text: str) -> str | None:
        """By its number (1.2), its name, or both (1.2 研发人员占比), a unit behind it or not."""
        bare = _bare(text)
        number, _space, rest = plain(text).partition(" ")
        if bare in self.indicators:
            return bare
        if number in self.indicators and (not rest or _bare(rest) in ("", _bare(self.indicators[number].label))):
            return number
        return self.called.get(bare)

    def read(self) -> Reading:
        assert self.head is not None
        head_row, line = self.rows[self.head]
        self._tell_columns(head_row, line)
        for row, cells in self.rows[self.head + 1 :]:
            self._row(row, cells)
        for unit in [unit for unit, row in self.found.values.items() if not row]:  # a row of blanks says nothing
            del self.found.values[unit], self.found.cells[unit]
        self._tell_ratios()
        return self.found

    def _tell_columns(self, row: int, line: Cells) -> None:
        """Columns that are no indicator, and two that are the same."""
        aside = {self.name_at, self.time_at}
        for at, text in enumerate(line):
            if at in aside or not text.strip() or at in self.columns or _key(text) in (*OTHERS, *NAMES):
                continue
            near = get_close_matches(_bare(text), self.called, n=1)
            hint = self.called[near[0]] if near else ""
            said = _("“%(text)s”不是本指标体系的指标，这一列没有采用。") % {"text": text.strip()[:60]}
            meant = _("是否指“%(name)s”？") % {"name": self._words(hint)} if hint else ""
            self._doubt(row, at, said + meant)
        for code in dict.fromkeys(self.columns.values()):
            same = [at for at, other in self.columns.items() if other == code]
            if len(same) > 1:
                for at in same:
                    del self.columns[at]
                where = "、".join(self._cell(row, at) for at in same)
                said = _("“%(name)s”有 %(count)s 列（%(where)s），不知道以哪列为准，都没有采用。请只留一列。")
                self._doubt(row, same[1], said % {"name": self._words(code), "count": len(same), "where": where})

    def _row(self, row: int, cells: Cells) -> None:
        name = cells[self.name_at].strip() if self.name_at is not None else ""
        if not name:
            if any(cells[at].strip() for at in self.columns):
                self._doubt(row, self.name_at or 0, _("没有高新区名称，这一行没有采用。"))
            return
        if self._is_other_year(row, cells):
            return
        unit = self._unit(name, row)
        if unit is None:
            return
        if unit == self.own:
            self.found.own_row = True
            return
        if unit in self.found.values:
            self._doubt(row, self.name_at or 0, _("“%(zone)s”有两行，这一行没有采用。请只留一行。") % {"zone": unit})
            return
        self.found.values[unit], self.found.cells[unit] = {}, {}
        for at, code in self.columns.items():
            self._value(unit, code, row, at, cells[at])

    def _is_other_year(self, row: int, cells: Cells) -> bool:
        """Whether a row says that it is of another year; one that says nothing is of the year asked for."""
        said = plain(cells[self.time_at]).removesuffix("年").removesuffix("年度") if self.time_at is not None else ""
        if said in ("", str(self.year)):
            return False
        if said.isdecimal():
            self.found.other_years += 1
        else:
            self._doubt(row, self.time_at or 0, _("“%(text)s”不是年份，这一行没有采用。") % {"text": said[:20]})
        return True

    def _unit(self, name: str, row: int) -> str | None:
        place = place_of(self.known, name)
        if place is None and self.known:
            near = get_close_matches(name, self.known, n=1, cutoff=0.5)
            said = _("名录里没有“%(name)s”，这一行没有采用。") % {"name": name[:40]}
            self._doubt(row, self.name_at or 0, said + (_("是否指“%(name)s”？") % {"name": near[0]} if near else ""))
            return None
        unit = place.name if place else name
        if place and unit not in in_year(self.known, self.year):
            said = _("“%(zone)s”在 %(year)s 年还不是国家高新区，已照表采用，请核对年度。")
            self._doubt(row, self.name_at or 0, said % {"zone": unit, "year": self.year}, grave=False)
        return unit

    def _value(self, unit: str, code: str, row: int, at: int, text: str) -> None:
        try:
            value = read_number("" if _key(text) == "nan" else text, share=self.indicators[code].unit == "%")
        except ValidationError as error:
            self._doubt(row, at, f"{unit} · {self._words(code)}{_('：')}{error.messages[0]}")
            return
        if value is not None:
            self.found.values[unit][code] = float(value)
            self.found.cells[unit][code] = self._cell(row, at)

    def _tell_ratios(self) -> None:
        for at, code in self.columns.items():
            known = [abs(row[code]) for row in self.found.values.values() if code in row]
            if self.indicators[code].unit == "%" and len(known) > 1 and 0 < max(known) <= SHARE:
                said = _("“%(name)s”按 %% 计，这一列却都不超过 1：是否把 35%% 写成了 0.35？已照表采用，请核对。")
                head_row = self.rows[self.head or 0][0]
                self._doubt(head_row, at, said % {"name": self._words(code)}, grave=False)

    def _words(self, code: str) -> str:
        return words(self.indicators[code])

    def _cell(self, row: int, at: int) -> str:
        return self.grid.cell(row, at)

    def _doubt(self, row: int, at: int, text: str, *, grave: bool = True) -> None:
        spot = "!".join(part for part in (self.grid.sheet, self.grid.cell(row, at)) if part)
        self.found.doubts.append(Doubt(spot, text, grave))


def words(one: Indicator) -> str:
    return f"{one.id} {one.label}"


def _first(line: Cells, wanted: Sequence[str]) -> int | None:
    """The column of the first of some headings that is there."""
    keys = [_key(text) for text in line]
    return next((keys.index(name) for name in wanted if name in keys), None)


def _key(text: str) -> str:
    return plain(text).casefold().replace(" ", "")


def _bare(text: str) -> str:
    """A heading without blanks and without the unit in brackets behind it."""
    found = _key(text)
    for opening, closing in (("(", ")"), ("[", "]")):
        if found.endswith(closing) and opening in found:
            found = found[: found.rindex(opening)]
    return found

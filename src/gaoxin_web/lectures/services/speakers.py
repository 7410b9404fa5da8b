"""Speakers read from a table (讲者名单): a row each; what is not understood is told with its cell, and not guessed."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Contest, Sitting
from gaoxin_web.evaluation.services.grids import Cells, Grid, read_grids
from gaoxin_web.lectures.models import Talk
from gaoxin_web.lectures.services.series import add_talk, change_talk, twins

HEADED = 10  # rows in which the headings are looked for
MOST = 500  # talks of one table
COLUMNS: Mapping[str, tuple[str, ...]] = {  # what each column may be headed by
    "contact": ("讲者", "讲师", "授课人", "姓名", "speaker", "name"),
    "organisation": ("单位", "所在单位", "部门", "工作单位", "unit", "organisation"),
    "post": ("职务", "职称", "职务职称", "post", "position"),
    "kind": ("类别", "单位类别", "kind"),
    "title": ("题目", "授课题目", "授课主题", "讲题", "title"),
    "topic": ("领域", "主题领域", "主题", "方向", "topic"),
    "phone": ("电话", "手机", "联系电话", "phone"),
    "email": ("邮箱", "电子邮箱", "e-mail", "email"),
    "unavailable": ("不可用日期", "不可用场次", "不便日期", "unavailable"),
    "preferred": ("希望场次", "希望日期", "意向场次", "preferred"),
    "note": ("备注", "note"),
}
HEADS = ("讲者", "单位", "职务", "类别", "题目", "领域", "电话", "邮箱", "不可用日期", "希望场次", "备注")
NEEDED = ("contact", "title")
KINDS: Mapping[str, str] = {
    **dict.fromkeys(("街道", "乡镇", "街道乡镇", "街道（乡镇）", "街道(乡镇)", "镇"), Talk.Kind.SUBDISTRICT),
    **dict.fromkeys(("部门", "区属部门", "区属部门单位", "区直部门", "委办局"), Talk.Kind.DEPARTMENT),
    **dict.fromkeys(("其他", "企业", "高校"), Talk.Kind.OTHER),
}
OF_NAME = re.compile(r"(街道|街道办事处|乡|镇|乡政府|镇政府|人民政府)$")
LONGEST = {"contact": 60, "organisation": 200, "post": 100, "title": 200, "topic": 60, "phone": 40, "email": 254}
DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
MAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


@dataclass(frozen=True)
class Doubt:
    """A cell that was not understood; ``grave`` where the row is not taken for it."""

    cell: str
    text: str
    grave: bool = True


@dataclass
class Reading:
    """What a table says: the speakers in order, and the doubts."""

    sheet: str = ""
    rows: list[dict[str, Any]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def grave(self) -> list[Doubt]:
        return [one for one in self.doubts if one.grave]


def read_speakers(name: str, content: bytes, sittings: Sequence[Sitting]) -> Reading:
    """The speakers of a file.

    Raises:
        FactsError: nothing in it can be read.
        ValidationError: no sheet is headed by 讲者 and 题目, or it has far too many rows.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{PurePath(name).suffix.lower()}"
        path.write_bytes(content)
        grids = read_grids(path)
    for grid in grids:
        head = next((at for at, (_row, line) in enumerate(grid.rows[:HEADED]) if _is_head(line)), None)
        if head is not None:
            if len(grid.rows) - head - 1 > MOST:
                raise ValidationError(_("一次最多导入 %(most)s 位讲者，请分成几个文件。") % {"most": MOST})
            return _Sheet(grid, head, sittings).read()
    raise ValidationError(_("没有找到表头：请在一行中写明“讲者”和“题目”等列名；可先下载模板。"))


@transaction.atomic
def keep_speakers(contest: Contest, reading: Reading, by: User) -> tuple[int, int]:
    """Add who is new and change who is there already (same name and unit); how many of each."""
    there, added, changed = twins(contest), 0, 0
    for said in reading.rows:
        twin = there.get((said["contact"], said["organisation"]))
        if twin:
            change_talk(twin, {key: value for key, value in said.items() if value not in ("", [])})
            changed += 1
        else:
            add_talk(contest, said, by)
            added += 1
    return added, changed


class _Sheet:
    """One sheet: which column is what, and its rows one after the other."""

    def __init__(self, grid: Grid, head: int, sittings: Sequence[Sitting]) -> None:
        self.grid, self.head = grid, head
        self.columns = _columns(grid.rows[head][1])
        self.names = {one.name: str(one.pk) for one in sittings}
        self.numbers = {str(at): str(one.pk) for at, one in enumerate(sittings, 1)}
        self.found = Reading(sheet=grid.sheet)
        self.seen: dict[tuple[str, str], int] = {}

    def read(self) -> Reading:
        for row, line in self.grid.rows[self.head + 1 :]:
            if any(line[at].strip() for at in self.columns.values()):
                self._row(row, line)
        return self.found

    def _row(self, row: int, line: Cells) -> None:
        said: dict[str, Any] = {key: line[at].strip() for key, at in self.columns.items()}
        said = dict.fromkeys((*LONGEST, "note"), "") | said
        before = len(self.found.grave)
        for key in NEEDED:
            if not said[key]:
                self._doubt(row, key, _("没有填“%(head)s”，这一行没有采用。") % {"head": COLUMNS[key][0]})
        for key, most in LONGEST.items():
            if len(said[key]) > most:
                self._doubt(row, key, _("超过 %(most)s 个字，这一行没有采用。") % {"most": most})
        said["note"] = said["note"][:200]
        if said["email"] and not MAIL.match(said["email"]):
            self._doubt(row, "email", _("“%(text)s”不是邮箱，没有采用。") % {"text": said["email"][:60]}, grave=False)
            said["email"] = ""
        said["kind"] = self._kind(row, said.get("kind", ""), said["organisation"])
        for key in ("unavailable", "preferred"):
            said[key] = self._sessions(row, key, said.get(key, ""))
        who = (said["contact"], said["organisation"])
        if said["contact"] and who in self.seen:
            text = _("与第 %(row)s 行是同一位讲者，这一行没有采用。") % {"row": self.seen[who]}
            self._doubt(row, "contact", text)
        if len(self.found.grave) == before:
            self.seen[who] = row
            self.found.rows.append(said)

    def _kind(self, row: int, text: str, unit: str) -> str:
        """As written; where nothing is written, by what the unit is called."""
        if text in KINDS:
            return KINDS[text]
        if text:
            said = _("不认识类别“%(text)s”，已按单位名称判断；可填：街道、部门、其他。") % {"text": text[:20]}
            self._doubt(row, "kind", said, grave=False)
        return Talk.Kind.SUBDISTRICT if OF_NAME.search(unit) else Talk.Kind.DEPARTMENT

    def _sessions(self, row: int, key: str, text: str) -> list[str]:
        """Sessions by name (第3期), number, or day; a day stays a day, whichever session is on it then."""
        found = []
        for part in re.split(r"[、,，;；\s]+", text):
            if not part:
                continue
            named = self.names.get(part) or self.numbers.get(part) or self._day(part)
            if named:
                found.append(named)
            else:
                said = _("不认识“%(text)s”，没有采用；请写场次名称（第3期）或日期（2026-03-05）。")
                self._doubt(row, key, said % {"text": part[:30]}, grave=False)
        return list(dict.fromkeys(found))

    def _day(self, text: str) -> str:
        match = DAY.match(text.split(" ")[0])
        if not match:
            return ""
        try:
            return date(*map(int, match.groups())).isoformat()
        except ValueError:
            return ""

    def _doubt(self, row: int, key: str, text: str, *, grave: bool = True) -> None:
        at = self.columns.get(key, next(iter(self.columns.values())))
        spot = "!".join(part for part in (self.grid.sheet, self.grid.cell(row, at)) if part)
        self.found.doubts.append(Doubt(spot, text, grave))


def _columns(line: Cells) -> dict[str, int]:
    """Which column is what, by its heading; the first of two of a kind counts."""
    heads = [re.sub(r"[\s*＊（(].*$", "", text.strip()).casefold() for text in line]
    return {
        key: at
        for key, names in COLUMNS.items()
        if (at := next((heads.index(n) for n in names if n in heads), None)) is not None
    }


def _is_head(line: Cells) -> bool:
    return all(key in _columns(line) for key in NEEDED)

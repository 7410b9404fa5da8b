"""What is shown of the records of contests and lectures that a figure stands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from gaoxin_web.contests.models import Award, Entry, Outcome, RoundEntry, Sitting
from gaoxin_web.lectures.models import Talk
from gaoxin_web.ui.listing import Column


def _entry(path: str = "") -> tuple[Column, ...]:
    """An entry's number and title, from where it hangs on a record."""
    key = path + "__" if path else ""

    def of(row: Any) -> Entry:
        return getattr(row, path) if path else row

    return (
        Column(
            "title",
            gettext_lazy("项目名称"),
            lambda row: of(row).label,
            order=f"{key}title",
            kind="link",
            first=True,
            link=lambda row: reverse("contest_entry", args=[of(row).contest_id, of(row).pk]),
        ),
        Column("number", gettext_lazy("项目编号"), f"{key}number", order=f"{key}number"),
        Column("entrant", gettext_lazy("单位"), f"{key}organisation", order=f"{key}organisation"),
    )


def _contest(path: str) -> Column:
    """The contest, which leads to its page."""
    key = path.replace("__", ".")

    def of(row: Any) -> Any:
        for name in key.split("."):
            row = getattr(row, name)
        return row

    return Column(
        "contest",
        gettext_lazy("所属大赛"),
        lambda row: of(row).label,
        order=f"{path}__name",
        kind="link",
        link=lambda row: reverse("contest", args=[of(row).pk]),
    )


CONTEST_COLUMNS: Mapping[type, Sequence[Column]] = {
    Entry: (
        *_entry(),
        _contest("contest"),
        Column("division", gettext_lazy("赛区"), lambda row: row.division.label if row.division else None),
        Column("track", gettext_lazy("赛道"), lambda row: row.track.label if row.track else None),
        Column("country", gettext_lazy("国家或地区"), "country", order="country"),
        Column("city", gettext_lazy("城市"), "city", order="city"),
        Column("state", gettext_lazy("状态"), "state", kind="badge"),
    ),
    RoundEntry: (
        *_entry("entry"),
        Column("round", gettext_lazy("所在轮次"), lambda row: row.round.label),
        Column("track", gettext_lazy("赛道"), lambda row: row.entry.track.label if row.entry.track else None),
        Column("sitting", gettext_lazy("场次"), lambda row: row.sitting.label if row.sitting else None),
        Column("order", gettext_lazy("序号"), "order", kind="number"),
    ),
    Award: (
        *_entry("entry"),
        _contest("contest"),
        Column("award", gettext_lazy("奖项"), lambda row: row.label, order="rank"),
        Column("rank", gettext_lazy("名次"), "rank", order="rank", kind="number"),
        Column("firm", gettext_lazy("区内企业"), "entry__enterprise__name"),
        Column("source", gettext_lazy("依据"), lambda row: _ground(row)),
        Column("given_on", gettext_lazy("颁发日期"), "given_on", order="given_on", kind="date"),
    ),
    Sitting: (
        Column("name", gettext_lazy("场次"), lambda row: row.label, order="order", first=True),
        _contest("round__contest"),
        Column("starts_at", gettext_lazy("开始时间"), "starts_at", order="starts_at", kind="date"),
        Column("venue", gettext_lazy("地点"), "venue"),
    ),
    Talk: (
        *_entry("entry"),
        Column("speaker", gettext_lazy("授课人"), "entry__contact"),
        Column("kind", pgettext_lazy("talk", "类别"), lambda row: row.get_kind_display()),
        Column("topic", gettext_lazy("主题领域"), "topic", order="topic"),
    ),
    Outcome: (
        *_entry("entry"),
        _contest("entry__contest"),
        Column("kind", gettext_lazy("类型"), lambda row: row.get_kind_display()),
        Column("on", gettext_lazy("日期"), "on", order="on", kind="date"),
        Column("amount", gettext_lazy("金额（元）"), "amount", order="amount", kind="number"),
        Column("text", gettext_lazy("后续情况"), "text"),
        Column("source", gettext_lazy("来源"), "source"),
    ),
}
CONTEST_JOINED: Mapping[type, tuple[str, ...]] = {
    Entry: ("contest", "division", "track"),
    RoundEntry: ("entry__track", "round", "sitting"),
    Award: ("entry__enterprise", "contest", "result"),
    Sitting: ("round__contest",),
    Talk: ("entry",),
    Outcome: ("entry__contest",),
}
ENTRY_FIND = ("title__icontains", "title_en__icontains", "organisation__icontains", "number__icontains")
CONTEST_SEARCHED: Mapping[type, tuple[str, ...]] = {
    Entry: ENTRY_FIND,
    Sitting: ("name__icontains",),
    **dict.fromkeys((RoundEntry, Award, Talk, Outcome), tuple(f"entry__{lookup}" for lookup in ENTRY_FIND)),
}


def _ground(row: Award) -> Any:
    """What an award rests on: a result of ballots, or what was published elsewhere."""
    return gettext_lazy("评审结果") if row.result_id else row.source

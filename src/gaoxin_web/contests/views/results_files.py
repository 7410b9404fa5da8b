"""Results as files: workbooks, the case that anybody scores anew, and everything of a contest in one archive."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gaoxin.panel.words import Language
from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import FreshPassword
from gaoxin_web.contests.models import Result
from gaoxin_web.contests.queries import results_shown as shown
from gaoxin_web.contests.queries.results import Scored
from gaoxin_web.contests.queries.results_archive import archive
from gaoxin_web.contests.views.results_base import ResultPage
from gaoxin_web.ui.sheets import Sheet, attachment

JSON = "application/json"
ZIP = "application/zip"


def tables(
    scored: Scored,
    outcome: Mapping[str, Any],
    tiers: Mapping[str, str],
    judges: Mapping[str, str] | None,
    language: Language,
) -> list[Sheet]:
    """A result as sheets: places, and for who may read them every ballot, and how each place was reached.

    Args:
        judges: ids that are told by name; None where ballots are not told at all.
    """
    pools = shown.pools_of(scored, outcome, tiers, language)
    rows = [row for pool in pools for row in pool.rows]
    sheets = [_places(rows)]
    if judges is not None:
        sheets += [_ballots(scored, rows, judges, language), _reached(scored, rows, judges, language)]
        effects = shown.effects_of(scored, judges)
        heads = [_("排名组"), _("评委"), _("选票数"), _("宽严（分）")]
        sheets.append(Sheet(_("评委宽严"), heads, [[one.pool, one.judge, one.n, one.effect] for one in effects]))
    return sheets


def _places(rows: Sequence[shown.Row]) -> Sheet:
    heads = [
        _("排名组"), _("名次"), _("编号"), _("项目名称"), _("单位"), _("赛区"), _("赛道"), _("得分"),
        _("有效选票"), _("去掉"), _("奖项"), _("说明"),
    ]  # fmt: skip
    lines = [
        [row.pool, row.rank, row.id, row.facts["title"], row.facts["organisation"], row.facts["division"],
         row.facts["track"], row.final, row.n, row.dropped, row.award, row.why or row.parted]
        for row in rows
    ]  # fmt: skip
    return Sheet(_("结果"), heads, lines)


def _ballots(scored: Scored, rows: Sequence[shown.Row], judges: Mapping[str, str], language: Language) -> Sheet:
    criteria = [
        (one.label_en if language == "en" else one.label) or one.label or pgettext("criterion", "得分")
        for one in scored.scheme.criteria
    ]
    lines = [
        [row.id, row.facts["title"], one.judge, *one.marks, one.total, one.use]
        for row in rows
        for one in shown.ballots_of(scored, scored.score.lines[row.id], judges, language)
    ]
    return Sheet(_("选票"), [_("编号"), _("项目名称"), _("评委"), *criteria, _("总分"), _("是否计入")], lines)


def _reached(scored: Scored, rows: Sequence[shown.Row], judges: Mapping[str, str], language: Language) -> Sheet:
    lines = [
        [row.id, sentence.strip()] for row in rows for sentence in shown.sentences(scored, row.id, judges, language)
    ]
    return Sheet(_("如何得出"), [_("编号"), _("说明")], lines)


def compared(older: Result, newer: Result, moved: Sequence[shown.Moved]) -> Sheet:
    names = [f"v{older.number}", f"v{newer.number}"]
    parts = [("rank", _("名次")), ("final", _("得分")), ("award", _("奖项"))]
    heads = [_("编号"), _("项目名称"), *(f"{label} {name}" for _key, label in parts for name in names), _("选票变化")]
    lines = [
        [one.id, one.facts["title"], *(told[key] for key, _label in parts for told in (one.before, one.after)),
         "；".join(f"{judge}: {was or '—'} → {now or '—'}" for judge, was, now in one.ballots)]
        for one in moved
    ]  # fmt: skip
    return Sheet(_("变化"), heads, lines)


class CaseView(ResultPage):
    """The case of a kept result, as ``gaoxin score`` reads it: judges by their ids only."""

    permission = "contests.marks"

    def get(self, request: HttpRequest, contest: int, result: int) -> HttpResponse:
        if not self.sees_all_marks:
            return self.closed_page()
        name = f"{self.contest.code}-{self.round.order}-v{self.result.number}.json"
        text = json.dumps(self.result.case, ensure_ascii=False, indent=1, sort_keys=True)
        audit.record("result.export", request=request, target=self.result, detail={"file": name})
        return attachment(name, text.encode(), JSON)


class EverythingView(FreshPassword, ResultPage):
    """Everything of a contest in one archive; the password is asked again, for it holds personal data."""

    permission = "contests.marks"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        content, told = archive(self.contest, self.access)
        name = f"{self.contest.name}_{timezone.localdate():%Y%m%d}.zip"
        audit.record("contest.export", request=request, target=self.contest, detail={"file": name} | told)
        return attachment(name, content, ZIP)

"""Disputes (争议): where judges differ, for the committee and the chair; a third judge may be asked."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from gaoxin.panel import CaseError
from gaoxin.panel.words import Language
from gaoxin_web.contests import secrecy
from gaoxin_web.contests.models import Judge
from gaoxin_web.contests.queries.conflicts import conflicts_among
from gaoxin_web.contests.queries.disputes import Board, board_of
from gaoxin_web.contests.queries.duties import OVER
from gaoxin_web.contests.services.assigning import marking
from gaoxin_web.contests.views.desk import DeskPage
from gaoxin_web.contests.views.panel import RoundPage
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.ui.sheets import Sheet


def board_for(viewer: secrecy.Viewer) -> Board | str:
    """The board, or why there is none."""
    language: Language = "en" if (get_language() or "").startswith("en") else "zh"
    try:
        return board_of(viewer, language)
    except CaseError as error:
        return _("选票与评分办法不符：%(about)s") % {"about": "；".join(issue.message for issue in error.issues[:3])}


class DisputesView(RoundPage):
    permission = "contests.marks"
    tab, url_name = "disputes", "contest_disputes"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        if self.round is None:
            return render(request, "contests/panel_none.html", self.round_frame())
        if self.viewer.kind != secrecy.Kind.COMMITTEE:
            return render(request, "contests/progress_judge.html", self.round_frame(), status=403)
        board = board_for(self.viewer)
        if isinstance(board, str):
            return render(request, "contests/disputes.html", self.round_frame(board=None, problem=board))
        if wants_export(request):
            return self._export(board)
        asks = self.may_change and self.round.per_entry is not None and self.round.state not in OVER
        context = self.round_frame(board=board, thirds=self._thirds(board) if asks else {}, asks=asks)
        return render(request, "contests/disputes.html", context)

    def _thirds(self, board: Board) -> dict[int, list[Judge]]:
        """Place → judges who could look at it as a third party: without a conflict, and not yet on it."""
        judges, places = marking(self.here), [one.place for one in board.ranges if one.disputed]
        away = conflicts_among(judges, [place.entry for place in places], self.here)
        duties = self.viewer.duties
        return {
            place.pk: [
                judge
                for judge in judges
                if (judge.pk, place.entry_id) not in away and judge.pk not in duties.expected.get(place.pk, ())
            ]
            for place in places
        }

    def _export(self, board: Board) -> HttpResponse:
        heads = [
            pgettext("contest", "项目"),
            _("选票数"),
            _("最高与最低之差"),
            _("超过界限"),
            _("最低分"),
            _("最低分评委"),
            _("最高分"),
            _("最高分评委"),
        ]
        lines: list[list[Any]] = [
            [one.label, one.n, one.range, _("是") if one.disputed else _("否"), *one.low, *one.high]
            for one in board.ranges
        ]
        odd = [[one.judge, one.pool, one.words, one.value, one.limit, one.n] for one in board.odd]
        odd_heads = [_("评委"), _("排名组"), _("情形"), _("数值"), _("界限"), _("选票数")]
        sheets = [Sheet(_("分歧"), heads, lines), Sheet(_("异常提示"), odd_heads, odd)]
        return export(self.request, f"{self.here.name}{_('争议')}", sheets, "round.export", self.here)


class DeskDisputesView(DeskPage):
    """The board of the chair, worked out without whatever a conflict hides."""

    def get(self, request: HttpRequest, round: int) -> HttpResponse:
        if self.viewer.kind != secrecy.Kind.CHAIR:
            raise PermissionDenied
        board = board_for(self.viewer)
        problem = board if isinstance(board, str) else ""
        context = self.frame(board=None if problem else board, problem=problem, crumb=_("争议"))
        return render(request, "contests/disputes_desk.html", context)

"""The ranking of a series (排名), of all talks, of a session, of a kind; and its brief (简报)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gaoxin_web.briefs.answering import answer
from gaoxin_web.briefs.builtin import lectures
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.lectures.models import Talk
from gaoxin_web.lectures.queries.ranking import Line, Ranking, ranking_of
from gaoxin_web.lectures.report import context as brief_context
from gaoxin_web.lectures.views.base import SeriesPage
from gaoxin_web.ui.sheets import Sheet


class RankingPage(SeriesPage):
    """Running while talks are given, final once it is released; what may not be seen yet is not there."""

    tab = "ranking"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        ranking = ranking_of(self.needed_round, self.access)
        session, kind = self._session(), request.GET.get("kind", "")
        lines = [line for line in ranking.lines if self._asked(line, session, kind)]
        shown = _with_rank(lines, session, kind)
        if wants_export(request) and ranking.visible:
            return export(request, f"{self.contest.name}{_('排名')}", [_sheet(shown)], "lectures.export", self.contest)
        context = self.frame(
            ranking=ranking,
            lines=shown,
            session=session,
            kind=kind if kind in Talk.Kind.values else "",
            kinds=Talk.Kind.choices,
            heard=sum(line.place.scoring == "closed" for line in ranking.lines),
        )
        return render(request, "lectures/ranking.html", context)

    def _session(self) -> int | None:
        asked = self.request.GET.get("session", "")
        return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else None

    def _asked(self, line: Line, session: int | None, kind: str) -> bool:
        right_session = session is None or line.place.sitting_id == session
        return right_session and (kind not in Talk.Kind.values or line.kind == kind)


def _with_rank(lines: list[Line], session: int | None, kind: str) -> list[tuple[int | None, Line]]:
    """Each with its place among what is asked for: a session's own, a kind's own, or over all."""

    def rank(line: Line) -> int | None:
        if session is not None and kind not in Talk.Kind.values:
            return line.rank_here
        return line.rank_kind if kind in Talk.Kind.values and session is None else line.rank

    found = [(rank(line), line) for line in lines]
    return sorted(found, key=lambda pair: (pair[0] is None, pair[0] or 0))


def _sheet(lines: list[tuple[int | None, Line]]) -> Sheet:
    heads = [_("名次"), _("讲者"), _("单位"), _("单位类别"), _("题目"), _("场次"), _("得分"), _("有效选票"), _("点评")]
    return Sheet(_("排名"), heads, [_line(rank, line) for rank, line in lines])


def _line(rank: int | None, line: Line) -> list[Any]:
    entry = line.place.entry
    kind = line.talk.get_kind_display() if line.talk else ""
    session = line.place.sitting.label if line.place.sitting else ""
    said = "\n".join(f"{who}：{text}" for who, text in line.comments)
    return [rank, entry.contact, entry.organisation, kind, entry.title, session, line.final, line.ballots or None, said]


class TalkPage(SeriesPage):
    """One talk: its score, where it comes from, what was said of it."""

    tab = "ranking"

    def get(self, request: HttpRequest, contest: int, place: int) -> HttpResponse:
        ranking: Ranking = ranking_of(self.needed_round, self.access)
        line = next((one for one in ranking.lines if one.place.pk == place), None)
        if line is None:
            raise Http404
        crumbs = [(_("排名"), ""), (line.place.entry.contact, "")]
        return render(request, "lectures/talk.html", self.frame(line=line, ranking=ranking, crumbs=crumbs))


class Brief(SeriesPage):
    """The summary brief (简报) as a file."""

    def get(self, request: HttpRequest, contest: int, form: str) -> HttpResponse:
        ranking = ranking_of(self.needed_round, self.access)
        said = brief_context(self.contest, ranking)
        return answer(request, lectures.KIND, self.contest.zone, said, form)

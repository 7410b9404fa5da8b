"""Progress (进度) of a round, for officers and at the chair's desk; opening, closing, the chain."""

from __future__ import annotations

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gaoxin_web.accounts import audit
from gaoxin_web.contests import secrecy
from gaoxin_web.contests.models import Ballot
from gaoxin_web.contests.queries.duties import OVER
from gaoxin_web.contests.queries.progress import Progress, progress_of
from gaoxin_web.contests.services import ballots, chain
from gaoxin_web.contests.services.rounds import RoundError, close_round, open_round
from gaoxin_web.contests.views.desk import DeskPage
from gaoxin_web.contests.views.panel import RoundPage
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.ui.sheets import Sheet, attachment

WATCHING = (secrecy.Kind.COMMITTEE, secrecy.Kind.STAFF, secrecy.Kind.CHAIR)


class ProgressView(RoundPage):
    """The board of the officers; who judges the round is sent to the desk."""

    tab, url_name = "progress", "contest_progress"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        if self.round is None:
            return render(request, "contests/panel_none.html", self.round_frame())
        if self.viewer.kind not in WATCHING:
            return render(request, "contests/progress_judge.html", self.round_frame(), status=403)
        found = progress_of(self.viewer)
        if wants_export(request):
            return self._export(found)
        context = self.round_frame(
            progress=found,
            finding=chain.verify(self.round) if request.GET.get("check") and self.proves else None,
            proves=self.proves,
            over=self.round.state in OVER,
            reopens=self.may_change and self.viewer.kind == secrecy.Kind.COMMITTEE,
            missing=[row for row in found.judges if row.tally.left],
        )
        return render(request, "contests/progress.html", context)

    @property
    def proves(self) -> bool:
        """Whether the chain of all ballots is this viewer's to prove: of no entry may they be kept out."""
        return self.viewer.kind == secrecy.Kind.COMMITTEE and not self.viewer.hidden

    def _export(self, found: Progress) -> HttpResponse:
        heads = [_("评委"), _("已提交"), _("草稿"), _("回避弃权缺评"), pgettext("ballot", "未开始"), _("合计")]
        judges = [
            [row.seat.judge.name, row.tally.done, row.tally.draft, row.tally.aside, row.tally.none, row.tally.all]
            for row in found.judges
        ]
        per_entry = [pgettext("contest", "项目"), _("已提交"), _("应评"), _("未交评委")]
        entries = [
            [row.label, None, None, _("回避")] if row.hidden
            else [row.label, row.tally.done, row.tally.all, "、".join(row.missing)]
            for row in found.entries
        ]  # fmt: skip
        sheets = [Sheet(_("按评委"), heads, judges), Sheet(_("按项目"), per_entry, entries)]
        return export(self.request, f"{self.here.name}{_('评审进度')}", sheets, "round.export", self.here)


class DeskProgressView(DeskPage):
    """The board of the chair: entries that a conflict hides are there by name and nothing else."""

    def get(self, request: HttpRequest, round: int) -> HttpResponse:
        if self.viewer.kind != secrecy.Kind.CHAIR:
            raise PermissionDenied
        found = progress_of(self.viewer)
        context = self.frame(progress=found, crumb=_("进度"), missing=[row for row in found.judges if row.tally.left],
                             reopens=self.round.state not in OVER, at_desk=True)  # fmt: skip
        return render(request, "contests/progress_desk.html", context)


class RoundOpenView(RoundPage):
    permission = "contests.change"
    tab, url_name = "progress", "contest_progress"

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        reason = request.POST.get("reason", "").strip()
        try:
            open_round(self.here, request.user, reason)
        except RoundError as error:
            messages.error(request, error.message)
            return self.back()
        audit.record("round.open", request=request, target=self.here, detail={"reason": reason} if reason else {})
        messages.success(request, _("已开放评分。"))
        return self.back()


class RoundCloseView(RoundPage):
    permission = "contests.change"
    tab, url_name = "progress", "contest_progress"

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        if self.viewer.kind not in (secrecy.Kind.COMMITTEE, secrecy.Kind.STAFF):
            raise PermissionDenied
        try:
            done = close_round(self.here, request.user, absent=bool(request.POST.get("absent")))
        except RoundError as error:
            messages.error(request, error.message)
            return self.back()
        detail = {"absent": done.absent, "drafts": done.drafts}
        audit.record("round.close", request=request, target=self.here, detail=detail)
        said = (
            _("已封存：缺评 %(absent)s 票，未提交的草稿 %(drafts)s 票不计。")
            if done.absent or done.drafts
            else _("已封存，全部交齐。")
        )
        messages.success(request, said % detail)
        return self.back()


class ChainFileView(RoundPage):
    """The chain of ballots as a file that anybody proves; once the round takes no more marks."""

    permission = "contests.marks"
    tab, url_name = "progress", "contest_progress"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        if self.here.state not in OVER:
            messages.error(request, _("本轮封存以后才能导出选票链。"))
            return self.back()
        if self.viewer.kind != secrecy.Kind.COMMITTEE or self.viewer.hidden:
            raise PermissionDenied
        document = chain.document(self.here)
        name = f"{self.contest.name}_{self.here.name}_{_('选票链')}.json"
        detail = {"events": document["end"]["number"], "digest": document["end"]["digest"]}
        audit.record("round.chain", request=request, target=self.here, detail=detail)
        return attachment(name, json.dumps(document, ensure_ascii=False, indent=1).encode(), "application/json")


class BallotReopenView(RoundPage):
    """The committee gives a ballot back to its judge."""

    permission = "contests.marks"
    tab, url_name = "progress", "contest_progress"

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        if self.viewer.kind != secrecy.Kind.COMMITTEE or not self.may_change:
            raise PermissionDenied
        give_back(request, self.viewer)
        return self.back()


class DeskReopenView(DeskPage):
    """The chair gives a ballot back to its judge."""

    def post(self, request: HttpRequest, round: int) -> HttpResponse:
        if self.viewer.kind != secrecy.Kind.CHAIR:
            raise PermissionDenied
        give_back(request, self.viewer)
        return redirect("desk_progress", round)


def give_back(request: HttpRequest, viewer: secrecy.Viewer) -> None:
    """A ballot of an entry that the viewer may watch is given back, with a reason."""
    ballot, reason = _named(request, viewer), request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, _("请写明退回的原因。"))
        return
    try:
        ballots.reopen(ballot, reason, request.user)
    except ballots.BallotError as error:
        messages.error(request, error.message)
        return
    detail = {"ballot": ballot.pk, "judge": ballot.judge_id, "reason": reason}
    audit.record("ballot.reopen", request=request, target=f"place:{ballot.place_id}", detail=detail)
    messages.success(request, _("已退回，请通知评委重新提交。"))


def _named(request: HttpRequest, viewer: secrecy.Viewer) -> Ballot:
    place, judge = request.POST.get("place", ""), request.POST.get("judge", "")
    if not (place.isascii() and place.isdecimal() and judge.isascii() and judge.isdecimal()):
        raise Http404
    rows = Ballot.objects.filter(place__round=viewer.round).select_related("place__round", "place__entry")
    ballot = get_object_or_404(rows, place=int(place[:18]), judge=int(judge[:18]))
    if not secrecy.states_visible(viewer, ballot.place):
        raise Http404
    return ballot

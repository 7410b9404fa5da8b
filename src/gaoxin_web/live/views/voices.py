"""Comments on every talk (一讲一评) and the audience's votes: read, written down, taken out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gaoxin_web.accounts import audit
from gaoxin_web.contests.models import RoundEntry
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.live.queries.lead import voices_of
from gaoxin_web.live.services import voices
from gaoxin_web.live.views.rooms import RoomBase
from gaoxin_web.ui.sheets import Sheet


class Voices(RoomBase):
    """Comments on every talk, and the audience's votes; an officer writes down a commentator's."""

    def get(self, request: HttpRequest, room: int) -> HttpResponse:
        rows = voices_of(self.room)
        if wants_export(request):
            title = f"{self.room.sitting.round.contest.name}_{_('点评与观众')}"
            return export(request, title, [_remarks(rows), _audience(rows)], "live.export", self.room)
        context = {
            "room": self.room,
            "rows": rows,
            "can_export": self.access.may("register.export") and bool(rows),
            "leads": self.leads,
            "contest": self.room.sitting.round.contest,
        }
        return render(request, "live/voices.html", context | {"listeners": self.room.listeners.count()})

    def post(self, request: HttpRequest, room: int) -> HttpResponse:
        if not self.leads:
            raise PermissionDenied
        given = request.POST.get("place", "")
        rows = RoundEntry.objects.filter(sitting=self.room.sitting_id)
        place = get_object_or_404(rows, pk=int(given) if given.isascii() and given.isdecimal() else 0)
        author, text = request.POST.get("author", "").strip()[:60], request.POST.get("text", "").strip()[:2000]
        if not author or not text:
            messages.error(request, _("请写点评人和点评内容。"))
            return redirect("live_voices", room)
        voices.remark(place, text, author=author, by=request.user)
        audit.record("live.remark", request=request, target=place)
        return redirect("live_voices", room)


def _remarks(rows: Sequence[dict[str, Any]]) -> Sheet:
    lines = [
        (row["number"], row["place"].entry.label, one.judge.name if one.judge else one.author, one.text)
        for row in rows
        for one in row["remarks"]
    ]
    return Sheet(_("点评"), [_("序"), pgettext("contest", "项目"), _("点评人"), _("点评内容")], lines)


def _audience(rows: Sequence[dict[str, Any]]) -> Sheet:
    """Stars only where the page shows them; messages one below the other."""
    lines = [
        (row["number"], row["place"].entry.label, row["votes"], _stars(row["mean"]), "\n".join(row["said"]))
        for row in rows
    ]
    return Sheet(_("观众"), [_("序"), pgettext("contest", "项目"), _("票数"), _("平均星级"), _("观众留言")], lines)


def _stars(mean: float | None) -> float | None:
    return None if mean is None else round(mean, 1)

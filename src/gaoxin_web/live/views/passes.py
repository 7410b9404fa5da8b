"""Passes of judges (入场二维码): made, printed or shown once, taken back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from gaoxin_web.accounts import audit
from gaoxin_web.contests.models import Judge
from gaoxin_web.live.models import Pass, Presence
from gaoxin_web.live.queries.panel import HERE, panelists_of
from gaoxin_web.live.services import passes
from gaoxin_web.live.views.rooms import RoomBase
from gaoxin_web.ui.qr import picture


class Passes(RoomBase):
    """The codes are in the answer to the form that made them, and nowhere else: nobody can show them again."""

    def get(self, request: HttpRequest, room: int) -> HttpResponse:
        return render(request, "live/passes.html", self.listed())

    def post(self, request: HttpRequest, room: int) -> HttpResponse:
        if not self.leads:
            raise PermissionDenied
        judges = self.chosen()
        if request.POST.get("do") == "revoke":
            for judge in judges:
                passes.revoke(self.room, judge)
                audit.record("live.pass.revoke", request=request, target=judge, detail={"room": self.room.pk})
            return redirect("live_passes", room)
        made = []
        for judge in judges:
            one, code = passes.issue(self.room, judge, request.user)
            link = request.build_absolute_uri(reverse("live_join", args=[code]))
            made.append({"judge": judge, "pass": one, "picture": picture(link), "link": link})
            audit.record("live.pass.add", request=request, target=judge, detail={"room": self.room.pk})
        return render(request, "live/passes.html", self.listed() | {"made": made})

    def chosen(self) -> list[Judge]:
        """One judge, or all who have no device yet."""
        given = self.request.POST.get("judge", "")
        rows = self.listed()["rows"]
        if given == "all":
            return [row["judge"] for row in rows if row["state"] != "used"]
        return [row["judge"] for row in rows if str(row["judge"].pk) == given]

    def listed(self) -> dict[str, Any]:
        newest: dict[int, Pass] = {}
        for one in Pass.objects.filter(room=self.room).order_by("pk"):
            newest[one.judge_id] = one
        seen = dict(Presence.objects.filter(room=self.room).values_list("judge_id", "seen_at"))
        rows = [
            {
                "judge": one.judge,
                "panelist": one,
                "pass": (found := newest.get(one.judge_id)),
                "state": found.state if found else "none",
                "seen_at": seen.get(one.judge_id),
            }
            for one in panelists_of(self.room.sitting)
        ]
        contest = self.room.sitting.round.contest
        return {"room": self.room, "rows": rows, "leads": self.leads, "contest": contest, "here": HERE}

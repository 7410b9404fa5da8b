"""A judge comes in: by the code on their slip, once. Opening the link changes nothing; the button does."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.roles import PUBLIC
from gaoxin_web.accounts.throttle import tries
from gaoxin_web.accounts.views import Page
from gaoxin_web.live.services import passes

COOKIE = "gaoxin_seat_{}"
PATH = "/live/"
TRIES, WINDOW = 60, 60  # redemptions of one address in so many seconds: a whole panel sits behind one


class Join(Page):
    """Chat programs open a link to draw its preview, and scanners to check it: so a code is spent by POST only."""

    permission = PUBLIC

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        found = passes.pass_of(token)
        if found is None:
            return render(request, "live/join.html", {"state": "unknown"}, status=404)
        mine = passes.judge_of(found.room_id, secret_of(request, found.room_id)) == found.judge
        if mine and passes.seat(found.room, found.judge):
            return redirect("live_phone", found.room_id)
        return render(request, "live/join.html", {"state": found.state, "room": found.room, "judge": found.judge})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if tries(f"live.join:{request.META['REMOTE_ADDR']}", WINDOW) > TRIES:
            return render(request, "live/join.html", {"state": "later"}, status=429)
        redeemed = passes.redeem(token, request.headers.get("user-agent", ""))
        if redeemed is None:
            return self.get(request, token)
        found, secret = redeemed
        audit.record(
            "live.join", request=request, zone=found.judge.zone, target=found.judge, detail={"room": found.room_id}
        )
        answer = redirect("live_phone", found.room_id)
        answer.set_cookie(
            COOKIE.format(found.room_id),
            secret,
            max_age=int((found.expires_at - timezone.now()).total_seconds()),
            path=PATH,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
        return answer


def secret_of(request: HttpRequest, room: int) -> str:
    """What the device shows of having been let into a room."""
    return request.COOKIES.get(COOKIE.format(room), "")

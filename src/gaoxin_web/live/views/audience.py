"""The audience (观众): one to five stars and a word, on one's own phone; it never enters a score."""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gaoxin_web.accounts.roles import PUBLIC
from gaoxin_web.accounts.throttle import tries
from gaoxin_web.accounts.views import Page
from gaoxin_web.live.models import AudienceVote, Room
from gaoxin_web.live.queries.board import newest
from gaoxin_web.live.services import voices
from gaoxin_web.live.services.passes import digest
from gaoxin_web.live.views import stream

COOKIE = "gaoxin_audience"
STARS = (1, 2, 3, 4, 5)
LONGEST = 300  # characters
VOTES, WINDOW = 600, 60  # of one address in so many seconds: a whole hall sits behind one


class AudiencePage(Page):
    permission = PUBLIC

    @cached_property
    def room(self) -> Room:
        rows = Room.objects.select_related("sitting__round__contest", "current__entry", "current__round__contest")
        return get_object_or_404(rows, audience_token=self.kwargs["token"])


class Audience(AudiencePage):
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        secret = request.COOKIES.get(COOKIE) or secrets.token_urlsafe(24)
        voices.listen(self.room, digest(secret))
        answer = render(request, "live/audience.html", self.shown(digest(secret)))
        answer.set_cookie(
            COOKIE, secret, max_age=14 * 3600, path="/live/", secure=settings.HTTPS, httponly=True, samesite="Lax"
        )
        return answer

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        room, secret = self.room, request.COOKIES.get(COOKIE, "")
        stars, comment = request.POST.get("stars", ""), request.POST.get("comment", "").strip()[:LONGEST]
        if not secret:
            messages.error(request, _("请允许浏览器保存 Cookie 后再投票：一部手机一票。"))
        elif not room.audience_open or room.current is None or request.POST.get("place") != str(room.current_id):
            messages.error(request, _("现在没有可以投票的项目。"))
        elif stars not in {str(each) for each in STARS}:
            messages.error(request, _("请选 1 到 5 星。"))
        elif tries(f"live.audience:{request.META['REMOTE_ADDR']}", WINDOW) > VOTES:
            messages.error(request, _("投票太频繁，请稍后再试。"))
        else:
            voices.vote(room.current, digest(secret), int(stars), comment)
            messages.success(request, _("已收到您的投票，谢谢。"))
        return redirect("live_audience", token)

    def shown(self, device: str) -> dict[str, Any]:
        room, board = self.room, newest(self.room)
        own = AudienceVote.objects.filter(place=room.current, device=device).first() if room.current else None
        shown = json.loads(board.body)
        line = next((one for one in shown["entries"] if one["place"] == room.current_id), {})
        english = (get_language() or "").startswith("en")
        title = line.get("title_en" if english else "title", "")
        about = {"room": room, "board": shown, "title": title, "own": own}
        return about | {"stars": STARS, "token": self.kwargs["token"]}


class AudienceStream(AudiencePage):
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return stream.stream(self.room, "whole")

"""The big screen (大屏): whoever has its address sees the board, and nothing else of the room."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from gaoxin_web.accounts.roles import PUBLIC
from gaoxin_web.accounts.views import Page
from gaoxin_web.live.models import Room
from gaoxin_web.live.queries.board import newest
from gaoxin_web.live.views import stream
from gaoxin_web.ui.qr import picture


class ScreenPage(Page):
    permission = PUBLIC

    @property
    def room(self) -> Room:
        rows = Room.objects.select_related("sitting__round__contest__zone")
        return get_object_or_404(rows, screen_token=self.kwargs["token"])


class Screen(ScreenPage):
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        room = self.room
        link = request.build_absolute_uri(reverse("live_audience", args=[room.audience_token]))
        context = {"room": room, "board": json.loads(newest(room).body), "token": token, "audience": picture(link)}
        return render(request, "live/screen.html", context)


class ScreenBoard(ScreenPage):
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return stream.board(request, self.room, "whole")


class ScreenStream(ScreenPage):
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return stream.stream(self.room, "whole")

"""Which personal data is kept (个人信息清单): for everybody to read, also without an account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gaoxin_web.accounts.roles import PUBLIC
from gaoxin_web.accounts.views import Page
from gaoxin_web.system.personal import INVENTORY


class PersonalData(Page):
    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "system/personal.html", {"inventory": INVENTORY})

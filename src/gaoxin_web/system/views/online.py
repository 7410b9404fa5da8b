"""Who is signed in (在线用户), and signing somebody out (强退)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from gaoxin_web.accounts import audit, sessions
from gaoxin_web.accounts.views import ticked
from gaoxin_web.system.templatetags.sessions import browser
from gaoxin_web.system.views.common import SystemPage, moment
from gaoxin_web.ui.listing import Bulk, Column, ListPage


class OnlineList(ListPage):
    """Sessions seen within the idle time."""

    permission = "accounts.view"
    template = "system/online.html"
    title = _("在线用户")
    search = ("user__username__icontains", "user__name__icontains", "ip__icontains")
    search_hint = _("用户名、姓名、IP 地址")
    order = ("-last_seen_at",)
    file_name = "online"
    empty_title = _("没有人在线")
    columns = (
        Column(
            "user",
            _("用户"),
            order="user__username",
            kind="link",
            first=True,
            link=lambda session: reverse("user", args=[session.user_id]),
        ),
        Column("organisation", _("所属部门"), value="user__organisation", order="user__organisation__path"),
        Column("ip", _("IP 地址"), order="ip"),
        Column("created_at", _("登录时间"), value=lambda session: moment(session.created_at), order="created_at"),
        Column("last_seen_at", _("最近活动"), value=lambda session: moment(session.last_seen_at), order="last_seen_at"),
        Column("user_agent", _("浏览器"), value=lambda session: browser(session.user_agent)),
    )

    def rows(self) -> QuerySet[UserSession]:
        return sessions.online()

    def prepare(self, rows: QuerySet[UserSession]) -> QuerySet[UserSession]:
        return rows.select_related("user", "user__organisation")

    def bulk_actions(self) -> Sequence[Bulk]:
        may = self.access.may("accounts.manage")
        return (Bulk("sessions_end", _("强退"), "logout"),) if may else ()

    def extra(self) -> dict[str, Any]:
        return {"tab": "online"}


class SessionsEnd(SystemPage):
    """End the sessions ticked, except the administrator's own."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        found = self._meant()
        ended = 0
        for session in found.exclude(session_key=request.session.session_key):
            audit.record("account.sign_out", request=request, target=session.user, detail={"ip": session.ip})
            session.end()
            ended += 1
        messages.success(request, ngettext("已强退 %(n)d 个登录。", "已强退 %(n)d 个登录。", ended) % {"n": ended})
        return redirect("online")

    def _meant(self) -> QuerySet[UserSession]:
        """The sessions ticked, or all that the list's words found."""
        rows = self.visible(sessions.online().select_related("user"))
        if self.request.POST.get("everything"):
            return OnlineList(request=self.request).searched(rows, self.request.GET.get("q", "").strip())
        return rows.filter(pk__in=ticked(self.request))

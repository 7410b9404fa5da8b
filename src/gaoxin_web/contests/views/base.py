"""What every page of one contest has: the contest, its tabs, and what may be done here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.contests.models import Contest


def always(_contest: Contest) -> bool:
    return True


def is_own(contest: Contest) -> bool:
    """Run by the zone itself: of others' contests only entries and awards are kept."""
    return contest.standing == Contest.Standing.OWN


def is_contest(contest: Contest) -> bool:
    return is_own(contest) and contest.kind == Contest.Kind.CONTEST


def is_lectures(contest: Contest) -> bool:
    return contest.kind == Contest.Kind.LECTURES


@dataclass(frozen=True)
class Tab:
    """A page of a contest; left out where its url is not there, or the contest has no such side."""

    key: str
    label: Any
    view: str  # its url name; takes the contest's number alone
    permission: str = "contests.view"
    where: Callable[[Contest], bool] = always

    def url(self, contest: Contest) -> str | None:
        try:
            return reverse(self.view, args=[contest.pk])
        except NoReverseMatch:
            return None


TABS: tuple[Tab, ...] = (
    Tab("series", _("讲堂"), "series", where=is_lectures),
    Tab("setup", _("概况"), "contest"),
    Tab("speakers", _("讲者"), "series_speakers", where=is_lectures),
    Tab("invitations", _("邀请"), "series_invitations", where=is_lectures),
    Tab("call", _("征集"), "contest_call", where=is_own),
    Tab("entries", pgettext_lazy("tab", "项目"), "contest_entries"),
    Tab("judges", pgettext_lazy("tab", "评委"), "contest_judges", where=is_own),
    Tab("assignment", _("分配"), "contest_assignment", where=is_contest),
    Tab("progress", _("进度"), "contest_progress", where=is_own),
    Tab("disputes", _("争议"), "contest_disputes", permission="contests.marks", where=is_own),
    Tab("timetable", _("日程"), "contest_timetable", where=is_own),
    Tab("ranking", _("排名"), "series_ranking", where=is_lectures),
    Tab("live", _("现场"), "contest_live", where=is_own),
    Tab("results", pgettext_lazy("tab", "结果"), "contest_results", where=is_own),
    Tab("awards", _("奖项证书"), "contest_awards"),
    Tab("followup", _("跟踪"), "contest_followup"),
)


class ContestPage(Page):
    """A page of the contest named ``contest`` in the address."""

    permission = "contests.view"
    tab = ""

    @cached_property
    def contest(self) -> Contest:
        rows = self.visible(Contest.objects.select_related("zone", "organisation"))
        return get_object_or_404(rows, pk=self.kwargs["contest"])

    @cached_property
    def may_change(self) -> bool:
        """Whether the contest is theirs to change and not only to see."""
        return self.access.reaches(self.contest, "contests.change")

    def tabs(self) -> list[dict[str, Any]]:
        """The tabs this user may open."""
        found = []
        for tab in TABS:
            url = tab.url(self.contest)
            if url and tab.where(self.contest) and self.access.may(tab.permission):
                found.append({"key": tab.key, "label": tab.label, "url": url, "active": tab.key == self.tab})
        return found

    def frame(self, **more: Any) -> dict[str, Any]:
        """What ``contests/frame.html`` and the pages in it are drawn from."""
        return {
            "contest": self.contest,
            "tab": self.tab,
            "tabs": self.tabs(),
            "can_change": self.may_change,
            "can_export": self.access.may("register.export"),
        } | more


class ContestChange(ContestPage):
    """A page that writes to a contest."""

    permission = "contests.change"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and not self.access.may(str(self.permission)):
            audit.record("contest.change", request=request, result="refused")
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

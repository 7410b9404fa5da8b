"""The left menu: one table; an entry is there for who holds its permission."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts.access import Access


@dataclass(frozen=True)
class Entry:
    """A page in the menu: its words, icon, url name and permission."""

    label: object
    icon: str
    view: str
    permission: str

    @property
    def url(self) -> str | None:
        try:
            return reverse(self.view)
        except NoReverseMatch:
            return None


@dataclass(frozen=True)
class Section:
    label: object
    entries: Sequence[Entry]


MENU: tuple[Section, ...] = (
    Section(
        _("工作台"),
        (
            Entry(_("总览"), "dashboard", "overview", "ladder.view"),
            Entry(_("我的企业"), "building-factory-2", "own", "own.view"),
        ),
    ),
    Section(
        _("企业服务"),
        (
            Entry(_("企业名册"), "building", "enterprises", "register.view"),
            Entry(_("台账导入"), "upload", "imports", "register.import"),
            Entry(_("数据填报"), "clipboard-list", "collections", "collection.view"),
            Entry(_("数据填报"), "clipboard-list", "own_collections", "own.fill"),
        ),
    ),
    Section(
        _("梯度培育"),
        (
            Entry(_("培育阶梯"), "stairs-up", "ladder", "ladder.view"),
            Entry(_("一企一策"), "target-arrow", "plans", "plan.view"),
            Entry(_("政策库"), "book", "policies", "ladder.view"),
            Entry(_("申报窗口"), "calendar-due", "windows", "ladder.view"),
            Entry(_("指标出处"), "sum", "figures", "figures.view"),
        ),
    ),
    Section(
        _("评价与监测"),
        (
            Entry(_("综合评价"), "chart-bar", "evaluation", "evaluation.view"),
            Entry(_("月度监测"), "report-analytics", "monitoring", "monitoring.view"),
            Entry(_("报告模板"), "file-text", "briefs", "briefs.change"),
        ),
    ),
    Section(
        _("大赛与讲堂"),
        (
            Entry(_("大赛"), "trophy", "contests", "contests.view"),
            Entry(_("讲堂"), "microphone", "lectures", "contests.view"),
            Entry(_("评委库"), "users", "judges", "contests.change"),
            Entry(_("我的评审"), "clipboard-list", "desk", "ballot.cast"),
            Entry(_("参赛项目"), "trophy", "own_entries", "own.view"),
        ),
    ),
    Section(
        _("系统管理"),
        (
            Entry(_("用户与角色"), "users", "users", "accounts.view"),
            Entry(pgettext_lazy("menu", "部门"), "building-community", "organisations", "accounts.view"),
            Entry(_("审计日志"), "shield-check", "audit", "audit.view"),
            Entry(_("系统状态"), "settings", "status", "settings.change"),
        ),
    ),
)


def drawn(access: Access, path: str) -> SafeString:
    """The menu as it stands on a page; the same for all who may do the same."""
    return _drawn(access.permissions, _here(path), get_language() or "")


@lru_cache(maxsize=512)
def _drawn(permissions: frozenset[str], here: str, _language: str) -> SafeString:
    return mark_safe(render_to_string("ui/menu.html", {"menu": _sections(permissions, here)}))  # a template's own


def sections(access: Access, path: str) -> list[dict[str, Any]]:
    """The sections with their entries for one user; ``active`` is the one whose address fits the path most closely."""
    return _sections(access.permissions, _here(path))


def _here(path: str) -> str:
    return max((url for url in _urls() if path.startswith(url)), key=len, default="")


@cache
def _urls() -> tuple[str, ...]:
    return tuple(entry.url for section in MENU for entry in section.entries if entry.url)


def _sections(permissions: frozenset[str], here: str) -> list[dict[str, Any]]:
    found = []
    for section in MENU:
        entries = [(entry, entry.url) for entry in section.entries if entry.permission in permissions]
        shown = [
            {"label": entry.label, "icon": entry.icon, "url": url, "active": url == here}
            for entry, url in entries
            if url
        ]
        if shown:
            found.append({"label": section.label, "entries": shown})
    return found

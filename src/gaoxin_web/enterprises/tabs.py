"""The tabs of an enterprise's page (一企一档): other apps add theirs here, so that none is imported from below.

In an app's ``AppConfig.ready``::

    from gaoxin_web.enterprises import tabs
    tabs.register(tabs.Tab("ladder", _("培育阶梯"), "enterprise_ladder", "ladder.view", place=35))

The page at that url name takes the enterprise's ``pk``; it extends ``enterprises/profile.html``, fills the
block ``tab`` and gives its template what :func:`gaoxin_web.enterprises.views.profile.frame` returns. A view that
extends ``TabPage`` does so by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gaoxin_web.accounts.access import Access


@dataclass(frozen=True)
class Tab:
    """A tab: its words, its page, the permission it takes, and where it stands (the smaller the earlier)."""

    key: str
    label: Any
    view: str
    permission: str = "register.view"
    place: int = 50
    swap: bool = False  # fetched without loading the page anew; not where a tab brings scripts of its own


_tabs: dict[str, Tab] = {}


def register(tab: Tab) -> None:
    """Add a tab; the same key again takes the place of the first."""
    _tabs[tab.key] = tab


def tabs_for(access: Access, enterprise: int, active: str = "") -> list[dict[str, Any]]:
    """The tabs a user may open, in their order."""
    found = []
    for tab in sorted(_tabs.values(), key=lambda tab: (tab.place, tab.key)):
        try:
            url = reverse(tab.view, args=[enterprise])
        except NoReverseMatch:
            continue
        if access.may(tab.permission):
            found.append(
                {"key": tab.key, "label": tab.label, "url": url, "active": tab.key == active, "swap": tab.swap}
            )
    return found


for _tab in (
    Tab("overview", _("概览"), "enterprise", place=10, swap=True),
    Tab("recognitions", pgettext_lazy("tab", "资质"), "enterprise_recognitions", place=20, swap=True),
    Tab("facts", _("经营数据"), "enterprise_facts", place=30),
    Tab("holdings", _("创新资源"), "enterprise_holdings", place=40, swap=True),
    Tab("contacts", _("走访与诉求"), "enterprise_contacts", place=60, swap=True),
    Tab("documents", pgettext_lazy("tab", "文件"), "enterprise_documents", place=70, swap=True),
    Tab("relations", _("关系"), "enterprise_relations", place=80, swap=True),
    Tab("history", _("历史"), "enterprise_history", place=90, swap=True),
):
    register(_tab)

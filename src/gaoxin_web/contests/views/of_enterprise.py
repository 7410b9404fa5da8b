"""An enterprise's tab of contests (大赛): what it handed in, what it won, what became of it."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from gaoxin_web.contests.models import Award, Entry
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.enterprises.views.profile import TabPage

STANDING = Prefetch("awards", Award.objects.filter(withdrawn_at=None), to_attr="standing_awards")
"""The awards of an entry that were not taken back."""


class EnterpriseContestsPage(TabPage):
    permission = "contests.view"
    tab, template = "contests", "contests/of_enterprise.html"

    def content(self, enterprise: Enterprise) -> dict[str, Any]:
        rows = Entry.objects.filter(enterprise=enterprise).exclude(state=Entry.State.DRAFT)
        rows = rows.select_related("contest", "division", "track").prefetch_related(STANDING, "outcomes")
        return {"entries": list(self.visible(rows).order_by("-contest__year", "-pk"))}

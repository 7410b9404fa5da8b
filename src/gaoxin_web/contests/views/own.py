"""What an enterprise's account finds: the calls that are open now, and its own entries."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import LONGEST_KEY, Page
from gaoxin_web.contests.models import Contest, Entry
from gaoxin_web.contests.services.entries import start
from gaoxin_web.contests.services.refusal import RefusedError
from gaoxin_web.contests.views.of_enterprise import STANDING
from gaoxin_web.enterprises.models import Enterprise


def open_calls(zone: int) -> QuerySet[Contest]:
    """The zone's calls that take entries now."""
    now = timezone.now()
    rows = Contest.objects.filter(zone=zone, standing=Contest.Standing.OWN, state=Contest.State.OPEN)
    begun = Q(opens_at=None) | Q(opens_at__lte=now)
    return rows.filter(begun, Q(closes_at=None) | Q(closes_at__gt=now)).order_by("closes_at", "pk")


class OwnEntries(Page):
    permission = "own.view"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Entry.objects.select_related("contest", "enterprise", "division", "track").prefetch_related(STANDING)
        context = {
            "entries": list(self.visible(rows).order_by("-contest__year", "-pk")),
            "calls": list(open_calls(request.user.zone_id)),  # type: ignore[union-attr]
            "enterprises": list(self.visible(Enterprise.objects.all())),
            "may_fill": self.access.may("own.fill"),
        }
        return render(request, "contests/own_entries.html", context)


class OwnStart(Page):
    """An entry begun for an enterprise: what the register knows of it is there already."""

    permission = "own.fill"

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        zone = request.user.zone_id  # type: ignore[union-attr]
        rows = Contest.objects.filter(zone=zone, standing=Contest.Standing.OWN).exclude(state=Contest.State.DRAFT)
        found = get_object_or_404(rows, code=code)
        asked = request.POST.get("enterprise", "")
        mine = self.visible(Enterprise.objects.all())
        if asked.isascii() and asked.isdecimal() and len(asked) < LONGEST_KEY:
            mine = mine.filter(pk=int(asked))
        enterprise = mine.order_by("pk").first()
        if enterprise is None:
            messages.error(request, _("您的账号还没有关联企业，请联系园区。"), "danger")
            return redirect("own_entries")
        try:
            entry = start(found, enterprise=enterprise)
        except RefusedError as refusal:
            messages.error(request, str(refusal), "danger")
            return redirect("own_entries")
        audit.record("entry.start", request=request, target=entry)
        return redirect("own_entry", entry.pk)

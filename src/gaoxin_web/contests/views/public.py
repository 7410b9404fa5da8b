"""The call as anybody sees it (征集页): what the contest is, when, who may enter, how it is scored; and the way in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from gaoxin_web.accounts import audit, throttle
from gaoxin_web.accounts.roles import PUBLIC
from gaoxin_web.accounts.views import Page
from gaoxin_web.contests.forms.entry import BackForm, StartForm
from gaoxin_web.contests.links import token_of
from gaoxin_web.contests.models import Contest, Entry
from gaoxin_web.contests.queries.contests import rounds_of
from gaoxin_web.contests.queries.eligibility import words_of
from gaoxin_web.contests.services.entries import start
from gaoxin_web.contests.services.refusal import RefusedError

WINDOW, HOUR = 600, 3600  # seconds in which requests are counted
MOST_STARTS, MOST_BACK, MOST_BACK_ONE = 20, 15, 5


def address_of(request: HttpRequest) -> str:
    return request.META.get("REMOTE_ADDR") or ""


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "contests/call_too_many.html", status=429)


@method_decorator(never_cache, name="dispatch")
class CallPage(Page):
    """A page of a call that is known by its code; a draft is shown to nobody but the zone's own officers."""

    permission = PUBLIC

    def find(self, code: str) -> Contest:
        rows = Contest.objects.select_related("zone").filter(standing=Contest.Standing.OWN)
        contest = get_object_or_404(rows, code=code)
        if contest.state == Contest.State.DRAFT and not self.access.reaches(contest, "contests.view"):
            raise Http404
        return contest


class CallView(CallPage):
    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return call_page(request, self.find(code))


class StartView(CallPage):
    """An entry begun: a draft, and a link to come back to it."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return redirect("call", code)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        contest, form = self.find(code), StartForm(request.POST)
        if throttle.tries(f"contests:start:{address_of(request)}", WINDOW) > MOST_STARTS:
            return too_many(request)
        if not form.is_valid() or form.cleaned_data["address"]:  # a machine fills what nobody sees
            return call_page(request, contest, start_form=form, status=422)
        said = {name: form.cleaned_data[name] for name in ("title", "contact", "phone")}
        try:
            entry = start(contest, **said)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
            return call_page(request, contest, start_form=form, status=422)
        audit.record("entry.start", request=request, zone=contest.zone, target=entry)
        return redirect(reverse("entry", args=[token_of(entry)]) + "?new=1")


class BackView(CallPage):
    """The way back for who lost the link: number and whole telephone number, tried a few times only."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return redirect(reverse("call", args=[code]) + "#back")

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        contest, form = self.find(code), BackForm(request.POST)
        if throttle.tries(f"contests:back:{address_of(request)}", WINDOW) > MOST_BACK:
            return too_many(request)
        entry = self._entry(contest, form) if form.is_valid() else None
        if entry is None:
            if form.is_valid():
                audit.record("entry.open", request=request, zone=contest.zone, target=contest, result="refused")
                form.add_error(None, _("没有找到，或试得太多。请核对编号和提交时填的完整电话；仍不行请联系主办方。"))
            return call_page(request, contest, back_form=form, status=422)
        return redirect("entry", token_of(entry))

    def _entry(self, contest: Contest, form: BackForm) -> Entry | None:
        """One number is tried a few times an hour, from wherever: nobody guesses a telephone number so."""
        number = form.cleaned_data["number"].strip()
        if throttle.tries(f"contests:back:{contest.pk}:{number}", HOUR) > MOST_BACK_ONE:
            return None
        entry = Entry.objects.filter(contest=contest, number=number).exclude(number="").first()
        same = entry is not None and _digits(entry.phone) == _digits(form.cleaned_data["phone"])
        return entry if same and _digits(form.cleaned_data["phone"]) else None


def _digits(text: str) -> str:
    """A telephone number without how it is written; the country's own code is left out."""
    found = "".join(sign for sign in text if sign.isdecimal())
    return found[2:] if len(found) == 13 and found.startswith("86") else found


def call_page(
    request: HttpRequest,
    contest: Contest,
    *,
    start_form: StartForm | None = None,
    back_form: BackForm | None = None,
    status: int = 200,
) -> HttpResponse:
    divisions = list(contest.divisions.all())
    rounds = rounds_of(contest)
    context = {
        "contest": contest,
        "zone": contest.zone,
        "state": state_of(contest),
        "divisions": divisions,
        "tracks": list(contest.tracks.all()),
        "moments": moments_of(contest, [one.time_zone for one in divisions], rounds),
        "rules": words_of(contest),
        "rounds": rounds,
        "prizes": prizes_of(contest, rounds),
        "start_form": start_form or StartForm(),
        "back_form": back_form or BackForm(),
        "questions": list(contest.questions.filter(retired=False)),
    }
    return render(request, "contests/call.html", context, status=status)


def state_of(contest: Contest) -> str:
    """draft, soon, open, closed, over or cancelled: which of the call's faces is shown."""
    now, state = timezone.now(), contest.state
    if state == Contest.State.CANCELLED:
        return "cancelled"
    if state == Contest.State.DRAFT:
        return "draft"
    if contest.is_open:
        return "open"
    if state == Contest.State.OPEN and contest.opens_at and now < contest.opens_at:
        return "soon"
    return "over" if state == Contest.State.FINISHED else "closed"


def moments_of(contest: Contest, zones: list[str], rounds: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The timeline; each moment by the zone's clock, and by those of divisions that have another."""
    found: list[tuple[str, datetime | None]] = [(_("征集开始"), contest.opens_at), (_("征集截止"), contest.closes_at)]
    for one in rounds:
        found.append((_("%(round)s开始") % {"round": f"{one['round'].label} "}, one["round"].opens_at))
        found.append((_("%(round)s结束") % {"round": f"{one['round'].label} "}, one["round"].closes_at))
    own = timezone.get_default_timezone()
    others = [name for name in dict.fromkeys(zones) if name != str(own)]
    return [
        {
            "label": label,
            "at": moment,
            "elsewhere": [f"{moment.astimezone(ZoneInfo(name)):%Y-%m-%d %H:%M %Z} ({name})" for name in others],
            "past": moment <= timezone.now(),
        }
        for label, moment in found
        if moment is not None
    ]


def prizes_of(contest: Contest, rounds: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What can be won: the last round's tiers, with what each is worth."""
    worth = {one.tier: one for one in contest.prizes.all()}
    last = rounds[-1]["scheme"].document.get("tiers", []) if rounds else []
    labels = rounds[-1]["tiers"] if rounds else []
    return [
        {"label": label["label"], "count": label["count"], "amount": getattr(worth.get(tier["name"]), "amount", None)}
        for tier, label in zip(last, labels, strict=True)
    ]

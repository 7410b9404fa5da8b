"""A contest set up: made from a template, changed part by part, moved from state to state."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.contests.forms.fields import USUAL
from gaoxin_web.contests.forms.setup import (
    ContestForm,
    CopyForm,
    DivisionSet,
    NewContestForm,
    OthersContestForm,
    QuotaSet,
    RoundForm,
    TrackSet,
)
from gaoxin_web.contests.links import call_of
from gaoxin_web.contests.models import Contest, Round
from gaoxin_web.contests.queries.contests import preview_of, progress_of, rounds_of
from gaoxin_web.contests.queries.eligibility import words_of
from gaoxin_web.contests.services import setup
from gaoxin_web.contests.services.refusal import RefusedError
from gaoxin_web.contests.services.templates import copy, make, templates
from gaoxin_web.contests.views.base import ContestChange, ContestPage
from gaoxin_web.ui.qr import picture


class ContestNew(Page):
    """A template chosen, a name and days given: the rest is made."""

    permission = "contests.change"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = NewContestForm(instance=self._draft(), initial={"template": request.GET.get("template") or None})
        return self._page(form)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NewContestForm(request.POST, instance=self._draft())
        if not form.is_valid():
            return self._page(form, 422)
        about = {name: value for name, value in form.cleaned_data.items() if name != "template"}
        template = templates()[form.cleaned_data["template"]]
        organisation = self.access.user.organisation if self.access.user else None
        contest = make(template, self._draft().zone, self.access.user, organisation=organisation, **about)
        audit.record("contest.create", request=request, target=contest, detail={"template": template.key})
        messages.success(request, _("已按模板建好。请核对下面各部分，补齐所缺后开放征集。"))
        return redirect("contest", contest.pk)

    def _draft(self) -> Contest:
        return Contest(zone=self.request.user.zone)  # type: ignore[union-attr]

    def _page(self, form: NewContestForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "previews": [preview_of(one) for one in templates().values()]}
        return render(self.request, "contests/contest_new.html", context, status=status)


class OthersNew(Page):
    """Somebody else's contest, kept for the awards of the zone's enterprises."""

    permission = "contests.change"

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "contests/contest_others.html", {"form": OthersContestForm(instance=self._draft())})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = OthersContestForm(request.POST, instance=self._draft())
        if not form.is_valid():
            return render(request, "contests/contest_others.html", {"form": form}, status=422)
        contest = form.save()
        audit.record("contest.create", request=request, target=contest, detail={"standing": contest.standing})
        messages.success(request, _("已登记，请录入本区企业的获奖。"))
        return redirect("contest_others", contest.pk)

    def _draft(self) -> Contest:
        user: Any = self.request.user
        about = {"zone": user.zone, "created_by": user, "organisation": user.organisation}
        return Contest(state=Contest.State.FINISHED, **about)


class ContestView(ContestPage):
    """A contest as it is set up, and how far it is."""

    tab = "setup"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        found = self.contest
        if found.standing != Contest.Standing.OWN:
            return redirect("contest_others", found.pk)
        waiting = found.state in (Contest.State.DRAFT, Contest.State.OPEN)
        link = call_of(found, request)
        context = self.frame(
            rounds=rounds_of(found),
            divisions=list(found.divisions.all()),
            tracks=list(found.tracks.all()),
            prizes=list(found.prizes.all()),
            rules=words_of(found),
            questions=found.questions.filter(retired=False).count(),
            lacks=setup.lacks(found) if waiting else [],
            moves=setup.moves_of(found) if self.may_change else [],
            progress=progress_of(found),
            link=link,
            qr=picture(link),
        )
        return render(request, "contests/contest.html", context)


class ContestEdit(ContestChange):
    tab = "setup"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        return self._page(ContestForm(instance=self.contest))

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        if self.contest.standing == Contest.Standing.OWN:
            form: Any = ContestForm(request.POST, instance=self.contest)
        else:
            form = OthersContestForm(request.POST, instance=self.contest)
        if not form.is_valid():
            del self.contest
            return self._page(form, 422)
        form.save()
        audit.record("contest.change", request=request, target=self.contest, detail={"changed": form.changed_data})
        messages.success(request, _("已保存。"))
        return redirect("contest", self.contest.pk)

    def _page(self, form: Any, status: int = 200) -> HttpResponse:
        if self.contest.standing != Contest.Standing.OWN and not form.is_bound:
            form = OthersContestForm(instance=self.contest)
        context = self.frame(form=form, crumbs=[(_("编辑"), "")])
        return render(self.request, "contests/contest_edit.html", context, status=status)


class PartsView(ContestChange):
    """Divisions and tracks."""

    tab = "setup"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        return self._page(self._sets())

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        sets = self._sets(request.POST)
        sound = [one.is_valid() for one in sets]  # each of them, so that all mistakes are shown
        if not all(sound):
            return self._page(sets, 422)
        try:
            with transaction.atomic():
                for one in sets:
                    self._save(one)
        except RefusedError as refusal:
            messages.error(request, str(refusal), "danger")
            return self._page(sets, 422)
        except IntegrityError:
            messages.error(request, _("名称重复，没有保存。"), "danger")
            return self._page(sets, 422)
        audit.record(
            "contest.change", request=request, target=self.contest, detail={"changed": ["divisions", "tracks"]}
        )
        messages.success(request, _("已保存。"))
        return redirect("contest_parts", self.contest.pk)

    def _sets(self, data: Any = None) -> list[Any]:
        return [DivisionSet(data, instance=self.contest, prefix="d"), TrackSet(data, instance=self.contest, prefix="t")]

    def _save(self, part: Any) -> None:
        part.save(commit=False)
        for row in part.deleted_objects:
            setup.remove(row)
        for at, row in enumerate(sorted(part.new_objects + [one for one, _names in part.changed_objects], key=_order)):
            row.order = row.order or at + 1
            row.save()

    def _page(self, sets: list[Any], status: int = 200) -> HttpResponse:
        context = self.frame(sets=sets, divisions=sets[0], tracks=sets[1], zones=USUAL, crumbs=[(_("赛区和赛道"), "")])
        return render(self.request, "contests/setup_parts.html", context, status=status)


def _order(row: Any) -> tuple[int, int]:
    return (row.order or 10**6, row.pk or 10**9)


class RoundPage(ContestChange):
    """One round, changed; a new one where the address names none."""

    tab = "setup"

    def get(self, request: HttpRequest, contest: int, round: int | None = None) -> HttpResponse:
        row = self._row(round)
        form = RoundForm(instance=row, contest=self.contest, locked=self._locked(row))
        return self._page(row, form, self._quotas(row))

    def post(self, request: HttpRequest, contest: int, round: int | None = None) -> HttpResponse:
        row = self._row(round)
        form = RoundForm(request.POST, instance=row, contest=self.contest, locked=self._locked(row))
        quotas = self._quotas(row, request.POST)
        if not all([form.is_valid(), quotas.is_valid()]):
            return self._page(row, form, quotas, 422)
        with transaction.atomic():
            quotas.instance = form.save()
            quotas.save()
        audit.record("contest.round", request=request, target=row, detail={"changed": form.changed_data})
        messages.success(request, _("已保存。"))
        return redirect("contest_round", self.contest.pk, row.pk)

    def _row(self, pk: int | None) -> Round:
        if pk is None:
            last = self.contest.rounds.last()
            return Round(contest=self.contest, order=(last.order if last else 0) + 1, blind=self.contest.blind)
        rows = self.visible(Round.objects.select_related("scheme", "contest"))
        return get_object_or_404(rows, pk=pk, contest=self.contest)

    def _locked(self, row: Round) -> bool:
        return bool(row.pk) and not setup.may_rescheme(row)

    def _quotas(self, row: Round, data: Any = None) -> Any:
        return QuotaSet(data, instance=row, prefix="q", form_kwargs={"contest": self.contest})

    def _page(self, row: Round, form: Any, quotas: Any, status: int = 200) -> HttpResponse:
        label = row.label if row.pk else _("新建轮次")
        context = self.frame(round=row, form=form, quotas=quotas, locked=self._locked(row), crumbs=[(label, "")])
        return render(self.request, "contests/setup_round.html", context, status=status)


class RoundRemove(ContestChange):
    def post(self, request: HttpRequest, contest: int, round: int) -> HttpResponse:
        row = get_object_or_404(self.visible(Round.objects.all()), pk=round, contest=self.contest)
        if row.places.exists() or not setup.may_rescheme(row):
            messages.error(request, _("“%(name)s”已有项目或选票，不能删除。") % {"name": row.label}, "danger")
            return redirect("contest_round", self.contest.pk, row.pk)
        audit.record("contest.round", request=request, target=row, detail={"removed": row.name})
        setup.remove(row)
        messages.success(request, _("已删除。"))
        return redirect("contest", self.contest.pk)


class MoveView(ContestChange):
    """A contest moved on, or back."""

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        key, before = request.POST.get("move", ""), self.contest.state
        try:
            moved = setup.move(self.contest.pk, key)
        except RefusedError as refusal:
            messages.error(request, str(refusal), "danger")
            return redirect("contest", self.contest.pk)
        audit.record("contest.state", request=request, target=moved, detail={"before": before, "after": moved.state})
        messages.success(request, _("现在是“%(state)s”。") % {"state": moved.get_state_display()})
        return redirect("contest", moved.pk)


class CopyView(ContestChange):
    """The same contest set up for another year."""

    tab = "setup"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        return self._page(CopyForm(instance=self._draft()))

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        form = CopyForm(request.POST, instance=self._draft())
        if not form.is_valid():
            return self._page(form, 422)
        made = copy(self.contest, request.user, **form.cleaned_data)  # type: ignore[arg-type]
        audit.record("contest.create", request=request, target=made, detail={"copied": self.contest.pk})
        messages.success(request, _("已复制，请核对后设好征集时间。"))
        return redirect("contest", made.pk)

    def _draft(self) -> Contest:
        """Names that say the year say the next one."""
        found = self.contest
        this, following = str(found.year), str(found.year + 1)
        names = {"name": found.name.replace(this, following), "name_en": found.name_en.replace(this, following)}
        return Contest(zone=found.zone, year=found.year + 1, **names)

    def _page(self, form: Any, status: int = 200) -> HttpResponse:
        context = self.frame(form=form, crumbs=[(_("复制到新的一年"), "")])
        return render(self.request, "contests/contest_copy.html", context, status=status)

"""The list of series (讲堂), a new one, its overview, its sessions and what its timetable keeps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.contests.models import Contest, Sitting
from gaoxin_web.contests.views.contest_list import TONES
from gaoxin_web.lectures.forms.series import NewSeriesForm, RulesForm, SessionForm
from gaoxin_web.lectures.links import calendar_link
from gaoxin_web.lectures.models import Invitation, Talk, TimetableStep
from gaoxin_web.lectures.queries.published import newest
from gaoxin_web.lectures.queries.series import listed, progress_of, with_invitation
from gaoxin_web.lectures.services.series import add_session, make_series
from gaoxin_web.lectures.views.base import SeriesChange, SeriesPage
from gaoxin_web.ui.listing import Column, ListPage


class SeriesList(ListPage):
    permission = "contests.view"
    template = "lectures/list.html"
    title = gettext_lazy("讲堂")
    columns = (
        Column(
            "name",
            gettext_lazy("名称"),
            "label",
            order="name",
            kind="link",
            first=True,
            link=lambda row: reverse("series", args=[row.pk]),
        ),
        Column("year", gettext_lazy("年度"), order="year"),
        Column(
            "state",
            gettext_lazy("状态"),
            order="state",
            kind="badge",
            tone=lambda row: TONES.get(row.state, "secondary"),
        ),
        Column("sessions", gettext_lazy("场次数"), "sessions", order="sessions", kind="number"),
        Column("talks", gettext_lazy("讲者人数"), "talks", order="talks", kind="number"),
        Column("heard", gettext_lazy("已讲"), "heard", order="heard", kind="number"),
        Column("organiser", gettext_lazy("主办单位"), order="organiser"),
        Column(
            "organisation",
            gettext_lazy("承办部门"),
            lambda row: row.organisation.name if row.organisation else "",
            order="organisation__name",
            shown=False,
        ),
    )
    search = ("name__icontains", "name_en__icontains", "organiser__icontains")
    search_hint = gettext_lazy("名称或主办单位")
    order = ("-year", "-pk")
    export_permission = "register.export"
    file_name = "lectures"
    empty_title = gettext_lazy("还没有讲堂")
    empty_hint = gettext_lazy(
        "新建一个讲堂：定好期数和日期，导入讲者名单，系统排出日程；现场一讲一评，自动出排名和简报。"
    )

    def rows(self) -> QuerySet[Contest]:
        return listed().select_related("organisation")

    def extra(self) -> dict[str, Any]:
        return {"can_change": self.access.may("contests.change")}


class SeriesNew(Page):
    permission = "contests.change"

    def get(self, request: HttpRequest) -> HttpResponse:
        first = {"year": timezone.localdate().year, "organiser": request.user.zone.name}
        return self._page(NewSeriesForm(initial=first))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NewSeriesForm(request.POST, zone=request.user.zone)
        if not form.is_valid():
            return self._page(form)
        contest = make_series(form.plan(), request.user)
        audit.record("lectures.add", request=request, target=contest, detail={"sessions": form.cleaned_data["count"]})
        messages.success(request, _("讲堂已建好，接下来请导入讲者名单。"))
        return redirect("series_speakers", contest.pk)

    def _page(self, form: NewSeriesForm) -> HttpResponse:
        return render(self.request, "lectures/new.html", {"form": form}, status=422 if form.errors else 200)


class Overview(SeriesPage):
    """Where a series stands: sessions, talks by kind, who answered, what comes next."""

    tab = "series"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        talks = list(with_invitation(self.talks()))
        kinds = [(label, sum(talk.kind == kind for talk in talks)) for kind, label in Talk.Kind.choices]
        states = [talk.letters[0].state if talk.letters else "" for talk in talks]
        context = self.frame(
            sessions=progress_of(self.round),
            talks=len(talks),
            kinds=[(label, count) for label, count in kinds if count],
            answers=[(label, states.count(state)) for state, label in Invitation.State.choices],
            not_invited=states.count(""),
            published=newest(self.round),
            begun=bool(self.series.step),
            calendar=calendar_link(self.contest, request),
            kind_names=dict(Talk.Kind.choices),
        )
        return render(request, "lectures/overview.html", context)


class Sessions(SeriesChange):
    """The sessions with their days and places, all on one page."""

    tab = "series"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        return self._page([SessionForm(instance=one, prefix=str(one.pk)) for one in self.sittings])

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        forms = [SessionForm(request.POST, instance=one, prefix=str(one.pk)) for one in self.sittings]
        valid = [form.is_valid() for form in forms]  # each of them, so that every fault is told
        if not all(valid):
            return self._page(forms)
        changed = [form.save().name for form in forms if form.has_changed()]
        if changed:
            audit.record("lectures.change", request=request, target=self.contest, detail={"sessions": changed})
        messages.success(request, _("场次已保存。"))
        if changed and newest(self.round):
            messages.info(request, _("日程已发布过，场次的改动要重新发布日程后才会到日历和通知里。"))
        return redirect("series", self.contest.pk)

    def _page(self, forms: list[SessionForm]) -> HttpResponse:
        crumbs = [(_("场次"), "")]
        status = 422 if any(form.errors for form in forms) else 200
        return render(self.request, "lectures/sessions.html", self.frame(forms=forms, crumbs=crumbs), status=status)


class SessionAdd(SeriesChange):
    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        made = add_session(self.contest)
        if made:
            audit.record("lectures.change", request=request, target=self.contest, detail={"session_added": made.name})
            messages.success(request, _("已加一期：%(name)s。") % {"name": made.label})
        return redirect("series_sessions", self.contest.pk)


class SessionRemove(SeriesChange):
    """A session in which nobody was heard is taken out; its talks stand nowhere then."""

    def post(self, request: HttpRequest, contest: int, sitting: int) -> HttpResponse:
        one = get_object_or_404(Sitting, pk=sitting, round__contest=self.contest)
        if one.places.exclude(scoring="waiting").exists():
            messages.error(request, _("这一期已经开讲，不能删除。"))
            return redirect("series_sessions", self.contest.pk)
        try:
            with transaction.atomic():
                name = one.name
                one.delete()
        except ProtectedError:
            messages.error(request, _("这一期已有记录，不能删除。"))
            return redirect("series_sessions", self.contest.pk)
        audit.record("lectures.change", request=request, target=self.contest, detail={"session_removed": name})
        messages.success(request, _("已删除“%(name)s”，原来排在这一期的讲者请重新安排。") % {"name": name})
        return redirect("series_sessions", self.contest.pk)


class Rules(SeriesChange):
    tab = "series"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        return self._page(RulesForm(instance=self.series))

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        form = RulesForm(request.POST, instance=self.series)
        if not form.is_valid():
            return self._page(form)
        series = form.save()
        if {"slides", "remarks"} & set(form.changed_data):  # sessions already begun keep their hours
            begun = self.needed_round.sittings.filter(places__scoring__in=["open", "closed"])
            waiting = self.needed_round.sittings.exclude(pk__in=begun)
            waiting.update(minutes=series.slides + series.remarks)
        audit.record("lectures.change", request=request, target=self.contest, detail={"rules": form.changed_data})
        messages.success(request, _("排期规则已保存，重新排定后生效；现有日程如有不符会在卡片上提示。"))
        return redirect("contest_timetable", self.contest.pk)

    def _page(self, form: RulesForm) -> HttpResponse:
        context = self.frame(form=form, crumbs=[(_("排期规则"), "")], steps=TimetableStep.Action.choices)
        return render(self.request, "lectures/rules.html", context, status=422 if form.errors else 200)

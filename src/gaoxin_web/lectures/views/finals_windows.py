"""How the slots of a remote final are cut (时段设置、时间窗口): minutes, and from when to when."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.contests.views.base import ContestChange
from gaoxin_web.lectures.forms.finals import FinalsForm, WindowForm
from gaoxin_web.lectures.models import Window
from gaoxin_web.lectures.services import finals as work
from gaoxin_web.lectures.views.finals import FinalsChange, FinalsPage


class FinalsSettings(ContestChange, FinalsPage):
    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form)
        form.save()
        audit.record("finals.change", request=request, target=self.contest, detail={"fields": form.changed_data})
        messages.success(request, _("时段设置已保存。已有安排如受影响，会在表中提示。"))
        return self.back()

    def _form(self, data: Any = None) -> FinalsForm:
        finals = work.finals_of(self.needed_round)
        return FinalsForm(data, instance=finals, divisions=list(self.contest.divisions.all()))

    def _page(self, form: FinalsForm) -> HttpResponse:
        crumbs = [(_("日程"), reverse("finals", args=[self.contest.pk])), (_("时段设置"), "")]
        context = self.frame(form=form, crumbs=crumbs)
        return render(self.request, "lectures/finals_settings.html", context, status=422 if form.errors else 200)


class WindowEdit(ContestChange, FinalsPage):
    @cached_property
    def window(self) -> Window | None:
        pk = self.kwargs.get("window")
        rows = Window.objects.select_related("sitting").filter(sitting__round=self.needed_round)
        return get_object_or_404(rows, pk=pk) if pk else None

    def get(self, request: HttpRequest, contest: int, window: int = 0) -> HttpResponse:
        name = _("第 %(number)s 场") % {"number": self.needed_round.sittings.count() + 1}
        first = {} if self.window else {"name": name}
        return self._page(WindowForm(round_=self.needed_round, window=self.window, initial=first))

    def post(self, request: HttpRequest, contest: int, window: int = 0) -> HttpResponse:
        form = WindowForm(request.POST, round_=self.needed_round, window=self.window)
        if not form.is_valid():
            return self._page(form)
        try:
            saved = form.save()
        except ValueError:  # clock times that a change of clocks left out
            form.add_error("starts_at", _("这一天没有这个钟点（夏令时调整）。"))
            return self._page(form)
        audit.record("finals.change", request=request, target=self.contest, detail={"window": saved.sitting.name})
        messages.success(request, _("时间窗口已保存。"))
        return self.back()

    def _page(self, form: WindowForm) -> HttpResponse:
        title = self.window.sitting.label if self.window else _("新增时间窗口")
        crumbs = [(_("日程"), reverse("finals", args=[self.contest.pk])), (title, "")]
        context = self.frame(form=form, window=self.window, title=title, crumbs=crumbs)
        return render(self.request, "lectures/finals_window.html", context, status=422 if form.errors else 200)


class WindowRemove(FinalsChange):
    def post(self, request: HttpRequest, contest: int, window: int) -> HttpResponse:
        one = get_object_or_404(Window.objects.select_related("sitting"), pk=window, sitting__round=self.needed_round)
        places = one.sitting.places
        if places.exclude(scoring="waiting").exists():
            messages.error(request, _("这一场已经开始，不能删除。"))
            return self.back()
        places.update(sitting=None, order=0, starts_at=None)
        name = one.sitting.name
        try:
            one.sitting.delete()
        except ProtectedError:
            one.delete()
        audit.record("finals.change", request=request, target=self.contest, detail={"window_removed": name})
        messages.success(request, _("已删除“%(name)s”，排在里面的项目请重新安排。") % {"name": name})
        return self.back()

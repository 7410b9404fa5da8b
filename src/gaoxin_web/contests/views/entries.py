"""Entries as officers review them (项目): the list, and what is done to many."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import FreshPassword, ticked
from gaoxin_web.contests.models import Division, Entry, EntryFile, Question, Track
from gaoxin_web.contests.queries.contests import progress_of
from gaoxin_web.contests.queries.entries import (
    answer_words,
    country_of,
    for_list,
    label_of,
    twins_in,
)
from gaoxin_web.contests.services import eligibility, entries, files
from gaoxin_web.contests.services.refusal import RefusedError
from gaoxin_web.contests.views.base import ContestChange, ContestPage
from gaoxin_web.ui.listing import Bulk, Column, ListPage
from gaoxin_web.ui.templatetags.ui import masked_name, masked_phone

SELECT = {"class": "form-select"}
TONES = {"submitted": "azure", "returned": "yellow", "accepted": "green", "refused": "red"}
VERDICTS = {"met": gettext_lazy("达标"), "not_met": gettext_lazy("不达标"), "unknown": gettext_lazy("待核")}
VERDICT_TONES = {"met": "green", "not_met": "red", "unknown": "yellow"}
STATES = [one for one in Entry.State.choices if one[0] != Entry.State.DRAFT]
NOTED = {"accept": "admit"}  # what is done → what the log calls it


def _contest_of(request: HttpRequest) -> int:
    return int(request.resolver_match.kwargs["contest"]) if request.resolver_match else 0


class EntryFilter(filters.FilterSet):
    state = filters.ChoiceFilter(
        label=gettext_lazy("状态"), choices=STATES, empty_label=gettext_lazy("全部"), widget=forms.Select(attrs=SELECT)
    )
    division = filters.ModelChoiceFilter(
        label=gettext_lazy("赛区"),
        queryset=lambda request: Division.objects.filter(contest=_contest_of(request)),
        empty_label=gettext_lazy("全部"),
        widget=forms.Select(attrs=SELECT),
    )
    track = filters.ModelChoiceFilter(
        label=gettext_lazy("赛道"),
        queryset=lambda request: Track.objects.filter(contest=_contest_of(request)),
        empty_label=gettext_lazy("全部"),
        widget=forms.Select(attrs=SELECT),
    )
    verdict = filters.ChoiceFilter(
        label=gettext_lazy("资格"),
        choices=list(VERDICTS.items()),
        method="by_verdict",
        empty_label=gettext_lazy("全部"),
        widget=forms.Select(attrs=SELECT),
    )
    twins = filters.ChoiceFilter(
        label=gettext_lazy("疑似重复"),
        choices=[("yes", gettext_lazy("疑似重复")), ("no", gettext_lazy("无重复"))],
        method="by_twins",
        empty_label=gettext_lazy("全部"),
        widget=forms.Select(attrs=SELECT),
    )

    class Meta:
        model = Entry
        fields = ("state", "division", "track", "verdict", "twins")

    def by_verdict(self, rows: QuerySet[Entry], _name: str, value: str) -> QuerySet[Entry]:
        """The verdict of all conditions together is the engine's to say, so that it is asked for every entry."""
        told = rows.order_by().values_list("pk", "checks")
        return rows.filter(pk__in=[pk for pk, checks in told if eligibility.verdict_of(checks) == value])

    def by_twins(self, rows: QuerySet[Entry], _name: str, value: str) -> QuerySet[Entry]:
        found = list(twins_in(_contest_of(self.request)))
        return rows.filter(pk__in=found) if value == "yes" else rows.exclude(pk__in=found)


class EntryList(ContestPage, ListPage):
    """Entries that were handed in; of drafts only the number is told."""

    permission = "contests.view"
    tab = "entries"
    template = "contests/entries.html"
    title = gettext_lazy("参赛项目")
    filters = EntryFilter
    search = ("title__icontains", "title_en__icontains", "number__icontains", "organisation__icontains",
              "uscc__icontains", "contact__icontains")  # fmt: skip
    search_hint = gettext_lazy("项目名称、编号、单位、信用代码")
    order = ("number",)
    export_permission = "register.export"
    file_name = "contest_entries"
    empty_title = gettext_lazy("还没有提交的项目")
    empty_hint = gettext_lazy("开放征集后，把征集页的网址或二维码发给参赛者；提交的项目会出现在这里。")

    @cached_property
    def questions(self) -> list[Question]:
        return list(self.contest.questions.exclude(kind=Question.Kind.FILE))

    @cached_property
    def columns(self) -> tuple[Column, ...]:  # type: ignore[override]
        """The columns of every contest, then the call's own questions."""
        own = (Column(f"q_{one.key}", label_of(one), value=_answer(one), shown=False) for one in self.questions)
        return (
            Column("title", gettext_lazy("项目名称"), value="label", order="title", first=True,
                   link=lambda row: reverse("contest_entry", args=[row.contest_id, row.pk])),
            Column("number", gettext_lazy("编号"), order="number", kind="code"),
            Column("state", gettext_lazy("状态"), order="state", kind="badge",
                   tone=lambda row: TONES.get(row.state, "secondary")),
            Column("verdict", gettext_lazy("资格"), value=_verdict, kind="badge", tone=_verdict_tone),
            Column("division", gettext_lazy("赛区"), value="division__label", order="division__order"),
            Column("track", gettext_lazy("赛道"), value="track__label", order="track__order"),
            Column("organisation", pgettext_lazy("entry", "单位"), order="organisation"),
            Column("enterprise", gettext_lazy("区内企业"), value="enterprise", order="enterprise__name",
                   link=lambda row: reverse("enterprise", args=[row.enterprise_id]) if row.enterprise_id else ""),
            Column("twins", gettext_lazy("疑似重复"), value=lambda row: self.twins.get(row.pk, "")),
            Column("files", pgettext_lazy("question", "文件"), value="sent", order="sent", kind="number"),
            Column("submitted_at", gettext_lazy("提交时间"), order="submitted_at", kind="date"),
            Column("contact", gettext_lazy("联系人"), value=lambda row: masked_name(row.contact), shown=False),
            Column("phone", gettext_lazy("联系电话"), value=lambda row: masked_phone(row.phone), shown=False),
            Column("uscc", gettext_lazy("统一社会信用代码"), order="uscc", kind="code", shown=False),
            Column("country", gettext_lazy("国家或地区"), value=country_of, order="country", shown=False),
            Column("city", gettext_lazy("城市"), order="city", shown=False),
            *own,
        )  # fmt: skip

    def rows(self) -> QuerySet[Entry]:
        return for_list(Entry.objects.filter(contest=self.contest).exclude(state=Entry.State.DRAFT))

    @cached_property
    def twins(self) -> dict[int, str]:
        return twins_in(self.contest.pk)

    def bulk_actions(self) -> Sequence[Bulk]:
        if not self.may_change:
            return ()
        words = (("accept", _("受理"), "check"), ("return", _("退回修改"), "arrow-back-up"),
                 ("refuse", _("不予受理"), "x"), ("undo", _("撤销审核"), "refresh"),
                 ("check", _("重新核对资格"), "list-check"))  # fmt: skip
        address = reverse("contest_entries_review", args=[self.contest.pk, "accept"])[: -len("accept/")]
        return [Bulk("", label, icon, f"{address}{what}/") for what, label, icon in words]

    def extra(self) -> dict[str, Any]:
        first = self.contest.rounds.order_by("order", "pk").first()
        accepted = self.contest.entries.filter(state=Entry.State.ACCEPTED)
        waiting = accepted.exclude(places__round=first).count() if first else 0
        sent = EntryFile.objects.filter(entry__contest=self.contest).exclude(entry__state=Entry.State.DRAFT)
        return self.frame(
            progress=progress_of(self.contest),
            first=first,
            waiting=waiting,
            inside=first.places.count() if first else 0,
            has_files=sent.exists(),
        )


def _answer(question: Question) -> Any:
    return lambda row: answer_words(question, row.answers.get(question.key))


def _verdict(row: Entry) -> Any:
    return VERDICTS.get(eligibility.verdict_of(row.checks), "")


def _verdict_tone(row: Entry) -> str:
    return VERDICT_TONES.get(eligibility.verdict_of(row.checks), "secondary")


class EntriesReview(ContestChange, EntryList):
    """Many entries at once: asked once more where a reason is needed, then done."""

    permission = "contests.change"
    WORDS: ClassVar = {
        "accept": gettext_lazy("受理"),
        "return": gettext_lazy("退回修改"),
        "refuse": gettext_lazy("不予受理"),
        "undo": gettext_lazy("撤销审核"),
        "check": gettext_lazy("重新核对资格"),
    }

    def get(self, request: HttpRequest, contest: int, what: str) -> HttpResponse:
        return redirect("contest_entries", self.contest.pk)

    def post(self, request: HttpRequest, contest: int, what: str) -> HttpResponse:
        if what not in self.WORDS:
            return redirect("contest_entries", self.contest.pk)
        keys = self._meant()
        if not keys:
            messages.warning(request, _("没有选中项目。请先勾选，或勾选“查得的全部”。"))
            return redirect(self._back())
        comment = request.POST.get("comment", "").strip()
        if what in entries.NEED_REASON and "apply" not in request.POST:
            return self._ask(what, keys)
        if what in entries.NEED_REASON and not comment:
            return self._ask(what, keys, _("请写明理由，参赛者会看到。"))
        return self._do(what, keys, comment)

    def _meant(self) -> list[int]:
        if self.request.POST.get("everything"):
            return list(self.found.order_by("pk").values_list("pk", flat=True))
        rows = self.visible(self.rows()).filter(pk__in=ticked(self.request))
        return list(rows.order_by("pk").values_list("pk", flat=True))

    def _ask(self, what: str, keys: list[int], fault: str = "") -> HttpResponse:
        names = Entry.objects.filter(pk__in=keys[:5]).order_by("number")
        context = self.frame(
            what=what, words=self.WORDS[what], keys=keys, names=names, fault=fault, back=self._back(),
            crumbs=[(pgettext("tab", "项目"), self._back()), (self.WORDS[what], "")],
        )  # fmt: skip
        return render(self.request, "contests/entries_ask.html", context, status=422 if fault else 200)

    def _do(self, what: str, keys: list[int], comment: str) -> HttpResponse:
        user: Any = self.access.user
        if what == "check":
            rows = Entry.objects.filter(pk__in=keys).exclude(number="").select_related("enterprise")
            done, left = eligibility.recheck(self.contest, rows), 0
        else:
            done, left = entries.review(self.contest, keys, what, user, comment)
        detail = {"entries": keys, "comment": comment, "done": done, "left": left}
        audit.record(f"entry.{NOTED.get(what, what)}", request=self.request, target=self.contest, detail=detail)
        messages.success(self.request, _("%(what)s：%(n)s 个项目。") % {"what": self.WORDS[what], "n": done})
        if left:
            messages.warning(self.request, _("%(n)s 个项目的状态不适用，没有改动。") % {"n": left})
        return redirect(self._back())

    def _back(self) -> str:
        query = self.request.GET.urlencode()
        return reverse("contest_entries", args=[self.contest.pk]) + (f"?{query}" if query else "")


class EntryFiles(FreshPassword, ContestPage):
    """All files of the entries as one zip, streamed."""

    permission = "contests.change"
    tab = "entries"

    def get(self, request: HttpRequest, contest: int) -> HttpResponseBase:
        rows = self.visible(EntryFile.objects.filter(entry__contest=self.contest))
        rows = rows.exclude(entry__state__in=[Entry.State.DRAFT, Entry.State.WITHDRAWN])
        found = list(rows.select_related("entry", "question").order_by("entry__number", "question__order", "pk"))
        found = [one for one in found if one.file.storage.exists(one.file.name)]
        if not found:
            messages.warning(request, _("还没有文件。"))
            return redirect("contest_entries", self.contest.pk)
        audit.record("entry.files", request=request, target=self.contest, detail={"files": len(found)})
        response = StreamingHttpResponse(files.packed(found), content_type="application/zip")
        response["Content-Disposition"] = content_disposition_header(
            True, f"{self.contest.name}_{self.contest.year}.zip"
        )
        return response


class FirstRound(ContestChange):
    """All accepted entries into the first round, or out of it again."""

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        out = request.POST.get("way") == "out"
        try:
            count = (entries.out_of_first_round if out else entries.into_first_round)(self.contest)
        except RefusedError as refusal:
            messages.error(request, str(refusal), "danger")
            return redirect("contest_entries", self.contest.pk)
        audit.record("entry.round", request=request, target=self.contest, detail={"out": out, "entries": count})
        words = _("已从第一轮撤回 %(n)s 个项目。") if out else _("已进入第一轮 %(n)s 个项目，并分配了评审代号。")
        messages.success(request, words % {"n": count})
        return redirect("contest_entries", self.contest.pk)

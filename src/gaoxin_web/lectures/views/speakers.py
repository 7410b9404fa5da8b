"""Speakers (讲者): listed, entered, read from a table with a preview, taken out."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import Any

import django_filters as filters
from django import forms as widgets
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin.errors import FactsError
from gaoxin_web.accounts import audit
from gaoxin_web.lectures.forms.series import SpeakersFileForm, TalkForm
from gaoxin_web.lectures.models import Invitation, Talk
from gaoxin_web.lectures.queries.series import with_invitation
from gaoxin_web.lectures.services.series import add_talk, change_talk, twins, withdraw_talk
from gaoxin_web.lectures.services.speakers import HEADS, Reading, keep_speakers, read_speakers
from gaoxin_web.lectures.views.base import SeriesChange, SeriesPage
from gaoxin_web.ui.listing import Column, ListPage
from gaoxin_web.ui.sheets import Sheet, as_book
from gaoxin_web.ui.templatetags.ui import masked_phone

SELECT = {"class": "form-select"}
LAID_ASIDE = 2 * 3600  # seconds a table that was read waits to be confirmed
TONES = {Invitation.State.ACCEPTED: "green", Invitation.State.DECLINED: "red", Invitation.State.SENT: "azure"}


class TalkFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(
        label=gettext_lazy("单位类别"),
        choices=Talk.Kind.choices,
        empty_label=gettext_lazy("全部"),
        widget=widgets.Select(attrs=SELECT),
    )

    class Meta:
        model = Talk
        fields = ("kind",)


def answer_words(talk: Talk) -> str:
    return talk.letters[0].get_state_display() if talk.letters else _("未邀请")


def answer_tone(talk: Talk) -> str:
    return TONES[talk.letters[0].state] if talk.letters else "secondary"


class SpeakerList(SeriesPage, ListPage):
    tab = "speakers"
    template = "lectures/speakers.html"
    title = gettext_lazy("讲者")
    columns = (
        Column("number", gettext_lazy("编号"), lambda row: row.entry.number, order="entry__number"),
        Column(
            "contact",
            gettext_lazy("讲者"),
            lambda row: row.entry.contact,
            order="entry__contact",
            kind="link",
            first=True,
            link=lambda row: reverse("series_speaker", args=[row.entry.contest_id, row.pk]),
        ),
        Column("post", gettext_lazy("职务"), order="post"),
        Column("organisation", gettext_lazy("单位"), lambda row: row.entry.organisation, order="entry__organisation"),
        Column("kind", gettext_lazy("单位类别"), lambda row: row.get_kind_display(), order="kind"),
        Column("title", gettext_lazy("题目"), lambda row: row.entry.title, order="entry__title"),
        Column("topic", gettext_lazy("主题领域"), order="topic"),
        Column("answer", gettext_lazy("答复"), answer_words, kind="badge", tone=answer_tone),
        Column("phone", gettext_lazy("电话"), lambda row: masked_phone(row.entry.phone), shown=False),
        Column("note", gettext_lazy("备注"), "note", shown=False),
    )
    filters = TalkFilter
    search = ("entry__contact__icontains", "entry__organisation__icontains", "entry__title__icontains")
    search_hint = gettext_lazy("讲者、单位或题目")
    order = ("entry__number",)
    export_permission = "register.export"
    file_name = "speakers"
    empty_title = gettext_lazy("还没有讲者")
    empty_hint = gettext_lazy("下载模板填好后导入，或逐位录入。")

    def rows(self) -> QuerySet[Talk]:
        return self.talks()

    def prepare(self, rows: QuerySet[Talk]) -> QuerySet[Talk]:
        return with_invitation(rows)

    def extra(self) -> dict[str, Any]:
        return self.frame()

    def cell_link(self, column: Column, row: Talk) -> str:
        """Whoever may not change a speaker has no page to open."""
        return super().cell_link(column, row) if self.may_change else ""

    def get(self, request: HttpRequest, contest: int) -> HttpResponseBase:
        return super().get(request)


class SpeakerEdit(SeriesChange):
    """A speaker entered, or changed; the phone is shown to who may change it here alone."""

    tab = "speakers"

    @cached_property
    def talk(self) -> Talk | None:
        pk = self.kwargs.get("talk")
        return get_object_or_404(with_invitation(self.talks()), pk=pk) if pk else None

    def get(self, request: HttpRequest, contest: int, talk: int = 0) -> HttpResponse:
        return self._page(TalkForm(sittings=self.sittings, talk=self.talk))

    def post(self, request: HttpRequest, contest: int, talk: int = 0) -> HttpResponse:
        form = TalkForm(request.POST, sittings=self.sittings, talk=self.talk)
        if form.is_valid() and not self.talk:
            said = form.cleaned_data
            if (said["contact"], said["organisation"]) in twins(self.contest):
                form.add_error("contact", _("该单位的这位讲者已在名单中。"))
        if not form.is_valid():
            return self._page(form)
        if self.talk:
            change_talk(self.talk, form.cleaned_data)
            audit.record(
                "lectures.change", request=request, target=self.talk.entry, detail={"fields": form.changed_data}
            )
            messages.success(request, _("已保存。"))
            return redirect("series_speakers", self.contest.pk)
        made = add_talk(self.contest, form.cleaned_data, request.user)
        audit.record("lectures.add", request=request, target=made.entry)
        messages.success(request, _("已录入 %(who)s。") % {"who": made.entry.contact})
        to = "series_speaker_new" if "more" in request.POST else "series_speakers"
        return redirect(to, self.contest.pk)

    def _page(self, form: TalkForm) -> HttpResponse:
        crumbs = [(_("讲者"), reverse("series_speakers", args=[self.contest.pk]))]
        crumbs.append((self.talk.entry.contact if self.talk else _("录入讲者"), ""))
        context = self.frame(form=form, talk=self.talk, crumbs=crumbs)
        return render(self.request, "lectures/speaker.html", context, status=422 if form.errors else 200)


class SpeakerWithdraw(SeriesChange):
    def post(self, request: HttpRequest, contest: int, talk: int) -> HttpResponse:
        one = get_object_or_404(self.talks(), pk=talk)
        if one.entry.places.exclude(scoring="waiting").exists():
            messages.error(request, _("这位讲者已经授课，不能移除。"))
            return redirect("series_speaker", self.contest.pk, one.pk)
        withdraw_talk(one)
        audit.record("lectures.remove", request=request, target=one.entry)
        messages.success(request, _("已移除 %(who)s。") % {"who": one.entry.contact})
        return redirect("series_speakers", self.contest.pk)


class SpeakersImport(SeriesChange):
    """Read a table and show what is understood of it; nothing is kept before it is confirmed."""

    tab = "speakers"
    one_transaction = False  # nothing is written, and reading takes its time

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        return self._page(SpeakersFileForm())

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        form = SpeakersFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form)
        file = form.cleaned_data["file"]
        try:
            reading = read_speakers(file.name, file.read(), self.sittings)
        except FactsError as error:
            for issue in error.issues:
                form.add_error("file", f"{issue.message}{issue.hint}")
            return self._page(form)
        except ValidationError as error:
            form.add_error("file", error)
            return self._page(form)
        token = uuid.uuid4().hex
        cache.set(_key(request, self.contest.pk, token), {"name": file.name, "reading": reading}, LAID_ASIDE)
        return redirect("series_speakers_check", self.contest.pk, token)

    def _page(self, form: SpeakersFileForm) -> HttpResponse:
        crumbs = [(_("讲者"), reverse("series_speakers", args=[self.contest.pk])), (_("导入名单"), "")]
        context = self.frame(form=form, crumbs=crumbs)
        return render(self.request, "lectures/speakers_import.html", context, status=422 if form.errors else 200)


def _key(request: HttpRequest, contest: int, token: str) -> str:
    return f"lectures-speakers-{request.user.pk}-{contest}-{token}"


class SpeakersCheck(SeriesChange):
    """What a table says, before it counts."""

    tab = "speakers"

    def get(self, request: HttpRequest, contest: int, token: str) -> HttpResponse:
        draft = cache.get(_key(request, self.contest.pk, token))
        if draft is None:
            return self._gone()
        reading: Reading = draft["reading"]
        there = twins(self.contest)
        names = {str(one.pk): one.label for one in self.sittings}
        rows = [
            {
                **row,
                "known": (row["contact"], row["organisation"]) in there,
                "kind_label": dict(Talk.Kind.choices)[row["kind"]],
                "unavailable": [names.get(one, one) for one in row["unavailable"]],
                "preferred": [names.get(one, one) for one in row["preferred"]],
            }
            for row in reading.rows
        ]
        crumbs = [(_("讲者"), reverse("series_speakers", args=[self.contest.pk])), (_("核对名单"), "")]
        context = self.frame(
            draft=draft, reading=reading, rows=rows, known=sum(row["known"] for row in rows), crumbs=crumbs
        )
        return render(request, "lectures/speakers_check.html", context)

    def post(self, request: HttpRequest, contest: int, token: str) -> HttpResponse:
        key = _key(request, self.contest.pk, token)
        draft = cache.get(key)
        if draft is None:
            return self._gone()
        cache.delete(key)
        if "drop" in request.POST or not draft["reading"].rows:
            messages.info(request, _("没有导入。"))
            return redirect("series_speakers", self.contest.pk)
        added, changed = keep_speakers(self.contest, draft["reading"], request.user)
        detail = {"file": draft["name"], "added": added, "changed": changed}
        audit.record("lectures.import", request=request, target=self.contest, detail=detail)
        said = _("已导入：新增 %(added)s 位，更新 %(changed)s 位。") % {"added": added, "changed": changed}
        messages.success(request, said)
        return redirect("series_speakers", self.contest.pk)

    def _gone(self) -> HttpResponse:
        messages.warning(self.request, _("这份文件的核对已过期（2 小时）或已确认，请重新上传。"))
        return redirect("series_speakers_import", self.contest.pk)


class SpeakersTemplate(SeriesPage):
    """An empty table to fill in, with two rows that show how."""

    def get(self, request: HttpRequest, contest: int) -> HttpResponseBase:
        shown = [
            [
                "张示例",
                "示例街道",
                "党工委书记",
                "街道",
                "社区治理的三件小事",
                "基层治理",
                "",
                "",
                "",
                "第1期",
                "示例行，请删除",
            ],
            [
                "李示例",
                "示例科技局",
                "副局长",
                "部门",
                "企业梯度培育怎么做",
                "科技创新",
                "",
                "",
                "2026-03-05、第3期",
                "",
                "示例行，请删除",
            ],
        ]
        audit.record("lectures.template", request=request, target=self.contest)
        return as_book(_("讲者名单模板.xlsx"), [Sheet(_("讲者名单"), HEADS, shown)])

"""The call as officers build it (征集): the questions, who may enter, and the address that is given out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import ticked
from gaoxin_web.contests.forms.builder import QuestionForm, RuleSet, initial_of
from gaoxin_web.contests.forms.entry import EntryForm
from gaoxin_web.contests.links import call_of
from gaoxin_web.contests.models import Contest, Entry, Question
from gaoxin_web.contests.queries.eligibility import words_of
from gaoxin_web.contests.services import form as services
from gaoxin_web.contests.views.base import ContestChange, ContestPage
from gaoxin_web.ui.qr import picture


class CallSetup(ContestPage):
    """The form as it stands, beside how an entrant sees it; the conditions; the address."""

    tab = "call"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        found, link = self.contest, call_of(self.contest, request)
        questions = list(found.questions.all())
        context = self.frame(
            questions=[one for one in questions if not one.retired],
            retired=[one for one in questions if one.retired],
            rules=words_of(found),
            link=link,
            qr=picture(link),
            preview=preview_of(found, "en" if request.GET.get("preview") == "en" else "zh-hans"),
        )
        return render(request, "contests/form.html", context)


def preview_of(contest: Contest, language: str) -> dict[str, Any]:
    """The questions as an entrant sees them, in a language."""
    with translation.override(language):
        form = EntryForm(entry=Entry(contest=contest))
        rows = form.rows()
        for row in rows:
            row["label"], row["help"] = str(row["label"]), str(row["help"])
            named = {"aria-label": row["label"]}
            row["html"] = row["field"].as_widget(attrs=named) if row["field"] is not None else ""
    return {"language": language, "rows": rows}


class QuestionPage(ContestChange):
    """A question changed, or a new one."""

    tab = "call"

    def get(self, request: HttpRequest, contest: int, question: int | None = None) -> HttpResponse:
        row = self._row(question)
        return self._page(row, self._form(row))

    def post(self, request: HttpRequest, contest: int, question: int | None = None) -> HttpResponse:
        row = self._row(question)
        form = self._form(row, request.POST)
        if not form.is_valid():
            return self._page(row, form, 422)
        saved = form.save()
        detail = {"changed": form.changed_data, "question": saved.key}
        audit.record("contest.question", request=request, target=self.contest, detail=detail)
        messages.success(request, _("已保存。"))
        return redirect("contest_call", self.contest.pk)

    def _row(self, pk: int | None) -> Question:
        if pk is None:
            return Question(contest=self.contest)
        return get_object_or_404(self.visible(Question.objects.select_related("contest")), pk=pk, contest=self.contest)

    def _form(self, row: Question, data: Any = None) -> QuestionForm:
        return QuestionForm(data, instance=row, contest=self.contest, answered=services.is_answered(row))

    def _page(self, row: Question, form: QuestionForm, status: int = 200) -> HttpResponse:
        crumbs = [(row.label if row.pk else _("新建题目"), "")]
        context = self.frame(form=form, question=row, crumbs=crumbs)
        return render(self.request, "contests/form_question.html", context, status=status)


class QuestionTurn(ContestChange):
    """A question moved up or down, taken away, or asked again."""

    def post(self, request: HttpRequest, contest: int, question: int) -> HttpResponse:
        row = get_object_or_404(
            self.visible(Question.objects.select_related("contest")), pk=question, contest=self.contest
        )
        match request.POST.get("turn"):
            case "up" | "down" as way if not row.retired:
                services.shift(row, -1 if way == "up" else 1)
                return redirect(f"{self._back()}#question-{row.pk}")
            case "remove":
                gone = services.take_away(row)
                words = _("已删除。") if gone else _("已有人回答过，这一题改为停用，答案保留。")
                messages.success(request, words)
            case "restore":
                row.retired = False
                row.save(update_fields=["retired"])
                messages.success(request, _("已恢复。"))
        detail = {"turn": request.POST.get("turn"), "question": row.key}
        audit.record("contest.question", request=request, target=self.contest, detail=detail)
        return redirect(self._back())

    def _back(self) -> str:
        return reverse("contest_call", args=[self.contest.pk])


class QuestionOrder(ContestChange):
    """All questions in the order they were dragged to."""

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        services.put_in_order(self.contest, ticked(request, "order"))
        audit.record("contest.question", request=request, target=self.contest, detail={"turn": "order"})
        if request.headers.get("X-Requested-With"):
            return JsonResponse({"saved": True})
        return redirect("contest_call", self.contest.pk)


class EligibilityPage(ContestChange):
    """Who may enter: conditions by policies, recognitions, facts, or a person's judgement."""

    tab = "call"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        return self._page(RuleSet(prefix="r", initial=[initial_of(one) for one in self.contest.eligibility]))

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        rules = RuleSet(request.POST, prefix="r")
        if not rules.is_valid():
            return self._page(rules, 422)
        self.contest.eligibility = rules.document()
        self.contest.save(update_fields=["eligibility"])
        detail = {"rules": self.contest.eligibility}
        audit.record("contest.eligibility", request=request, target=self.contest, detail=detail)
        messages.success(request, _("已保存。已提交的项目可在“项目”页重新核对资格。"))
        return redirect("contest_call", self.contest.pk)

    def _page(self, rules: Any, status: int = 200) -> HttpResponse:
        context = self.frame(rules=rules, crumbs=[(_("参赛条件"), "")])
        return render(self.request, "contests/form_eligibility.html", context, status=status)

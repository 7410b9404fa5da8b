"""指标任务: what each bureau answers for, and how far it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.evaluation.forms.results import TaskForm
from gaoxin_web.evaluation.models import Task
from gaoxin_web.evaluation.queries.standing import standing_of
from gaoxin_web.evaluation.queries.tasks import boards, lines_of
from gaoxin_web.evaluation.views.base import ChangePage, EvaluationPage
from gaoxin_web.ui.sheets import Sheet


class TasksView(EvaluationPage):
    tab = "tasks"

    def get(self, request: HttpRequest) -> HttpResponse:
        standing = self.standing
        rows = self.visible(Task.objects.select_related("organisation"))
        found = boards(standing, rows) if standing else []
        if wants_export(request):
            heads, lines = lines_of(found)
            return export(request, _("指标任务"), [Sheet(_("指标任务"), heads, lines)], "evaluation.export")
        context = self.frame(boards=found, today=timezone.localdate())
        return render(request, "evaluation/tasks.html", context)


class TaskView(ChangePage):
    """One task, changed."""

    tab = "tasks"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = self._task(pk)
        return render(request, "evaluation/task.html", self._context(task, TaskForm(instance=task, zone=self.zone)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = self._task(pk)
        form = TaskForm(request.POST, instance=task, zone=self.zone)
        if not form.is_valid():
            return render(request, "evaluation/task.html", self._context(task, form), status=422)
        saved = form.save(commit=False)
        saved.by = request.user
        saved.save()
        audit.record("evaluation.task", request=request, target=f"task:{pk}", detail={"changed": form.changed_data})
        messages.success(request, _("已保存。"))
        return redirect(f"{reverse('evaluation_tasks')}?year={task.year}")

    def _task(self, pk: int) -> Task:
        return get_object_or_404(self.visible(Task.objects.all()), pk=pk)

    def _context(self, task: Task, form: TaskForm) -> dict[str, Any]:
        self.standing = standing_of(self.zone, task.year, task.edition)
        history = task.history.select_related("history_user", "organisation")[:20]  # type: ignore[attr-defined]
        return self.frame(task=task, form=form, history=history)

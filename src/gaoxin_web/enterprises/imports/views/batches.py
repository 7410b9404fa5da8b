"""The batches of a zone, a new one, and one as it stands."""

from __future__ import annotations

import time
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_filters import ChoiceFilter, FilterSet
from django_htmx.http import HttpResponseClientRedirect

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.enterprises.imports import work
from gaoxin_web.enterprises.imports.forms import UploadForm
from gaoxin_web.enterprises.imports.services.batches import not_ready, upload
from gaoxin_web.enterprises.imports.tasks import resume
from gaoxin_web.enterprises.imports.views.base import BUSY, TONES, BatchPage, State, reachable
from gaoxin_web.enterprises.imports.views.exporting import exported, is_asked
from gaoxin_web.enterprises.models import Batch, Enterprise
from gaoxin_web.ui.listing import Column, ListPage

STEPS = {
    "reading": gettext_lazy("正在读取表格"),
    "comparing": gettext_lazy("正在与名册比对"),
    "writing": gettext_lazy("正在写入名册"),
    "stating": gettext_lazy("正在更新企业数据"),
    "undoing": gettext_lazy("正在撤销"),
}
WAITS = 30  # seconds after which a queue that does not move is told


def counted(name: str) -> Any:
    return lambda batch: batch.counts.get(name)


class BatchFilter(FilterSet):
    state = ChoiceFilter(label=gettext_lazy("状态"), choices=Batch.State.choices, empty_label=gettext_lazy("全部状态"))

    class Meta:
        model = Batch
        fields = ["state"]


class ImportsView(ListPage):
    """All batches (导入批次), the newest first."""

    permission = "register.import"
    template = "imports/list.html"
    title = gettext_lazy("台账导入")
    file_name = "imports"
    search = ("title__icontains",)
    search_hint = gettext_lazy("文件名")
    filters = BatchFilter
    empty_title = gettext_lazy("还没有导入过台账")
    empty_hint = gettext_lazy("上传手头的台账即可，表头、单位、合并单元格照原样；写入前会逐项给您核对。")
    columns = (
        Column(
            "title",
            pgettext_lazy("import", "文件"),
            order="title",
            first=True,
            kind="link",
            link=lambda batch: reverse("batch", args=[batch.pk]),
        ),
        Column(
            "state",
            gettext_lazy("状态"),
            order="state",
            kind="badge",
            tone=lambda batch: TONES.get(batch.state, "blue"),
        ),
        Column("created_by", gettext_lazy("上传人"), order="created_by__name"),
        Column(
            "created_at",
            gettext_lazy("上传时间"),
            lambda batch: f"{timezone.localtime(batch.created_at):%Y-%m-%d %H:%M}",
            order="created_at",
        ),
        Column("new", gettext_lazy("新增"), counted("new"), kind="number"),
        Column("changed", gettext_lazy("更新"), counted("changed"), kind="number"),
        Column("same", gettext_lazy("不变"), counted("same"), kind="number"),
        Column("review", pgettext_lazy("import", "待核"), counted("review"), kind="number"),
        Column("kept", gettext_lazy("留存"), counted("kept"), kind="number", shown=False),
        Column("duplicate", gettext_lazy("重复"), counted("duplicate"), kind="number", shown=False),
        Column("organisation", gettext_lazy("部门"), shown=False),
    )

    def rows(self) -> QuerySet[Batch]:
        return Batch.objects.uploads().select_related("created_by", "organisation").defer("tables", "choices")

    def visible(self, rows: QuerySet[Batch]) -> QuerySet[Batch]:
        return reachable(self, rows)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        resume()
        return super().get(request, **kwargs)


class UploadView(Page):
    """Take a ledger in."""

    permission = "register.import"

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "imports/upload.html", {"form": UploadForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return render(request, "imports/upload.html", {"form": form}, status=422)
        batch, is_new = upload(request.user, form.cleaned_data["file"])
        if not is_new:
            messages.info(request, _("这份文件您已上传、尚未写入，接着核对即可。"))
        elif batch.choices:
            messages.info(request, _("这份文件以前导入过，已沿用当时的更正和选择。"))
        audit.record("register.upload", request=request, target=batch, detail={"sha256": batch.sha256})
        return redirect("batch", pk=batch.pk)


class BatchView(BatchPage):
    """A batch as it stands: being read, refused, to be checked, being written, done, undone."""

    step = "batch"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.batch
        if batch.state in BUSY:
            self.template = "imports/busy.html"
            return self.page(progress(batch))
        if batch.state == State.REFUSED:
            self.template = "imports/refused.html"
            return self.page({"faults": batch.issues.order_by("pk")[:50]})
        if batch.state in (State.DONE, State.UNDONE):
            if is_asked(self):
                return self._exported()
            self.template = "imports/result.html"
            return self.page(self._result())
        self.template = "imports/ready.html"
        return self.page({"why_not": not_ready(batch)})

    def _result(self) -> dict[str, Any]:
        touched = Enterprise.objects.filter(filings__batch=self.batch).distinct()
        page = Paginator(self.visible(touched).order_by("name", "pk"), 50).get_page(self.request.GET.get("page"))
        shown = [one.pk for one in page]
        return {
            "enterprises": page,
            "founded": set(self.batch.founded.filter(pk__in=shown).values_list("pk", flat=True)),
        }

    def _exported(self) -> HttpResponse:
        touched = self.visible(Enterprise.objects.filter(filings__batch=self.batch).distinct()).order_by("name", "pk")
        heads = [_("企业名称"), _("统一社会信用代码"), _("产业链"), _("新建")]
        lines = (
            [one.name, one.uscc or "", one.chain, _("是") if one.batch_id == self.batch.pk else ""]
            for one in touched.iterator(2000)
        )
        return exported(self, _("涉及企业"), heads, lines, touched.count())


class ProgressView(BatchPage):
    """How far the work on a batch is, asked for again and again by the page."""

    template = "imports/progress.html"
    light = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        resume()
        if self.batch.state not in BUSY:
            return HttpResponseClientRedirect(reverse("batch", args=[pk]))
        return render(request, self.template, {"batch": self.batch, **progress(self.batch)})


def progress(batch: Batch) -> dict[str, Any]:
    told = work.told(batch.pk)
    waits = told.step == work.QUEUED and time.time() - told.done > WAITS
    return {"progress": told, "doing": STEPS.get(told.step, ""), "waits": waits}

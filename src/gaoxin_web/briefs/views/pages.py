"""The kinds with the template in use, one kind with its templates, and the words it may use."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gaoxin_web.accounts import audit
from gaoxin_web.briefs.fonts import chinese_fonts
from gaoxin_web.briefs.forms import TemplateForm
from gaoxin_web.briefs.kinds import Kind, kinds, words_of
from gaoxin_web.briefs.models import Template
from gaoxin_web.briefs.services import keep
from gaoxin_web.briefs.views.base import BriefPage
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.ui.sheets import Sheet

SHAPES = {
    "text": lambda: _("文字"),
    "truth": lambda: _("是否"),
    "texts": lambda: _("段落列表"),
    "items": lambda: _("列表"),
    "table": lambda: pgettext("template", "表格"),
    "chart": lambda: _("图"),
}


class KindsView(BriefPage):
    """Every kind of report, and what it is written from."""

    def get(self, request: HttpRequest) -> HttpResponse:
        active = self.visible(Template.objects.filter(active=True)).select_related("uploaded_by")
        by_kind = {template.kind: template for template in active}
        lines = [(kind, by_kind.get(kind.key)) for kind in kinds()]
        if wants_export(request):
            heads = [_("报告种类"), _("内容"), _("使用中的模板"), _("上传人"), _("上传时间")]
            rows = [_line(kind, template) for kind, template in lines]
            return export(request, _("报告模板"), [Sheet(_("报告模板"), heads, rows)], "brief.export")
        return render(request, "briefs/kinds.html", {"lines": lines, "fonts": chinese_fonts()})


def _line(kind: Kind, template: Template | None) -> list[object]:
    if template is None:
        return [str(kind.label), str(kind.summary), _("内置模板"), None, None]
    day = template.uploaded_at.date()
    return [str(kind.label), str(kind.summary), template.title, str(template.uploaded_by or ""), day]


class KindView(BriefPage):
    """One kind: the template in use, those before it, and a form to send another."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        return self._page(self.kind(kind), TemplateForm())

    def post(self, request: HttpRequest, kind: str) -> HttpResponse:
        asked, form = self.kind(kind), TemplateForm(request.POST, request.FILES)
        if not form.is_valid():
            detail = {"kind": kind, "errors": form.errors.get_json_data()}
            audit.record("brief.upload", request=request, target=kind, result="refused", detail=detail)
            return self._page(asked, form, status=422)
        user = self.access.user
        assert user is not None  # the page is open to nobody else
        kept = keep(asked, self.zone, form.cleaned_data["title"], form.cleaned_data["file"], user)
        detail = {"kind": kind, "sha256": kept.sha256, "faults": len(kept.faults)}
        audit.record("brief.upload", request=request, target=kept, detail=detail)
        if kept.faults:
            said = _("模板已保存，但有 %(count)s 处要改，还没有启用。") % {"count": len(kept.faults)}
            messages.warning(request, said)
        else:
            messages.success(request, _("模板已启用，下一份报告就按它生成。可先预览看看。"))
        return redirect("brief_kind", kind)

    def _page(self, kind: Kind, form: TemplateForm, status: int = 200) -> HttpResponse:
        rows = self.visible(Template.objects.filter(kind=kind.key, zone=self.zone)).select_related("uploaded_by")
        templates = list(rows)
        context = {
            "kind": kind,
            "form": form,
            "templates": templates,
            "active": next((one for one in templates if one.active), None),
            "fonts": chinese_fonts(),
        }
        return render(self.request, "briefs/kind.html", context, status=status)


class WordsView(BriefPage):
    """Every word a template of a kind may use, with an example, and how sentences are written."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        asked = self.kind(kind)
        words = list(words_of(asked))
        if wants_export(request):
            heads = [_("词"), _("含义"), _("类型"), _("示例"), _("在模板里这样写")]
            rows = [[one.path, str(one.meaning), SHAPES[one.shape](), one.example, one.written] for one in words]
            title = _("%(kind)s可用的词") % {"kind": asked.label}
            return export(request, title, [Sheet(str(asked.label), heads, rows)], "brief.export", asked.key)
        first = next((one for one in words if one.shape == "text"), None)
        context = {
            "kind": asked,
            "words": [(one, SHAPES[one.shape]()) for one in words],
            "example": {one.shape: one for one in reversed(words)},
            "first": first,
        }
        return render(request, "briefs/words.html", context)

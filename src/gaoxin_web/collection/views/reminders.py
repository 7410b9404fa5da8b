"""Who has not filed (缺报催报): words to copy, with the link; a sheet of QR codes to print; the values as a table."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page, ask_password, ticked
from gaoxin_web.collection.items import Sheet
from gaoxin_web.collection.links import link_of
from gaoxin_web.collection.models import Answer, Assignment, Round
from gaoxin_web.collection.queries import FILED, not_filed, rounds_seen
from gaoxin_web.collection.services import rounds
from gaoxin_web.collection.views.rounds import FORM_TONES
from gaoxin_web.ui.qr import picture
from gaoxin_web.ui.sheets import as_workbook

PER_PAGE, PER_SHEET = 50, 8  # eight codes fit a sheet of A4
SHEETS = 5  # sheets printed at once
CHUNK = 500


def over_bulk(request: HttpRequest, rows: int) -> HttpResponse | None:
    """A bulk export asks for the password again."""
    return ask_password(request) if rows > settings.BULK_ROWS else None


def mark_of(page: Page) -> str:
    """Who took it out and when, at the foot of each printed page."""
    when = f"{timezone.localtime():%Y-%m-%d %H:%M}"
    return _("%(who)s 导出于 %(when)s") % {"who": page.access.user, "when": when}


class RoundPage(Page):
    permission = "collection.manage"

    def dispatch(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        self.round: Round = get_object_or_404(rounds_seen(self.access, str(self.permission)), pk=pk)
        return super().dispatch(request, **kwargs)

    def forms(self) -> Any:
        rows = self.visible(Assignment.objects.filter(round=self.round))
        return rows.select_related("enterprise__organisation", "round__data_set")


class Reminders(RoundPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        if request.GET.get("export") == "xlsx":
            return self._export()
        page = Paginator(not_filed(self.forms()), PER_PAGE).get_page(request.GET.get("page"))
        rows = [{"form": form, "tone": FORM_TONES[form.state], "words": self._words(form)} for form in page]
        everything = "\n\n".join(row["words"] for row in rows)
        context = {"round": self.round, "page": page, "rows": rows, "everything": everything}
        context["page_range"] = list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
        context["page_sizes"] = (PER_PAGE,)
        return render(request, "collection/reminders.html", context)

    @transaction.atomic  # what is done and the note of it, or neither
    def post(self, request: HttpRequest) -> HttpResponse:
        """Note that the ticked enterprises were reminded."""
        missing = not_filed(self.forms())
        forms = list(missing if request.POST.get("everything") else missing.filter(pk__in=ticked(request)))
        if not forms:
            messages.warning(request, _("没有勾选企业，没有记录。"))
            return redirect("reminders", pk=self.round.pk)
        rounds.remind(forms, self.access.user, request.POST.get("channel", ""))
        audit.record("collection.remind", request=request, target=self.round, detail={"enterprises": len(forms)})
        messages.success(request, _("已记录催报 %(n)s 家。") % {"n": len(forms)})
        return redirect("reminders", pk=self.round.pk)

    def _export(self) -> HttpResponse:
        """Everybody who has not filed with link and words, for a mass message; links open forms, so it is noted."""
        missing = not_filed(self.forms())
        if asked := over_bulk(self.request, missing.count()):
            return asked
        heads = [
            _("企业名称"),
            _("统一社会信用代码"),
            _("责任部门"),
            _("状态"),
            _("截止日期"),
            _("已催次数"),
            _("链接"),
            _("催报语"),
        ]
        lines = [self._line(form) for form in missing]
        name = f"{_('催报名单')}_{self.round}_{timezone.localdate():%Y%m%d}.xlsx"
        detail = {"rows": len(lines), "file": name, "links": True}
        audit.record("collection.export", request=self.request, target=self.round, detail=detail)
        return as_workbook(name, _("催报名单"), heads, lines, mark=mark_of(self))

    def _line(self, form: Assignment) -> list[Any]:
        firm = form.enterprise
        bureau = firm.organisation.name if firm.organisation else None
        state, link = form.get_state_display(), link_of(form, self.request)
        return [firm.name, firm.uscc, bureau, state, form.due_on, form.reminded, link, self._words(form)]

    def _words(self, form: Assignment) -> str:
        when = f"{form.due_on:%Y-%m-%d}"
        about = {
            "name": form.enterprise.name,
            "round": str(self.round),
            "when": when,
            "link": link_of(form, self.request),
        }
        late = _("%(name)s：您好，“%(round)s”已于 %(when)s 截止，请尽快填报：%(link)s")
        soon = _("%(name)s：您好，请于 %(when)s 前填报“%(round)s”：%(link)s")
        return (late if form.is_overdue else soon) % about + _(" （链接仅限本企业使用，请勿转发）")


class QrSheet(RoundPage):
    """QR codes to print and hand out: eight to a sheet of A4, of all enterprises or of those that have not filed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = self.forms().order_by("enterprise__name", "pk")
        if request.GET.get("missing"):
            rows = not_filed(rows)
        page = Paginator(rows, PER_SHEET * SHEETS).get_page(request.GET.get("page"))
        cards = [{"form": form, "qr": picture(link_of(form, request))} for form in page]
        sheets = [cards[start : start + PER_SHEET] for start in range(0, len(cards), PER_SHEET)]
        audit.record("collection.print", request=request, target=self.round, detail={"cards": len(cards)})
        return render(request, "collection/qr.html", {"round": self.round, "sheets": sheets, "page": page})


class Values(RoundPage):
    """What was filed as a workbook: a row per enterprise, a column per line, in the units of the form."""

    permission = "collection.view"

    def get(self, request: HttpRequest) -> HttpResponse:
        sheet, filed = Sheet.of(self.round), self.forms().filter(state__in=FILED)
        if asked := over_bulk(request, filed.count()):
            return asked
        heads = [_("统一社会信用代码"), _("企业名称"), _("责任部门"), _("状态"), *map(_head, sheet.items)]
        lines = list(self._lines(sheet))
        name = f"{self.round}_{timezone.localdate():%Y%m%d}.xlsx"
        audit.record("collection.export", request=request, target=self.round, detail={"rows": len(lines), "file": name})
        return as_workbook(name, _("填报数据"), heads, lines, mark=mark_of(self))

    def _lines(self, sheet: Sheet) -> Any:
        forms = list(self.forms().filter(state__in=FILED).order_by("enterprise__name", "pk"))
        for start in range(0, len(forms), CHUNK):
            part = forms[start : start + CHUNK]
            values: dict[int, dict[str, Any]] = {}
            for form, key, value in Answer.objects.filter(assignment__in=part).values_list(
                "assignment", "key", "value"
            ):
                values.setdefault(form, {})[key] = value
            for form in part:
                firm, mine = form.enterprise, values.get(form.pk, {})
                bureau = firm.organisation.name if firm.organisation else None
                yield [
                    firm.uscc,
                    firm.name,
                    bureau,
                    form.get_state_display(),
                    *(_cell(i, mine.get(i.key)) for i in sheet.items),
                ]


def _head(item: Any) -> str:
    year = f" {item.year}" if item.year else ""
    return f"{item.label}{year}" + (f"（{item.unit}）" if item.unit else "")


def _cell(item: Any, value: Any) -> Any:
    text = item.written(value)
    if not text or not item.field.is_numeric:
        return text or None
    try:
        return float(text) if "." in text else int(text)
    except ValueError:  # 无 in a rank
        return text

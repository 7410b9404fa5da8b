"""The list of enterprises (企业名册), and what is done to many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.models import Organisation
from gaoxin_web.accounts.views import Page
from gaoxin_web.enterprises.filters import EnterpriseFilter, stewards_of
from gaoxin_web.enterprises.forms.shared import whole
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.enterprises.queries.chains import chains_of
from gaoxin_web.enterprises.queries.recognitions import holdings
from gaoxin_web.enterprises.queries.register import for_list, found_by
from gaoxin_web.enterprises.services.register import change_many, undo_many, was_bulk
from gaoxin_web.enterprises.templatetags.register import masked_phones
from gaoxin_web.rulebook import rulebook
from gaoxin_web.ui.listing import Bulk, Column, ListPage
from gaoxin_web.ui.templatetags.ui import masked_name

TONES = {"open": "green", "building": "azure", "suspended": "yellow", "moved": "secondary", "closed": "secondary"}
SAID = 5  # names shown before many are changed


class Words(list):  # type: ignore[type-arg]
    """Several words in one cell: badges on the page, joined in an export."""

    def __str__(self) -> str:
        return "、".join(self)

    @property
    def words(self) -> list[str]:
        return list(self)


def held_now(enterprise: Enterprise) -> Words | None:
    today = timezone.localdate()
    found = holdings(enterprise.recognitions.all(), today, rulebook())
    return Words(dict.fromkeys(item.label for item in found if item.state == "in_force")) or None


COLUMNS = (
    Column(
        "name",
        gettext_lazy("企业名称"),
        order="initials",
        first=True,
        link=lambda row: reverse("enterprise", args=[row.pk]),
    ),
    Column("uscc", gettext_lazy("统一社会信用代码"), order="uscc", kind="code"),
    Column("short_name", gettext_lazy("简称"), order="short_name", shown=False),
    Column("status", gettext_lazy("状态"), order="status", kind="badge", tone=lambda row: TONES.get(row.status, "")),
    Column("chain", gettext_lazy("产业链"), order="chain"),
    Column("held", gettext_lazy("有效资质"), value=held_now, kind="badges", tone=lambda row: "blue"),
    Column("organisation", gettext_lazy("责任部门"), value="organisation", order="organisation__name"),
    Column("steward", gettext_lazy("服务专员"), value="steward", order="steward__name"),
    Column("above", gettext_lazy("规上"), value="above_designated_size", order="above_designated_size"),
    Column("requests", gettext_lazy("未办结诉求"), value=lambda row: len(row.open_requests), kind="number"),
    Column("established_on", gettext_lazy("成立日期"), order="established_on", kind="date"),
    Column("left_on", gettext_lazy("迁出或注销日期"), order="left_on", kind="date", shown=False),
    Column("industry", gettext_lazy("行业"), order="industry", shown=False),
    Column("industry_code", gettext_lazy("行业代码"), order="industry_code", shown=False),
    Column("park", gettext_lazy("园区"), order="park", shown=False),
    Column("address", gettext_lazy("地址"), shown=False),
    Column("contact", gettext_lazy("联系人"), value=lambda row: masked_name(row.contact), shown=False),
    Column("phone", gettext_lazy("联系电话"), value=lambda row: masked_phones(row.phone), shown=False),
)


class EnterpriseList(ListPage):
    permission = "register.view"
    export_permission = "register.export"
    template = "enterprises/list.html"
    title = gettext_lazy("企业名册")
    columns = COLUMNS
    filters = EnterpriseFilter
    search_hint = gettext_lazy("名称、简称、曾用名、信用代码或拼音首字母，如 lsty")
    order = ("initials",)  # as a dictionary has them
    file_name = "register"
    empty_title = gettext_lazy("名册里还没有企业")
    empty_hint = gettext_lazy(
        "可以导入现有的台账，也可以逐家新建。看不到应有的企业时，请让系统管理员核对您的数据范围。"
    )

    def rows(self) -> QuerySet[Enterprise]:
        return Enterprise.objects.all()

    def searched(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        return found_by(rows, words)

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return for_list(rows)

    def bulk_actions(self) -> Sequence[Bulk]:
        if not self.access.may("register.change"):
            return ()
        found = [
            Bulk("enterprises_assign", _("分派部门和专员"), "user-check"),
            Bulk("enterprises_chain", _("设置产业链"), "route"),
        ]
        if self.access.may("register.merge"):
            found.append(Bulk("enterprises_pair", _("合并两家"), "copy"))
        return found


class AssignForm(forms.Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("责任部门"),
        required=False,
        empty_label=gettext_lazy("（不改）"),
    )
    steward = forms.ModelChoiceField(
        stewards_of(0), label=gettext_lazy("服务专员"), required=False, empty_label=gettext_lazy("（不改）")
    )

    def __init__(self, *args: Any, zone: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(zone=zone)  # type: ignore[attr-defined]
        self.fields["steward"].queryset = stewards_of(zone)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.values()) and not self.errors:
            raise forms.ValidationError(_("请至少选择一项。"))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        return {f"{name}_id": value.pk for name, value in self.cleaned_data.items() if value}


class ChainForm(forms.Form):
    chain = forms.CharField(
        label=gettext_lazy("产业链"),
        max_length=50,
        required=False,
        help_text=gettext_lazy("留空则清除。"),
        widget=forms.TextInput(attrs={"list": "chains"}),
    )

    def __init__(self, *args: Any, zone: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    @property
    def values(self) -> dict[str, Any]:
        return {"chain": self.cleaned_data["chain"].strip()}


class BulkPage(EnterpriseList):
    """Ask what to do to the rows ticked (or to all found), then do it; the message says how to undo it."""

    permission = "register.change"
    form: ClassVar[type[forms.Form]]
    act: ClassVar[str]

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return redirect("enterprises")

    @cached_property
    def meant(self) -> QuerySet[Enterprise]:
        """The rows ticked, or all that the filter in the address finds."""
        if self.request.POST.get("everything"):
            return self.found.order_by("pk")
        ticked = [pk for text in self.request.POST.getlist("row") if (pk := whole(text)) is not None]
        return self.visible(self.rows()).filter(pk__in=ticked).order_by("pk")

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        count = self.meant.count()
        if not count:
            messages.warning(request, _("没有选中企业。请先勾选，或勾选“查得的全部”。"))
            return redirect(self._back())
        is_sent = "apply" in request.POST
        form = self.form(request.POST if is_sent else None, zone=request.user.zone_id)  # type: ignore[union-attr]
        if not (is_sent and form.is_valid()):
            return self._ask(form, count)
        return self._do(form.values)

    def _ask(self, form: forms.Form, count: int) -> HttpResponse:
        context = {
            "title": self.title,
            "form": form,
            "count": count,
            "names": [row.name for row in self.meant.order_by("name")[:SAID]],
            "more": max(count - SAID, 0),
            "everything": self.request.POST.get("everything", ""),
            "ticked": self.request.POST.getlist("row") if not self.request.POST.get("everything") else [],
            "back": self._back(),
            "chains": chains_of(self.request.user.zone_id),  # type: ignore[union-attr]
        }
        return render(self.request, "enterprises/bulk.html", context, status=422 if form.errors else 200)

    @transaction.atomic
    def _do(self, values: dict[str, Any]) -> HttpResponse:
        token, changed = change_many(self.meant, values, self.request.user)  # type: ignore[arg-type]
        detail = {"rows": changed, "values": values, "filter": self.request.GET.dict(), "undo": token}
        audit.record(self.act, request=self.request, target=_("%(count)s 家企业") % {"count": changed}, detail=detail)
        if not changed:
            messages.info(self.request, _("选中的企业本来就是这样，没有改动。"))
            return redirect(self._back())
        said = ngettext("已修改 %(count)s 家企业。", "已修改 %(count)s 家企业。", changed) % {"count": changed}
        url = reverse("enterprises_undo", args=[token])
        messages.success(self.request, format_html('{} <a class="alert-link" href="{}">{}</a>', said, url, _("撤销")))
        return redirect(self._back())

    def _back(self) -> str:
        filter_ = self.request.GET.urlencode()
        return reverse("enterprises") + (f"?{filter_}" if filter_ else "")


class AssignPage(BulkPage):
    title = gettext_lazy("分派部门和专员")
    form = AssignForm
    act = "register.assign"


class ChainPage(BulkPage):
    title = gettext_lazy("设置产业链")
    form = ChainForm
    act = "register.chain"


class UndoPage(Page):
    """Put back what a change of many replaced."""

    permission = "register.change"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        count = was_bulk(request.user.zone_id, token)  # type: ignore[union-attr]
        return render(request, "enterprises/undo.html", {"count": count}, status=200 if count else 404)

    @transaction.atomic
    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        restored, left = undo_many(self.visible(Enterprise.objects.all()), token, request.user)  # type: ignore[arg-type]
        detail = {"rows": restored, "left": left, "undo": token}
        audit.record(
            "register.undo", request=request, target=_("%(count)s 家企业") % {"count": restored}, detail=detail
        )
        messages.success(request, _("已恢复 %(count)s 家企业。") % {"count": restored})
        if left:
            text = _("另有 %(count)s 家没有恢复：此后又被修改过，或不在您的数据范围内。")
            messages.warning(request, text % {"count": left})
        return redirect("enterprises")


class OptionsPage(Page):
    """Names for a field that asks for another enterprise."""

    permission = "register.view"

    def get(self, request: HttpRequest) -> HttpResponse:
        words = request.GET.get("other", "").strip()
        rows = self.visible(Enterprise.objects.all())
        found = found_by(rows, words).order_by("name")[:10] if words else []
        return render(request, "enterprises/options.html", {"found": found})

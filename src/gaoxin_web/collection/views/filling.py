"""An enterprise fills its form: by its link without an account, or signed in; on a phone or by a workbook.

Both ways are the same pages; only how the form is found differs. Everything works
without JavaScript; with it a draft is kept at every change.
"""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from gaoxin_web.accounts import audit, throttle
from gaoxin_web.accounts.models import User
from gaoxin_web.accounts.roles import PUBLIC
from gaoxin_web.accounts.views import Page
from gaoxin_web.collection.items import Item
from gaoxin_web.collection.links import assignment_of
from gaoxin_web.collection.models import Assignment, Round, Step
from gaoxin_web.collection.services import RefusedError, filling
from gaoxin_web.collection.services.filling import Filled, filled
from gaoxin_web.collection.services.merging import Page as Written
from gaoxin_web.collection.services.merging import Seen
from gaoxin_web.collection.views.lines import sections
from gaoxin_web.collection.views.rounds import FORM_TONES
from gaoxin_web.collection.workbook import read_upload, template_file
from gaoxin_web.ui.sheets import XLSX, attachment

WINDOW = 600  # seconds in which requests are counted
MOST_WRONG, MOST_SAVES, MOST_UPLOADS = 20, 300, 20
FORMS = Assignment.objects.select_related("round__data_set", "round__batch", "enterprise__zone")


class TooManyError(Exception):
    """More requests than a person makes."""


class NotBegunError(Exception):
    """The officer has not opened the round: its forms are shown to nobody."""


def count(name: str, most: int) -> None:
    """Count a request.

    Raises:
        TooManyError: more than ``most`` within the window.
    """
    if throttle.tries(f"collection:{name}", WINDOW) > most:
        raise TooManyError


@method_decorator(never_cache, name="dispatch")
class Desk(Page):
    """Where a form is filled; a subclass finds the form."""

    names: ClassVar[dict[str, str]] = {}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.form = self.find(**kwargs)
            if request.method == "POST":
                most = MOST_UPLOADS if request.FILES else MOST_SAVES
                count(f"{'upload' if request.FILES else 'save'}:{self.form.pk}", most)
        except TooManyError:
            return render(request, "collection/too_many.html", status=429)
        except NotBegunError:
            return render(request, "collection/not_begun.html")
        except Http404:
            if self.permission == PUBLIC:
                return render(request, "collection/no_link.html", status=404)
            raise
        self.zone = self.form.enterprise.zone
        return super().dispatch(request, *args, **kwargs)

    def find(self, **kwargs: Any) -> Assignment:
        raise NotImplementedError

    @property
    def who(self) -> User | None:
        """The account that fills; None for a link, whoever holds it and whoever is signed in beside it."""
        return None

    def url(self, name: str) -> str:
        return reverse(self.names[name], kwargs=self.kwargs)

    def note(self, action: str, **detail: Any) -> None:
        detail |= {"by": "link" if self.who is None else "account"}
        audit.record(f"own.{action}", request=self.request, zone=self.zone, target=self.form, detail=detail)


class ByLink(Desk):
    permission = PUBLIC
    names: ClassVar = {"form": "fill", "template": "fill_template", "upload": "fill_upload"}

    def find(self, token: str) -> Assignment:
        form = assignment_of(token)
        if form is not None and form.round.state == Round.State.DRAFT:
            raise NotBegunError
        if form is None:
            address = self.request.META.get("REMOTE_ADDR", "")
            count(f"wrong:{address}", MOST_WRONG)
            audit.record("own.open", request=self.request, target=_("填报链接"), result="refused")
            raise Http404
        return form


class ByAccount(Desk):
    permission = "own.fill"
    names: ClassVar = {"form": "own_form", "template": "own_template", "upload": "own_upload"}

    def find(self, pk: int) -> Assignment:
        rows = self.visible(FORMS.exclude(round__state=Round.State.DRAFT))
        return get_object_or_404(rows, pk=pk)

    @property
    def who(self) -> User | None:
        return self.access.user


class Fill:
    """The form itself."""

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        if self.form.state == Assignment.State.NOT_OPENED and filling.opened(self.form.pk, self.who):
            self.note("open")
            self.form.refresh_from_db(fields=["state"])
        return self.page(filled(self.form), tried=bool(request.GET.get("check")))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        wants_submit = request.POST.get("action") == "submit"
        texts, reasons, page = _given(request.POST, "v:"), _given(request.POST, "r:"), _page(request.POST)
        work = filling.submit if wants_submit else filling.save
        try:
            with transaction.atomic():  # a submission and the note of it, or neither
                found = work(self.form.pk, texts, reasons, by=self.who, filler=request.POST.get("filler"), page=page)
                if found.form.state == Assignment.State.SUBMITTED:
                    self.note("submit", warnings=found.form.warnings)
        except RefusedError as refusal:
            return self._refused(str(refusal), texts, page)
        found.form.enterprise = self.form.enterprise
        if request.headers.get("HX-Request"):
            return self.kept(found)
        if found.clashes:
            messages.warning(request, _("有几项别人刚刚也改过，没有覆盖；请在下面逐项核对。其余已存为草稿。"))
            return self.page(found, tried=wants_submit or bool(request.POST.get("check")))
        if wants_submit:
            return self._submitted(found)
        messages.success(request, _("草稿已保存。"))
        return redirect(self.url("form"))

    def _submitted(self, found: Filled) -> HttpResponse:
        if found.form.state == Assignment.State.SUBMITTED:
            messages.success(self.request, _("已提交，请等待园区审核；审核结果会显示在本页。"))
            return redirect(self.url("form"))
        if found.is_empty:
            messages.error(self.request, _("一项都没有填，不能提交。请至少填一项；确无数据请联系园区。"))
        else:
            messages.error(self.request, _("还不能提交，已存为草稿：请按下面的提示改正或说明。"))
        return redirect(self.url("form") + "?check=1")

    def _refused(self, why: str, texts: dict[str, str], page: Written) -> HttpResponse:
        """The form is closed or was submitted by somebody else meanwhile; what was written here is shown beside."""
        if self.request.headers.get("HX-Request"):
            return render(self.request, "collection/saved.html", {"refusal": why})
        messages.error(self.request, why)
        self.form = self.find(**self.kwargs)
        return self.page(filled(self.form), tried=False, lost=(texts, page))

    def page(self, found: Filled, *, tried: bool, lost: tuple[dict[str, str], Written] | None = None) -> HttpResponse:
        tried = tried or found.form.state == Assignment.State.RETURNED
        context = {
            "form": found.form,
            "round": found.form.round,
            "sections": sections(found, tried),
            "open_lines": found.open_lines if tried else [],
            "fillable": found.form.is_fillable,
            "tone": FORM_TONES[found.form.state],
            "tried": tried,
            "by_link": self.who is None,
            "needs_name": tried and self.who is None and not found.form.filler,
            "urls": {name: self.url(name) for name in self.names},
            "steps": found.form.steps.exclude(action=Step.Action.REMINDED)[:10],
            "counts": _counts(found, tried),
            "mark": self.request.POST.get("mark") or secrets.token_hex(6),
            "lost": _lost(found, *lost) if lost else [],
        }
        return render(self.request, "collection/fill.html", context)

    def kept(self, found: Filled) -> HttpResponse:
        """What changed on the page after a draft was kept: each line's doubts, and the counts."""
        tried = bool(self.request.POST.get("check"))
        context = {"form": found.form, "sections": sections(found, tried), "counts": _counts(found, tried)}
        return render(self.request, "collection/saved.html", context)


def _given(post: QueryDict, start: str) -> dict[str, str]:
    return {key[len(start) :]: value for key, value in post.items() if key.startswith(start)}


def _page(post: QueryDict) -> Written:
    """What the page says of itself: its mark, what it had shown, the lines that are to be taken in any case."""
    seen = {key: Seen.read(value) for key, value in _given(post, "b:").items()}
    return Written(
        post.get("mark", "")[:12], {key: one for key, one in seen.items() if one}, frozenset(_given(post, "o:"))
    )


def _lost(found: Filled, texts: dict[str, str], page: Written) -> list[tuple[Item, str]]:
    """What was written on a page and could not be kept: lines other than they were shown, and other than they stand."""
    return [
        (item, texts[item.key])
        for item in found.sheet.items
        if item.key in texts and texts[item.key].strip() != found.lines[item.key].raw
        if item.key not in page.seen or texts[item.key].strip() != page.seen[item.key].said.text
    ]


def _counts(found: Filled, tried: bool) -> dict[str, int]:
    """Lines filled, lines in error, and warnings that wait for a reason."""
    open_lines = [line for line in found.open_lines if tried or any(doubt["code"] != "blank" for doubt in line.doubts)]
    errors = sum(bool(line.errors) for line in open_lines)
    return {
        "all": len(found.lines),
        "filled": sum(line.value is not None for line in found.lines.values()),
        "errors": errors,
        "warnings": len(open_lines) - errors,
        "clashes": len(found.clashes),
    }


class Template:
    """The workbook for this enterprise."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.form.enterprise.uscc:
            messages.error(request, _("名册中还没有贵企业的统一社会信用代码，请用网页填报，或请园区补上代码。"))
            return redirect(self.url("form"))
        self.note("template")
        return attachment(f"{self.form.round}_{self.form.enterprise.name}.xlsx", template_file(self.form), XLSX)


class Take:
    """A filled workbook: its values become the draft, checked as if they had been typed."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        file = request.FILES.get("file")
        try:
            if file is None:
                raise RefusedError(_("请先选择文件。"))
            upload = read_upload(self.form, file, file.name or "")
            filling.take(self.form.pk, upload.texts, upload.issues, by=self.who)
        except RefusedError as refusal:
            messages.error(request, str(refusal))
            return redirect(self.url("form"))
        self.note("upload", lines=len(upload.texts), issues=len(upload.issues))
        messages.success(request, _("读入 %(n)s 项，已存为草稿；请在下面核对后提交。") % {"n": len(upload.texts)})
        return redirect(self.url("form") + "?check=1")


class FillByLink(Fill, ByLink): ...


class FillByAccount(Fill, ByAccount): ...


class TemplateByLink(Template, ByLink): ...


class TemplateByAccount(Template, ByAccount): ...


class TakeByLink(Take, ByLink): ...


class TakeByAccount(Take, ByAccount): ...


class OwnForms(Page):
    """An enterprise's own forms: what is to be filled, and what became of the others."""

    permission = "own.fill"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = self.visible(FORMS.exclude(round__state=Round.State.DRAFT)).order_by(
            "-round__year", "-round__month", "-pk"
        )
        forms = [{"form": form, "tone": FORM_TONES[form.state]} for form in rows]
        return render(request, "collection/own.html", {"forms": forms})

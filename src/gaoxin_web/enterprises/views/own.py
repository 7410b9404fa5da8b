"""What an enterprise's account sees of its own enterprise (我的企业): all of it, and may change how it is reached."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.enterprises.forms import ContactForm
from gaoxin_web.enterprises.models import Enterprise, Recognition
from gaoxin_web.enterprises.queries.recognitions import title_of
from gaoxin_web.enterprises.services.merging import PERSONS, forget_persons
from gaoxin_web.enterprises.views.files import handed
from gaoxin_web.enterprises.views.profile import facts_content, overview_of, recognitions_of
from gaoxin_web.rulebook import rulebook


class OwnPage(Page):
    """One's enterprise; a choice first, where an account acts for several."""

    permission = "own.view"

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        rows = self.visible(Enterprise.objects.select_related("organisation", "steward"))
        mine = list(rows.order_by("name"))
        if pk is None and len(mine) != 1:
            return render(request, "enterprises/own_choice.html", {"enterprises": mine})
        enterprise = mine[0] if pk is None else get_object_or_404(rows, pk=pk)
        return render(request, "enterprises/own.html", own_content(enterprise, len(mine)))


def own_content(enterprise: Enterprise, count: int) -> dict[str, Any]:
    return {
        "enterprise": enterprise,
        "several": count > 1,
        **overview_of(enterprise),
        **facts_content(enterprise),
        "held": recognitions_of(enterprise),
    }


class OwnContactPage(Page):
    permission = "own.fill"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        enterprise = get_object_or_404(self.visible(Enterprise.objects.all()), pk=pk)
        return self._page(enterprise, ContactForm(user=request.user, instance=enterprise))

    @transaction.atomic
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        enterprise = get_object_or_404(self.visible(Enterprise.objects.all()), pk=pk)
        form = ContactForm(request.POST, user=request.user, instance=enterprise)
        if not form.is_valid():
            return self._page(enterprise, form)
        kept = form.save()
        if any(form.initial.get(name) and not getattr(kept, name) for name in PERSONS):
            forget_persons(enterprise)
        audit.record("own.contact", request=request, target=enterprise, detail={"changed": form.changed_data})
        messages.success(request, _("已保存。"))
        return redirect("own_enterprise", pk)

    def _page(self, enterprise: Enterprise, form: ContactForm) -> HttpResponse:
        context = {"enterprise": enterprise, "form": form}
        return render(self.request, "enterprises/own_contact.html", context, status=422 if form.errors else 200)


class OwnCertificatePage(Page):
    permission = "own.view"

    def get(self, request: HttpRequest, pk: int, thing: int) -> FileResponse:
        recognition = get_object_or_404(self.visible(Recognition.objects.filter(enterprise=pk)), pk=thing)
        audit.record("recognition.download", request=request, target=recognition)
        return handed(recognition.file, recognition.enterprise, title_of(recognition.kind, rulebook()))

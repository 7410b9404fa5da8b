"""Certificates: how they look, issued, printed all in one file or one by one, corrected and revoked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit, throttle
from gaoxin_web.accounts.roles import PUBLIC
from gaoxin_web.accounts.views import FreshPassword, Page
from gaoxin_web.briefs.fonts import NoFontError, font_folder
from gaoxin_web.contests.certificates import pdf
from gaoxin_web.contests.forms.awards import LayoutForm
from gaoxin_web.contests.forms.results import ReasonForm
from gaoxin_web.contests.links import entry_of
from gaoxin_web.contests.models import Certificate, CertificateLayout
from gaoxin_web.contests.queries.awards import printable
from gaoxin_web.contests.services import certificates
from gaoxin_web.contests.services.results import ResultError
from gaoxin_web.contests.views.awards import AwardChange
from gaoxin_web.contests.views.results_base import ResultPage, words_of
from gaoxin_web.ui.sheets import attachment

PDF = "application/pdf"
WINDOW, MOST = 600, 60  # seconds; certificates by link to one address within them


def address_of(request: HttpRequest) -> pdf.Address:
    """Where a certificate is verified, as it is printed on it."""

    def address(number: str, code: str) -> str:
        found = request.build_absolute_uri(reverse("verify_number", args=[number]))
        return f"{found}?c={code}" if code else found

    return address


def printed(request: HttpRequest, found: Sequence[Certificate], layout: Any, name: str) -> HttpResponse:
    """Certificates as a file, or the page that says that a font is missing."""
    try:
        content = pdf.render(found, layout, address_of(request))
    except NoFontError:
        return render(request, "contests/certificate_no_font.html", {"folder": font_folder()}, status=503)
    return attachment(name, content, PDF)


class LayoutView(AwardChange):
    """What the contest's certificates look like."""

    @property
    def layout(self) -> CertificateLayout:
        known = CertificateLayout.objects.filter(contest=self.contest).first()
        return known or certificates.default_layout(self.contest)

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        return self._page(LayoutForm(instance=self.layout))

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        form = LayoutForm(request.POST, request.FILES, instance=self.layout)
        if not form.is_valid():
            return self._page(form, 422)
        layout = form.save()
        self.done("certificate.change", self.contest, changed=form.changed_data, prefix=layout.prefix)
        messages.success(request, _("证书样式已保存。已签发的证书不变。"))
        return redirect("contest_certificate_layout", contest)

    def _page(self, form: LayoutForm, status: int = 200) -> HttpResponse:
        told = self.frame(form=form, saved=form.instance.pk, crumbs=self.crumbs((_("证书样式"), "")))
        return render(self.request, "contests/certificate_layout.html", told, status=status)


class PreviewView(AwardChange):
    """One page as it would be printed, marked as a sample."""

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        known = CertificateLayout.objects.filter(contest=self.contest).first()
        layout = known or certificates.default_layout(self.contest)
        content = certificates.sample(self.contest, layout)
        try:
            file = pdf.preview(content, f"{layout.prefix}-0000", layout, address_of(request))
        except NoFontError:
            return render(request, "contests/certificate_no_font.html", {"folder": font_folder()}, status=503)
        return attachment(_("证书样张") + ".pdf", file, PDF)


class IssueView(AwardChange):
    """A certificate for every award that has none."""

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        try:
            made = certificates.issue_all(self.contest, request.user)
        except ResultError as error:
            messages.error(request, words_of(error), "danger")
            return redirect("contest_certificate_layout", contest)
        if made:
            numbers = {"from": made[0].number, "to": made[-1].number}
            self.done("certificate.issue", self.contest, count=len(made), **numbers)
        messages.success(request, _("签发了 %(n)s 张证书。") % {"n": len(made)})
        return redirect("contest_awards", contest)


class AllView(ResultPage):
    """All valid certificates of a contest in one file, a page each."""

    permission = "contests.change"
    tab = "awards"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        found = printable(self.contest)
        if not found:
            messages.error(request, _("还没有有效的证书。"), "danger")
            return redirect("contest_awards", contest)
        layout = CertificateLayout.objects.filter(contest=self.contest).first()
        audit.record("certificate.print", request=request, target=self.contest, detail={"count": len(found)})
        return printed(request, found, layout, f"{self.contest.name}_{_('证书')}.pdf")


class CertificatePage(AwardChange):
    @property
    def certificate(self) -> Certificate:
        rows = self.visible(
            Certificate.objects.select_related("award__entry", "award__contest", "award__result__round")
        )
        return get_object_or_404(rows, pk=self.kwargs["certificate"], award__contest=self.contest)


class OneView(CertificatePage):
    """A certificate by itself; a revoked one says so across the page."""

    def get(self, request: HttpRequest, contest: int, certificate: int) -> HttpResponse:
        one, layout = self.certificate, CertificateLayout.objects.filter(contest=self.contest).first()
        audit.record("certificate.print", request=request, target=one)
        return printed(request, [one], layout, f"{one.number}.pdf")


class RevokeView(FreshPassword, CertificatePage):
    """Revoke a certificate, or put a corrected one in its place; the password is asked again."""

    def get(self, request: HttpRequest, contest: int, certificate: int) -> HttpResponse:
        return self._page(ReasonForm())

    def post(self, request: HttpRequest, contest: int, certificate: int) -> HttpResponse:
        form, one = ReasonForm(request.POST), self.certificate
        if not form.is_valid():
            return self._page(form, 422)
        reason, again = form.cleaned_data["reason"], request.POST.get("again") == "1"
        try:
            made = certificates.reissue(one, reason, request.user) if again else None
            if not again:
                certificates.revoke(one, reason, request.user)
        except ResultError as error:
            messages.error(request, words_of(error), "danger")
            return redirect("contest_awards", contest)
        detail = {"reason": reason, "new": made.number if made else ""}
        self.done("certificate.reissue" if again else "certificate.revoke", one, **detail)
        said = _("已换发为 %(n)s，原证书作废。") % {"n": made.number} if made else _("证书已撤销。")
        messages.success(request, said)
        return redirect("contest_awards", contest)

    def _page(self, form: ReasonForm, status: int = 200) -> HttpResponse:
        one, layout = self.certificate, CertificateLayout.objects.filter(contest=self.contest).first()
        fresh = certificates.content_of(one.award, layout) if layout and one.award.withdrawn_at is None else None
        told = self.frame(
            form=form,
            certificate=one,
            fresh=fresh,
            replacement=Certificate.objects.filter(replaces=one).first(),
            back=reverse("contest_awards", args=[self.contest.pk]),
            crumbs=self.crumbs((one.number, "")),
        )
        return render(self.request, "contests/certificate_revoke.html", told, status=status)


class ByLinkView(Page):
    """A winner takes their own certificate, by the link that opens their entry."""

    permission = PUBLIC

    def get(self, request: HttpRequest, token: str, certificate: int) -> HttpResponse:
        entry = entry_of(token)
        if throttle.tries(f"certificate:{request.META.get('REMOTE_ADDR', '')}", WINDOW) > MOST or entry is None:
            raise Http404
        rows = Certificate.objects.filter(award__entry=entry, award__withdrawn_at=None, revoked_at=None)
        one = get_object_or_404(rows.select_related("award__contest"), pk=certificate)
        layout = CertificateLayout.objects.filter(contest=one.award.contest).first()
        audit.record("certificate.print", request=request, zone=entry.contest.zone, target=one, detail={"by": "link"})
        return printed(request, [one], layout, f"{one.number}.pdf")

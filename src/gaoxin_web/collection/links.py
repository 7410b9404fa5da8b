"""The link that lets an enterprise fill its form without an account.

A link is the form's number and link version under the installation's own signature: nothing
secret is stored, it opens one form only, it ends with the form's last day, and a new
version makes every link before it void.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from gaoxin_web.collection.models import Assignment

SIGNER = Signer(salt="gaoxin.collection.link", sep=".")
KEPT_DAYS = 30  # after the last day a link still shows what was filed and what the officer said


def token_of(assignment: Assignment) -> str:
    return SIGNER.sign(f"{assignment.pk}-{assignment.link_version}")


def link_of(assignment: Assignment, request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("fill", args=[token_of(assignment)]))


def assignment_of(token: str) -> Assignment | None:
    """The form a link opens; None for a link that is forged, replaced or run out."""
    try:
        pk, version = SIGNER.unsign(token).split("-")
    except (BadSignature, ValueError):
        return None
    rows = Assignment.objects.select_related("round__data_set", "round__batch", "enterprise__zone")
    found = rows.filter(pk=pk, link_version=version).first()
    return found if found and (timezone.localdate() - found.last_day).days <= KEPT_DAYS else None

"""The addresses that are given out: a contest's call, and the link by which an entrant comes back without an account.

A link is the entry's number and link version under the installation's own signature: nothing secret is stored, it
opens one entry only, and a new version makes every link before it void.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.urls import reverse

from gaoxin_web.contests.models import Contest, Entry

SIGNER = Signer(salt="gaoxin.contests.entry", sep=".")


def call_of(contest: Contest, request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("call", args=[contest.code]))


def token_of(entry: Entry) -> str:
    return SIGNER.sign(f"{entry.pk}-{entry.link_version}")


def link_of(entry: Entry, request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("entry", args=[token_of(entry)]))


def entry_of(token: str) -> Entry | None:
    """The entry a link opens; None for a link that is forged or replaced."""
    try:
        pk, version = SIGNER.unsign(token).split("-")
    except (BadSignature, ValueError):
        return None
    rows = Entry.objects.select_related("contest__zone", "division", "track")
    return rows.filter(pk=pk, link_version=version).first()

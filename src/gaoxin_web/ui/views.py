"""The way in, and pages for what went wrong: an id to name, never a trace."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gaoxin_web.accounts.roles import PUBLIC
from gaoxin_web.accounts.views import access_of, needs
from gaoxin_web.ui.menu import sections


@needs("signed_in")
def home(request: HttpRequest) -> HttpResponse:
    """To the first page of this user's menu."""
    first = next((entry for section in sections(access_of(request), "") for entry in section["entries"]), None)
    return redirect(first["url"]) if first else render(request, "ui/nothing.html")


@needs(PUBLIC)
def healthy(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)

"""Calls and entries for the tests: made from the templates, as officers make them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from gaoxin_web.contests.links import token_of
from gaoxin_web.contests.models import Contest, Entry, Question
from gaoxin_web.contests.services.templates import make, templates

PDF = b"%PDF-1.4\n% nothing but its beginning\n"


def contest_of(zone, template="small_local", state="open", by=None, **about):
    now = timezone.now()
    days = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9), "contact": "0951-1234567"}
    return make(templates()[template], zone, by, **({"year": 2026, "state": state} | days | about))


def entry_of(contest, title="光子芯片", state="draft", **about):
    said = {"contact": "王芳", "phone": "13900001234", "organisation": "甲公司"} | about
    number = said.pop("number", "" if state == "draft" else f"2026-{Entry.objects.count() + 1:04d}")
    return Entry.objects.create(contest=contest, title=title, state=state, number=number, **said)


def address_of(entry):
    return f"/entry/{token_of(entry)}/"


def question_of(contest, key, kind="text", **about):
    return Question.objects.create(contest=contest, key=key, kind=kind, label=about.pop("label", key), **about)


def closed(contest):
    Contest.objects.filter(pk=contest.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    contest.refresh_from_db()

"""Order draws (抽签): begun and opened by an officer, read and checked by anybody."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.roles import PUBLIC
from gaoxin_web.accounts.views import Page
from gaoxin_web.contests.models import Entry
from gaoxin_web.lectures.forms.finals import DrawForm, RevealForm
from gaoxin_web.lectures.models import OrderDraw
from gaoxin_web.lectures.services import draws
from gaoxin_web.lectures.services.finals import places_of
from gaoxin_web.lectures.views.finals import FinalsChange

WHY = {
    "few": lambda: _("至少要有两个参评项目才能抽签。"),
    "open": lambda: _("上一次抽签还没有公布种子，请先公布。"),
    "opened": lambda: _("这次抽签已经公布过，结果不会再变。"),
    "number": lambda: _("请填写事先说好的公开数。"),
}


class DrawCommit(FinalsChange):
    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        form = DrawForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("公开数来源太长，没有保存。"))
            return self.back()
        try:
            made = draws.commit(
                self.needed_round, places_of(self.needed_round), request.user, form.cleaned_data["public_source"]
            )
        except draws.DrawError as error:
            messages.error(request, WHY[error.code]())
            return self.back()
        detail = {"draw": made.pk, "commitment": made.commitment, "entries": len(made.ids)}
        audit.record("finals.draw", request=request, target=self.contest, detail=detail)
        messages.success(request, _("抽签承诺已公布。请把公开页面发给参赛者，再公布种子。"))
        return redirect("draw", made.code)


class DrawReveal(FinalsChange):
    def post(self, request: HttpRequest, contest: int, draw: int) -> HttpResponse:
        one = get_object_or_404(OrderDraw, pk=draw, round=self.needed_round)
        form = RevealForm(request.POST)
        try:
            if not form.is_valid():
                raise draws.DrawError("number")
            opened = draws.reveal(one, request.user, form.cleaned_data["public_number"].strip())
        except draws.DrawError as error:
            messages.error(request, WHY[error.code]())
            return redirect("draw", one.code)
        audit.record(
            "finals.draw", request=request, target=self.contest, detail={"draw": one.pk, "order": opened.order}
        )
        messages.success(request, _("种子和顺序已公布。"))
        return redirect("draw", one.code)


class DrawPage(Page):
    """The public page of a draw: what was fixed when, and how anybody works it out again."""

    permission = PUBLIC

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        draw = get_object_or_404(OrderDraw.objects.select_related("round__contest__zone"), code=code)
        if request.GET.get("as") == "json":
            return JsonResponse(_said(draw), json_dumps_params={"ensure_ascii": False, "indent": 2})
        names = {} if draw.round.blind else _names(draw)
        contest = draw.round.contest
        context = {
            "draw": draw,
            "contest": contest,
            "ids": [(one["id"], names.get(one["entry"])) for one in draw.ids],
            "order": [(at, id_, names.get(_entry(draw, id_))) for at, id_ in enumerate(draw.order, 1)],
            "holds": draws.holds(draw) if draw.opened_at else None,
            "mixed": draws.mixed(draw) if draw.opened_at else "",
            "lines": _lines(draw) if draw.opened_at else "",
            "may_reveal": not draw.opened_at and self.access.reaches(contest, "contests.change"),
            "reveal_form": RevealForm(),
        }
        return render(request, "lectures/draw.html", context)


def _names(draw: OrderDraw) -> dict[int, Entry]:
    return {one.pk: one for one in Entry.objects.filter(pk__in=[one["entry"] for one in draw.ids])}


def _entry(draw: OrderDraw, id_: str) -> int | None:
    return next((one["entry"] for one in draw.ids if one["id"] == id_), None)


def _said(draw: OrderDraw) -> dict[str, Any]:
    """The draw for machines; what is not published yet is not there."""
    shown: dict[str, Any] = {
        "ids": [one["id"] for one in draw.ids],
        "commitment": draw.commitment,
        "committed_at": draw.committed_at.isoformat(),
        "public_source": draw.public_source,
    }
    if draw.opened_at:
        shown |= {
            "seed": draw.seed,
            "public_number": draw.public_number,
            "order": draw.order,
            "opened_at": draw.opened_at.isoformat(),
        }
    return shown


def _lines(draw: OrderDraw) -> str:
    """A few lines of Python without any library that show commitment and order."""
    ids = json.dumps([one["id"] for one in draw.ids], ensure_ascii=False)
    return "\n".join(
        (
            "from hashlib import sha256",
            f"seed = {json.dumps(draw.seed)}",
            f"ids = {ids}",
            *([f"public = {json.dumps(draw.public_number, ensure_ascii=False)}"] if draw.public_number else []),
            f'print(sha256(seed.encode()).hexdigest() == "{draw.commitment}")',
            *(['mixed = seed + ":" + public'] if draw.public_number else ["mixed = seed"]),
            'print(sorted(ids, key=lambda one: sha256(f"{mixed}:{one}".encode()).hexdigest()))',
        )
    )

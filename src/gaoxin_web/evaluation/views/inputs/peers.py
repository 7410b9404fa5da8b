"""对照数据: the values of other zones, a table per year; seen before it counts, and taken back."""

from __future__ import annotations

import uuid
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gaoxin.errors import FactsError
from gaoxin.index.zones import in_year
from gaoxin_web.accounts import audit
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.enterprises.views.files import handed
from gaoxin_web.evaluation.forms.peers import PeersForm
from gaoxin_web.evaluation.models import PeerTable
from gaoxin_web.evaluation.queries.editions import editions
from gaoxin_web.evaluation.queries.peers import counting, matrix, matrix_sheet, of_edition
from gaoxin_web.evaluation.queries.places import places, unit_of
from gaoxin_web.evaluation.services.inputs import keep_table, take_back
from gaoxin_web.evaluation.services.peers import Reading, read_peers
from gaoxin_web.evaluation.views.inputs.common import InputChange, InputPage
from gaoxin_web.ui.sheets import Sheet, as_book

LAID_ASIDE = 2 * 3600  # seconds a table read waits to be confirmed


class PeersView(InputPage):
    tab = "peers"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = self.visible(PeerTable.objects.select_related("by").defer("cells"))
        tables = [(one, of_edition(one), len(one.values), one.pk in counting(self.zone)) for one in rows]
        if wants_export(request):
            heads = [_("年度"), _("指标体系"), _("名称"), _("高新区数"), _("模拟数据"), _("采用"), _("上传时间")]
            lines = [
                [one.year, edition, one.title, zones, _yes(one.simulated), _yes(counts), f"{one.at:%Y-%m-%d %H:%M}"]
                for one, edition, zones, counts in tables
            ]
            return export(request, _("对照数据"), [Sheet(_("对照数据"), heads, lines)], "evaluation.peers.export")
        return render(request, "evaluation/inputs/peers.html", self.frame(tables=tables, listed=len(places())))


def _yes(truth: bool) -> str:
    return _("是") if truth else _("否")


class PeersNewView(InputChange):
    """Read a table and show what is understood of it; nothing counts before it is confirmed."""

    tab = "peers"
    one_transaction = False  # nothing is written, and reading takes its time

    def get(self, request: HttpRequest) -> HttpResponse:
        form = PeersForm(initial={"edition": self.asked.edition.id, "year": self.asked.year})
        return self._page(form)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PeersForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form)
        said = form.cleaned_data
        file, edition, year = said["file"], editions()[said["edition"]], said["year"]
        content = file.read()
        try:
            reading = read_peers(file.name, content, edition, year, places(), unit_of(self.zone))
        except FactsError as error:
            for issue in error.issues:
                form.add_error("file", f"{issue.message}{issue.hint}")
            return self._page(form)
        except ValidationError as error:
            form.add_error("file", error)
            return self._page(form)
        draft = {
            "edition": edition.id,
            "year": year,
            "title": said["title"] or PurePath(file.name).stem[:120],
            "simulated": said["simulated"],
            "name": file.name,
            "content": content,
            "reading": reading,
        }
        token = uuid.uuid4().hex
        cache.set(_key(request, token), draft, LAID_ASIDE)
        return redirect("evaluation_peers_check", token)

    def _page(self, form: PeersForm) -> HttpResponse:
        context = self.frame(form=form)
        return render(self.request, "evaluation/inputs/peers_new.html", context, status=422 if form.errors else 200)


def _key(request: HttpRequest, token: str) -> str:
    return f"evaluation-peers-{request.user.pk}-{token}"


class PeersCheckView(InputChange):
    """What a table says, before it counts."""

    tab = "peers"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        draft = cache.get(_key(request, token))
        if draft is None:
            return self._gone()
        reading: Reading = draft["reading"]
        edition = editions()[draft["edition"]]
        there = PeerTable.objects.filter(zone=self.zone, edition=edition.id, year=draft["year"]).defer(
            "values", "cells"
        )
        missing = [one for one in in_year(places(), draft["year"]) if one not in reading.values] if places() else []
        context = self.frame(
            draft=draft,
            reading=reading,
            edition=edition,
            token=token,
            matrix=matrix(edition, reading.values, reading.cells),
            grave=[one for one in reading.doubts if one.grave],
            slight=[one for one in reading.doubts if not one.grave],
            replaced=there.first(),
            missing=[one for one in missing if one != unit_of(self.zone)],
        )
        return render(request, "evaluation/inputs/peers_check.html", context)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        draft = cache.get(_key(request, token))
        if draft is None:
            return self._gone()
        cache.delete(_key(request, token))
        if "drop" in request.POST:
            messages.info(request, _("没有导入。"))
            return redirect("evaluation_peers")
        reading: Reading = draft["reading"]
        if not reading.count:
            raise Http404
        file, edition = ContentFile(draft["content"], draft["name"]), editions()[draft["edition"]]
        table = keep_table(
            self.zone, edition, draft["year"], draft["title"], draft["simulated"], reading, file, request.user
        )
        detail = {
            "edition": edition.id,
            "year": table.year,
            "zones": len(table.values),
            "values": reading.count,
            "simulated": table.simulated,
            "left_out": [one.cell for one in reading.doubts if one.grave][:50],
        }
        audit.record("evaluation.peers.import", request=request, target=table, detail=detail)
        messages.success(request, _("已导入，从现在起按这份对照数据计算。"))
        return redirect("evaluation_peer_table", table.pk)

    def _gone(self) -> HttpResponse:
        messages.warning(self.request, _("这份文件的核对已过期（2 小时）或已确认，请重新上传。"))
        return redirect("evaluation_peers_new")


class PeerTableView(InputPage):
    """A table as it counts, every figure with its cell."""

    tab = "peers"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        table = get_object_or_404(self.visible(PeerTable.objects.select_related("by")), pk=pk)
        edition = editions().get(table.edition)
        if wants_export(request):
            sheet = matrix_sheet(edition, table.values)
            return export(request, table.title, [sheet], "evaluation.peers.export", table)
        context = self.frame(
            table=table,
            edition=edition,
            matrix=matrix(edition, table.values, table.cells),
            counts=table.pk in counting(self.zone),
        )
        return render(request, "evaluation/inputs/peer_table.html", context)


class PeerFileView(InputPage):
    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        table = get_object_or_404(self.visible(PeerTable.objects.select_related("zone")), pk=pk)
        answer = handed(table.file, table.zone, table.title)  # type: ignore[arg-type]
        audit.record("evaluation.peers.download", request=request, target=table)
        return answer


class PeerDeleteView(InputChange):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        table = get_object_or_404(self.visible(PeerTable.objects.all()), pk=pk)
        target = f"peertable:{pk} {table}"
        take_back(table)
        audit.record("evaluation.peers.delete", request=request, target=target, detail={"zones": len(table.values)})
        rest = PeerTable.objects.filter(zone=self.zone, edition=table.edition, year=table.year).first()
        said = _("已撤回。%(year)s 年现在按“%(title)s”计算。") if rest else _("已撤回。%(year)s 年现在没有对照数据。")
        messages.success(request, said % {"year": table.year, "title": rest})
        return redirect("evaluation_peers")


class PeersTemplateView(InputPage):
    """An empty table to fill in: a row per zone of the list, a column per indicator."""

    def get(self, request: HttpRequest) -> HttpResponse:
        edition, year = self.asked.edition, self.asked.year
        own = unit_of(self.zone)
        zones = [one for one in in_year(places(), year).values() if one.name != own]
        heads = [_("省份"), "高新区", *(_head(one) for one in edition.indicators())]
        lines: list[list[Any]] = [[one.province, one.name, *[None] * (len(heads) - 2)] for one in zones]
        name = _("对照数据模板_%(year)s.xlsx") % {"year": year}
        audit.record("evaluation.peers.template", request=request, target=self.asked.label)
        return as_book(name, [Sheet(f"{year}", heads, lines)])  # type: ignore[return-value]


def _head(one: Any) -> str:
    unit = f"（{one.unit}）" if one.unit else ""
    return f"{one.id} {one.label}{unit}"

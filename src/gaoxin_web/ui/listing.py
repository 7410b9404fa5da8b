"""A list page: filter, search, sort, choice of columns, page by page, and export of what is on the screen.

An app names its columns and its filter; everything else is the same on every list, so that an
officer learns it once. An export has the filter, the order and the columns of the screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Any, ClassVar

from django.conf import settings
from django.core.paginator import Page as Slice
from django.core.paginator import Paginator
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters import FilterSet

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page, ask_password
from gaoxin_web.ui.rows import Counted, Lines
from gaoxin_web.ui.sheets import as_csv, as_workbook
from gaoxin_web.ui.table import Cell, Column, body

__all__ = ["Bulk", "Cell", "Column", "ListPage"]
SIZES, USUAL_SIZE = (10, 20, 50, 100), 20
AT_ONCE = 2000  # rows an export reads at a time
YEAR = 365 * 24 * 3600  # seconds a choice of columns is kept


@dataclass(frozen=True)
class Bulk:
    """Something to do to the rows ticked, or to all found: where it is asked for, its words and icon."""

    view: str
    label: Any
    icon: str = "list-check"
    url: str = ""  # where the address takes more than the view's name


class ListPage(Page):
    """A list of what the user may see."""

    template = "ui/list.html"
    title: ClassVar[Any] = ""
    columns: ClassVar[Sequence[Column]] = ()
    filters: ClassVar[type[FilterSet] | None] = None
    search: ClassVar[Sequence[str]] = ()  # lookups
    search_hint: ClassVar[Any] = ""
    order: ClassVar[tuple[str, ...]] = ("-pk",)
    export_permission: ClassVar[str | None] = None  # None: whoever may see the list
    file_name: ClassVar[str] = "list"
    empty_title: ClassVar[Any] = ""
    empty_hint: ClassVar[Any] = ""

    def rows(self) -> QuerySet[Any]:
        """All rows the list is about, before scope and filter."""
        raise NotImplementedError

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """What the cells need besides the rows: asked for a page or an export, never to count."""
        return rows

    def look_up(self, rows: Sequence[Any]) -> None:
        """What the columns say of some rows and is asked for all of these at once, before any is read."""

    def get(self, request: HttpRequest, **_: Any) -> HttpResponseBase:
        if request.GET.get("export") in ("xlsx", "csv"):
            return self.export(request.GET["export"])
        response = render(request, self.template, self.context())
        return self._keep_columns(response)

    def context(self) -> dict[str, Any]:
        paginator, bulk = self.page.paginator, self.bulk_actions()
        self.look_up(list(self.page))
        lines = [(row, self._cells(row)) for row in self.page]
        return {
            "view": self,
            "title": self.title,
            "filter": self.filtered if self.filters else None,
            "filtering": self.is_filtered,
            "page": self.page,
            "page_range": list(paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)),
            "page_sizes": SIZES,
            "lines": lines,
            "body": body(lines, self.page.start_index(), with_ticks=bool(bulk)),
            "chosen": self.chosen,
            "all_columns": [(column, column in self.chosen) for column in self.columns],
            "sort": self.sort,
            "search_words": self.words,
            "can_export": self.access.may(self.export_permission or str(self.permission)),
            "bulk": bulk,
            **self.extra(),
        }

    def extra(self) -> dict[str, Any]:
        return {}

    def bulk_actions(self) -> Sequence[Bulk]:
        """What can be done to ticked rows."""
        return ()

    def cell_link(self, column: Column, row: Any) -> str:
        return column.link(row) if column.link else ""

    # what is on the screen

    @property
    def words(self) -> str:
        return self.request.GET.get("q", "").strip()

    @property
    def is_filtered(self) -> bool:
        """Whether anything is asked for besides the words searched."""
        names = self.filters.base_filters if self.filters else ()
        return any(self.request.GET.get(name) for name in names)

    @cached_property
    def chosen(self) -> list[Column]:
        """The columns ticked now or the last time, else those shown by default."""
        ticked = set(self.request.GET.getlist("column") or self.request.COOKIES.get(self._cookie, "").split("."))
        if not ticked & {column.key for column in self.columns}:
            return [column for column in self.columns if column.shown or column.first]
        return [column for column in self.columns if column.key in ticked or column.first]

    @cached_property
    def sort(self) -> str:
        """A column's key, with a minus where descending; empty for the list's own order."""
        asked = self.request.GET.get("sort", "")
        return asked if any(column.order and column.key == asked.lstrip("-") for column in self.columns) else ""

    @cached_property
    def filtered(self) -> Any:
        rows = self.visible(self.rows())
        rows = self.searched(rows, self.words) if self.words else rows
        return self.filters(self.request.GET, queryset=rows, request=self.request) if self.filters else rows

    @cached_property
    def found(self) -> QuerySet[Any]:
        rows = self.filtered.qs if self.filters else self.filtered
        if self.sort:
            column = next(column for column in self.columns if column.key == self.sort.lstrip("-"))
            return rows.order_by(self._ordering(rows.model, column.order), "pk")
        return rows.order_by(*self.order, *(() if self.order[-1].lstrip("-") == "pk" else ("pk",)))

    def _ordering(self, model: type[Model], order: str) -> OrderBy:
        """What is unknown comes last, whichever way and on every database; a column always known keeps its index."""
        known = "__" not in order and order in _columns(model) and not model._meta.get_field(order).null
        last = {} if known else {"nulls_last": True}
        return F(order).desc(**last) if self.sort.startswith("-") else F(order).asc(**last)

    @cached_property
    def page(self) -> Slice[Any]:
        size = self.request.GET.get("size", "")
        paginator = Paginator(Counted(self.found, self.by_keys), self._size(size))
        return paginator.get_page(self.request.GET.get("page"))

    def by_keys(self, keys: list[Any]) -> QuerySet[Any]:
        """The rows of a page, by the keys that were found: nothing else is asked, so that no other index is tried."""
        return self.prepare(self.rows()).filter(pk__in=keys).order_by()

    def searched(self, rows: QuerySet[Model], words: str) -> QuerySet[Model]:
        """The rows that some words find."""
        wanted = Q()
        for lookup in self.search:
            wanted |= Q(**{lookup: words})
        return rows.filter(wanted)

    def _size(self, asked: str) -> int:
        return int(asked) if asked in map(str, SIZES) else USUAL_SIZE

    def _cells(self, row: Any) -> list[Cell]:
        return [
            Cell(column, column.read(row), self.cell_link(column, row), column.tone(row) if column.tone else "")
            for column in self.chosen
        ]

    # the choice of columns is kept in the browser

    @property
    def _cookie(self) -> str:
        match = self.request.resolver_match
        return f"columns_{match.url_name if match else self.file_name}"

    def _keep_columns(self, response: HttpResponse) -> HttpResponse:
        """``column=`` with nothing in it goes back to the columns shown by default."""
        ticked = self.request.GET.getlist("column")
        if any(ticked):
            kept = ".".join(column.key for column in self.chosen)
            response.set_cookie(
                self._cookie, kept, max_age=YEAR, httponly=True, samesite="Lax", secure=self.request.is_secure()
            )
        elif ticked:
            response.delete_cookie(self._cookie, samesite="Lax")
        return response

    # export

    def export(self, form: str) -> HttpResponseBase:
        """The rows found, in the columns of the screen."""
        if not self.access.may(self.export_permission or str(self.permission)):
            return render(self.request, "403.html", status=403)
        asked = ask_password(self.request) if self.found.count() > settings.BULK_ROWS else None
        if asked:
            return asked
        heads = [str(column.label) for column in self.chosen]
        name = f"{self.title}_{timezone.localdate():%Y%m%d}.{form}"
        make, lines = (as_workbook if form == "xlsx" else as_csv), Lines(self._exported())
        response = make(name, str(self.title), heads, lines, mark=self._mark())
        detail = {"rows": lines.count, "filter": self.request.GET.dict(), "columns": heads}
        audit.record(f"{self.file_name}.export", request=self.request, target=name, detail=detail)
        return response

    def _exported(self) -> Iterator[list[Any]]:
        """The rows found as lines of a file, never all at once."""
        rows = self.prepare(self.found).iterator(AT_ONCE)
        while part := list(islice(rows, AT_ONCE)):
            self.look_up(part)
            yield from ([plain(column.read(row)) for column in self.chosen] for row in part)

    def _mark(self) -> str:
        return _("%(who)s 导出于 %(when)s") % {
            "who": self.access.user,
            "when": f"{timezone.localtime():%Y-%m-%d %H:%M}",
        }


def _columns(model: type[Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def plain(value: Any) -> str | int | float | Decimal | date | None:
    """A cell's value as a spreadsheet keeps it."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None)
    return value if value is None or isinstance(value, int | float | Decimal | date) else str(value)

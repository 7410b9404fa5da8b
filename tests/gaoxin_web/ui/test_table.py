"""How a cell of a list looks: by its kind, with what is unknown as a dash and nothing taken for markup."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.ui.table import Cell, Column, body

CLIP = '<span class="text-clip d-inline-block align-bottom">'


class Badges(list):
    @property
    def words(self):
        return list(self)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("text", "甲&乙", f'<td class="">{CLIP}甲&amp;乙</span></td>'),
        ("text", "<script>", f'<td class="">{CLIP}&lt;script&gt;</span></td>'),
        ("text", None, '<td class=""><span class="text-secondary">—</span></td>'),
        ("text", "", '<td class=""><span class="text-secondary">—</span></td>'),
        ("text", True, '<td class="">✓</td>'),
        ("text", False, '<td class="">✗</td>'),
        ("text", 0, f'<td class="">{CLIP}0</span></td>'),
        ("number", Decimal("12345.60"), '<td class="number">12,345.6</td>'),
        ("number", 0, '<td class="number">0</td>'),
        ("date", date(2026, 5, 15), '<td class="text-nowrap">2026-05-15</td>'),
        ("code", "91A", '<td class=""><span class="source-cell">91A</span></td>'),
        ("badge", "在营", '<td class="text-nowrap"><span class="badge bg-secondary-lt">在营</span></td>'),
        ("badges", Badges(["<a>"]), '<td class="badges"><span class="badge bg-secondary-lt">&lt;a&gt;</span> </td>'),
    ],
)
def test_a_cell_looks_by_its_kind(kind, value, shown):
    assert Cell(Column("x", "列", kind=kind), value).html == shown


def test_a_cell_with_an_address_is_a_link_and_the_first_column_stays():
    cell = Cell(Column("name", "名称", first=True), 'A"B', "/enterprises/1/?a=1&b=2")
    assert cell.html == (
        '<td class=" first"><a class="text-clip d-inline-block align-bottom" href="/enterprises/1/?a=1&amp;b=2"'
        ' title="A&quot;B">A&quot;B</a></td>'
    )


def test_rows_are_numbered_on_from_the_page_before_and_have_a_box_where_many_can_be_chosen():
    rows = [(Enterprise(pk=7, name="<甲>"), [Cell(Column("x", "列", kind="number"), 1)])]
    assert body(rows, 21, with_ticks=False) == (
        '<tr><td class="text-secondary ordinal">21</td><td class="number">1</td></tr>'
    )
    assert 'name="row" value="7" aria-label="&lt;甲&gt;"' in body(rows, 21, with_ticks=True)


def test_a_choice_field_gives_its_words_and_a_path_goes_through_relations():
    firm = Enterprise(status="moved", name="甲")
    assert (Column("status", "状态").read(firm), Column("x", "名", "organisation__name").read(firm)) == ("迁出", None)

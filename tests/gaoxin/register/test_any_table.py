"""No table of random cells raises; whatever is read keeps its promises."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaoxin.errors import FactsError
from gaoxin.fields import load_fields
from gaoxin.register import Facts, read_facts
from tests.gaoxin.register.helpers import FIELDS, A, B, write_book

RULEBOOK = load_fields(FIELDS)
SOURCE = Path(__file__).parents[3]
headings = st.sampled_from(
    [
        *RULEBOOK,
        *(field.label for field in RULEBOOK.values()),
        "研发费用（万元）",
        "细分市场占有率（%）",
        "年度",
        "备注",
        "",
    ]
)
written = st.sampled_from(
    [
        "",
        "无",
        "是",
        "35%",
        "1,234.5",
        "四百余",
        "2023年",
        "2015-02-30",
        "1e400",
        "-1e-400",
        "九",
        "\u3000",
        "0" * 99,
        A,
        B,
    ]
)
texts = written | st.text(max_size=12)
plain = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
numbers = st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False)
excel = written | plain | numbers | st.booleans() | st.dates(date(1901, 1, 1)) | st.datetimes(datetime(1901, 1, 1))
years = st.integers(2020, 2023)
quickly = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])


def check(path: Path) -> None:
    try:
        facts = read_facts(path, RULEBOOK, judgements=["SRDI26-5"])
    except FactsError as error:
        facts = Facts.of([]) if error.issues else None
    assert facts is not None
    keep_promises(facts)


def keep_promises(facts: Facts) -> None:
    assert facts.rows.columns[:3] == ["uscc", "name", "year"]
    assert not facts.rows["uscc"].has_nulls()
    assert not facts.rows.select(pl.struct("uscc", "year").is_duplicated().any()).item()
    for name in facts.rows.columns[3:]:
        if name in RULEBOOK and RULEBOOK[name].is_numeric:
            low, high = RULEBOOK[name].bounds
            assert facts.rows[name].drop_nulls().is_between(low, high).all()
    for code, year in facts.rows.select("uscc", "year").iter_rows():
        assert str(facts.place(code, year, "uscc"))
    assert all(issue.message and str(issue) for issue in facts.issues)


@st.composite
def grids(draw: st.DrawFn, cells: st.SearchStrategy[object]) -> list[list[object]]:
    """A table that begins like a facts table and goes on as it likes."""
    head = ["uscc", *draw(st.lists(headings, max_size=6)), "年度"]
    width = len(head)
    body = st.lists(cells, min_size=width - 2, max_size=width)
    rows = draw(st.lists(st.tuples(st.sampled_from([A, B, ""]) | cells, body, years | cells), max_size=6))
    return [head, *([code, *row[: width - 2], year, *row[width - 2 :]] for code, row, year in rows)]


@quickly
@given(grids(texts))
def test_no_csv_of_random_cells_raises(grid: Sequence[Sequence[object]]):
    lines = [",".join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in grid]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "facts.csv"
        path.write_bytes("\n".join(lines).encode("utf-8", "replace"))
        check(path)


@quickly
@given(st.text() | st.binary())
def test_no_text_named_csv_raises(content: str | bytes):
    data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "facts.csv"
        path.write_bytes(b"uscc,year\n" + data)
        check(path)
        path.write_bytes(data)
        check(path)


@quickly
@given(grids(excel))
def test_no_workbook_of_random_cells_raises(grid: list[list[object]]):
    with TemporaryDirectory() as folder:
        check(write_book(Path(folder) / "facts.xlsx", {"企业信息": grid, "资质": grid}))


@quickly
@given(st.binary(min_size=1, max_size=200), st.integers(0, 5000))
def test_no_damaged_workbook_raises(noise: bytes, at: int):
    with TemporaryDirectory() as folder:
        path = write_book(Path(folder) / "facts.xlsx", {"企业信息": [["uscc", "year"], [A, 2023]]})
        data = bytearray(path.read_bytes())
        data[at : at + len(noise)] = noise
        path.write_bytes(data)
        check(path)


@quickly
@given(st.dictionaries(headings, st.sampled_from([texts, numbers, st.booleans(), st.dates()]), max_size=6), st.data())
def test_no_typed_table_raises(columns: dict[str, st.SearchStrategy[object]], data: st.DataObject):
    height = data.draw(st.integers(0, 5))
    frame: dict[str, list[object]] = {
        "uscc": [A] * height,
        "year": data.draw(st.lists(years, min_size=height, max_size=height)),
    }
    for name, cells in columns.items():
        frame.setdefault(name, data.draw(st.lists(st.none() | cells, min_size=height, max_size=height)))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "facts.parquet"
        pl.DataFrame(frame, strict=False).write_parquet(path)
        check(path)


def test_every_code_is_described():
    used = {
        code
        for module in (SOURCE / "src/gaoxin/register").glob("*.py")
        for code in re.findall(r"GX1\d\d", module.read_text("utf-8"))
    }
    described = set(
        re.findall(r"^\| (GX1[0-4]\d) \|", (SOURCE / "docs/reference/issues.md").read_text("utf-8"), re.MULTILINE)
    )
    assert used == described

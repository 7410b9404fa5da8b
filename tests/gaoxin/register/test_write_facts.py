"""What is written is read back unchanged."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from gaoxin.errors import GaoxinError
from gaoxin.fields import NONE_RANK, Field, load_fields
from gaoxin.register import Facts, read_facts, write_facts
from gaoxin.register.cells import is_blank
from gaoxin.register.export_cells import UNSAYABLE, check_rows
from tests.gaoxin.register.helpers import FIELDS, A, B, C

RULEBOOK = load_fields(FIELDS)
OURS = [field for field in RULEBOOK.values() if not field.derived and field.name not in ("uscc", "name")]
DTYPES = {"bool": pl.Boolean, "date": pl.Date, "text": pl.String}
SUFFIXES = [".xlsx", ".csv", ".parquet"]
SCHEMA = {"uscc": pl.String, "recognition": pl.String, "valid_from": pl.Date, "valid_to": pl.Date}
odd = st.sampled_from(
    [
        "=1+1",
        "+甲",
        "-乙",
        "@丙",
        "＝1",
        "'=丁",
        "''",
        "甲，乙；丙",
        '"引号"',
        "行一\n行二",
        "甲\r乙",
        "0012",
        "_x0041_",
    ]
)
texts = odd | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
days = st.sampled_from([date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(2100, 12, 31)])
days |= st.dates(date(1900, 1, 1), date(2100, 12, 31))


def is_sayable(text: str) -> bool:
    """Whether a reader can meet the text: trimmed, not one of the signs for unknown, held by a workbook."""
    return text == text.strip() and not is_blank(text) and not UNSAYABLE.search(text)


def values(field: Field) -> st.SearchStrategy[object]:
    match field.kind:
        case "bool":
            return st.booleans()
        case "date":
            return days
        case "text" if field.values:
            return st.sampled_from(field.choices)
        case "text":
            return texts.filter(is_sayable)
    low, high = field.bounds
    ranks = st.just(NONE_RANK) if field.none_rank else st.nothing()
    return st.sampled_from([low, low + 1, high - 1, high]) | st.integers(low, high) | ranks


@st.composite
def tables(draw: st.DrawFn) -> pl.DataFrame:
    """Any valid facts table: what is static is the same in all rows of an enterprise."""
    chosen = draw(st.lists(st.sampled_from(OURS), unique_by=lambda field: field.name, max_size=8))
    keys = draw(
        st.lists(st.tuples(st.sampled_from([A, B, C]), st.integers(1990, 2100)), unique=True, min_size=1, max_size=6)
    )
    names = {code: draw(st.none() | texts.filter(is_sayable)) for code in (A, B, C)}
    head = {"uscc": [code for code, _ in keys], "name": [names[code] for code, _ in keys], "year": [y for _, y in keys]}
    schema = {"uscc": pl.String, "name": pl.String, "year": pl.Int32}
    for field in chosen:
        cells = st.none() | values(field)
        of_firm = {code: draw(cells) for code in (A, B, C)}
        head[field.name] = [of_firm[code] if field.period == "static" else draw(cells) for code, _ in keys]
        schema[field.name] = DTYPES.get(field.kind, pl.Int64)
    head["SRDI26-5"] = [draw(st.none() | st.booleans()) for _ in keys]
    return pl.DataFrame(head, schema=schema | {"SRDI26-5": pl.Boolean})


@st.composite
def listings(draw: st.DrawFn) -> pl.DataFrame:
    """Any valid table of recognitions, with and without dates."""
    pairs = st.tuples(st.none() | days, st.none() | days).filter(lambda ends: None in ends or ends[0] <= ends[1])
    keys = st.tuples(st.sampled_from([A, B, C]), st.sampled_from(["hnte", "srdi", "nx_tech_sme"]))
    held = draw(st.lists(st.tuples(keys, pairs), unique=True, max_size=5))
    return pl.DataFrame([(*key, *ends) for key, ends in held], schema=SCHEMA, orient="row")


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(deadline=None, max_examples=60)
@given(rows=tables(), held=st.none() | listings())
def test_facts_read_back_as_written(suffix: str, rows: pl.DataFrame, held: pl.DataFrame | None):
    with TemporaryDirectory() as folder:
        written = write_facts(Path(folder) / f"facts{suffix}", rows, RULEBOOK, held)
        beside = written[1] if len(written) > 1 else None
        facts = read_facts(written[0], RULEBOOK, recognitions=beside, judgements=["SRDI26-5"])
    assert_frame_equal(facts.rows, rows)
    assert (facts.recognitions is None) == (held is None)
    if held is not None and facts.recognitions is not None:
        assert_frame_equal(facts.recognitions, held)
    assert facts.issues == ()


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("steps", [10**15 - 1, 10**15, 2**53 + 1, 10**16 - 1, 10**16])
def test_a_fen_beyond_what_a_double_holds_is_kept(suffix: str, steps: int, tmp_path: Path):
    rows = Facts.of([{"uscc": A, "year": 2025, "total_assets": steps}, {"uscc": B, "year": 2025}]).rows
    (path,) = write_facts(tmp_path / f"facts{suffix}", rows, RULEBOOK)
    assert read_facts(path, RULEBOOK).rows["total_assets"].to_list() == [steps, None]


def test_a_csv_holds_nothing_that_a_spreadsheet_would_run(tmp_path: Path):
    zones = ["=cmd|' /C calc'!A1", "+1", "-1+2", "@SUM(A1)", "＝1", "'=1", "'甲", "甲=1"]
    held = [{"uscc": A, "year": 2018 + n, "chain": zone, "net_profit": -100} for n, zone in enumerate(zones)]
    rows = Facts.of(held).rows
    (path,) = write_facts(tmp_path / "facts.csv", rows, RULEBOOK)
    lines = path.read_text("utf-8-sig").splitlines()
    assert [line.split(",")[3] for line in lines[1:]] == [
        "'=cmd|' /C calc'!A1",
        "'+1",
        "'-1+2",
        "'@SUM(A1)",
        "'＝1",
        "''=1",
        "'甲",
        "甲=1",
    ]
    assert [line.split(",")[4] for line in lines[1:]] == ["-0.0001"] * 8
    assert read_facts(path, RULEBOOK).rows["chain"].to_list() == zones


def test_a_workbook_holds_a_formula_as_a_text(tmp_path: Path):
    rows = Facts.of([{"uscc": A, "year": 2025, "chain": "=1+1"}]).rows
    write_facts(tmp_path / "facts.xlsx", rows, RULEBOOK)
    cell = openpyxl.load_workbook(tmp_path / "facts.xlsx")["企业信息"]["D2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


@pytest.mark.parametrize(
    ("text", "said"), [("甲" * 32_768, "有 32,768 字，一格最多 32,767 字"), ("甲\uffff", "存不下的字符")]
)
def test_a_workbook_refuses_what_it_would_lose(text: str, said: str, tmp_path: Path):
    rows = Facts.of([{"uscc": A, "year": 2025, "chain": text}]).rows
    with pytest.raises(GaoxinError, match=said):
        write_facts(tmp_path / "facts.xlsx", rows, RULEBOOK)
    write_facts(tmp_path / "facts.csv", rows, RULEBOOK)
    assert read_facts(tmp_path / "facts.csv", RULEBOOK).rows["chain"].to_list() == [text]


def test_the_longest_text_of_a_cell_is_kept(tmp_path: Path):
    rows = Facts.of([{"uscc": A, "year": 2025, "chain": "甲" * 32_767}]).rows
    write_facts(tmp_path / "facts.xlsx", rows, RULEBOOK)
    assert read_facts(tmp_path / "facts.xlsx", RULEBOOK).rows["chain"].to_list() == ["甲" * 32_767]


def test_more_rows_than_a_sheet_has_are_refused():
    check_rows(1_048_576)
    with pytest.raises(GaoxinError, match=r"共 1,048,577 行，一张工作表最多 1,048,576 行。请改存"):
        check_rows(1_048_577)


@pytest.mark.parametrize(("steps", "head"), [(10**10, "细分市场占有率"), (10**10 + 1, "细分市场占有率（%）")])
def test_percentages_that_look_like_fractions_are_written_as_fractions(steps: int, head: str, tmp_path: Path):
    rows = Facts.of([{"uscc": A, "year": 2025, "market_share": steps}]).rows
    write_facts(tmp_path / "facts.xlsx", rows, RULEBOOK)
    facts = read_facts(tmp_path / "facts.xlsx", RULEBOOK)
    assert openpyxl.load_workbook(tmp_path / "facts.xlsx")["企业信息"]["D1"].value == head
    assert (facts.rows["market_share"].to_list(), facts.issues) == ([steps], ())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_recognitions_read_back_as_written(suffix: str, tmp_path: Path):
    held = [
        {"uscc": A, "recognition": "hnte", "valid_from": date(2023, 12, 1), "valid_to": date(2026, 11, 30)},
        {"uscc": B, "recognition": "srdi", "valid_from": None, "valid_to": None},
    ]
    given_ = Facts.of([{"uscc": A, "year": 2025}], held)
    assert given_.recognitions is not None
    written = write_facts(tmp_path / f"facts{suffix}", given_.rows, RULEBOOK, given_.recognitions)
    facts = read_facts(written[0], RULEBOOK, recognitions=written[1] if len(written) > 1 else None)
    assert facts.recognitions is not None
    assert_frame_equal(facts.recognitions, given_.recognitions)
    assert facts.issues == ()


def test_a_workbook_is_headed_for_people(tmp_path: Path):
    rows = Facts.of([{"uscc": A, "year": 2025, "rd_expense": 412_600_000, "market_share": 350_000_000_000}]).rows
    write_facts(tmp_path / "facts.xlsx", rows.with_columns(domestic_rank=NONE_RANK), RULEBOOK)
    sheet = openpyxl.load_workbook(tmp_path / "facts.xlsx")["企业信息"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["统一社会信用代码", "企业名称", "年度", "研发费用（万元）", "细分市场占有率（%）", "细分市场国内排名（位）"],
        [A, None, 2025, 412.6, 35, "无"],
    ]


def test_a_static_table_is_written_without_a_year(tmp_path: Path):
    rows = Facts.of([{"uscc": A, "zone": "东区"}]).rows
    (path,) = write_facts(tmp_path / "facts.csv", rows, RULEBOOK)
    facts = read_facts(path, RULEBOOK)
    assert_frame_equal(facts.rows, rows)
    assert path.read_bytes().startswith("\ufeff统一社会信用代码,企业名称,所属园区".encode())


def test_another_suffix_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match=r"must end in \.xlsx"):
        write_facts(tmp_path / "facts.ods", Facts.of([]).rows, RULEBOOK)

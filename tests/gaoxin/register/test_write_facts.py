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

from gaoxin.fields import NONE_RANK, Field, load_fields
from gaoxin.register import Facts, read_facts, write_facts
from gaoxin.register.cells import is_blank
from tests.gaoxin.register.helpers import FIELDS, A, B, C

RULEBOOK = load_fields(FIELDS)
OURS = [field for field in RULEBOOK.values() if not field.derived and field.name not in ("uscc", "name")]
DTYPES = {"bool": pl.Boolean, "date": pl.Date, "text": pl.String}
letters = st.text(st.characters(categories=["L", "N"], max_codepoint=0x9FFF), min_size=1, max_size=8)


def values(field: Field) -> st.SearchStrategy[object]:
    match field.kind:
        case "bool":
            return st.booleans()
        case "date":
            return st.dates(date(1900, 3, 1), date(2100, 12, 31))
        case "text" if field.values:
            return st.sampled_from(field.choices)
        case "text":
            return letters.filter(lambda text: not is_blank(text))
    ranks = st.just(NONE_RANK) if field.none_rank else st.nothing()
    return st.integers(*field.bounds) | ranks


@st.composite
def tables(draw: st.DrawFn) -> pl.DataFrame:
    chosen = draw(st.lists(st.sampled_from(OURS), unique_by=lambda field: field.name, max_size=8))
    keys = draw(
        st.lists(st.tuples(st.sampled_from([A, B, C]), st.integers(1990, 2100)), unique=True, min_size=1, max_size=6)
    )
    names = {A: "甲公司", B: "乙（集团）公司", C: None}
    head = {"uscc": [code for code, _ in keys], "name": [names[code] for code, _ in keys], "year": [y for _, y in keys]}
    schema = {"uscc": pl.String, "name": pl.String, "year": pl.Int32}
    for field in chosen:
        head[field.name] = [draw(st.none() | values(field)) for _ in keys]
        schema[field.name] = DTYPES.get(field.kind, pl.Int64)
    head["SRDI26-5"] = [draw(st.none() | st.booleans()) for _ in keys]
    return pl.DataFrame(head, schema=schema | {"SRDI26-5": pl.Boolean})


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".parquet"])
@settings(deadline=None, max_examples=40)
@given(rows=tables())
def test_facts_read_back_as_written(suffix: str, rows: pl.DataFrame):
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"facts{suffix}"
        write_facts(path, rows, RULEBOOK)
        facts = read_facts(path, RULEBOOK, judgements=["SRDI26-5"])
    assert_frame_equal(facts.rows, rows)
    assert {issue.code for issue in facts.issues} <= {"GX118", "GX127"}


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".parquet"])
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

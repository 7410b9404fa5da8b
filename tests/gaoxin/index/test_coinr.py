"""The ASEM index: the same as COINr 1.1.14 at every stage, and its ranks."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from gaoxin.cli.main import main
from gaoxin.index.build import build
from gaoxin.index.files import read_idata, read_imeta
from gaoxin.index.ranks import ranks
from gaoxin.index.recipe import Recipe

ASEM = Path(__file__).parents[4] / "shared" / "data" / "asem"
pytestmark = pytest.mark.skipif(not ASEM.is_dir(), reason="the published data set is not beside the project")
EXACT = 1e-9


@pytest.fixture(scope="module")
def built():
    described = read_imeta(ASEM / "iMeta.csv")
    recipe = Recipe(least_known=0.9, counts="filled", impute="mean", within="EurAsia_group")
    return build(read_idata(ASEM / "iData.csv", described), described.framework, recipe)


def expected(name: str, units: tuple[str, ...], codes: list[str]) -> np.ndarray:
    with (ASEM / name).open() as file:
        rows = {row["uCode"]: row for row in csv.DictReader(file)}
    return np.array([[float(rows[unit][code]) for code in codes] for unit in units])


def test_treated_values(built):
    codes = [node.code for node in built.framework.indicators]
    np.testing.assert_allclose(built.treated, expected("expected_treated.csv", built.data.units, codes), rtol=EXACT)


def test_normalised_values(built):
    codes = [node.code for node in built.framework.indicators]
    wanted = expected("expected_normalised_minmax_0_100.csv", built.data.units, codes)
    np.testing.assert_allclose(built.normalised, wanted, rtol=EXACT, atol=EXACT)


def test_every_group_and_the_index_and_their_ranks(built):
    codes = list(built.scores)
    wanted = expected("expected_aggregated_arithmetic.csv", built.data.units, codes)
    found = np.column_stack([built.scores[code] for code in codes])
    np.testing.assert_allclose(found, wanted, rtol=EXACT, atol=EXACT)
    assert ranks(built.index).tolist() == ranks(wanted[:, codes.index("Index")]).tolist()


def test_what_was_done_to_outliers(built):
    codes = [node.code for node in built.framework.indicators]
    with (ASEM / "expected_treatment_log.csv").open() as file:
        wanted = {row["iCode"]: row for row in csv.DictReader(file)}
    for code, done in zip(codes, built.treatment, strict=True):
        row = wanted[code]
        assert (done.count if done.method != "none" else None) == (
            None if row["winsorise.nwin"] == "NA" else int(row["winsorise.nwin"])
        ), code
        assert done.skew[0] == pytest.approx(float(row["check_SkewKurt0.Skew"]), rel=EXACT)
        assert done.kurtosis[0] == pytest.approx(float(row["check_SkewKurt0.Kurt"]), rel=EXACT)


def test_nobody_falls_out_once_gaps_are_filled_and_five_do_before(built):
    assert (len(built.data), built.left_out, int(built.imputed.sum())) == (51, (), 65)
    described = read_imeta(ASEM / "iMeta.csv")
    data = read_idata(ASEM / "iData.csv", described)
    assert build(data, described.framework, Recipe(least_known=0.9)).left_out == ("BGD", "BRN", "KHM", "LAO", "MMR")


def test_the_command_writes_every_stage(built, tmp_path, capsys):
    files = [str(ASEM / "iData.csv"), str(ASEM / "iMeta.csv")]
    assert main(["index", "build", *files, "--impute", "mean", "--by", "EurAsia_group", "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[2].split()[:2] == ["1", "CHE"]
    with (tmp_path / "aggregated.csv").open() as file:
        rows = {row["uCode"]: row for row in csv.DictReader(file)}
    found = [float(rows[unit]["Index"]) for unit in built.data.units]
    assert found == built.index.tolist()
    names = ["denominated", "imputed", "treated", "normalised", "aggregated", "ranks"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*(f"{name}.csv" for name in names), "log.json"])
    log = json.loads((tmp_path / "log.json").read_text("utf-8"))
    assert (log["units"], len(log["imputed"]), log["simulated"], log["unknown_weights"]) == (51, 65, False, [])

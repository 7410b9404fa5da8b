"""What a command imports before it can begin: seconds on a slow machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gaoxin.cli.main import COMMANDS, main

HEAVY = ("numpy", "openpyxl", "polars", "rapidfuzz", "scipy", "sqlglot", "xlsxwriter")
AFTER = f"""
import sys
from gaoxin.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print("\\n" + " ".join(name for name in {HEAVY} if name in sys.modules))
"""


def heavy_after(*words: str) -> list[str]:
    """The heavy libraries that a process has imported once a command is done."""
    done = subprocess.run([sys.executable, "-c", AFTER, *words], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1].split()


@pytest.mark.parametrize(
    "words", [["--help"], ["policies"], ["fields", "--json"], ["policies", "--help"]], ids=" ".join
)
def test_what_only_reads_the_rulebook_imports_nothing_heavy(words: list[str]) -> None:
    assert heavy_after(*words) == []


def test_the_package_imports_nothing_heavy_until_something_is_asked_of_it() -> None:
    code = f"import gaoxin, sys; print(*(name for name in {HEAVY} if name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"


def test_a_plan_that_separates_needs_no_solver(tmp_path: Path) -> None:
    assert main(["demo", "--out", str(tmp_path), "--enterprises", "10"]) == 0
    heavy = heavy_after("plan", str(tmp_path / "zone.xlsx"), "--on", "2026-05-15", "--policy", "innovative_sme")
    assert heavy == ["numpy", "polars", "sqlglot", "xlsxwriter"]


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    printed = capsys.readouterr().out
    assert [name for name, told in COMMANDS.items() if f" {name} " not in printed or told[:8] not in printed] == []


def test_an_unknown_command_is_used_wrongly(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["asses"])
    assert exit_.value.code == 2
    assert "'asses'" in capsys.readouterr().err

"""Every policy compiles to the plan that was last read and accepted.

A changed plan is read line by line beside the document before it is accepted:

    python -m tests.plans.update     writes the snapshots anew; then look at the difference

A snapshot is what ``gaoxin.rules.text.plan_text`` says of one edition, whole.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.plans.update import FOLDER, plan_texts

TEXTS = plan_texts()


@pytest.mark.parametrize("name", list(TEXTS))
def test_a_plan_is_the_one_that_was_accepted(name: str) -> None:
    assert TEXTS[name] == (FOLDER / name).read_text("utf-8")


def test_no_snapshot_is_left_of_a_plan_that_is_gone() -> None:
    assert sorted(path.name for path in FOLDER.glob("*.txt")) == sorted(TEXTS)


def test_a_plan_reads_the_same_in_another_process() -> None:
    """Nothing in it depends on the order of a set or on an address in memory."""
    command = "import sys, tests.plans.update as u; sys.stdout.buffer.write(str(u.plan_texts()).encode())"
    other = subprocess.run([sys.executable, "-c", command], capture_output=True, check=True, cwd=FOLDER.parents[1])
    assert other.stdout.decode() == str(TEXTS)

"""OR-Tools beside SciPy's HiGHS in one process, and without OR-Tools at all: each in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

BOTH = """
import sys
import numpy as np

def highs():
    from scipy.optimize import Bounds, LinearConstraint, milp
    costs = np.array([at % 5 + 1.0 for at in range(20)])
    found = milp(costs, integrality=np.ones(20), bounds=Bounds(0, 1),
                 constraints=[LinearConstraint(np.ones((1, 20)), 7, np.inf)])
    return round(found.fun)

def sat():
    from gaoxin.schedule.timetable import Case, Item, Session, timetable
    items = tuple(Item(str(at), preferred=("S1",)) for at in range(4))
    found = timetable(Case(items, (Session("S1", 2), Session("S2", 2))))
    return len(found.missed)

def flow():
    from gaoxin.schedule.assignment import Case, Entry, Judge, assign
    found = assign(Case(tuple(Entry(str(at)) for at in range(4)), tuple(Judge(str(at)) for at in range(3)), 2))
    return len(found.pairs)

print(*(globals()[name]() for name in sys.argv[1:]))
"""
ANSWERS = {"highs": "10", "sat": "2", "flow": "8"}
ABSENT = """
import sys
sys.modules["ortools"] = None  # as if it were not installed
from gaoxin.errors import GaoxinError
from gaoxin.schedule import draw, slots
from gaoxin.schedule.assignment import Case, Entry, Judge, assign, conflicts
from gaoxin.schedule.timetable import Item, Session, Slot, check
from gaoxin.schedule.timetable import Case as Talks
talks = Talks((Item("a"),), (Session("S", 1),))
print(conflicts(Case((Entry("E", "x"),), (Judge("J", "x"),))), check(talks, [Slot("a", "S", 1)]))
try:
    assign(Case((Entry("E"),), (Judge("J"),)))
except GaoxinError as error:
    print(error)
"""


def printed(code, *words):
    return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    "order", [["highs", "sat", "flow", "highs"], ["sat", "highs", "sat"], ["flow", "highs", "flow"]], ids="-".join
)
def test_whichever_comes_first_both_solvers_answer_right(order):
    assert printed(BOTH, *order).split() == [ANSWERS[name] for name in order]


def test_nothing_of_ours_brings_in_highspy():
    assert printed(BOTH + "print('highspy' in sys.modules)", "sat", "highs").split()[-1] == "False"


def test_what_needs_no_solver_works_without_it_and_the_rest_says_what_to_install():
    conflicts, message = printed(ABSENT).splitlines()
    assert conflicts == "{Pair(entry='E', judge='J'): ('organisation',)} []"
    assert message.startswith("评审分配与日程需要 OR-Tools，请安装：pip install 'gaoxin[schedule]'")


def test_importing_the_package_brings_in_no_solver():
    code = "import sys, gaoxin.schedule.assignment, gaoxin.schedule.timetable; print('ortools' in sys.modules)"
    assert printed(code) == "False\n"

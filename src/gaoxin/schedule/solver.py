"""OR-Tools, imported when first needed: it is an extra, and takes a second.

SciPy's HiGHS, which the ladder's advice uses, is SciPy's own copy and lives beside OR-Tools in one process. The package
``highspy`` does not: nothing here may import it.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from signal import SIGINT, default_int_handler, getsignal
from threading import current_thread, main_thread
from typing import Any

from gaoxin.errors import GaoxinError

MISSING = (
    "评审分配与日程需要 OR-Tools，请安装：pip install 'gaoxin[schedule]'"
    "（assignment and timetables need OR-Tools: install the extra `schedule`）"
)
PART = 0.9  # of a limit: as good as reached
FLOW, SAT = "ortools.graph.python.min_cost_flow", "ortools.sat.python.cp_model"


def flow_module() -> Any:
    """OR-Tools' minimum-cost flow.

    Raises:
        GaoxinError: OR-Tools is not installed.
    """
    return _module(FLOW)


def sat_module() -> Any:
    """OR-Tools' CP-SAT.

    Raises:
        GaoxinError: OR-Tools is not installed.
    """
    return _module(SAT)


def sat_solver(seconds: float, seed: int) -> Any:
    """A CP-SAT solver whose answer depends on model and seed alone, unless the clock stops it."""
    found = sat_module().CpSolver()
    found.parameters.num_workers = 1
    found.parameters.random_seed = seed % 2**31
    found.parameters.max_time_in_seconds = seconds
    found.parameters.catch_sigint_signal = _at_a_terminal()
    return found


def solve(solver: Any, model: Any) -> Any:
    """The solver's status.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed. CP-SAT stops at once but does not say so: it ended with neither an answer
            that is final nor its limits reached.
    """
    status, limits = solver.solve(model), solver.parameters
    sat = sat_module()
    if status in (sat.FEASIBLE, sat.UNKNOWN) and limits.catch_sigint_signal:
        spent, effort = solver.wall_time, solver.response_proto.deterministic_time
        if spent < PART * limits.max_time_in_seconds and effort < PART * limits.max_deterministic_time:
            raise KeyboardInterrupt
    return status


def _at_a_terminal() -> bool:
    """Whether Ctrl-C is Python's own to handle; a server handles it by itself."""
    return current_thread() is main_thread() and getsignal(SIGINT) is default_int_handler


def solver_version() -> str:
    """Name and version of the solver, for the record of an answer."""
    try:
        return f"OR-Tools {version('ortools')}"
    except PackageNotFoundError:
        raise GaoxinError(MISSING) from None


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise GaoxinError(MISSING) from error

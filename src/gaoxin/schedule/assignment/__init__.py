"""Who judges what (评审分配): conflicts of interest, assignment and top-up."""

from gaoxin.schedule.assignment.case import Case, Conflict, Entry, Judge, Pair, Rules
from gaoxin.schedule.assignment.conflict import WORDS as CONFLICT_WORDS
from gaoxin.schedule.assignment.conflict import conflict_between, conflicts
from gaoxin.schedule.assignment.result import Assignment, Cast, Load, Network, Seats, Unmet
from gaoxin.schedule.assignment.solve import assign, topup

__all__ = [
    "CONFLICT_WORDS",
    "Assignment",
    "Case",
    "Cast",
    "Conflict",
    "Entry",
    "Judge",
    "Load",
    "Network",
    "Pair",
    "Rules",
    "Seats",
    "Unmet",
    "assign",
    "conflict_between",
    "conflicts",
    "topup",
]

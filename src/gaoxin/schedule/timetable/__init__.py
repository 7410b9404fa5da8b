"""Who is in which session, on which seat (日程): solved under rules, checked without the solver."""

from gaoxin.schedule.timetable.case import Case, Hours, Item, Mix, Pin, Session, Slot, awake, even_mix
from gaoxin.schedule.timetable.check import check, wishes
from gaoxin.schedule.timetable.result import Missed, Timetable, Violation
from gaoxin.schedule.timetable.solve import timetable

__all__ = [
    "Case",
    "Hours",
    "Item",
    "Missed",
    "Mix",
    "Pin",
    "Session",
    "Slot",
    "Timetable",
    "Violation",
    "awake",
    "check",
    "even_mix",
    "timetable",
    "wishes",
]

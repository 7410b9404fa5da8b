"""What a lecture series and a remote final keep beside the contest they are of.

A series is a contest of kind ``lectures``: its sessions are the sittings of one live round, its talks are entries.
"""

from gaoxin_web.lectures.models.finals import Finals, OrderDraw, Window
from gaoxin_web.lectures.models.series import Invitation, Series, Talk
from gaoxin_web.lectures.models.timetable import TimetableRun, TimetableStep, TimetableVersion

__all__ = [
    "Finals",
    "Invitation",
    "OrderDraw",
    "Series",
    "Talk",
    "TimetableRun",
    "TimetableStep",
    "TimetableVersion",
    "Window",
]

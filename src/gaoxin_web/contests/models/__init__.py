"""What a contest is made of.

Contest > division, track > round > sitting; entries stand in rounds, judges sit on rounds, ballots join the two,
a frozen result ranks them, awards and certificates rest on a result.
"""

from gaoxin_web.contests.models.contest import Contest, Division, Question, Quota, Round, SchemeVersion, Sitting, Track
from gaoxin_web.contests.models.entry import Entry, EntryFile, EntryStep, RoundEntry
from gaoxin_web.contests.models.judging import (
    Assignment,
    AssignmentRun,
    Ballot,
    BallotEvent,
    Chain,
    Conflict,
    Judge,
    Panelist,
)
from gaoxin_web.contests.models.result import (
    Appeal,
    Award,
    Certificate,
    CertificateLayout,
    FrozenError,
    Outcome,
    Prize,
    Result,
    Ruling,
)

__all__ = [
    "Appeal",
    "Assignment",
    "AssignmentRun",
    "Award",
    "Ballot",
    "BallotEvent",
    "Certificate",
    "CertificateLayout",
    "Chain",
    "Conflict",
    "Contest",
    "Division",
    "Entry",
    "EntryFile",
    "EntryStep",
    "FrozenError",
    "Judge",
    "Outcome",
    "Panelist",
    "Prize",
    "Question",
    "Quota",
    "Result",
    "Round",
    "RoundEntry",
    "Ruling",
    "SchemeVersion",
    "Sitting",
    "Track",
]

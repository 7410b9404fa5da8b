"""The register's tables; every one hangs on an enterprise or a zone, and says so by its ``reach``."""

from gaoxin_web.enterprises.models.contact import Document, Request, Visit
from gaoxin_web.enterprises.models.enterprise import GONE, Alias, Enterprise, GroupRelation, Membership, here
from gaoxin_web.enterprises.models.facts import Batch, BatchIssue, BatchRow, ColumnChoice, FactSheet, Filing
from gaoxin_web.enterprises.models.holdings import Award, Facility, Patent, Platform, Recognition, Team
from gaoxin_web.enterprises.models.identity import Apart, Merge

__all__ = [
    "GONE",
    "Alias",
    "Apart",
    "Award",
    "Batch",
    "BatchIssue",
    "BatchRow",
    "ColumnChoice",
    "Document",
    "Enterprise",
    "Facility",
    "FactSheet",
    "Filing",
    "GroupRelation",
    "Membership",
    "Merge",
    "Patent",
    "Platform",
    "Recognition",
    "Request",
    "Team",
    "Visit",
    "here",
]

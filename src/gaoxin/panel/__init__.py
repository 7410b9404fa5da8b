"""Scoring of contests (评分): exact live panels, levelled incomplete ones, and how every result was reached.

case = read_case(document)          # CaseError lists every mistake
result = score(case)
result.as_dict()                    # final, rank, order, awards …
result.lines["e01"].ballots         # what was counted, dropped, or not counted, and why

A name is imported when it is first asked for: levelling judges needs SciPy, which takes a
second, and the exact rule does not.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gaoxin.panel.adjusting import Adjustment, JudgeEffect, PoolEffects
    from gaoxin.panel.agreeing import Agreement, Statistic, agreement
    from gaoxin.panel.ballots import ballot_total, check_scores
    from gaoxin.panel.doubts import Alarm, Dispute, alarms, disputes, judge_effects
    from gaoxin.panel.explaining import explain
    from gaoxin.panel.model import Ballot, Case, CaseError, Entry
    from gaoxin.panel.reading import read_case
    from gaoxin.panel.reading_scheme import read_scheme
    from gaoxin.panel.result import BallotLine, Line, Result
    from gaoxin.panel.scheme import Criterion, Effects, Scheme, Tier
    from gaoxin.panel.schemes import load_schemes
    from gaoxin.panel.scoring import score

HOMES = {
    "Adjustment": "adjusting",
    "Agreement": "agreeing",
    "Alarm": "doubts",
    "Ballot": "model",
    "BallotLine": "result",
    "Case": "model",
    "CaseError": "model",
    "Criterion": "scheme",
    "Dispute": "doubts",
    "Effects": "scheme",
    "Entry": "model",
    "JudgeEffect": "adjusting",
    "Line": "result",
    "PoolEffects": "adjusting",
    "Result": "result",
    "Scheme": "scheme",
    "Statistic": "agreeing",
    "Tier": "scheme",
    "agreement": "agreeing",
    "alarms": "doubts",
    "ballot_total": "ballots",
    "check_scores": "ballots",
    "disputes": "doubts",
    "explain": "explaining",
    "judge_effects": "doubts",
    "load_schemes": "schemes",
    "read_case": "reading",
    "read_scheme": "reading_scheme",
    "score": "scoring",
}

__all__ = [
    "Adjustment",
    "Agreement",
    "Alarm",
    "Ballot",
    "BallotLine",
    "Case",
    "CaseError",
    "Criterion",
    "Dispute",
    "Effects",
    "Entry",
    "JudgeEffect",
    "Line",
    "PoolEffects",
    "Result",
    "Scheme",
    "Statistic",
    "Tier",
    "agreement",
    "alarms",
    "ballot_total",
    "check_scores",
    "disputes",
    "explain",
    "judge_effects",
    "load_schemes",
    "read_case",
    "read_scheme",
    "score",
]


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'gaoxin.panel' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"gaoxin.panel.{HOMES[name]}"), name)
    return found

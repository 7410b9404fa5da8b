"""Ways to rank entries that only some judges marked: what people do, and what the engine does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.stats import kendalltau

from bench.panel.made_up import BASE
from gaoxin.panel.effects import Ballots, connectivity, fit, reml, robust_fit, system

Method = Callable[[Ballots], np.ndarray]
LEAST = 8  # ballots of a judge whose effect is sought
LINK = 0.1  # connectivity below which nothing is adjusted
ANNOUNCED = 1.5


def table(ballots: Ballots) -> np.ndarray:
    """Marks, shape (entries, each); every entry has equally many."""
    return ballots.total.reshape(ballots.entries, -1)


def raw(ballots: Ballots) -> np.ndarray:
    return ballots.per_entry_mean(ballots.total)


def median(ballots: Ballots) -> np.ndarray:
    return np.median(table(ballots), axis=1)


def trimmed(ballots: Ballots) -> np.ndarray:
    return np.sort(table(ballots), axis=1)[:, 1:-1].mean(axis=1)


def zscore(ballots: Ballots) -> np.ndarray:
    count = ballots.per_judge
    mean = np.bincount(ballots.judge, ballots.total, ballots.judges) / count
    away = ballots.total - mean[ballots.judge]
    spread = np.sqrt(np.bincount(ballots.judge, away**2, ballots.judges) / count)
    return ballots.per_entry_mean(away / spread[ballots.judge])


def levelled(ballots: Ballots) -> np.ndarray:
    """The default: ridge on judges, λ by REML, without the guard."""
    equations = system(ballots, LEAST)
    return fit(equations, reml([equations])).entries


def announced(ballots: Ballots) -> np.ndarray:
    return fit(system(ballots, LEAST), ANNOUNCED).entries


def oracle(ballots: Ballots) -> np.ndarray:
    """The same with the λ that the base case was made with, which nobody knows: as good as the model gets."""
    return fit(system(ballots, LEAST), (BASE.noise / BASE.bias) ** 2).entries


def robust(ballots: Ballots) -> np.ndarray:
    equations = system(ballots, LEAST)
    return robust_fit(equations, reml([equations]), LEAST).entries


def guarded(ballots: Ballots) -> np.ndarray:
    """The default with its guard: the raw mean where judges cross too little."""
    return levelled(ballots) if connectivity(ballots) >= LINK else raw(ballots)


METHODS: dict[str, Method] = {
    "raw mean": raw,
    "trimmed": trimmed,
    "median": median,
    "z-score": zscore,
    "ours": levelled,
    "ours, λ 1.5 announced": announced,
    "ours, true λ": oracle,
    "ours, robust": robust,
}


def agreement(truth: np.ndarray, scores: np.ndarray, top: int = 60) -> tuple[float, float]:
    """Kendall's τ with the truth, and the share of the true first ``top`` among the first found."""
    best = set(np.argsort(-truth, kind="stable")[:top])
    found = set(np.argsort(-scores, kind="stable")[:top])
    return float(kendalltau(truth, scores).statistic), len(best & found) / top

"""178 zones by 46 indicators: what the engine takes, and what the libraries take for the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from bench.index import peers
from bench.index.made_up import SEED, framework, zones
from bench.rules.timing import Timing, measure
from gaoxin.index.aggregate import copeland, flat_weights
from gaoxin.index.build import build
from gaoxin.index.recipe import Recipe
from gaoxin.index.sobol import Input, sobol
from gaoxin.index.structure import Choices
from gaoxin.index.treat import Bounds
from gaoxin.index.uncertainty import Weights, spread

FEW = {"pymcdm": 1000, "scikit-criteria": 300, "pandas": 300}  # draws that are run; the rest extrapolated
REPEATS = 7
COINR = {  # seconds, as published with the framework's own notes for COINr 1.1.14 on two such cores; not run here
    "10,000 weight draws": 1389.0,
    "full build": 0.090,
    "Copeland": 13.4,
    "500 structural rebuilds": 39.5,
}


@dataclass(frozen=True)
class Figure:
    """One thing measured; ``most`` is the goal in seconds, ``peers`` the same by others."""

    name: str
    timing: Timing
    most: float | None = None
    peers: tuple[tuple[str, float, str], ...] = ()


def figures() -> list[Figure]:
    tree, data = framework(), zones()
    recipe = Recipe(impute="mean", within="region")
    built = build(data, tree, recipe)
    complete, weights, flat = built.normalised, Weights(tree), flat_weights(tree)
    return [
        Figure("full build", timed(lambda: build(data, tree, recipe)), 0.010, (_coinr("full build"),)),
        _draws(built, weights),
        Figure("100,000 weight draws", timed(lambda: spread([complete], weights, 100_000, 1)), 0.350),
        _structure(built),
        Figure("Copeland", timed(lambda: copeland(complete, flat)), 0.005, (_coinr("Copeland"),)),
        _sobol(),
    ]


def timed(run: Callable[[], Any]) -> Timing:
    return measure(run, repeats=REPEATS)


def _coinr(name: str) -> tuple[str, float, str]:
    return ("COINr", COINR[name], "taken from a published measurement")


def _draws(built: Any, weights: Weights) -> Figure:
    """Median, 5 % and 95 % place and the chance of the first ten, for every zone."""

    def run() -> list[Any]:
        found = spread([built.normalised], weights, 10_000, 1)
        return [*(found.quantile(part) for part in (0.05, 0.5, 0.95)), found.top(10)]

    drawn = weights(np.random.default_rng(SEED).random((max(FEW.values()), weights.width)))
    runs = {"pymcdm": peers.pymcdm_draws, "scikit-criteria": peers.skcriteria_draws, "pandas": peers.pandas_draws}
    found = []
    for name, draw in runs.items():
        few = drawn[: FEW[name]]
        timing = measure(partial(draw, built.normalised + 1, few), repeats=1)
        found.append((name, timing.seconds * 10_000 / len(few), "extrapolated"))
    return Figure("10,000 weight draws", timed(run), 0.070, (*found, _coinr("10,000 weight draws")))


def _structure(built: Any) -> Figure:
    """Five treatments by two scales, and weights, 500 times."""
    treats = [None, Bounds(), Bounds(most=1), Bounds(skew=1.5), Bounds(otherwise=None)]
    choices = Choices(built, treats, [("minmax", {}), ("zscore", {})])
    draws = np.random.default_rng(SEED).random((500, sum(one.width for one in choices.inputs)))
    name = "500 structural rebuilds"
    return Figure(name, timed(lambda: choices.shifts(draws)), 0.050, (_coinr(name),))


def _sobol() -> Figure:
    """Eight inputs, base 1,024: sample, run, shares with intervals from 200 resamplings."""

    def model(draws: np.ndarray) -> np.ndarray:
        return np.asarray((draws**2 * np.arange(1, 9)).sum(axis=1) + draws[:, 0] * draws[:, 1])

    inputs = [Input(f"x{at}") for at in range(8)]
    others = measure(lambda: peers.salib_sobol(model, 8, 1024, 1), repeats=3).seconds
    return Figure(
        "Sobol, 8 inputs × 1,024", timed(lambda: sobol(model, inputs, 1024, 1)), None, (("SALib", others, "run"),)
    )


def peak_mb() -> float:
    """What 100,000 draws add to the memory of a fresh process, at its highest."""
    command = [sys.executable, "-m", "bench.index.peak"]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

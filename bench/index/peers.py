"""The same with pymcdm, scikit-criteria and SALib, as their users would do it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pymcdm.helpers import rankdata
from pymcdm.methods import WSM
from SALib.analyze import sobol as analyse
from SALib.sample import sobol as sample
from skcriteria import mkdm
from skcriteria.agg.simple import WeightedSumModel

Floats = np.ndarray


def pymcdm_draws(values: Floats, weights: Floats) -> Floats:
    """Ranks of every draw of weights, one call a draw."""
    method, best = WSM(), np.ones(values.shape[1])
    return np.array([rankdata(method(values, own, best), reverse=True) for own in weights])


def skcriteria_draws(values: Floats, weights: Floats) -> Floats:
    """The same; a decision matrix is made for every draw."""
    method, best = WeightedSumModel(), [max] * values.shape[1]
    return np.array([method.evaluate(mkdm(values, best, weights=own)).rank_ for own in weights])


def pandas_draws(values: Floats, weights: Floats) -> pd.DataFrame:
    """Ranks of every draw as a spreadsheet's user would script it."""
    frame = pd.DataFrame(values)
    return pd.DataFrame([(frame * own).sum(axis=1).rank(ascending=False, method="min") for own in weights])


def salib_sobol(model, count: int, base: int, seed: int) -> dict:
    """Sobol indices by SALib: sample, run, analyse."""
    problem = {"num_vars": count, "names": [f"x{at}" for at in range(count)], "bounds": [[0, 1]] * count}
    points = sample.sample(problem, base, calc_second_order=False, seed=seed)
    return analyse.analyze(problem, model(points), calc_second_order=False, num_resamples=200, seed=seed)

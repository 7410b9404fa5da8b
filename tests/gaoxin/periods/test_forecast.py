"""A forecast is shown only where it was nearer the truth than last year's figures, and says how far off it was."""

from __future__ import annotations

import numpy as np
import pytest

from gaoxin.periods import Period
from gaoxin.periods.forecast import LEAST, forecast
from gaoxin.periods.period import months_of

SHAPE = np.array([180, 100, 105, 110, 120, 95, 98, 112, 118, 121, 140], float)


def line(rate, *, years=5, noise=0.0, seed=1, start=2020):
    random = np.random.default_rng(seed)
    return {
        period: round(1e6 * shape * (1 + rate) ** year * (1 + noise * random.normal()))
        for year in range(years)
        for period, shape in zip(months_of(start + year), SHAPE, strict=True)
    }


def test_steady_growth_is_carried_on_with_the_seasons():
    found = forecast(line(0.1), 3)
    assert [str(one.period) for one in found.ahead] == ["2025-01/2025-02", "2025-03", "2025-04"]
    truth = [1e6 * shape * 1.1**5 for shape in SHAPE[:3]]
    assert [one.value for one in found.ahead] == pytest.approx(truth, rel=0.02)
    assert found.error < 0.02 < found.naive_error
    assert all(one.low <= one.value <= one.high for one in found.ahead)


def test_after_november_comes_december():
    values = line(0.1)
    del values[Period.of("2024-12")]
    assert [str(one.period) for one in forecast(values, 2).ahead] == ["2024-12", "2025-01/2025-02"]


@pytest.mark.parametrize("seed", range(6))
def test_where_nothing_grows_last_year_is_as_good_and_nothing_is_shown(seed):
    found = forecast(line(0.0, noise=0.08, seed=seed), 1)
    if found.ahead:
        assert found.error < found.naive_error
    else:
        assert found.why_not == "last year's figures were as near"
        assert found.error >= found.naive_error


def test_a_series_that_repeats_itself_is_not_forecast():
    assert forecast(line(0.0), 1).why_not == "last year's figures were as near"


@pytest.mark.parametrize(("known", "shown"), [(LEAST - 1, False), (LEAST, True)])
def test_too_short_a_series_is_not_forecast(known, shown):
    values = dict(list(line(0.1).items())[-known:])
    assert bool(forecast(values).ahead) == shown


def test_nothing_known_is_not_forecast():
    assert forecast({}).why_not == f"fewer than {LEAST} periods are known"


def test_most_of_the_truth_lies_within_the_interval():
    inside = []
    for seed in range(40):
        values = line(0.12, years=6, noise=0.03, seed=seed)
        last = {period: values.pop(period) for period in months_of(2025)}
        inside += [one.low <= last[one.period] <= one.high for one in forecast(values, 3).ahead]
    assert len(inside) > 60
    assert np.mean(inside) >= 0.8


@pytest.mark.parametrize("count", [0, 12])
def test_no_forecast_goes_beyond_a_year(count):
    with pytest.raises(ValueError, match="1 to 11 periods ahead"):
        forecast(line(0.1), count)


def test_a_month_without_a_figure_a_year_before_is_left_out():
    values = line(0.1)
    del values[Period.of("2024-04")]
    assert [str(one.period) for one in forecast(values, 4).ahead] == ["2025-01/2025-02", "2025-03", "2025-05"]

"""Tries are counted in windows that begin with the first and end for good, for every process alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from gaoxin_web.accounts import throttle


@pytest.fixture
def clock(monkeypatch):
    now = [1_000_000.0]
    monkeypatch.setattr(throttle.time, "time", lambda: now[0])
    return now


def test_tries_are_counted_each_for_itself(clock):
    assert [throttle.tries(what, 60) for what in ("a", "a", "b", "a")] == [1, 2, 1, 3]
    assert (throttle.tried("a"), throttle.tried("b"), throttle.tried("c")) == (3, 1, 0)


@pytest.mark.parametrize(("later", "times"), [(59.9, 2), (60, 1), (61, 1)])
def test_a_window_ends_with_its_seconds(clock, later, times):
    throttle.tries("a", 60)
    clock[0] += later
    assert throttle.tries("a", 60) == times


def test_trying_on_does_not_make_a_window_longer(clock):
    counted = []
    for _ in range(4):
        counted.append(throttle.tries("a", 60))
        clock[0] += 25
    assert counted == [1, 2, 3, 1]


def test_many_at_once_are_all_counted():
    with ThreadPoolExecutor(8) as pool:
        counted = list(pool.map(lambda _: throttle.tries("a", 600), range(80)))
    assert sorted(counted) == list(range(1, 81))

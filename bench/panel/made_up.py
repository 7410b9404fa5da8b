"""Panels with a known truth: entries of known worth, judges of known severity, and who marks what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from gaoxin.panel.effects import Ballots

ENTRIES, JUDGES, EACH = 1000, 100, 5
GROUPS, GROUP_SD = 20, 4.0  # fixed panels: groups of entries whose worth differs


@dataclass(frozen=True)
class World:
    """How marks come about: worth + severity + noise, in points.

    ``spread`` is the standard deviation of the log of a judge's own scale, ``careless`` the share of judges whose
    noise is threefold; ``whole`` rounds marks and keeps them on 0–100.
    """

    worth: float = 8.0
    bias: float = 5.0
    noise: float = 6.0
    spread: float = 0.0
    careless: float = 0.0
    whole: bool = False
    middle: float = 75.0
    each: int = EACH


def balanced(random: np.random.Generator, entries: int, judges: int, each: int) -> np.ndarray:
    """Judges of every entry, shape (entries, each): none twice for an entry, all judges equally often."""
    seats = np.tile(np.arange(judges), entries * each // judges)
    random.shuffle(seats)
    table = seats.reshape(entries, each)
    while True:
        ordered = np.sort(table, axis=1)
        doubled = np.flatnonzero((ordered[:, 1:] == ordered[:, :-1]).any(axis=1))
        if not len(doubled):
            return table
        for row in doubled:
            place, other, seat = random.integers(each), random.integers(entries), random.integers(each)
            table[row, place], table[other, seat] = table[other, seat], table[row, place]


def panels(random: np.random.Generator, share: float) -> np.ndarray:
    """Twenty panels of five, each with its own fifty entries, but for a share of seats exchanged among all."""
    own = np.arange(ENTRIES)[:, None] // (ENTRIES // GROUPS) * EACH + np.arange(EACH)[None, :]
    table = own.copy()
    flat = np.flatnonzero(random.random(table.size) < share)
    values = table.reshape(-1)
    values[flat] = random.permutation(values[flat])
    for _ in range(10_000):
        ordered = np.sort(table, axis=1)
        doubled = np.flatnonzero((ordered[:, 1:] == ordered[:, :-1]).any(axis=1))
        if not len(doubled):
            break
        for row in doubled:  # an exchange that would seat a judge twice is made with another seat
            one, other = row * EACH + random.integers(EACH), random.choice(flat)
            values[one], values[other] = values[other], values[one]
    return table


def marked(
    random: np.random.Generator, world: World, table: np.ndarray, groups: bool = False
) -> tuple[np.ndarray, Ballots]:
    """The truth and the ballots of one draw."""
    entries = len(table)
    worth = random.normal(0, world.worth, entries)
    if groups:
        worth = worth + np.repeat(random.normal(0, GROUP_SD, GROUPS), entries // GROUPS)
    bias = random.normal(0, world.bias, JUDGES) if world.bias else np.zeros(JUDGES)
    scale = np.exp(random.normal(0, world.spread, JUDGES)) if world.spread else np.ones(JUDGES)
    noise = np.full(JUDGES, world.noise)
    if world.careless:
        noise[random.permutation(JUDGES)[: round(world.careless * JUDGES)]] *= 3
    entry, judge = np.repeat(np.arange(entries), table.shape[1]), table.reshape(-1)
    marks = world.middle + bias[judge] + scale[judge] * worth[entry] + random.normal(0, 1, len(entry)) * noise[judge]
    if world.whole:
        marks = np.clip(np.round(marks), 0, 100)
    return worth, Ballots(entry.astype(np.int64), judge.astype(np.int64), marks, entries, JUDGES)


def random_panel(world: World) -> Callable[[np.random.Generator], tuple[np.ndarray, Ballots]]:
    return lambda random: marked(random, world, balanced(random, ENTRIES, JUDGES, world.each))


def fixed_panel(share: float) -> Callable[[np.random.Generator], tuple[np.ndarray, Ballots]]:
    return lambda random: marked(random, World(), panels(random, share), groups=True)


BASE = World()
SCENARIOS = {
    "base case": BASE,
    "worth sd 5": replace(BASE, worth=5.0),
    "whole marks, 0–100": replace(BASE, whole=True),
    "judges differ in spread": replace(BASE, spread=0.3),
    "10 % careless judges": replace(BASE, careless=0.1),
    "no judge bias": replace(BASE, bias=0.0),
}
NUMBERS = (2, 3, 5, 7, 9)  # ballots per entry
SHARES = (0.0, 0.02, 0.05, 0.1, 0.2, 1.0)

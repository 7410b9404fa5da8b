"""What an expression turns out to be: a quantity with a dimension, a condition, a date or a text."""

from __future__ import annotations

from dataclasses import dataclass

from gaoxin.rules.exact import Quantity
from gaoxin.rules.nodes import Column, Condition


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity; ``bare`` is a number written without unit, which counts may meet."""

    quantity: Quantity
    dimension: str
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A condition; ``shown`` is the fact to print beside it when it is one yes/no or text fact."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Day:
    """A date, as days since 1970-01-01."""

    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Word:
    """A coded text fact."""

    column: Column
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Literal texts."""

    texts: tuple[str, ...]


Typed = Amount | Claim | Day | Word | Words

NAMES = {Amount: "数", Claim: "条件", Day: "日期", Word: "文字", Words: "文字"}


def kind_name(value: Typed) -> str:
    """What a kind of value is called in a message."""
    return NAMES[type(value)]


@dataclass(frozen=True, slots=True)
class Lead:
    """The comparison a criterion is about: its two sides and how they are compared."""

    op: str
    left: Typed
    right: Typed
    condition: Condition

"""The scoring scheme (评分办法): criteria, what is dropped, how ties are parted, who gets an award."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from gaoxin.panel.numbers import decimal_text, exact

Mode = Literal["live", "adjusted"]
DropBy = Literal["ballot", "criterion"]
Combine = Literal["mean", "sum"]
RankOn = Literal["exact", "rounded"]
TierPolicy = Literal["extend", "hold"]

CHOICES: Mapping[str, tuple[str, ...]] = {
    "mode": ("live", "adjusted"),
    "drop_by": ("ballot", "criterion"),
    "weighting": ("mean", "sum"),
    "aggregate": ("mean", "sum"),
    "rank_on": ("exact", "rounded"),
    "tier_policy": ("extend", "hold"),
}
TIE_RULES = ("untrimmed_mean", "median")  # and criterion:<key>


@dataclass(frozen=True)
class Criterion:
    """One thing a judge marks (评分项).

    Numbers may be given as text, Decimal or int; they are kept exact.

    Args:
        weight: relative to the other criteria; they need not add up to anything.
        minimum, maximum: the range of a mark; None where the scheme sets none.
        step: marks are ``minimum`` plus so many steps (0.5); None: any decimal.
        optional: a ballot may leave it out; the weights of the others then carry the total.
    """

    key: str
    weight: Fraction = Fraction(1)
    label: str = ""
    label_en: str = ""
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    step: Fraction | None = None
    optional: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", exact(self.weight))
        for name in ("minimum", "maximum", "step"):
            value = getattr(self, name)
            object.__setattr__(self, name, None if value is None else exact(value))

    def as_dict(self) -> dict[str, Any]:
        numbers = {name: getattr(self, name) for name in ("weight", "minimum", "maximum", "step")}
        texts = {name: None if value is None else decimal_text(value) for name, value in numbers.items()}
        words = {"key": self.key, "label": self.label, "label_en": self.label_en}
        return {**words, **texts, "optional": self.optional}


@dataclass(frozen=True)
class Tier:
    """One grade of award (奖项等次); ``counts`` gives a pool a number of its own."""

    name: str
    count: int
    label: str = ""
    label_en: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)

    def of(self, pool: str) -> int:
        """How many a pool may award."""
        return self.counts.get(pool, self.count)

    def as_dict(self) -> dict[str, Any]:
        words = {"name": self.name, "label": self.label, "label_en": self.label_en}
        return {**words, "count": self.count, "counts": dict(sorted(self.counts.items()))}


@dataclass(frozen=True)
class Effects:
    """How judges are compared where not everyone marks everything (mode ``adjusted``), and when one is odd.

    Args:
        shrinkage: λ of the ridge on judges: ``reml`` estimates σₑ²/σ_b² once for the round, a number is announced.
        robust: whether a judge whose marks scatter counts for less.
        min_ballots: a judge with fewer ballots in a pool keeps an effect of nought.
        connectivity: the least λ₂ of the normalised Laplacian; below it nothing is adjusted.
        odd_judge: times the pooled residual variance at which a judge is looked at.
    """

    shrinkage: Fraction | Literal["reml"] = "reml"
    robust: bool = False
    min_ballots: int = 8
    connectivity: Fraction = Fraction(1, 10)
    odd_judge: Fraction = Fraction(5, 2)

    def __post_init__(self) -> None:
        if self.shrinkage != "reml":
            object.__setattr__(self, "shrinkage", exact(self.shrinkage))
        object.__setattr__(self, "connectivity", exact(self.connectivity))
        object.__setattr__(self, "odd_judge", exact(self.odd_judge))

    def as_dict(self) -> dict[str, Any]:
        return {
            "shrinkage": "reml" if self.shrinkage == "reml" else decimal_text(self.shrinkage),
            "robust": self.robust,
            "min_ballots": self.min_ballots,
            "connectivity": decimal_text(self.connectivity),
            "odd_judge": decimal_text(self.odd_judge),
        }


@dataclass(frozen=True)
class Scheme:
    """A scoring scheme (评分办法), as announced before the first mark is given.

    Args:
        mode: ``live``: everyone marks everything, extremes are dropped; ``adjusted``: strict and lenient judges
            are levelled (see :class:`Effects`). The two are never mixed.
        places: decimals of the score that is shown.
        drop: how many are dropped at each end; 0: the plain mean.
        drop_by: extremes among ballot totals, or within each criterion.
        min_for_drop: counted ballots from which extremes are dropped.
        min_ballots: counted ballots below which an entry gets no score.
        weighting: a ballot's criteria make their weighted ``mean``, or the ``sum`` of mark × weight.
        aggregate: an entry's ballots make their ``mean``, or their ``sum``.
        round_products: with ``drop_by`` criterion, whether mean × weight of each is rounded to ``places`` too.
        rank_on: the exact value or the shown one.
        tie_break: ``criterion:<key>``, ``untrimmed_mean``, ``median``, asked in this order.
        tier_policy: what a tied group across an award's edge gets.
        max_per_division: the most awards a division may have, over all tiers of a pool.
        dispute_range: an entry whose highest and lowest ballot lie further apart is looked at again.
    """

    criteria: tuple[Criterion, ...]
    key: str = ""
    version: str = "1"
    mode: Mode = "live"
    places: int = 2
    drop: int = 1
    drop_by: DropBy = "ballot"
    min_for_drop: int = 5
    min_ballots: int = 3
    weighting: Combine = "mean"
    aggregate: Combine = "mean"
    round_products: bool = False
    rank_on: RankOn = "exact"
    tie_break: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()
    tier_policy: TierPolicy = "extend"
    max_per_division: int | None = None
    dispute_range: Fraction = Fraction(25)
    effects: Effects = Effects()
    label: str = ""
    label_en: str = ""
    source: str = ""
    evidence: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "dispute_range", exact(self.dispute_range))

    @cached_property
    def by_key(self) -> Mapping[str, Criterion]:
        return {one.key: one for one in self.criteria}

    def with_awards(self, tiers: tuple[Tier, ...], max_per_division: int | None = None) -> Scheme:
        """The same rule with the awards of one contest."""
        return replace(self, tiers=tiers, max_per_division=max_per_division)

    def rule_dict(self) -> dict[str, Any]:
        """What the scores and awards hang on, without the words about it."""
        plain = ("mode", "places", "drop", "drop_by", "min_for_drop", "min_ballots", "weighting", "aggregate",
                 "round_products", "rank_on", "tier_policy", "max_per_division")  # fmt: skip
        return {
            **{name: getattr(self, name) for name in plain},
            "criteria": [one.as_dict() for one in self.criteria],
            "tie_break": list(self.tie_break),
            "tiers": [one.as_dict() for one in self.tiers],
            "dispute_range": decimal_text(self.dispute_range),
            "effects": self.effects.as_dict(),
        }

    def as_dict(self) -> dict[str, Any]:
        """The scheme as a document that :func:`gaoxin.panel.read_scheme` reads."""
        names = ("key", "version", "label", "label_en", "source", "evidence", "note")
        words = {name: getattr(self, name) for name in names}
        return {**words, **self.rule_dict()}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the rule and its version; labels and notes do not count."""
        rule = self.rule_dict()
        for entry in (*rule["criteria"], *rule["tiers"]):
            del entry["label"], entry["label_en"]
        return sha256({"version": self.version, **rule})


def sha256(document: object) -> str:
    """The digest of a document's canonical JSON: keys sorted, no spaces, UTF-8."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()

"""How an index is made, as data: every choice is one somebody may ask about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import numpy as np
import yaml

from gaoxin.errors import GaoxinError
from gaoxin.index import normalise as scales
from gaoxin.index.aggregate import METHODS
from gaoxin.index.arrays import Floats
from gaoxin.index.data import Data
from gaoxin.index.framework import Framework
from gaoxin.index.impute import Middle
from gaoxin.index.treat import LOGS, Bounds

SCALES: Mapping[str, Callable[..., Floats]] = {
    "minmax": scales.minmax,
    "efficacy": scales.efficacy,
    "zscore": scales.zscore,
    "scaled": scales.scaled,
    "rank": scales.rank,
    "borda": scales.borda,
    "percentile": scales.percentile,
    "distance_to_best": scales.distance_to_best,
    "distance_to_reference": scales.distance_to_reference,
    "distance_to_target": scales.distance_to_target,
    "fraction_of_best": scales.fraction_of_best,
    "goalposts": scales.goalposts,
}
RANGED = {"minmax": ("low", "high"), "zscore": ("middle", "deviation"), "scaled": ("low", "high")}
PER_INDICATOR = ("low", "high", "worst", "best")  # of goalposts and efficacy: a number for each code


@dataclass(frozen=True)
class Recipe:
    """The choices of one index.

    Args:
        least_known: the share of its indicators that must be known of a unit, 0–1; others are left out, by name.
        counts: whether what is ``known`` counts for that, or what is ``filled`` too.
        impute: what fills a gap; None: gaps stay, and weights are renewed around them.
        within: the grouping column whose middle fills a gap; empty: that of all units.
        treat: when a column's outliers are drawn in; None: never.
        normalise: a name of ``SCALES``.
        scale: the method's own arguments.
        aggregate: a name of ``METHODS``, or one for every level from the second up.
        least_in_group: the share of a group's children that must be known, 0–1, likewise.
    """

    least_known: float = 0.0
    counts: Literal["known", "filled"] = "known"
    impute: Middle | None = None
    within: str = ""
    treat: Bounds | None = field(default_factory=Bounds)
    normalise: str = "minmax"
    scale: Mapping[str, Any] = field(default_factory=dict)
    aggregate: str | tuple[str, ...] = "arithmetic"
    least_in_group: float | tuple[float, ...] = 0.0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def normalised(self, values: Floats, framework: Framework, data: Data) -> Floats:
        """The values on the recipe's scale."""
        given = dict(self.scale)
        if self.normalise in ("goalposts", "efficacy"):
            codes = [node.code for node in framework.indicators]
            given |= {name: np.array([given[name][code] for code in codes]) for name in PER_INDICATOR if name in given}
        if self.normalise == "distance_to_target":
            targets = [node.target for node in framework.indicators]
            given["targets"] = np.array([np.nan if target is None else target for target in targets])
        if self.normalise == "distance_to_reference":
            given["unit"] = data.units.index(given["unit"])
        return SCALES[self.normalise](values, framework.directions, **given)


def read_recipe(path: Path) -> Recipe:
    """A recipe from a YAML file.

    Raises:
        GaoxinError: it cannot be read, or something is wrong in it.
    """
    try:
        document = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise GaoxinError(f"{path.name}：{error}") from error
    if not isinstance(document, dict):
        raise GaoxinError(f"{path.name}：应是一份“步骤: 写法”的对照表")
    return recipe_of(document)


def recipe_of(document: Mapping[str, Any]) -> Recipe:
    """A recipe from a mapping, as a YAML file has it.

    Raises:
        GaoxinError: with everything that is wrong in it.
    """
    wrong = list(_wrong(document))
    if wrong:
        raise GaoxinError("步骤有误：" + "；".join(wrong))
    given = dict(document)
    if given.get("treat") is not None:
        given["treat"] = Bounds(**given["treat"])
    for name in ("aggregate", "least_in_group"):
        if isinstance(given.get(name), list):
            given[name] = tuple(given[name])
    return Recipe(**given)


def _wrong(document: Mapping[str, Any]) -> Iterator[str]:
    yield from _unknown("步骤", document, [one.name for one in fields(Recipe)])
    treat = document.get("treat")
    if isinstance(treat, Mapping):
        yield from _unknown("treat", treat, [one.name for one in fields(Bounds)])
        yield from _unknown("treat.otherwise", [treat["otherwise"]] if treat.get("otherwise") else (), LOGS)
    elif treat is not None:
        yield "treat 写作 skew、kurtosis、most、otherwise 四项，或写 null 不处理"
    yield from _unknown("impute", [document["impute"]] if document.get("impute") else (), ("mean", "median"))
    yield from _unknown("counts", [document.get("counts", "known")], ("known", "filled"))
    yield from _unknown("normalise", [document.get("normalise", "minmax")], SCALES)
    methods = document.get("aggregate", "arithmetic")
    yield from _unknown("aggregate", [methods] if isinstance(methods, str) else methods, METHODS)


def _unknown(where: str, said: Any, known: Any) -> Iterator[str]:
    for name in said:
        if name not in known:
            near = get_close_matches(str(name), list(map(str, known)), 1)
            yield f"{where} 没有「{name}」" + (f"，是否指 {near[0]}" if near else f"；可用 {'、'.join(known)}")

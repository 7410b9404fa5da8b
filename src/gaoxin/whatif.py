"""What if a number of a policy were another: who enters and who leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import polars as pl

from gaoxin.assessment import Assessment, assess
from gaoxin.errors import GaoxinError, RulebookError
from gaoxin.register import Facts
from gaoxin.rules.model import Bracket, Cases, Content, Dated, Parameter, Policy, Rulebook
from gaoxin.rules.reading import nearest
from gaoxin.units import to_base


@dataclass(frozen=True)
class Change:
    """Who a change of policy moves.

    ``moved`` has ``uscc``, ``name``, ``before`` and ``after`` for every enterprise whose
    verdict changes; ``enters`` become met, ``leaves`` were met and are no longer.
    """

    before: Assessment
    after: Assessment
    moved: pl.DataFrame

    @property
    def enters(self) -> pl.DataFrame:
        return self.moved.filter(pl.col("after") == "met")

    @property
    def leaves(self) -> pl.DataFrame:
        return self.moved.filter(pl.col("before") == "met")


def what_if(
    facts: Facts,
    rulebook: Rulebook,
    on: date,
    policy: str,
    changes: Mapping[str, str],
    *,
    edition: str | None = None,
) -> Change:
    """Assess one policy as it is and with some parameters changed.

    Args:
        changes: parameter → its new value, in the parameter's own unit, as text ("4.5", "2018-06-30").
            One bracket of a table is named by its place, ``rd_ratio_floor.1``, one case by its text.

    Raises:
        GaoxinError: an unknown policy, parameter or bracket, or a value that is none.
    """
    if policy not in rulebook.policies:
        raise GaoxinError(f"没有政策「{policy}」。{nearest(policy, rulebook.policies)}")
    changed = _changed(rulebook, rulebook.policies[policy], changes)
    editions = {policy: edition} if edition else None
    try:
        before, after = (assess(facts, book, on, [policy], editions=editions) for book in (rulebook, changed))
    except RulebookError as error:
        raise GaoxinError(f"改动后的规则无法计算：{error.issues[0].message}") from error
    if not before.plans:
        raise GaoxinError(f"「{policy}」在 {on} 没有有效版本，请指定版本")
    return Change(before, after, _moved(before, after, policy))


def _moved(before: Assessment, after: Assessment, policy: str) -> pl.DataFrame:
    old, new = before.verdicts(), after.verdicts()
    table = old.select("uscc", "name", before=policy).with_columns(after=new[policy])
    return table.filter(pl.col("before") != pl.col("after"))


def _changed(rulebook: Rulebook, policy: Policy, changes: Mapping[str, str]) -> Rulebook:
    parameters = dict(policy.parameters)
    for key, text in changes.items():
        name, _, part = key.partition(".")
        if name not in parameters:
            raise GaoxinError(f"政策「{policy.id}」没有参数「{name}」。{nearest(name, parameters)}")
        values = (_dated(parameters[name], value, part, text) for value in parameters[name].values)
        parameters[name] = replace(parameters[name], values=tuple(values))
    policies = {**rulebook.policies, policy.id: replace(policy, parameters=parameters)}
    digest = f"{rulebook.digest}+{policy.id}:" + ",".join(f"{name}={text}" for name, text in sorted(changes.items()))
    return replace(rulebook, policies=policies, digest=digest)


def _dated(parameter: Parameter, value: Dated, part: str, text: str) -> Dated:
    try:
        return replace(value, content=_content(parameter, value.content, part, text))
    except (ValueError, ZeroDivisionError):
        raise GaoxinError(f"「{text}」不能作为参数「{parameter.name}」的值（单位：{parameter.unit}）") from None


def _content(parameter: Parameter, content: Content, part: str, text: str) -> Content:
    """A value with one number of it changed."""
    if isinstance(content, date) and not part:
        return date.fromisoformat(text)
    if isinstance(content, Fraction) and not part:
        return to_base(Fraction(text), parameter.unit)
    if isinstance(content, Cases):
        _known(parameter, part, content.limits)
        return Cases({**content.limits, part: to_base(Fraction(text), parameter.unit)})
    brackets = [row for row in content if isinstance(row, Bracket)] if isinstance(content, tuple) else []
    if not brackets:
        raise GaoxinError(f"参数「{parameter.name}」不能这样改：只能改单个数、日期、分档或分类取值")
    _known(parameter, part, [str(place) for place in range(1, len(brackets) + 1)])
    at = int(part) - 1
    brackets[at] = replace(brackets[at], value=to_base(Fraction(text), parameter.unit))
    return tuple(brackets)


def _known(parameter: Parameter, part: str, parts: Iterable[str]) -> None:
    if part not in parts:
        ways = "、".join(f"{parameter.name}.{one}" for one in parts)
        raise GaoxinError(f"参数「{parameter.name}」按档或按类取值，请写明改哪一档：{ways}")

"""One ballot as its judge fills it: what is wrong with a mark, what the ballot adds up to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from gaoxin.errors import Issue, Place
from gaoxin.panel.numbers import decimal_text, exact
from gaoxin.panel.scheme import Criterion, Scheme
from gaoxin.rules.reading import nearest


def check_scores(scheme: Scheme, scores: Mapping[str, object], *, complete: bool, path: str = "scores") -> list[Issue]:
    """Every mistake of a ballot's marks; ``complete`` asks for a mark on every criterion, as locking does.

    An empty text or None is a mark not yet given. The place of an issue is ``scores.<criterion>``.
    """
    issues = []
    for key in scores:
        if key not in scheme.by_key:
            hint = nearest(str(key), scheme.by_key) or "评分项有：" + "、".join(scheme.by_key)
            issues.append(Issue("GX611", f"没有评分项「{key}」", Place(cell=f"{path}.{key}"), hint))
    for one in scheme.criteria:
        place = Place(cell=f"{path}.{one.key}")
        value = scores.get(one.key)
        if not is_given(value):
            if complete and not one.optional:
                issues.append(
                    Issue("GX615", f"「{named(one)}」没有打分", place, "每一项都要打分；不评请选缺评、回避或弃权")
                )
            continue
        issues += [Issue(code, message, place, hint) for code, message, hint in _wrong(one, value)]
    return issues


def is_given(value: object) -> bool:
    """Whether there is a mark; an empty box is none, and none is no nought."""
    return value is not None and not (isinstance(value, str) and not value.strip())


def named(criterion: Criterion) -> str:
    """How people call it."""
    return criterion.label or criterion.key


def _wrong(one: Criterion, value: object) -> Iterator[tuple[str, str, str]]:
    try:
        mark = exact(value)
    except ValueError:
        yield "GX606", f"「{named(one)}」为“{value}”，不是数字", "填写数字，如 86.5"
        return
    low, high = one.minimum, one.maximum
    if (low is not None and mark < low) or (high is not None and mark > high):
        yield "GX607", f"「{named(one)}」为 {decimal_text(mark)}，超出范围", f"应在 {_range(low, high)}"
    elif one.step is not None and ((mark - (low or 0)) / one.step).denominator != 1:
        yield "GX608", f"「{named(one)}」为 {decimal_text(mark)}，不合打分间隔", f"以 {decimal_text(one.step)} 分为一档"


def _range(low: Fraction | None, high: Fraction | None) -> str:
    if low is None:
        return f"{decimal_text(high or Fraction(0))} 分以下（含）"
    return f"{decimal_text(low)} 分以上（含）" if high is None else f"{decimal_text(low)}–{decimal_text(high)} 分"


def ballot_total(scheme: Scheme, scores: Mapping[str, object]) -> Fraction | None:
    """What a ballot adds up to, exactly: Σ(score × weight) ÷ Σ(weight), or the sum where the scheme says so.

    None while a criterion that must be marked is not: a part of a ballot has no total.

    Raises:
        ValueError: a mark is no number; :func:`check_scores` says which.
    """
    given = {one: exact(scores[one.key]) for one in scheme.criteria if is_given(scores.get(one.key))}
    if any(not one.optional and one not in given for one in scheme.criteria):
        return None
    weight = sum((one.weight for one in given), Fraction(0))
    if not given or (scheme.weighting == "mean" and not weight):
        return None
    total = sum((mark * one.weight for one, mark in given.items()), Fraction(0))
    return total / weight if scheme.weighting == "mean" else total

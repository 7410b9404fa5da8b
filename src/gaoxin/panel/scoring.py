"""From a case to its result: one pure function, the only place where a rank is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from gaoxin.errors import Issue
from gaoxin.panel.live import Tally, tallies
from gaoxin.panel.model import Case
from gaoxin.panel.numbers import half_up
from gaoxin.panel.ranking import DECIDED, Awards, Standing, award, ruled, stand, tie_rule
from gaoxin.panel.reading import read_case
from gaoxin.panel.result import Result

if TYPE_CHECKING:
    from gaoxin.panel.adjusting import Adjustment

REFUSED = {
    "apart": "评委与项目分成互不相连的 {parts} 块，宽严无从比较",
    "loose": "评委之间交叉太少（连通度 {link:.3f}），宽严比不准",
    "few": "没有评委达到所需的选票数",
}


def score(case: Case) -> Result:
    """Scores, places and awards of a round, with how each was reached.

    Raises:
        CaseError: a case that was put together by hand is not sound.
    """
    if not case.checked:
        read_case(case.as_dict())
    scheme = case.scheme
    found = tallies(case, trim=scheme.mode == "live")
    issues: list[Issue] = []
    adjustment = None
    if scheme.mode == "adjusted":
        from gaoxin.panel.adjusting import adjust  # noqa: PLC0415 - needs SciPy, and the exact rule does not

        adjustment = adjust(_scored(case, found), scheme.effects)
        found = _adjusted(found, adjustment)
        issues += _refusals(adjustment)
    standings = {pool: _stand(case, found, pool) for pool in case.pools}
    awards = {pool: _award(case, standing, pool) for pool, standing in standings.items()}
    issues += _doubts(case, found, awards)
    return Result(case, found, standings, awards, adjustment, tuple(issues))


def _scored(case: Case, found: Mapping[str, Tally]) -> dict[str, list[Tally]]:
    pools = {pool: [found[one.id] for one in entries] for pool, entries in case.pools.items()}
    return {pool: [one for one in all_ if one.value is not None] for pool, all_ in pools.items()}


def _adjusted(found: dict[str, Tally], adjustment: Adjustment) -> dict[str, Tally]:
    values = {entry: value for pool in adjustment.pools for entry, value in pool.values.items()}
    return {entry: replace(tally, value=values.get(entry)) for entry, tally in found.items()}


def _stand(case: Case, found: Mapping[str, Tally], pool: str) -> Standing:
    scheme = case.scheme

    def value(entry: str) -> Fraction | None:
        exact = found[entry].value
        return half_up(exact, scheme.places) if exact is not None and scheme.rank_on == "rounded" else exact

    scored = [one.id for one in case.pools[pool] if found[one.id].value is not None]
    chain = [(name, tie_rule(name, found)) for name in scheme.tie_break]
    return stand(scored, [("value", value), *chain, *((DECIDED, ruled(order)) for order in case.decisions)])


def _award(case: Case, standing: Standing, pool: str) -> Awards:
    scheme = case.scheme
    division = {one.id: one.division for one in case.pools[pool]}
    return award(
        standing.groups,
        scheme.tiers,
        policy=scheme.tier_policy,
        pool=pool,
        cap=scheme.max_per_division,
        division=division,
    )


def _refusals(adjustment: Adjustment) -> list[Issue]:
    issues = []
    for pool in adjustment.pools:
        if pool.refused and pool.values:
            why = REFUSED[pool.refused].format(parts=pool.components, link=pool.connectivity)
            message = f"{_of(pool.pool)}未作评委校正，按原始平均排名：{why}"
            issues.append(Issue("GX621", message, hint="分配评审时让一部分项目跨组评审", severity="warning"))
    return issues


def _doubts(case: Case, found: Mapping[str, Tally], awards: Mapping[str, Awards]) -> list[Issue]:
    issues: list[Issue | None] = []
    for group in (group for one in awards.values() for group in one.by_id):
        message = f"{'、'.join(group)} 同名次，因单位获奖上限按编号取舍"
        issues.append(Issue("GX622", message, hint="请委员会知悉；如另有裁定，记录在案", severity="warning"))
    if case.scheme.aggregate == "sum":
        issues += [_uneven(pool, found, [one.id for one in entries]) for pool, entries in case.pools.items()]
    return [one for one in issues if one is not None]


def _uneven(pool: str, found: Mapping[str, Tally], entries: list[str]) -> Issue | None:
    """Sums of different numbers of ballots are not alike: a ballot that is not there adds nothing."""
    counts = {found[entry].n for entry in entries if found[entry].value is not None}
    if len(counts) < 2:
        return None
    message = f"{_of(pool)}按总和计分，但各项目的选票数不同（{min(counts)} 至 {max(counts)} 张）"
    hint = "缺的选票不会补成 0 分，总和因此偏低；通常应按平均计分"
    return Issue("GX623", message, hint=hint, severity="warning")


def _of(pool: str) -> str:
    return f"「{pool}」组" if pool else ""

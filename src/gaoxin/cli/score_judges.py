"""What ``gaoxin score --judges`` prints for a committee: severity, odd judges, disputed entries, agreement."""

from __future__ import annotations

from typing import Any

from gaoxin.cli.printing import print_table
from gaoxin.panel import Case, agreement, alarms, disputes, judge_effects
from gaoxin.panel.numbers import decimal_text, shown
from gaoxin.panel.words import KINDS, REASONS, REFUSALS, STATISTICS, word


def judges_document(case: Case) -> dict[str, Any]:
    """The same as a document."""
    return {
        "effects": judge_effects(case).as_dict(),
        "alarms": [one.as_dict() for one in alarms(case)],
        "disputes": [one.as_dict() for one in disputes(case)],
        "agreement": {pool: one.as_dict() for pool, one in agreement(case).items()},
    }


def print_judges(case: Case) -> None:
    places = case.scheme.places
    for pool in judge_effects(case).pools:
        refused = f"（不可比：{word(REFUSALS, pool.refused, 'zh')}）" if pool.refused else ""
        print(f"\n{_of(pool.pool)}评委宽严，连通度 {pool.connectivity:.3f}{refused}")
        rows = [
            (one.judge, one.n, shown(one.raw_mean, places), _signed(shown(one.effect, places)), f"{one.variance:.2f}")
            for one in pool.judges
        ]
        print_table(("评委", "选票", "平均", "宽严", "残差方差"), rows)
    for alarm in alarms(case):
        value, limit = f"{alarm.value:.2f}", f"{alarm.limit:.2f}"
        print(f"请复核评委 {alarm.judge}{_in(alarm.pool)}：{word(KINDS, alarm.kind, 'zh')}（{value}，界限 {limit}）")
    for one in disputes(case):
        (low, least), (high, most) = one.low, one.high
        ends = f"{low} {shown(least, places)} 至 {high} {shown(most, places)}"
        print(f"争议项目 {one.entry}{_in(one.pool)}：相差 {decimal_text(one.range)}（{ends}）")
    for pool_name, found in agreement(case).items():
        print(f"\n{_of(pool_name)}评委一致性")
        said = [
            (word(STATISTICS, name, "zh"), word(REASONS, one.reason, "zh") if one.value is None else f"{one.value:.3f}")
            for name, one in found.statistics.items()
        ]
        print_table(("指标", "数值"), said)


def _of(pool: str) -> str:
    return f"「{pool}」组" if pool else ""


def _in(pool: str) -> str:
    return f"（{pool}）" if pool else ""


def _signed(text: str) -> str:
    return text if text.startswith("-") or not text.strip("0.") else f"+{text}"

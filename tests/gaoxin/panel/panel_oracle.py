"""The rule ``live`` once more, slowly and straight from its text, without a line of the engine."""

from __future__ import annotations

from fractions import Fraction
from math import floor


def outcome(case: dict) -> dict:
    """What ``expected.json`` shows, for a case in one pool whose extremes are dropped among ballots."""
    weights = {one["key"]: Fraction(one["weight"]) for one in case["criteria"]}
    cast = {entry["id"]: [] for entry in case["entries"]}
    for ballot in case["ballots"]:
        if ballot["status"] == "locked":
            cast[ballot["entry"]].append({key: Fraction(mark) for key, mark in ballot["scores"].items()})
    final, rank, dropped, exact, keys = {}, {}, {}, {}, {}
    for entry, ballots in cast.items():
        totals = [sum(marks[key] * weights[key] for key in weights) / sum(weights.values()) for marks in ballots]
        final[entry], rank[entry], dropped[entry] = None, None, 0
        if len(totals) < case.get("min_ballots", 3):
            continue
        kept = list(totals)
        if len(totals) >= case.get("min_for_drop", 5):
            kept.remove(max(kept))
            kept.remove(min(kept))
            dropped[entry] = 2
        exact[entry] = sum(kept) / len(kept)
        final[entry] = two_places(exact[entry], case["places"])
        first = Fraction(final[entry]) if case.get("rank_on") == "rounded" else exact[entry]
        keys[entry] = (first, *(chain(rule, ballots, totals) for rule in case["tie_break"]))
    for entry, key in keys.items():
        rank[entry] = 1 + sum(other > key for other in keys.values())
    order = sorted(keys, key=lambda entry: (rank[entry], entry))
    awards, held = awarded(case, order, rank)
    return {
        "final": final,
        "n": {entry: len(ballots) for entry, ballots in cast.items()},
        "dropped": dropped,
        "rank": rank,
        "order": order,
        "awards": awards,
        "needs_decision": held,
        "insufficient": sorted(entry for entry in cast if final[entry] is None),
    }


def chain(rule: str, ballots: list[dict], totals: list[Fraction]) -> Fraction:
    if rule == "untrimmed_mean":
        return sum(totals) / len(totals)
    if rule == "median":
        ordered = sorted(totals)
        middle = len(ordered) // 2
        return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    key = rule.split(":")[1]
    return sum(marks[key] for marks in ballots) / len(ballots)


def two_places(value: Fraction, places: int) -> str:
    """Half up, for marks that are not below nought."""
    units = floor(value * 10**places + Fraction(1, 2))
    return f"{units // 10**places}.{units % 10**places:0{places}d}" if places else str(units)


def awarded(case: dict, order: list[str], rank: dict) -> tuple[dict, list]:
    """One slot after another: each carries the name of its tier; a tied group sits down together."""
    division = {entry["id"]: entry.get("division") for entry in case["entries"]}
    cap = case.get("max_per_division")
    count: dict = {}
    eligible = []
    for entry in order:
        if cap is None or count.get(division[entry], 0) < cap:
            count[division[entry]] = count.get(division[entry], 0) + 1
            eligible.append(entry)
    slots = [tier["name"] for tier in case["tiers"] for _ in range(tier["count"])]
    awards: dict = {}
    for place in sorted({rank[entry] for entry in eligible}):
        group = [entry for entry in eligible if rank[entry] == place]
        taken = slots[: len(group)]
        if not taken:
            break
        if (len(taken) < len(group) or len(set(taken)) > 1) and case["tier_policy"] == "hold":
            return awards, group
        awards |= dict.fromkeys(group, taken[0])
        slots = slots[len(group) :]
    return awards, []

"""``python -m bench.panel``: compare, measure, print, rewrite docs/reference/panel-speed.md."""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.panel.measure import BLOCK, SIZE, Found, figures, fixed, numbers, scenarios
from bench.rules.table import BUSY, duration

PAGE = Path("docs/reference/panel-speed.md")
START, END = "<!-- bench:panel -->", "<!-- /bench:panel -->"
SEEDS = 100
PUBLISHED = {  # τ, recall of the first 60, over 20 other seeds, as measured when the contest pages were designed
    "base case": {"raw mean": (0.739, 0.668), "trimmed": (0.723, 0.658), "median": (0.692, 0.625),
                  "z-score": (0.787, 0.727), "ours": (0.791, 0.748)},
    "worth sd 5": {"raw mean": (0.612, 0.530), "ours": (0.682, 0.615)},
    "whole marks, 0–100": {"raw mean": (0.741, 0.672), "ours": (0.791, 0.743)},
    "judges differ in spread": {"raw mean": (0.743, 0.660), "ours": (0.792, 0.710)},
    "10 % careless judges": {"raw mean": (0.692, 0.624), "ours": (0.732, 0.668), "ours, robust": (0.777, 0.730)},
    "no judge bias": {"raw mean": (0.793, 0.751), "ours": (0.791, 0.747)},
}  # fmt: skip
PUBLISHED_FIXED = {0.0: 0.770, 0.02: 0.788, 0.05: 0.799, 0.1: 0.805, 0.2: 0.810, 1.0: 0.812}
ERROR = 0.009  # of a published recall, by its own account


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.panel", description=__doc__)
    parser.add_argument("--dry", action="store_true", help="print, do not write the page")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="draws of every scenario, seeds 1 to so many")
    asked = parser.parse_args()
    text = markdown(range(1, asked.seeds + 1))
    print(text)
    if not asked.dry:
        before, _, rest = PAGE.read_text("utf-8").partition(START)
        PAGE.write_text(f"{before}{START}\n{text}\n{END}{rest.partition(END)[2]}", "utf-8")


def markdown(seeds: range) -> str:
    load = os.getloadavg()[0]
    timed, free, bound = figures(), scenarios(seeds), fixed(seeds)
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy"))
    lines = [
        f"{SIZE}; seeds {seeds.start} to {seeds.stop - 1}. {os.cpu_count()} processors, "
        f"Python {platform.python_version()}; {versions}; load average {load:.1f} at the start; "
        f"{datetime.now(UTC).isoformat(timespec='minutes')}.",
        "",
        "| takes | measured | wanted | |",
        "|---|---:|---:|---|",
        *(_goal(one.name, one.timing.seconds, one.most) for one in timed),
        "",
        *_methods(free),
        "",
        *_against(free),
        "",
        *_numbers(numbers(seeds)),
        "",
        *_bound(bound),
    ]
    if load > BUSY:
        lines += ["", "- Other work ran on the machine at the time: the times are too long."]
    return "\n".join(lines)


def _goal(name: str, seconds: float, most: float | None) -> str:
    if most is None:
        return f"| {name} | {duration(seconds)} | | |"
    return f"| {name} | {duration(seconds)} | ≤ {duration(most)} | {'reached' if seconds <= most else '**missed**'} |"


def _methods(free: dict[str, dict[str, Found]]) -> Iterable[str]:
    names = list(next(iter(free.values())))
    yield "Kendall's τ with the truth / share of the true first 60 that is found:"
    yield ""
    yield f"| | {' | '.join(names)} |"
    yield "|---|" + "---:|" * len(names)
    for scenario, found in free.items():
        yield f"| {scenario} | {' | '.join(_pair(one) for one in found.values())} |"


def _pair(one: Found) -> str:
    return f"{one.tau:.3f} / {one.recall:.3f}"


def _against(free: dict[str, dict[str, Found]]) -> Iterable[str]:
    """Beside what was measured before on other draws: less only by more than two standard errors is less."""
    yield "Beside the figures of the design, which rest on 20 other draws:"
    yield ""
    yield "| | | τ here | τ there | first 60 here | first 60 there | |"
    yield "|---|---|---:|---:|---:|---:|---|"
    for scenario, rows in PUBLISHED.items():
        for method, (tau, recall) in rows.items():
            one = free[scenario][method]
            yield (
                f"| {scenario} | {method} | {one.tau:.3f} ± {one.tau_error:.3f} | {tau:.3f} "
                f"| {one.recall:.3f} ± {one.recall_error:.3f} | {recall:.3f} ± {ERROR} | {_word(one, tau, recall)} |"
            )
    ours, true = free["base case"]["ours"], free["base case"]["ours, true λ"]
    if ours.blocks:
        shown = ", ".join(f"{one:.3f}" for one in ours.blocks)
        yield ""
        yield (
            f"By blocks of {BLOCK} draws, as many as the design had, *ours* finds {shown} of the first 60 in the base "
            f"case: so few draws tell nothing finer apart. None is chosen: the mean of all counts, {ours.recall:.4f}; "
            f"with the true λ known, {true.recall:.4f}."
        )


def _word(one: Found, tau: float, recall: float) -> str:
    if round(one.tau, 3) >= tau and round(one.recall, 3) >= recall:
        return "at least"
    within = (ERROR**2 + one.recall_error**2) ** 0.5
    return "within error" if recall - one.recall <= 2 * within and tau - one.tau <= 0.004 else "**less**"


def _numbers(found: dict[int, dict[str, Found]]) -> Iterable[str]:
    yield "By the number of ballots per entry:"
    yield ""
    yield f"| | {' | '.join(f'{number} ballots' for number in found)} |"
    yield "|---|" + "---:|" * len(found)
    for name in ("raw mean", "ours"):
        yield f"| {name} | {' | '.join(_pair(one[name]) for one in found.values())} |"


def _bound(bound: dict[float, tuple[float, dict[str, Found]]]) -> Iterable[str]:
    """Fixed panels: what exchanging a share of the ballots is worth."""
    names = list(next(iter(bound.values()))[1])
    titles = {"guarded": "ours as ranked (guarded)", "ours": "ours, guard off"}
    yield "Twenty fixed panels of five whose groups of entries differ (sd 4); τ by the share of ballots exchanged:"
    yield ""
    yield f"| exchanged | λ₂ | {' | '.join(titles.get(name, name) for name in names)} | of the design (guard off) |"
    yield "|---|---:|" + "---:|" * (len(names) + 1)
    for share, (link, found) in bound.items():
        rows = " | ".join(f"{one.tau:.3f}" for one in found.values())
        yield f"| {share:.0%} | {link:.3f} | {rows} | {PUBLISHED_FIXED[share]:.3f} |"


if __name__ == "__main__":
    main()

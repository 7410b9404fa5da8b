"""Kinds of enterprise in the invented zone, and how many of each.

The numbers are ours, chosen so that every policy finds holders, near misses and
enterprises far from it; they describe no real zone.
"""

from __future__ import annotations

from dataclasses import dataclass

from gaoxin.demo.trades import DEEP_TECH, DIGITAL, FARMING, MAKERS, SERVICES, Trade


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What enterprises of one kind have in common. Money in 万元, shares 0–1.

    Revenue is lognormal around ``revenue`` with ``spread``; an enterprise keeps its own
    growth, drawn once around ``growth`` with ``growth_spread``, and wavers about it by ``waver``.
    ``titles`` is the chance of holding each recognition.
    """

    label: str
    weight: int
    trades: tuple[Trade, ...]
    ages: tuple[int, int]
    revenue: float
    spread: float
    growth: float
    growth_spread: float
    waver: float
    rd: float
    hitech: float
    main: float
    tech: float
    per_head: float
    margin: float
    leverage: float
    class1: float
    class2: float
    conversions: float
    share: float
    titles: tuple[tuple[str, float], ...]
    institution: tuple[int, int, int, int, int]  # weights of 国家级 省级 市级 市级以下 无
    financing: float = 0.0
    reports: float = 1.0  # how often soft figures are left out, against the usual


STARTUP = Profile(
    label="初创", weight=66, ages=(1, 5), trades=(*DEEP_TECH, *DIGITAL),
    revenue=260, spread=1.0, growth=0.3, growth_spread=0.35, waver=0.25,
    rd=0.16, hitech=0.75, main=0.9, tech=0.42, per_head=30, margin=-0.1, leverage=0.45,
    class1=0.5, class2=3.0, conversions=1.2, share=0.01, institution=(0, 0, 2, 18, 80),
    financing=0.25,
    titles=(("tech_sme", 0.45), ("hnte", 0.12), ("innovative_sme", 0.1)),
)  # fmt: skip
GROWING = Profile(
    label="成长型科技企业", weight=84, ages=(4, 14), trades=(*DEEP_TECH, *DIGITAL, *MAKERS[:11]),
    revenue=2600, spread=0.8, growth=0.13, growth_spread=0.12, waver=0.09,
    rd=0.07, hitech=0.78, main=0.91, tech=0.27, per_head=55, margin=0.08, leverage=0.42,
    class1=1.5, class2=8.0, conversions=3.2, share=0.03, institution=(0, 3, 12, 35, 50),
    financing=0.1,
    titles=(("tech_sme", 0.65), ("hnte", 0.6), ("innovative_sme", 0.45), ("srdi", 0.12)),
)  # fmt: skip
GAZELLE = Profile(
    label="瞪羚", weight=30, ages=(4, 9), trades=(*DEEP_TECH, *DIGITAL),
    revenue=9000, spread=0.7, growth=0.4, growth_spread=0.12, waver=0.08,
    rd=0.09, hitech=0.85, main=0.94, tech=0.34, per_head=70, margin=0.11, leverage=0.45,
    class1=6.0, class2=20.0, conversions=5.5, share=0.07, institution=(0, 15, 30, 35, 20),
    financing=0.35, reports=0.5,
    titles=(
        ("tech_sme", 0.45), ("hnte", 0.9), ("innovative_sme", 0.7), ("srdi", 0.5), ("little_giant", 0.05),
    ),
)  # fmt: skip
MATURE = Profile(
    label="成熟制造企业", weight=45, ages=(10, 25), trades=MAKERS,
    revenue=14000, spread=0.9, growth=0.03, growth_spread=0.07, waver=0.07,
    rd=0.028, hitech=0.55, main=0.93, tech=0.13, per_head=80, margin=0.05, leverage=0.55,
    class1=2.0, class2=12.0, conversions=2.0, share=0.04, institution=(0, 10, 25, 35, 30),
    titles=(("tech_sme", 0.1), ("hnte", 0.4), ("innovative_sme", 0.25), ("srdi", 0.15)),
)  # fmt: skip
LITTLE_GIANT = Profile(
    label="小巨人", weight=20, ages=(8, 20), trades=(*MAKERS[:4], *DEEP_TECH),
    revenue=19000, spread=0.5, growth=0.12, growth_spread=0.06, waver=0.05,
    rd=0.062, hitech=0.88, main=0.965, tech=0.26, per_head=85, margin=0.13, leverage=0.38,
    class1=14.0, class2=35.0, conversions=6.0, share=0.16, institution=(3, 45, 35, 17, 0),
    financing=0.15, reports=0.25,
    titles=(("hnte", 1.0), ("innovative_sme", 0.9), ("srdi", 1.0), ("little_giant", 0.85)),
)  # fmt: skip
BIG = Profile(
    label="大型企业", weight=7, ages=(12, 25), trades=MAKERS[:9],
    revenue=130000, spread=0.6, growth=0.06, growth_spread=0.05, waver=0.05,
    rd=0.036, hitech=0.7, main=0.96, tech=0.18, per_head=110, margin=0.08, leverage=0.52,
    class1=40.0, class2=90.0, conversions=8.0, share=0.15, institution=(25, 60, 15, 0, 0),
    reports=0.5,
    titles=(("hnte", 0.9),),
)  # fmt: skip
SERVICE = Profile(
    label="服务企业", weight=46, ages=(3, 15), trades=(*SERVICES, *DIGITAL),
    revenue=1500, spread=1.1, growth=0.07, growth_spread=0.12, waver=0.1,
    rd=0.035, hitech=0.45, main=0.86, tech=0.22, per_head=45, margin=0.05, leverage=0.48,
    class1=0.4, class2=4.0, conversions=1.5, share=0.01, institution=(0, 1, 5, 20, 74),
    titles=(("tech_sme", 0.35), ("hnte", 0.25), ("innovative_sme", 0.15)),
)  # fmt: skip
FARM = Profile(
    label="农业科技企业", weight=0, ages=(9, 9), trades=FARMING,
    revenue=4200, spread=0.1, growth=0.12, growth_spread=0.01, waver=0.04,
    rd=0.045, hitech=0.7, main=0.9, tech=0.16, per_head=60, margin=0.07, leverage=0.4,
    class1=3.0, class2=6.0, conversions=3.0, share=0.05, institution=(0, 100, 0, 0, 0),
    titles=(("hnte", 1.0), ("tech_sme", 1.0), ("nx_agri_hnte", 1.0)),
)  # fmt: skip
UNICORN = Profile(
    label="独角兽候选", weight=0, ages=(6, 6), trades=DEEP_TECH[:1],
    revenue=62000, spread=0.1, growth=0.7, growth_spread=0.02, waver=0.05,
    rd=0.22, hitech=0.95, main=0.97, tech=0.55, per_head=130, margin=-0.06, leverage=0.3,
    class1=60.0, class2=40.0, conversions=9.0, share=0.14, institution=(0, 100, 0, 0, 0),
    financing=1.0, reports=0.1,
    titles=(("hnte", 1.0), ("innovative_sme", 1.0)),
)  # fmt: skip

USUAL = (STARTUP, GROWING, GAZELLE, MATURE, LITTLE_GIANT, BIG, SERVICE)

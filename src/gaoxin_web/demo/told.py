"""What the demonstrated zones were told of by papers: places through the years, values no enterprise reports.

Of the places only those the zones printed are theirs: 118 in 2022, 25 places gained in three years, eight years
in a row among the first ten. Everything else is illustrative and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PRINTED, FOLLOWS, SAMPLE = (
    "高新区对外公布的位次",
    "由对外公布的“近三年上升 25 位”推出",
    "示例，非公布位次",
)
AMONG_TEN = "对外只公布连续八年位居前十，具体位次为示例"
OUT_OF = {2019: 169, 2020: 169, 2021: 169, 2024: 178, 2025: 178}


@dataclass(frozen=True, slots=True)
class Places:
    """A zone's places from a year on, and what is to be said of some of them."""

    first: int
    ranks: Sequence[int]
    notes: Mapping[int, str]

    def by_year(self) -> dict[int, int]:
        return dict(enumerate(self.ranks, start=self.first))

    def note(self, year: int) -> str:
        return self.notes.get(year, SAMPLE)


PLACES: Mapping[str, Places] = {
    "szs": Places(2019, (143, 136, 127, 118, 115, 112, 109), {2019: FOLLOWS, 2022: PRINTED}),
    "gz": Places(2019, (9, 9, 8, 8, 7, 8, 7), {}),
    "hf": Places(2013, (13, 12, 10, 9, 9, 8, 7, 6, 6, 6, 7, 6, 6), dict.fromkeys(range(2015, 2023), AMONG_TEN)),
}

# What the committee answers for, by indicator, for the years of the edition; None where no paper was found
COMMITTEE: Mapping[str, Mapping[str, Sequence[float | None]]] = {
    "htz_2021": {  # 2021, 2022, 2023
        "1.1": (36, 42, 45),
        "1.6": (3, 3, 4),
        "1.7": (312, 355, 401),
        "1.8": (36, 41, 47),
        "1.9": (22, 26, 31),
        "1.10": (66.5, 68, 69.5),
        "2.4": (21.6, None, None),  # of 2021 the register has no year before
        "2.10": (68, 70, 71),
        "3.2": (3.4, 2.1, None),
        "3.3": (31.5, 32, 32.4),
        "3.4": (24, 25, 25),
        "3.5": (0.18, None, None),
        "3.7": (0.83, None, 0.86),
        "3.8": (13.2, 15.1, 16.4),
        "3.9": (72, 73.5, 74),
        "5.1": (7.2, 8.1, 8.9),
        "5.5": (1, 2, 2),
        "5.8": (1, 2, 2),
        "5.9": (0, -0.5, 0),
        "5.10": (-0.5, 0, 0),
    },
    "htz_2024": {"1.1": (9.4, 9.8)},  # 2024, 2025
}
CENSUS_OF_ALL = "名册只收部分企业，本值取全区统计年报（示例）"


@dataclass(frozen=True, slots=True)
class Aim:
    """A task: an indicator from one value to another, the bureau that answers for it, days from today to its end."""

    edition: str
    year: int
    indicator: str
    value_from: float
    value_to: float
    bureau: str
    days: int
    done: bool = False


AIMS = (
    Aim("htz_2024", 2025, "1.1", 9.8, 10.6, "经济发展局", 120),
    Aim("htz_2024", 2025, "1.3", 25.6, 26.5, "经济发展局", 60),
    Aim("htz_2021", 2023, "1.3", 1.7, 2.2, "科技创新局", 45),
    Aim("htz_2021", 2023, "2.7", 2, 4, "投资促进局", -10),
    Aim("htz_2021", 2023, "1.9", 31, 36, "企业服务中心", -60, done=True),
)
WHAT_IFS: Sequence[tuple[str, int, str, Mapping[str, float], Mapping[str, float]]] = (
    ("htz_2021", 2023, "研发投入与专利各上一个台阶", {"1.3": 2.4, "1.4": 9.0, "1.2": 7.5}, {}),
    ("htz_2021", 2023, "综合质效权重提高到 35%", {"5.1": 10.0}, {"5": 35.0}),
)
WEIGHTS: Mapping[str, Mapping[str, str]] = {"htz_2021": {"1.3": "1.2", "5.2": "1.0"}}

# Research intensity (%) and invention patents per 10 000 employed in 2021, of zones like it in Ningxia: made up
NINGXIA: Mapping[str, Mapping[str, float]] = {
    "银川": {"rd_intensity": 2.47, "patents_per_ten_thousand": 13.6},
    "自治区级高新区甲（示例）": {"rd_intensity": 1.86, "patents_per_ten_thousand": 9.1},
    "自治区级高新区乙（示例）": {"rd_intensity": 2.05, "patents_per_ten_thousand": 6.4},
    "自治区级高新区丙（示例）": {"rd_intensity": 1.12, "patents_per_ten_thousand": 11.2},
    "自治区级高新区丁（示例）": {"rd_intensity": 0.94, "patents_per_ten_thousand": 3.7},
}

# The localisation rate of 5G filters (%): the first and the last are printed, those between are not
FILTERS: Sequence[tuple[str, str, str]] = (("2022-03", "5", "="), ("2022-06", "8", "="), ("2022-12", "15", ">="))
FILTER_SERIES = "5G滤波器国产化率"

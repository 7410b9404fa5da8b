"""Where the demonstrated zones stand: places they were given, values and weights entered, other zones, plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from simple_history.utils import bulk_create_with_history

from gaoxin.index.zones import place_of
from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.demo import told
from gaoxin_web.demo.peers import Country, Values
from gaoxin_web.evaluation.models import Entry, NodeWeight, Paper, PeerTable, Published, Task
from gaoxin_web.evaluation.queries.editions import editions
from gaoxin_web.evaluation.queries.places import places
from gaoxin_web.evaluation.queries.standing import standing_of
from gaoxin_web.evaluation.queries.trial import Asked
from gaoxin_web.evaluation.services.results import keep, save_scenario

YEARS = {"htz_2021": (2021, 2022, 2023), "htz_2024": (2024, 2025)}
KEPT = (2022, 2023, 2025)  # years whose result is kept
PAGES = 24  # of a paper that has many figures
SIMILAR = "宁夏同类园区"


def evaluate_zones(zones: Iterable[Zone], today: date) -> None:
    """Everything the evaluation of each stands on, then what comes of it."""
    for zone in zones:
        officer = User.objects.filter(zone=zone, grants__role="officer").order_by("pk")[0]
        Zoned(zone, officer, today).write()


class Zoned:
    """Writes what is known of one zone's standing."""

    def __init__(self, zone: Zone, officer: User, today: date) -> None:
        self.zone, self.officer, self.today = zone, officer, today
        place = place_of(places(), zone.name)
        assert place is not None  # the demonstrated zones are national ones
        self.name = place.name

    def write(self) -> None:
        self.published()
        self.peers()
        if self.zone.code == "szs":
            self.entries(told.COMMITTEE, "管委会各部门年度数据汇总表（示例）", "")
            self.similar()
            self.weights()
            self.results()
            self.tasks()
        else:
            self.entries(_of_all(self.name), "全区火炬统计年报汇总（示例）", told.CENSUS_OF_ALL)

    def published(self) -> None:
        known = told.PLACES[self.zone.code]
        printed = self._paper("对外公布材料（位次出处；文件为示例）")
        made = [
            Published(
                **self._own(),
                year=year,
                rank=rank,
                out_of=told.OUT_OF.get(year),
                edition=next((edition for edition, years in YEARS.items() if year in years), ""),
                paper=printed,
                note=known.note(year),
            )
            for year, rank in known.by_year().items()
        ]
        bulk_create_with_history(made, Published)

    def peers(self) -> None:
        made = []
        for edition, years in YEARS.items():
            for year in years:
                values = {name: row for name, row in _country(edition, year).items() if name != self.name}
                title = f"{year} 年全国高新区模拟数据（按种子生成，非真实值）"
                made.append(self._table(edition, year, title, values))
        PeerTable.objects.bulk_create(made)

    def similar(self) -> None:
        """Zones like it in the region: of no edition, by what was printed."""
        title = f"{SIMILAR}对照（模拟数据）"
        values = {name: dict(row) for name, row in told.NINGXIA.items()}
        self._table("", 2021, title, values).save()

    def _table(self, edition: str, year: int, title: str, values: Values) -> PeerTable:
        return PeerTable(**self._own(), edition=edition, year=year, title=title, simulated=True, values=values)

    def entries(self, values: Mapping[str, Mapping[str, tuple[float | None, ...]]], title: str, note: str) -> None:
        """Of every edition and year, each year with its own paper."""
        made = []
        for edition, years in YEARS.items():
            for at, year in enumerate(years):
                paper = self._paper(f"{year} 年{title}", year)
                for row, (indicator, by_year) in enumerate(values[edition].items(), start=1):
                    if by_year[at] is not None:
                        made.append(
                            Entry(
                                **self._own(),
                                edition=edition,
                                year=year,
                                indicator=indicator,
                                value=Decimal(str(by_year[at])),
                                paper=paper,
                                place=f"第 {1 + row % PAGES} 页",
                                note=note,
                            )
                        )
        bulk_create_with_history(made, Entry)

    def weights(self) -> None:
        paper = self._paper("上级部门培训材料（示例，二级指标赋权仅供演示）")
        made = [
            NodeWeight(**self._own(), edition=edition, node=node, value=Decimal(value), paper=paper, note="示例")
            for edition, weights in told.WEIGHTS.items()
            for node, value in weights.items()
        ]
        bulk_create_with_history(made, NodeWeight)

    def results(self) -> None:
        """Results kept by year, and scenarios with what comes of them."""
        for year in KEPT:
            keep(standing_of(self.zone, year), f"{year} 年留存（模拟分）", self.officer)
        for edition, year, title, values, weights in told.WHAT_IFS:
            asked = Asked(values=dict(values), weights=dict(weights))
            save_scenario(standing_of(self.zone, year, edition), asked, title, "示例", self.officer)

    def tasks(self) -> None:
        bureaus = {one.name: one for one in self.zone.organisations.all()}
        made = [
            Task(
                **self._own(),
                edition=aim.edition,
                year=aim.year,
                indicator=aim.indicator,
                value_from=aim.value_from,
                value_to=aim.value_to,
                points=self._points(aim),
                organisation=bureaus[aim.bureau],
                due_on=self.today + timedelta(days=aim.days),
                state=Task.State.DONE if aim.done else Task.State.OPEN,
                note="示例任务",
            )
            for aim in told.AIMS
        ]
        bulk_create_with_history(made, Task)

    def _points(self, aim: told.Aim) -> float:
        """What the total would gain."""
        standing = standing_of(self.zone, aim.year, aim.edition)
        totals = [
            found.score(standing.unit)
            for value in (aim.value_from, aim.value_to)
            if (found := standing.with_other({**standing.values, aim.indicator: value}, standing.weights))
        ]
        return round(totals[1] - totals[0], 4) if len(totals) == 2 else 0.0

    def _paper(self, title: str, year: int | None = None) -> Paper:
        issued = date((year or self.today.year - 1) + 1, 3, 20)
        paper = Paper(**self._own(), title=title, number="", issuer=f"{self.zone.name}管委会", issued_on=issued)
        paper.save()
        return paper

    def _own(self) -> dict[str, object]:
        return {"zone": self.zone, "by": self.officer}


@cache
def _country(edition: str, year: int) -> Values:
    return Country(places()).table(edition, year)


def _of_all(name: str) -> dict[str, dict[str, tuple[float | None, ...]]]:
    """Every indicator of a zone whose register has but some of its enterprises."""
    country, found = Country(places()), {}
    for edition, years in YEARS.items():
        rows = [country.values(edition, name, year) for year in years]
        found[edition] = {one.id: tuple(row[one.id] for row in rows) for one in editions()[edition].indicators()}
    return found

"""Entries of the register that may be one enterprise, and what joining two of them would do."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gaoxin.register.identity import Firm, Lexicon, OtherName, Register, normal, read_name
from gaoxin_web.enterprises.figures import label_of, shown, unit_words
from gaoxin_web.enterprises.links import is_loop, is_worked_out, links, twin_of
from gaoxin_web.enterprises.models import Alias, Apart, Enterprise, FactSheet, Filing, Merge
from gaoxin_web.enterprises.services.sheets import sheets_of_filings
from gaoxin_web.rulebook import rulebook

LIKELY = 90.0  # of 100: from here two names are worth a look
SUSPECTS = 3000  # entries compared with the whole register, those without a code first
KEPT = 3600  # seconds a zone's likely pairs are remembered, unless somebody asks for them anew
KINDS = {  # what hangs on an enterprise, whatever app it is of
    "enterprises.Filing": gettext_lazy("填报记录"),
    "enterprises.Recognition": gettext_lazy("资质"),
    "enterprises.Patent": gettext_lazy("知识产权"),
    "enterprises.Platform": gettext_lazy("创新平台"),
    "enterprises.Team": gettext_lazy("创业团队"),
    "enterprises.Award": gettext_lazy("科技奖励"),
    "enterprises.Facility": gettext_lazy("设施"),
    "enterprises.Alias": gettext_lazy("曾用名与别名"),
    "enterprises.GroupRelation": gettext_lazy("集团关系"),
    "enterprises.Request": gettext_lazy("诉求"),
    "enterprises.Visit": gettext_lazy("走访"),
    "enterprises.Document": pgettext_lazy("document", "文件"),
    "enterprises.Membership": gettext_lazy("企业账号"),
    "ladders.Plan": gettext_lazy("一企一策"),
    "collection.Assignment": gettext_lazy("填报单"),
}


@dataclass(frozen=True)
class Pair:
    """Two entries that may be one enterprise, how alike (0–100), and why."""

    one: Enterprise
    other: Enterprise
    score: float
    reason: str


def likely_pairs(rows: QuerySet[Enterprise], zone: int, *, anew: bool = False) -> tuple[list[Pair], datetime]:
    """The pairs of a zone both of whose entries are among ``rows``, the likeliest first, and when they were found."""
    found, at = _pairs(zone, anew)
    apart = set(Apart.objects.filter(zone=zone).values_list("one", "other"))
    found = [pair for pair in found if pair[:2] not in apart]
    asked = {pk for one, other, _score, _reason in found for pk in (one, other)}
    within = rows.select_related("organisation").in_bulk(asked)
    pairs = [
        Pair(within[one], within[other], score, reason)
        for one, other, score, reason in found
        if one in within and other in within
    ]
    return pairs, at


def _pairs(zone: int, anew: bool) -> tuple[list[tuple[int, int, float, str]], datetime]:
    """Found once an hour, or when asked for: a large register takes seconds. What is gone since falls out."""
    key = f"duplicates:{zone}"
    found: tuple[list[tuple[int, int, float, str]], datetime] | None = None if anew else cache.get(key)
    if found is None:
        found = (_compared(zone), timezone.now())
        cache.set(key, found, KEPT)
    return found


def _compared(zone: int) -> list[tuple[int, int, float, str]]:
    firms, keys = _firms(zone)
    register = Register(firms, Lexicon.load(Path(rulebook().root)))
    found: dict[tuple[int, int], tuple[float, str]] = {}
    for firm in _suspects(firms, register):
        for candidate in register.candidates(read_name(firm.name)):
            other = candidate.firm
            if other is firm or candidate.score < LIKELY or _are_two(firm, other):
                continue
            one, two = sorted((keys[id(firm)], keys[id(other)]))
            if (one, two) not in found or found[one, two][0] < candidate.score:
                found[one, two] = (candidate.score, candidate.reason)
    for one, two in _of_one_name(firms, keys):
        found[one, two] = (100.0, "名称相同")
    pairs = [(one, two, score, reason) for (one, two), (score, reason) in found.items()]
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))


def _firms(zone: int) -> tuple[list[Firm], dict[int, int]]:
    others: dict[int, list[OtherName]] = defaultdict(list)
    for pk, name in Alias.objects.filter(enterprise__zone=zone).order_by("pk").values_list("enterprise", "name"):
        others[pk].append(OtherName(name))
    firms, keys = [], {}
    rows = Enterprise.objects.filter(zone=zone).order_by("pk").values_list("pk", "uscc", "name")
    for pk, uscc, name in rows.iterator(20_000):
        firm = Firm(uscc, name, (), tuple(others.get(pk, ())))
        firms.append(firm)
        keys[id(firm)] = pk
    return firms, keys


def _suspects(firms: list[Firm], register: Register) -> list[Firm]:
    """Those without a code, and those whose brand and trade others bear too."""
    words = register.lexicon or Lexicon.load()
    cores = [words.parts(firm.name).core for firm in firms]
    often = Counter(cores)
    found = [firm for firm, core in zip(firms, cores, strict=True) if firm.uscc is None or often[core] > 1]
    return sorted(found, key=lambda firm: firm.uscc is not None)[:SUSPECTS]


def _are_two(one: Firm, other: Firm) -> bool:
    """Two codes are two enterprises, unless they bear one name: then a code may be wrong."""
    return bool(one.uscc and other.uscc) and normal(one.name) != normal(other.name)


def _of_one_name(firms: list[Firm], keys: dict[int, int]) -> set[tuple[int, int]]:
    """Pairs of which one bears a name that the other has or goes by."""
    held: dict[str, list[Firm]] = defaultdict(list)
    for firm in firms:
        for name in {normal(firm.name), *(normal(other.name) for other in firm.aliases)}:
            held[name].append(firm)
    found = set()
    for name, same in held.items():
        own = [firm for firm in same if normal(firm.name) == name]
        for other in same if own else ():
            if other is not own[0] and not _are_two(own[0], other):
                one, two = sorted((keys[id(own[0])], keys[id(other)]))
                found.add((one, two))
    return found


@dataclass(frozen=True)
class Clash:
    """A figure of a year of which the two say different things, and what would stand."""

    label: str
    year: int
    kept: str
    gone: str
    stands: str


@dataclass(frozen=True)
class Preview:
    """What joining two entries would do."""

    counts: list[tuple[str, int, int]]  # kind, of the one that stays, of the one that goes
    clashes: list[Clash]
    aside: list[str]  # what both have, and only one may


def preview(kept: Enterprise, gone: Enterprise) -> Preview:
    counts: dict[str, list[int]] = {str(label): [0, 0] for label in KINDS.values()}
    aside = []
    for model, field in links():
        label = str(KINDS.get(model._meta.label, ""))
        if not label:
            continue
        for place, enterprise in enumerate((kept, gone)):
            counts[label][place] += model._base_manager.filter(**{field.name: enterprise.pk}).count()
        if is_worked_out(model) or not any(field.name in getattr(one, "fields", ()) for one in model._meta.constraints):
            continue
        rows = model._base_manager.filter(**{field.name: gone.pk})
        doubled = [row for row in rows if is_loop(model, field, row, kept) or twin_of(model, field, row, kept)]
        aside += [f"{label}：{row}" for row in doubled]
    shown_counts = [(label, first, second) for label, (first, second) in counts.items() if first or second]
    return Preview(shown_counts, _clashes(kept, gone), aside)


def _clashes(kept: Enterprise, gone: Enterprise) -> list[Clash]:
    sheets = {
        (sheet.enterprise_id, sheet.year): sheet.values
        for sheet in FactSheet.objects.filter(enterprise__in=[kept.pk, gone.pk])
    }
    years = sorted({year for _pk, year in sheets}, reverse=True)
    joined = _joined(kept, gone)
    found = []
    for year in years:
        mine, theirs = sheets.get((kept.pk, year), {}), sheets.get((gone.pk, year), {})
        for name in [name for name in mine if name in theirs and mine[name] != theirs[name]]:
            item = rulebook().fields.get(name)
            words = [_words(name, values.get(name)) for values in (mine, theirs, joined.get(year, {}))]
            label = f"{label_of(item)}（{unit_words(item)}）" if item and unit_words(item) else _label(name)
            found.append(Clash(label, year, *words))
    return found


def _label(name: str) -> str:
    item = rulebook().fields.get(name)
    return label_of(item) if item else name


def _words(name: str, value: Any) -> str:
    item = rulebook().fields.get(name)
    return (shown(item, value) if item else str(value)) or _("不详")


def _joined(kept: Enterprise, gone: Enterprise) -> dict[int, dict[str, Any]]:
    """The fact sheets as they would be of the filings of both."""
    filings = list(Filing.objects.filter(enterprise__in=[kept.pk, gone.pk], withdrawn=False).order_by("pk"))
    for filing in filings:
        filing.enterprise_id = kept.pk
    return {sheet.year: sheet.values for sheet in sheets_of_filings(filings, rulebook())}


def joined_to(zone: int, pk: int) -> int | None:
    """Which enterprise an entry that is no more was joined to."""
    rows = Merge.objects.filter(zone=zone, gone=pk, undone_at=None)
    return rows.values_list("kept", flat=True).first()


def entries_of(enterprise: Enterprise) -> list[Merge]:
    """The entries that were joined to an enterprise, and still are."""
    return list(Merge.objects.filter(kept=enterprise, undone_at=None).select_related("by"))

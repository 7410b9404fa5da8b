"""The search for entries that may be one enterprise: the worker's for a large zone, its answer kept until the next."""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from gaoxin.register.identity import Firm, Lexicon, OtherName, Register, normal, read_name
from gaoxin_web.accounts.models import Zone
from gaoxin_web.enterprises.models import Alias, Apart, Enterprise
from gaoxin_web.rulebook import rulebook

LIKELY = 90.0  # of 100: from here two names are worth a look
SUSPECTS = 3000  # entries compared with the whole register, those without a code first
MOST = 2000  # pairs kept, the likeliest
AT_ONCE = 500  # enterprises of a zone that is searched while one waits; more by the worker
BROKEN_OFF = timedelta(minutes=30)  # a search that runs for longer was killed
SLOW = timedelta(minutes=1)  # one that waits for longer has no worker
Found = tuple[int, int, float, str]  # an entry, another of a greater number, how alike, and why


@dataclass(frozen=True)
class Kept:
    """The answer of a zone's last search."""

    pairs: list[Found]
    at: datetime


@dataclass(frozen=True)
class Search:
    """How the newest search stands that was given to the worker: under way, or it failed."""

    asked_at: datetime
    failed: bool = False

    @property
    def waits_long(self) -> bool:
        return timezone.now() - self.asked_at > SLOW


def is_small(zone: int) -> bool:
    """Whether a zone is searched in a moment."""
    return len(Enterprise.objects.filter(zone=zone).order_by()[: AT_ONCE + 1].values_list("pk")) <= AT_ONCE


def look(zone: int) -> None:
    """Search a zone now, and keep the answer in place of the last."""
    at = timezone.now()
    text = json.dumps({"at": at.isoformat(), "pairs": _compared(zone)}, ensure_ascii=False)
    path = _path(zone)
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", delete=False) as file:
        file.write(text)
    os.replace(file.name, path)


def read(zone: int) -> Kept | None:
    """The last answer; None where there is none that can be read."""
    try:
        said = json.loads(_path(zone).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    pairs = [(one, other, score, reason) for one, other, score, reason in said["pairs"]]
    return Kept(pairs, datetime.fromisoformat(said["at"]))


@transaction.atomic
def ask(zone: int) -> None:
    """Have the worker search a zone, unless it does so already."""
    from gaoxin_web.enterprises.tasks import look_for_duplicates  # noqa: PLC0415 - the task names this module

    Zone.objects.select_for_update().get(pk=zone)
    search = under_way(zone)
    if search is None or search.failed:
        look_for_duplicates.enqueue(zone)


def under_way(zone: int) -> Search | None:
    """The newest search that was asked for and has not ended well; None where the last answer is all there is."""
    rows = DBTaskResult.objects.filter(task_path="gaoxin_web.enterprises.tasks.look_for_duplicates")
    newest = next((row for row in rows.order_by("-enqueued_at") if row.args_kwargs["args"] == [zone]), None)
    if newest is None or newest.status == "SUCCESSFUL":
        return None
    killed = newest.status == "RUNNING" and timezone.now() - newest.started_at > BROKEN_OFF
    return Search(newest.enqueued_at, failed=killed or newest.status == "FAILED")


def _path(zone: int) -> Path:
    return Path(settings.DATA) / "duplicates" / f"{zone}.json"


def _compared(zone: int) -> list[Found]:
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
    for pair in Apart.objects.filter(zone=zone).values_list("one", "other"):
        found.pop(pair, None)
    pairs = [(one, two, score, reason) for (one, two), (score, reason) in found.items()]
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))[:MOST]


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

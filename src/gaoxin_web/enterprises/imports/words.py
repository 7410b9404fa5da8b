"""What a zone's ledgers are read by: the rulebook's words, what its officers decided before, and its register."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from gaoxin.register.identity import Firm, Lexicon, OtherName, Register
from gaoxin.register.ledger.reading import Words, words_of
from gaoxin_web.accounts.models import Zone
from gaoxin_web.enterprises.models import Alias, ColumnChoice, Enterprise, Merge
from gaoxin_web.rulebook import rulebook

QUOTED = re.compile("“([^”]*)”")
Choices = dict[str, dict[str, dict[str, Any]]]  # fingerprint → heading path → field and unit


@dataclass(frozen=True)
class ZoneRegister:
    """A zone's enterprises as the reader matches against them, and which enterprise each firm is."""

    register: Register
    keys: dict[int, int]  # id of a firm → key of its enterprise

    def key(self, firm: Firm) -> int:
        return self.keys[id(firm)]

    @cached_property
    def pks(self) -> frozenset[int]:
        return frozenset(self.keys.values())

    def names_beyond(self, reach: Collection[int]) -> frozenset[str]:
        """The names of the enterprises that are not among some."""
        beyond = len(reach) < len(self.pks)
        return frozenset(f.name for f in self.register.firms if self.key(f) not in reach) if beyond else frozenset()


def register_of(zone: Zone) -> ZoneRegister:
    others: dict[int, list[tuple[str, OtherName]]] = defaultdict(list)
    aliases = Alias.objects.filter(enterprise__zone=zone).order_by("pk")
    for pk, name, kind, since, until in aliases.values_list("enterprise", "name", "kind", "since", "until"):
        others[pk].append((kind, OtherName(name, "", since, until)))
    firms, keys = [], {}
    joined = Merge.objects.filter(zone=zone, undone_at=None).exclude(uscc=None).order_by("pk")
    rows = Enterprise.objects.filter(zone=zone).order_by("pk").values_list("pk", "uscc", "name", "short_name")
    for pk, uscc, name, short in rows.iterator(20_000):
        former = tuple(other for kind, other in others.get(pk, ()) if kind == Alias.Kind.FORMER)
        goes_by = [other for kind, other in others.get(pk, ()) if kind != Alias.Kind.FORMER]
        goes_by += [OtherName(short)] if short and short != name else []
        firm = Firm(uscc, name, former, tuple(goes_by))
        firms.append(firm)
        keys[id(firm)] = pk
    for pk, uscc, name in joined.values_list("kept", "uscc", "name"):  # a code that went with a merge still leads there
        firm = Firm(uscc, name)
        firms.append(firm)
        keys[id(firm)] = pk
    return ZoneRegister(Register(firms, _lexicon()), keys)


def choices_of(zone: Zone) -> Choices:
    """What was decided for columns, by the fingerprint of their headings."""
    return dict(ColumnChoice.objects.filter(zone=zone).values_list("fingerprint", "columns"))


@cache
def words() -> Words:
    """The rulebook's words; what was decided for columns is applied by :mod:`.reading`."""
    book = rulebook()
    return words_of(Path(book.root), book.fields, book.title_names())


def unnamed(text: str, names: Collection[str]) -> str:
    """A text with the names of enterprises somebody may not see taken out."""
    if not names:
        return text
    return QUOTED.sub(lambda found: "“（范围外的企业）”" if found[1] in names else found[0], text)


@cache
def _lexicon() -> Lexicon:
    return Lexicon.load(Path(rulebook().root))

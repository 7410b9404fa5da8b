"""What a zone's ledgers are read by: the rulebook's words, what its officers decided before, and its register."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gaoxin.register.identity import Firm, Lexicon, OtherName, Register
from gaoxin.register.ledger.reading import Words, words_of
from gaoxin.register.ledger.vocabulary import Memory
from gaoxin_web.accounts.models import Zone
from gaoxin_web.enterprises.models import Alias, ColumnChoice, Enterprise
from gaoxin_web.rulebook import rulebook

Choices = dict[str, dict[str, dict[str, Any]]]  # fingerprint → heading path → field and unit


@dataclass(frozen=True)
class ZoneRegister:
    """A zone's enterprises as the reader matches against them, and which enterprise each firm is."""

    register: Register
    keys: dict[int, int]  # id of a firm → key of its enterprise

    def key(self, firm: Firm) -> int:
        return self.keys[id(firm)]


def register_of(zone: Zone) -> ZoneRegister:
    others: dict[int, list[tuple[str, OtherName]]] = defaultdict(list)
    aliases = Alias.objects.filter(enterprise__zone=zone).order_by("pk")
    for pk, name, kind, since, until in aliases.values_list("enterprise", "name", "kind", "since", "until"):
        others[pk].append((kind, OtherName(name, "", since, until)))
    firms, keys = [], {}
    rows = Enterprise.objects.filter(zone=zone).order_by("pk").values_list("pk", "uscc", "name", "short_name")
    for pk, uscc, name, short in rows.iterator(20_000):
        former = tuple(other for kind, other in others.get(pk, ()) if kind == Alias.Kind.FORMER)
        goes_by = [other for kind, other in others.get(pk, ()) if kind != Alias.Kind.FORMER]
        goes_by += [OtherName(short)] if short and short != name else []
        firm = Firm(uscc, name, former, tuple(goes_by))
        firms.append(firm)
        keys[id(firm)] = pk
    return ZoneRegister(Register(firms, _lexicon()), keys)


def choices_of(zone: Zone) -> Choices:
    """What was decided for columns, by the fingerprint of their headings."""
    return dict(ColumnChoice.objects.filter(zone=zone).values_list("fingerprint", "columns"))


def words(choices: Choices) -> Words:
    """The reader's words with the fields that were decided; other decisions are applied by :mod:`.reading`."""
    fields = rulebook().fields
    known = {
        mark: {path: said["field"] for path, said in columns.items() if said.get("field") in ("", *fields)}
        for mark, columns in choices.items()
    }
    return Words(_plain().fields, _plain().vocabulary, Memory({mark: paths for mark, paths in known.items() if paths}))


@cache
def _plain() -> Words:
    book = rulebook()
    return words_of(Path(book.root), book.fields, book.title_names())


@cache
def _lexicon() -> Lexicon:
    return Lexicon.load(Path(rulebook().root))

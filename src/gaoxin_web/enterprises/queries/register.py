"""Finding enterprises: by name, former name, letters of the pinyin, credit code; by what they hold and ask."""

from __future__ import annotations

import re
import unicodedata

from django.db.models import Prefetch, Q, QuerySet

from gaoxin.register.identity import normal
from gaoxin_web.enterprises.models import Alias, Enterprise, Merge, Recognition, Request
from gaoxin_web.enterprises.names import initials_of

LETTERS = re.compile(r"[a-z]+")
CODE = re.compile(r"[0-9A-Z]*[0-9][0-9A-Z]*")
WORDS = 6  # of what is typed; more say nothing more
CODE_LENGTH = 18
MOST = 500  # enterprises found by a word that are named one by one
OPEN_STATES = (Request.State.REGISTERED, Request.State.ASSIGNED, Request.State.IN_HAND)


def found_by(rows: QuerySet[Enterprise], words: str) -> QuerySet[Enterprise]:
    """The enterprises some words mean; several words must all be found.

    Each kind of name is looked through by itself, along its own index, and never by a join: so that a hundred
    thousand enterprises stay quick. A word that means very many is left to the query that asks for the rows.
    """
    for word in _words(words):
        found = _meant_by(rows.order_by(), word)
        rows = rows.filter(_meant(rows.order_by(), word) if found is None else Q(pk__in=found))
    return rows


def _words(words: str) -> list[str]:
    """Width and brackets as the register writes them."""
    return unicodedata.normalize("NFKC", words).replace("(", "（").replace(")", "）").split()[:WORDS]


def _meant_by(rows: QuerySet[Enterprise], word: str) -> set[int] | None:
    """The ids of those a word means; None where there are too many to name."""
    found: set[int] = set()
    for lookup in _lookups(word):
        part = list(rows.filter(lookup).values_list("pk", flat=True)[: MOST + 1])
        if len(part) > MOST:
            return None
        found.update(part)
    return found


def _lookups(word: str) -> list[Q]:
    """Where a word is looked for. The initials keep the letters of a name, so that letters need no look at it.

    A whole credit code is nowhere else. That a text is there at all is said so that its index will do.
    """
    code = word.upper()
    joined = Merge.objects.filter(undone_at=None).order_by().values("kept")
    if len(code) == CODE_LENGTH and CODE.fullmatch(code):
        return [Q(uscc=code), Q(pk__in=joined.filter(uscc=code))]
    others = Alias.objects.filter(name__icontains=word).order_by().values("enterprise")
    lookups = [Q(short_name__gt="", short_name__icontains=word), Q(pk__in=others)]
    is_letters = LETTERS.fullmatch(word.lower())
    lookups.append(Q(initials__contains=word.lower()) if is_letters else Q(name__icontains=word))
    if CODE.fullmatch(code):
        lookups.append(Q(uscc__isnull=False, uscc__contains=code))
        lookups.append(Q(pk__in=joined.filter(uscc__contains=code)))
    return lookups


def _meant(rows: QuerySet[Enterprise], word: str) -> Q:
    """The same as a condition: each kind of name still along its own index."""
    wanted = Q()
    for lookup in _lookups(word):
        wanted |= Q(pk__in=rows.filter(lookup).values("pk"))
    return wanted


def with_open_request() -> Q:
    """Enterprises something is still to be answered for."""
    return Q(pk__in=Request.objects.filter(state__in=OPEN_STATES).order_by().values("enterprise"))


def for_list(rows: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    """Rows with what a list shows of them, in a number of queries that does not grow."""
    return rows.select_related("organisation", "steward").prefetch_related(
        Prefetch("recognitions", Recognition.objects.order_by("kind", "-valid_from", "pk")),
        Prefetch("requests", Request.objects.filter(state__in=OPEN_STATES).order_by("pk"), to_attr="open_requests"),
    )


def same_code(zone: int, code: str, besides: int | None = None) -> Enterprise | None:
    """Who has a credit code already, anywhere in the zone; or whose entry had it before it was joined to another."""
    joined = Merge.objects.filter(zone=zone, uscc=code, undone_at=None).order_by().values("kept")
    rows = Enterprise.objects.filter(Q(uscc=code) | Q(pk__in=joined), zone=zone).exclude(pk=besides)
    return rows.select_related("organisation").order_by("pk").first()


def same_name(zone: int, name: str, besides: int | None = None) -> list[Enterprise]:
    """Who goes by a name already, now or formerly, however it is written."""
    meant = normal(name)
    likely = Enterprise.objects.filter(zone=zone, initials=initials_of(name)).exclude(pk=besides)
    found = {enterprise.pk: enterprise for enterprise in likely if normal(enterprise.name) == meant}
    written = {name, name.replace("（", "(").replace("）", ")"), name.replace("(", "（").replace(")", "）")}
    aliases = Alias.objects.filter(enterprise__zone=zone, name__in=written).exclude(enterprise=besides)
    found |= {alias.enterprise_id: alias.enterprise for alias in aliases.select_related("enterprise")}
    return [found[pk] for pk in sorted(found)]

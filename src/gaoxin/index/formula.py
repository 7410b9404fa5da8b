"""How an indicator is worked out from enterprises' facts, as data: a framework's ``measure:``.

A term is a fact of a year (``revenue``, ``revenue@1`` for the year before, a minus to
take it away), or a title held at the end of one (``held:hnte``). A measure is sums of
terms over sums of terms, of the enterprises that meet some conditions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

HELD = "held:"


@dataclass(frozen=True, slots=True)
class Term:
    """A fact of a year, added or taken away; ``back`` counts years before the last full fiscal one.

    A yes is one, a no is nought.
    """

    field: str
    back: int = 0
    sign: int = 1

    @classmethod
    def of(cls, text: str) -> Term:
        """
        >>> Term.of("revenue"), Term.of("-revenue@1")
        (Term(field='revenue', back=0, sign=1), Term(field='revenue', back=1, sign=-1))
        """
        name, _, back = text.lstrip("-").partition("@")
        return cls(name.strip(), int(back or 0), -1 if text.startswith("-") else 1)

    @property
    def title(self) -> str:
        """The title that is held; '' where the term is a fact.

        >>> Term.of("held:hnte@1").title
        'hnte'
        """
        return self.field.removeprefix(HELD) if self.field.startswith(HELD) else ""

    def earlier(self, years: int) -> Term:
        return replace(self, back=self.back + years)


@dataclass(frozen=True, slots=True)
class Bound:
    """Enterprises whose quotient is at least (or above) a number; unknown where there is nothing to divide by."""

    over: tuple[Term, ...]
    under: tuple[Term, ...]
    least: Fraction
    strict: bool = False

    def terms(self) -> Iterator[Term]:
        yield from (*self.over, *self.under)

    def earlier(self, years: int) -> Bound:
        return replace(self, over=_earlier(self.over, years), under=_earlier(self.under, years))


@dataclass(frozen=True, slots=True)
class Holds:
    """Enterprises of which a yes/no fact, or a title, is true."""

    term: Term

    def terms(self) -> Iterator[Term]:
        yield self.term

    def earlier(self, years: int) -> Holds:
        return Holds(self.term.earlier(years))


@dataclass(frozen=True, slots=True)
class Between:
    """Enterprises whose code begins with one of a run, as 13 to 43; a letter before the digits is passed over."""

    term: Term
    first: str
    last: str

    def terms(self) -> Iterator[Term]:
        yield self.term

    def earlier(self, years: int) -> Between:
        return replace(self, term=self.term.earlier(years))


@dataclass(frozen=True, slots=True)
class Either:
    """Enterprises that meet one of several conditions at least, each counted once."""

    of: tuple[Condition, ...]

    def terms(self) -> Iterator[Term]:
        for one in self.of:
            yield from one.terms()

    def earlier(self, years: int) -> Either:
        return Either(tuple(one.earlier(years) for one in self.of))


Condition = Bound | Holds | Between | Either


@dataclass(frozen=True, slots=True)
class Measure:
    """``times × Σ over ÷ Σ under``; without ``under`` a sum, without ``over`` a count of enterprises.

    Args:
        where: which enterprises are in both sums.
        over_where: which of them are in the sum above the line; the others stand below it only.
        growth: the change against the same quotient so many years before, in parts of it; 0 for none.
    """

    over: tuple[Term, ...] = ()
    under: tuple[Term, ...] = ()
    times: Fraction = Fraction(1)
    where: tuple[Condition, ...] = ()
    over_where: tuple[Condition, ...] = ()
    growth: int = 0

    def terms(self) -> Iterator[Term]:
        """Every term that is looked at; one may come twice."""
        yield from (*self.over, *self.under)
        for condition in (*self.where, *self.over_where):
            yield from condition.terms()
        if self.growth:
            yield from self.earlier().terms()

    def earlier(self) -> Measure:
        """What the growth is upon: the same quotient of the years before, of the same enterprises."""
        over, under = _earlier(self.over, self.growth), _earlier(self.under, self.growth)
        over_where = tuple(one.earlier(self.growth) for one in self.over_where)
        return replace(self, over=over, under=under, over_where=over_where, growth=0)


def _earlier(terms: Iterable[Term], years: int) -> tuple[Term, ...]:
    return tuple(term.earlier(years) for term in terms)


def measure_of(document: Mapping[str, Any]) -> Measure:
    """A measure as data has it: ``over``, ``under``, ``times``, ``where``, ``over_where``, ``growth``.

    A condition is a bound (``over``, ``under``, ``at_least`` or ``above``), ``holds`` of a
    yes/no fact, a ``code`` with its ``first`` and ``last`` beginnings, or ``any`` of several.

    Raises:
        ValueError: another key, or a condition that says too little or too much.
    """
    _only(document, ("over", "under", "times", "where", "over_where", "growth"))
    growth = int(document.get("growth", 0))
    if growth < 0:
        raise ValueError("growth counts years before, 1 or more")
    return Measure(
        _terms(document.get("over", ())),
        _terms(document.get("under", ())),
        Fraction(str(document.get("times", 1))),
        _conditions(document.get("where", ())),
        _conditions(document.get("over_where", ())),
        growth,
    )


def _conditions(entries: Any) -> tuple[Condition, ...]:
    if not isinstance(entries, Sequence) or not all(isinstance(entry, Mapping) for entry in entries):
        raise ValueError("conditions are a list of mappings")
    return tuple(_condition(entry) for entry in entries)


def _condition(entry: Mapping[str, Any]) -> Condition:
    if "any" in entry:
        _only(entry, ("any",))
        return Either(_conditions(entry["any"]))
    if "holds" in entry:
        _only(entry, ("holds",))
        return Holds(Term.of(entry["holds"]))
    if "code" in entry:
        return _between(entry)
    return _bound(entry)


def _between(entry: Mapping[str, Any]) -> Between:
    _only(entry, ("code", "first", "last"))
    first, last = (str(entry.get(end, "")) for end in ("first", "last"))
    if not first or len(first) != len(last) or first > last:
        raise ValueError("a code has a first and a last beginning of one length, in order")
    return Between(Term.of(entry["code"]), first, last)


def _bound(entry: Mapping[str, Any]) -> Bound:
    _only(entry, ("over", "under", "at_least", "above"))
    named = [name for name in ("at_least", "above") if name in entry]
    if len(named) != 1:
        raise ValueError("a bound has at_least or above, one of them")
    least = Fraction(str(entry[named[0]]))
    return Bound(_terms(entry.get("over", ())), _terms(entry.get("under", ())), least, named[0] == "above")


def _only(entry: Mapping[str, Any], known: Sequence[str]) -> None:
    other = [name for name in entry if name not in known]
    if other:
        raise ValueError(f"a measure has no {', '.join(other)}; it has {', '.join(known)}")


def _terms(texts: Sequence[str]) -> tuple[Term, ...]:
    return tuple(Term.of(text) for text in texts)

"""A measure said in words, by the labels of its fields: what stands over a table of what enterprises put into it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from gaoxin.fields import Fields
from gaoxin.index.formula import Between, Condition, Either, Holds, Measure, Term
from gaoxin.rules.model import Title

Language = Literal["zh", "en"]
LARGE = ((10**8, "亿"), (10**4, "万"))  # how people say powers of ten
FULL_WIDTH = re.compile(r" *([()]) *")
CURRENCY = {"元": "yuan", "美元": "US dollars"}


def in_words(
    measure: Measure, fields: Fields, language: Language = "zh", titles: Mapping[str, Title] | None = None
) -> str:
    """A measure as people say it; Σ is over the enterprises that count.

    Args:
        titles: labels of titles held; a title that is not among them goes by its id.

    Raises:
        KeyError: a field that is not known.
    """
    words = (_English if language == "en" else _Chinese)(fields, titles or {})
    body = words.quotient(measure)
    if measure.growth:
        body = f"({body}) ÷ ({words.quotient(measure.earlier())}) − 1"
        body = words.bracketed(body) if measure.times != 1 else body
    only = words.only(words.all_of(measure.where)) if measure.where and measure.over else ""
    said = body + words.times(measure.times) + only
    return said if language == "en" else FULL_WIDTH.sub(lambda found: "（）"["()".index(found[1])], said)


@dataclass(frozen=True, slots=True)
class _Chinese:
    """The words of one language."""

    fields: Fields
    titles: Mapping[str, Title]

    def quotient(self, measure: Measure) -> str:
        over = self.total(measure.over) if measure.over else self.how_many(measure.where)
        if measure.over_where:
            over += self.of(self.all_of(measure.over_where))
        return f"{over} ÷ {self.total(measure.under)}" if measure.under else over

    def total(self, terms: Sequence[Term]) -> str:
        return f"Σ{self.sum(terms) if len(terms) == 1 else self.bracketed(self.sum(terms))}"

    def sum(self, terms: Sequence[Term]) -> str:
        """Terms one after the other, signed: 营业收入 − 上年营业收入."""
        first, *others = terms
        signed = ["−" * (first.sign < 0) + self.term(first)]
        signed += [(" + " if term.sign > 0 else " − ") + self.term(term) for term in others]
        return "".join(signed)

    def term(self, term: Term) -> str:
        static = not term.title and self.fields[term.field].period == "static"
        return self.label(term) if static else self.dated(self.label(term), term)

    def condition(self, condition: Condition) -> str:
        match condition:
            case Either(several):
                return self.bracketed(self.any_of(several))
            case Holds(term):
                return self.term(term)
            case Between(term, first, last):
                return self.run(term, first, last)
        over = self.sum(condition.over)
        if condition.under:
            over += f" ÷ {self.sum(condition.under)}"
        return f"{over} {'>' if condition.strict else '≥'} {self.bar(condition.least, condition.over, condition.under)}"

    def bar(self, least: Fraction, over: Sequence[Term], under: Sequence[Term]) -> str:
        """A number to be reached, in its unit: 5% of a share, 5亿元 of money."""
        units = [self.unit(terms) for terms in (over, under)]
        if under and units[0] == units[1]:
            return f"{plain(least * 100)}%"
        return self.amount(least, units[0] if not under else "")

    def unit(self, terms: Sequence[Term]) -> str:
        named = [self.fields[term.field].unit for term in terms if not term.title]
        return named[0] if named else ""

    @staticmethod
    def bracketed(text: str) -> str:
        return f"({text})"

    def times(self, times: Fraction) -> str:
        if times == 100:
            return " × 100%"
        if times < 1 and times.numerator == 1:
            return f" ÷ {self.number(Fraction(times.denominator))}"
        return "" if times == 1 else f" × {self.number(times)}"

    def all_of(self, conditions: Sequence[Condition]) -> str:
        if len(conditions) == 1 and isinstance(conditions[0], Either):
            return self.any_of(conditions[0].of)
        return self.both().join(map(self.condition, conditions))

    def any_of(self, conditions: Sequence[Condition]) -> str:
        return self.either().join(map(self.condition, conditions))

    # what Chinese says otherwise than English

    def label(self, term: Term) -> str:
        if term.title:
            return self.titles[term.title].label if term.title in self.titles else term.title
        return self.fields[term.field].label

    def dated(self, label: str, term: Term) -> str:
        when = {0: "", 1: "上年"}.get(term.back, f"{term.back}年前")
        return f"{when}{'末' if when else '年末'}{label}" if term.title else when + label

    def both(self) -> str:
        return "，且"

    def either(self) -> str:
        return "，或"

    def run(self, term: Term, first: str, last: str) -> str:
        return f"{self.term(term)}为 {first}—{last}"

    def how_many(self, where: Sequence[Condition]) -> str:
        return f"企业数：{self.all_of(where)}" if where else "企业数"

    def of(self, conditions: str) -> str:
        return f"(限：{conditions})"

    def only(self, conditions: str) -> str:
        return f"，限：{conditions}"

    def number(self, number: Fraction) -> str:
        for size, word in LARGE:
            if number >= size and number % size == 0:
                return f"{number / size}{word}"
        return plain(number)

    def amount(self, number: Fraction, unit: str) -> str:
        return self.number(number) + (unit if number else "")


class _English(_Chinese):
    """The same in English."""

    def total(self, terms: Sequence[Term]) -> str:
        return f"Σ {self.sum(terms) if len(terms) == 1 else self.bracketed(self.sum(terms))}"

    def label(self, term: Term) -> str:
        if term.title:
            return self.titles[term.title].label_en if term.title in self.titles else term.title
        return self.fields[term.field].label_en

    def dated(self, label: str, term: Term) -> str:
        when = {0: "", 1: " of the year before"}.get(term.back, f" of {term.back} years before")
        return f"{label} at the end{when or ' of the year'}" if term.title else label + when

    def both(self) -> str:
        return " and "

    def either(self) -> str:
        return " or "

    def run(self, term: Term, first: str, last: str) -> str:
        return f"{self.term(term)} {first}–{last}"

    def how_many(self, where: Sequence[Condition]) -> str:
        return f"number of enterprises: {self.all_of(where)}" if where else "number of enterprises"

    def of(self, conditions: str) -> str:
        return f" (of enterprises: {conditions})"

    def only(self, conditions: str) -> str:
        return f", of enterprises: {conditions}"

    def number(self, number: Fraction) -> str:
        return plain(number)

    def amount(self, number: Fraction, unit: str) -> str:
        return self.number(number) + (f" {CURRENCY[unit]}" if unit in CURRENCY and number else "")


def plain(number: Fraction) -> str:
    """A number in digits.

    >>> plain(Fraction(5)), plain(Fraction(1, 20)), plain(Fraction(10000)), plain(Fraction(1, 3))
    ('5', '0.05', '10,000', '1/3')
    """
    if number.denominator == 1:
        return f"{number.numerator:,}"
    digits = str(float(number))
    return digits if Fraction(digits) == number else str(number)

"""A compiled plan as text: what an officer holding the document reads line by line.

Nothing is hidden: every comparison is the one the engines make, in whole steps and
exactly. Expressions that occur more than once are named under ``let``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import count
from unicodedata import east_asian_width

from sqlglot import exp

from gaoxin.fields import Field, Fields
from gaoxin.rules import nodes
from gaoxin.rules.exact import Branches, Gap, GapBranches, Interval, Quantity, Ratio, Root, Table
from gaoxin.rules.lower import EPOCH, parse
from gaoxin.rules.model import Band, Bracket, Cases, Content, Dated, Item, Parameter, Requirement
from gaoxin.rules.nodes import Maker, Node
from gaoxin.rules.plan import Outcome, Plan
from gaoxin.rules.score import POINT, ScoreLine
from gaoxin.units import UNITS

WIDTH = 118
TURNED = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}
PLAIN = {">=": ">=", ">": ">", "=": "="}
REFUSED = {">=": "<", ">": "<="}


def plan_text(plan: Plan, fields: Fields | None = None) -> str:
    """The plan as reviewable text; the same plan always gives the same text.

    ``fields`` adds the Chinese label and unit of every column, and writes texts and
    dates for codes.
    """
    write = _Writer(plan, fields or Fields({}))
    parts = [
        write.header(),
        ["columns", *write.columns()],
        ["parameters", *write.parameters()],
        ["let", *write.lets()],
        ["criteria", *(line for outcome in plan.outcomes for line in write.outcome(outcome))],
        ["scores", *(line for top in plan.scores for line in write.score(top, 1))],
        ["classes", *write.classes()],
        ["requires", *_wrapped(f"  {_required(plan.edition.requires)}", "      ")],
    ]
    return "\n\n".join("\n".join(part) for part in parts if len(part) > 1) + "\n"


class _Writer:
    def __init__(self, plan: Plan, fields: Fields) -> None:
        self.plan, self.fields = plan, fields
        lines = [line for top in plan.scores for line in _lines(top)]
        self.names: dict[Node, str] = {
            node: f"{end}({line.id})"
            for line in reversed(lines)
            for end, node in (("high", line.high), ("low", line.low))
            if not isinstance(node, nodes.Int)
        }
        self.points = frozenset(self.names)
        self.shared = _shared(list(self._roots(lines)), plan.make, self.points)
        letters = _letters()
        self.names |= {node: next(letters) for node in self.shared}

    def _roots(self, lines: Sequence[ScoreLine]) -> Iterator[Node]:
        for outcome in self.plan.outcomes:
            yield from (outcome.main, *(way for _, way in outcome.ways))
            yield from (*_quantity_nodes(outcome.value), *_gap_nodes(outcome.gap))
        for line in lines:
            yield from line.conditions
            if line.parts:
                yield from (line.low, line.high)
        yield from (condition for _, _, condition in self.plan.classes)

    # sections

    def header(self) -> list[str]:
        policy, edition = self.plan.policy, self.plan.edition
        document = edition.document
        until = f"{document.start} – {document.end or ''}".rstrip()
        return [
            f"{policy.id} · {policy.label}",
            f"edition {edition.id} · {document.title} {document.number} · in force {until}",
            f"compiled for {self.plan.day}",
            "money counts fen (1/100), numbers 1/10⁶, ratios 1/10¹², dates days since 1970-01-01; _y0 is the last full",
            "fiscal year, _y1 the one before, _now the year of assessment; a missing fact is unknown, and so are x / y",
            "where y is 0 or less, and x / ±y where y is 0",
        ]

    def columns(self) -> Iterator[str]:
        """One line per field: the years that are read, and what it is."""
        years: dict[str, list[str]] = {}
        for column in sorted(self.plan.columns(), key=lambda column: (column.field, column.offset or 0)):
            years.setdefault(column.name.removesuffix(_year(column)), []).append(_year(column))
        width = max(map(len, years), default=0)
        for name, found in sorted(years.items()):
            item = self.fields.get(name)
            label = f"{item.label}{f'（{item.unit}）' if item.unit else ''}" if item else ""
            yield f"  {name:<{width}}  {' '.join(found):<16}  {label}".rstrip()

    def parameters(self) -> Iterator[str]:
        for parameter in self._used():
            dated = parameter.on(self.plan.day)
            if dated is None:
                continue
            yield f"  {parameter.name} · {parameter.label} · {_origin(dated)}"
            yield from _wrapped(f"      {self._content(parameter, dated.content)}", "      ")

    def _used(self) -> list[Parameter]:
        known, plan = self.plan.policy.parameters, self.plan
        criteria = [outcome.criterion for outcome in plan.outcomes]
        texts = [text for entry in criteria for text in (entry.when, *(way.when for way in entry.alternatives)) if text]
        texts += [entry.when for entry in plan.policy.classes if entry.when]
        items = [line.item for top in plan.scores for line in _lines(top)]
        texts += [item.value for item in items if item.value]
        names = {column.name for text in texts for column in parse(text).find_all(exp.Column)}
        names |= {item.bands for item in items if item.bands}
        return [parameter for name, parameter in known.items() if name in names]

    def _content(self, parameter: Parameter, content: Content) -> str:
        unit = parameter.unit
        match content:
            case Fraction():
                return _in_unit(content, unit)
            case date():
                return str(content)
            case Cases(limits=limits):
                rows = (f"{text} {'–' if limit is None else _in_unit(limit, unit)}" for text, limit in limits.items())
                return f"by {parameter.by}: " + ", ".join(rows)
        if content and isinstance(content[0], Bracket):
            by = self.fields.get(parameter.by or "")
            rows = (_bracket(row, unit, by.unit if by else "") for row in content if isinstance(row, Bracket))
            return f"by {parameter.by}: " + ", ".join(rows)
        if content and isinstance(content[0], Band):
            return ", ".join(_band(band, unit) for band in content if isinstance(band, Band))
        return "、".join(str(text) for text in content)

    def lets(self) -> Iterator[str]:
        for node in self.shared:
            yield from _wrapped(f"  {self.names[node]} = {self.written(node, top=True)}", "      ")

    def outcome(self, outcome: Outcome) -> Iterator[str]:
        criterion = outcome.criterion
        yield f"  {criterion.id} {criterion.label} · {criterion.clause} · {outcome.evidence}"
        yield from self._row("met if", self.text(outcome.main))
        for label, way in outcome.ways:
            yield from self._row("or if", f"{self.text(way)} [{label}]")
        if outcome.value is not None:
            yield from self._row("value", self.quantity(outcome.value, outcome.dimension))
        if outcome.threshold is not None and not isinstance(outcome.threshold, tuple):
            yield from self._row(outcome.op or "", self.quantity(outcome.threshold, outcome.dimension))
        if outcome.gap is not None:
            yield from self._row("gap", self.gap(outcome.gap))

    def _row(self, head: str, text: str) -> Iterator[str]:
        yield from _wrapped(f"    {head:<8}{text}", " " * 12)

    def score(self, line: ScoreLine, depth: int) -> Iterator[str]:
        item, indent = line.item, "  " * depth
        yield f"{indent}{item.id} {item.label} · at most {_number(item.maximum)} · {item.clause} · {line.evidence}"
        if line.parts:
            how = "the better of" if item.best_of else "the sum of"
            yield f"{indent}  {how} {', '.join(part.id for part in line.parts)}"
        elif item.expert is not None:
            yield f"{indent}  {self._expert(item)}"
        for when, points in zip((*line.conditions, None), line.band_points, strict=bool(line.band_points)):
            text = "otherwise" if when is None else self.text(when)
            yield from _wrapped(f"{indent}  {_range(*points):<7}{text}", indent + " " * 9)
        for part in line.parts:
            yield from self.score(part, depth + 1)

    def _expert(self, item: Item) -> str:
        given = "an expert's mark" if item.expert == "manual" else f"{item.expert}_y0, an expert's mark"
        return f"{given}; 0–{_number(item.maximum)} while it is not given"

    def classes(self) -> Iterator[str]:
        for name, label, condition in self.plan.classes:
            yield from _wrapped(f"  {name} {label}: {self.text(condition)}", "      ")

    # quantities

    def quantity(self, quantity: Quantity, unit: str) -> str:
        match quantity:
            case Ratio() if quantity.constant is not None:
                return _constant(quantity.constant, unit)
            case Ratio(factor=factor, over=over, under=under):
                share = "" if factor == 1 else f"{_number(factor)} · "
                below = "" if isinstance(under, nodes.Int) and under.value == 1 else f" / {self.text(under, 3)}"
                return f"{share}{self.text(over, 2 if share or below else 0)}{below}"
            case Branches(when=when, then=then, otherwise=otherwise):
                rest = self.quantity(otherwise, unit)
                return f"IF {self.text(when)} THEN {self.quantity(then, unit)} ELSE {rest}"
            case Root(base=base, degree=degree):
                return f"({self.quantity(base, '')})^(1/{degree}) − 1"
            case Interval(low=low, high=high):
                return f"{self.text(low)} … {self.text(high)}"
            case Table(code=code, limits=limits):
                rows = ("–" if limit is None else _number(limit) for limit in limits[1:])
                return f"by {code.name}: " + ", ".join(rows)

    def gap(self, gap: Gap | GapBranches | None) -> str:
        if gap is None:
            return "none"
        if isinstance(gap, GapBranches):
            return f"IF {self.text(gap.when)} THEN {self.gap(gap.then)} ELSE {self.gap(gap.otherwise)}"
        way, under = "more", f" / {self.text(gap.under, 3)}"
        if isinstance(gap.under, nodes.Int):
            way = "more" if gap.under.value > 0 else "less"
            under = "" if abs(gap.under.value) == 1 else f" / {abs(gap.under.value):_}"
        return f"{self.text(gap.over, 2 if under else 0)}{under} {way} {gap.lever.name if gap.lever else 'points'}"

    # nodes

    def text(self, node: Node, binds: int = 0) -> str:
        """A node by its name, or written out; in brackets where it binds less than asked for."""
        return self.names[node] if node in self.names else self.written(node, binds)

    def written(self, node: Node, binds: int = 0, *, top: bool = False) -> str:
        if isinstance(node, nodes.Number):
            return self._written_number(node, 0 if top else binds)
        return self._written_condition(node, 0 if top else binds)

    def _written_number(self, node: nodes.Number, binds: int) -> str:
        match node:
            case nodes.Int(value=value):
                return f"{value:_}"
            case nodes.Column(name=name):
                return name
            case nodes.Add(terms=terms):
                first, *rest = sorted((self.text(term, 1) for term in terms), key=lambda term: term.startswith("-"))
                text = first + "".join(f" − {term[1:]}" if term.startswith("-") else f" + {term}" for term in rest)
                return f"({text})" if binds > 1 else text
            case nodes.Mul(factors=factors):
                fixed = [factor for factor in factors if isinstance(factor, nodes.Int)]
                head = "-" if fixed and fixed[0].value == -1 else "".join(f"{factor.value:_}·" for factor in fixed)
                free = [self.text(factor, 2) for factor in factors if not isinstance(factor, nodes.Int)]
                return f"({head}{'·'.join(free)})" if binds > 2 else head + "·".join(free)
            case nodes.Extreme(terms=terms, largest=largest):
                return f"{'max' if largest else 'min'}({', '.join(map(self.text, terms))})"
            case nodes.Known(column=column, missing=missing):
                return f"known({column.name}, {missing:_})"
            case nodes.Lookup(code=code, table=table):
                return f"{code.name} of [{', '.join('–' if limit is None else f'{limit:_}' for limit in table[1:])}]"
            case nodes.Pick(values=values, otherwise=otherwise):
                return f"first of [{', '.join(map(self.text, (*values, otherwise)))}]"
        raise TypeError(f"no text for {type(node).__name__}")

    def _written_condition(self, node: Node, binds: int) -> str:
        signed = _signed_share(node, self.plan.make)
        if signed:
            return self._share(signed, "±")
        branches = _choice(node, self.plan.make)
        if branches:
            met, then, otherwise = (self.text(part, 1) for part in branches)
            text = f"IF {met} THEN {then} ELSE {otherwise}"
            return f"({text})" if binds else text
        match node:
            case nodes.Truth(value=value):
                return {True: "met", False: "not met", None: "unknown"}[value]
            case nodes.Flag(name=name):
                return name
            case nodes.Compare():
                return self._comparison(node)
            case nodes.Share():
                return self._share(node)
            case nodes.Floor(number=number, limit=limit, strict=strict):
                return f"{self.text(number)} {'>' if strict else '>='} {self.text(limit)}"
            case nodes.OneOf(code=code, codes=codes):
                return f"{code.name} IN ({'、'.join(self._texts(code, codes))})"
            case nodes.Not(part=nodes.Compare() as part) if part not in self.names and part.op != "=":
                return self._comparison(part, REFUSED)
            case nodes.Not(part=part):
                return f"NOT {self.text(part, 3)}"
            case nodes.All():
                text = " AND ".join(self.text(part, 2) for part in node.parts)
                return f"({text})" if binds > 2 else text
            case nodes.Any():
                text = " OR ".join(self.text(part, 2) for part in node.parts)
                return f"({text})" if binds > 1 else text
            case nodes.AtLeast(count=least):
                return f"at least {least} of ({', '.join(map(self.text, node.parts))})"
            case nodes.Only(when=when, part=part):
                text = f"{self.text(part, 1)} ONLY IF {self.text(when, 1)}"
                return f"({text})" if binds else text
            case nodes.Settled(yes=yes, no=no):
                return f"settled(yes: {self.text(yes)}; no: {self.text(no)})"
        raise TypeError(f"no text for {type(node).__name__}")

    def _share(self, node: nodes.Share, sign: str = "") -> str:
        op = TURNED.get(node.op, node.op) if node.reverse else node.op
        return f"{self.text(node.over, 2)} / {sign}{self.text(node.under, 3)} {op} {_number(node.bar)}"

    def _comparison(self, node: nodes.Compare, signs: Mapping[str, str] = PLAIN) -> str:
        left, right, op = node.left, node.right, signs[node.op]
        if isinstance(left, nodes.Int):
            left, right, op = right, left, TURNED.get(op, op)
        aside = self._in_words(left, right.value) if isinstance(right, nodes.Int) and right.value else ""
        return f"{self.text(left)} {op} {self.text(right)}{aside}"

    def _in_words(self, left: nodes.Number, value: int) -> str:
        """What a bar in steps is in the unit of the column it is held against."""
        if left in self.points:
            return f" ({_number(Fraction(value, POINT))} 分)"
        columns = left.terms if isinstance(left, nodes.Add) else (left,)
        items = [self.fields.get(column.field) for column in columns if isinstance(column, nodes.Column)]
        kinds = {(item.kind, item.unit) for item in items if item}
        if len(items) != len(columns) or None in items or len(kinds) != 1:
            return ""
        item = items[0]
        assert isinstance(item, Field)
        if item.kind == "date":
            return f" ({EPOCH + timedelta(days=value)})"
        return f" ({_number(Fraction(value, item.step))} {item.unit})".replace(" )", ")") if item.step > 1 else ""

    def _texts(self, code: nodes.Column, codes: Iterable[int]) -> list[str]:
        item = self.fields.get(code.field)
        return [item.choices[at - 1] if item else str(at) for at in codes]


def _choice(node: Node, make: Maker) -> tuple[nodes.Condition, nodes.Condition, nodes.Condition] | None:
    """When, then and otherwise, where a condition is what :meth:`Maker.choose` makes of them."""
    if not (isinstance(node, nodes.Any) and len(node.parts) == 3):
        return None
    first, second, _ = node.parts
    for at in range(1, len(first.parts) if isinstance(first, nodes.All) else 1):
        assert isinstance(first, nodes.All)
        when, then = make.all(*first.parts[:at]), make.all(*first.parts[at:])
        refused = make.negate(when)
        if isinstance(second, nodes.All) and second.parts[0] is refused:
            otherwise = make.all(*second.parts[1:])
            if make.choose(when, then, otherwise) is node:
                return when, then, otherwise
    return None


def _signed_share(node: Node, make: Maker) -> nodes.Share | None:
    """The share of a denominator that may be negative, where a condition is how :class:`Exact` compares it."""
    branches = _choice(node.part, make) if isinstance(node, nodes.Only) else None
    if branches is None:
        return None
    when, share, turned = branches
    if not isinstance(share, nodes.Share):
        return None
    under, zero = share.under, make.whole(0)
    opposite = make.share(share.op, make.scale(share.over, -1), make.scale(under, -1), share.bar, reverse=share.reverse)
    known = make.only(make.negate(make.compare("=", under, zero)), make.choose(when, share, turned))
    return share if when is make.compare(">", under, zero) and turned is opposite and node is known else None


def _parts(node: Node, make: Maker) -> tuple[Node, ...]:
    """What is written inside a node."""
    signed = _signed_share(node, make)
    return (signed.over, signed.under) if signed else _choice(node, make) or nodes.children(node)


def _shared(roots: list[Node], make: Maker, points: frozenset[Node]) -> list[Node]:
    """Compound nodes that are written more than once, a node after what it is made of."""
    shown: Counter[Node] = Counter(roots)
    order: dict[Node, None] = {}

    def visit(node: Node) -> None:
        if node in order:
            return
        parts = _parts(node, make)
        for part in parts:
            if part not in points:
                visit(part)
        order[node] = None
        shown.update(parts)

    for root in roots:
        visit(root)
    return [node for node in order if shown[node] > 1 and node not in points and _worth_a_name(node)]


def _worth_a_name(node: Node) -> bool:
    if isinstance(node, nodes.Mul):
        return sum(not isinstance(factor, nodes.Int) for factor in node.factors) > 1
    compound = (nodes.Add, nodes.Extreme, nodes.Floor, nodes.OneOf, nodes.All, nodes.Any, nodes.AtLeast, nodes.Only)
    return isinstance(node, compound)


def _quantity_nodes(quantity: object) -> Iterator[Node]:
    match quantity:
        case Ratio(over=over, under=under):
            yield from (over, under)
        case Branches(then=then, otherwise=otherwise):
            yield from (*_quantity_nodes(then), *_quantity_nodes(otherwise))
        case Root(base=base):
            yield from _quantity_nodes(base)


def _gap_nodes(gap: Gap | GapBranches | None) -> Iterator[Node]:
    if isinstance(gap, GapBranches):
        yield from (*_gap_nodes(gap.then), *_gap_nodes(gap.otherwise))
    elif gap is not None:
        yield from (gap.over, gap.under)


def _lines(line: ScoreLine) -> list[ScoreLine]:
    return [line, *(inner for part in line.parts for inner in _lines(part))]


def _letters() -> Iterator[str]:
    for number in count():
        yield chr(97 + number % 26) + (str(number // 26) if number >= 26 else "")


def _origin(dated: Dated) -> str:
    until = f" – {dated.end}" if dated.end else ""
    return f"{dated.clause} · {dated.source} · {dated.evidence} · from {dated.start}{until}"


def _number(value: Fraction) -> str:
    """A number exactly: as a decimal where it ends, else as a fraction."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1 or value.denominator > 10**12:
        return f"{value.numerator:_}/{value.denominator:_}"
    whole, part = divmod(abs(value), 1)
    digits = "" if not part else "." + f"{int(part * 10**12):012d}".rstrip("0")
    return f"{'-' if value < 0 else ''}{int(whole):_}{digits}"


def _constant(value: Fraction, unit: str) -> str:
    if unit == "date":
        return str(EPOCH + timedelta(days=int(value)))
    return f"{_number(value)} {unit}".rstrip()


def _in_unit(value: Fraction, unit: str) -> str:
    return f"{_number(value / UNITS[unit][1])} {unit}".removesuffix(" ratio")


def _bracket(row: Bracket, unit: str, by_unit: str) -> str:
    value = _in_unit(row.value, unit)
    if row.bound is None:
        return f"else {value}"
    return f"{'<=' if row.inclusive else '<'} {_number(row.bound)} {by_unit}".rstrip() + f": {value}"


def _band(band: Band, unit: str) -> str:
    points = _range(band.low, band.high)
    if band.when is not None:
        return f"{band.when}: {points}"
    if band.bound is None:
        return f"else {points}"
    return f"{'>=' if band.inclusive else '>'} {_in_unit(band.bound, unit)}: {points}"


def _range(low: Fraction, high: Fraction) -> str:
    return _number(low) if low == high else f"{_number(low)}–{_number(high)}"


def _required(requirement: Requirement) -> str:
    if requirement.kind == "leaf":
        return requirement.criterion
    parts = ", ".join(map(_required, requirement.parts))
    return f"{f'at least {requirement.count} of' if requirement.kind == 'at_least' else requirement.kind}({parts})"


def _year(column: nodes.Column | nodes.Flag) -> str:
    if column.offset is None:
        return ""
    return "_now" if column.offset < 0 else f"_y{column.offset}"


def _wrapped(text: str, indent: str) -> Iterator[str]:
    """Lines of at most WIDTH columns, broken after spaces and 、; a Chinese character fills two columns."""
    line = ""
    for piece in re.findall(r"\s*[^\s、]*、*", text.replace("\n", " ")):
        if line.strip() and _width(line + piece) > WIDTH:
            yield line.rstrip()
            line = indent + piece.lstrip()
        else:
            line += piece
    if line.strip():
        yield line.rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)

"""Plans → one plain Python function for one enterprise, with unlimited integers.

It is the fastest way to assess a single enterprise and the oracle that the other
engines are tested against: no floats decide anything, and the three values are
spelt out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from gaoxin.engine.outputs import POINT, Output, Shortfall
from gaoxin.rules import nodes
from gaoxin.rules.exact import Branches, Gap, GapBranches, Interval, Quantity, Ratio, Root, Table

Row = Mapping[str, Any]


def compile_python(wanted: Sequence[Output]) -> Callable[[Row], tuple[Any, ...]]:
    """A function from a row of the facts table to the values of ``wanted``, in order.

    The row maps column names to integers, booleans or None (unknown); a column it
    lacks is unknown.
    """
    writer = _Writer()
    results = [writer.output(output) for output in wanted]
    source = "\n".join(["def assess(get):", *(f" {line}" for line in writer.lines), f" return ({', '.join(results)},)"])
    space: dict[str, Any] = {"shortfall": _shortfall, "root": _root}
    exec(compile(source, "<gaoxin plan>", "exec"), space)
    run = space["assess"]
    return lambda row: run(row.get)


def _shortfall(over: int | None, under: int | None, least: int, step: int, strict: bool) -> float | None:
    """Steps still missing, rounded up, in base units; None where moving the lever does not explain it."""
    if over is None or under is None or under == 0 or over < 0 or (over == 0 and not strict):
        return None
    steps = -(-over // abs(under))
    if strict and steps * abs(under) == over:
        steps += least
    return steps / step


def _root(ratio: float | None, degree: int) -> float | None:
    return None if ratio is None or ratio < 0 else ratio ** (1 / degree) - 1


class _Writer:
    """Writes one assignment per node; shared nodes are written once."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.names: dict[nodes.Node, str] = {}

    def let(self, expression: str) -> str:
        name = f"v{len(self.lines)}"
        self.lines.append(f"{name} = {expression}")
        return name

    def output(self, output: Output) -> str:
        content = output.content
        match output.part:
            case "class":
                assert isinstance(content, tuple)
                return self.let(self.chain(content))
            case "points":
                assert isinstance(content, nodes.Number)
                points = self.node(content)
                return self.let(self.known((content,), [points], f"{points} / {POINT}"))
            case "shortfall":
                assert isinstance(content, Shortfall)
                return self.shortfall(content)
            case "value":
                return self.value(content)  # type: ignore[arg-type]
        assert isinstance(content, nodes.Condition)
        return self.node(content)

    def chain(self, conditions: tuple[nodes.Condition, ...]) -> str:
        names = [self.node(condition) for condition in conditions]
        return " ".join(f"{index} if {name} else" for index, name in enumerate(names)) + " None"

    def value(self, quantity: Quantity) -> str:
        match quantity:
            case Ratio(factor=factor, over=over, under=under, guard=guard):
                a, b = self.node(over), self.node(under)
                checks = [f"{a} is None"] if _may_be_unknown(over) else []
                checks += [f"not {b}"] if _may_be_unknown(under) else []
                checks += [f"not {self.node(part)}" for part in guard]
                x = a if factor.numerator == 1 else f"{a} * {factor.numerator}"
                y = b if factor.denominator == 1 else f"({b} * {factor.denominator})"
                return self.let(f"None if {' or '.join(checks)} else {x} / {y}" if checks else f"{x} / {y}")
            case Branches(when=when, then=then, otherwise=otherwise):
                c, a, b = self.node(when), self.value(then), self.value(otherwise)
                return self.let(f"None if {c} is None else {a} if {c} else {b}")
            case Root(base=base, degree=degree):
                return self.let(f"root({self.value(base)}, {degree})")
            case Interval(low=low, high=high, step=step):
                a, b = self.node(low), self.node(high)
                return self.let(f"{a} / {step} if {a} == {b} else None")
            case Table(code=code, limits=limits):
                table = tuple(None if limit is None else float(limit) for limit in limits)
                c = self.node(code)
                return self.let(f"None if {c} is None else {table!r}[{c}]")

    def shortfall(self, content: Shortfall) -> str:
        verdict, amount = self.node(content.verdict), self.gap(content.gap, content.strict)
        return self.let(f"0.0 if {verdict} else None if {verdict} is None else {amount}")

    def gap(self, gap: Gap | GapBranches | None, strict: bool) -> str:
        if gap is None:
            return "None"
        if isinstance(gap, GapBranches):
            c, a, b = self.node(gap.when), self.gap(gap.then, strict), self.gap(gap.otherwise, strict)
            return self.let(f"None if {c} is None else {a} if {c} else {b}")
        a, b = self.node(gap.over), self.node(gap.under)
        return self.let(f"shortfall({a}, {b}, {gap.least}, {gap.step}, {strict})")

    def node(self, node: nodes.Node) -> str:
        if node not in self.names:
            for inner in nodes.walk(node):
                if inner not in self.names:
                    self.names[inner] = self.write(inner)
        return self.names[node]

    def write(self, node: nodes.Node) -> str:
        names = [self.names[child] for child in nodes.children(node)]
        match node:
            case nodes.Int(value=value):
                return str(value) if value >= 0 else f"({value})"
            case nodes.Truth(value=value):
                return self.let(str(value))
            case nodes.Column(name=name) | nodes.Flag(name=name):
                return self.let(f"get({name!r})")
            case nodes.Add():
                return self.let(self.known(node.terms, names, " + ".join(names)))
            case nodes.Mul():
                return self.let(self.known(node.factors, names, " * ".join(names)))
            case nodes.Extreme(largest=largest):
                return self.let(self.known(node.terms, names, f"{'max' if largest else 'min'}({', '.join(names)})"))
            case nodes.Pick():
                return self.let(self.pick(node))
            case nodes.Known(missing=missing):
                return self.let(f"{missing} if {names[0]} is None else {names[0]}")
            case nodes.Lookup(table=table):
                return self.let(f"None if {names[0]} is None else {table!r}[{names[0]}]")
            case nodes.Compare(op=op, left=left, right=right):
                sign = "==" if op == "=" else op
                return self.let(self.known((left, right), names, f"{names[0]} {sign} {names[1]}"))
            case nodes.Share():
                return self.let(self.share(node))
            case nodes.Floor():
                return self.let(self.floor(node))
            case nodes.OneOf(codes=codes):
                return self.let(f"None if {names[0]} is None else {names[0]} in {codes!r}")
            case nodes.Not():
                return self.let(f"None if {names[0]} is None else not {names[0]}")
            case nodes.All():
                fails = " or ".join(f"{name} is False" for name in names)
                return self.let(f"False if {fails} else None if {_any_none(names)} else True")
            case nodes.Any():
                holds = " or ".join(f"{name} is True" for name in names)
                return self.let(f"True if {holds} else None if {_any_none(names)} else False")
            case nodes.AtLeast(count=count):
                held = " + ".join(f"({name} is True)" for name in names)
                may = " + ".join(f"({name} is not False)" for name in names)
                return self.let(f"True if {held} >= {count} else False if {may} < {count} else None")
            case nodes.Only():
                return self.let(f"{names[1]} if {names[0]} else None")
            case nodes.Settled():
                return self.let(f"True if {names[0]} else False if {names[1]} else None")
        raise TypeError(f"no Python for {type(node).__name__}")

    def known(self, parts: Sequence[nodes.Number], names: list[str], expression: str) -> str:
        doubtful = [name for part, name in zip(parts, names, strict=True) if _may_be_unknown(part)]
        return f"None if {_any_none(doubtful)} else {expression}" if doubtful else expression

    def share(self, node: nodes.Share) -> str:
        over, under, (a, b) = self.names[node.over], self.names[node.under], node.sides
        sign = "==" if node.op == "=" else node.op
        sides = (f"{over} * {a}", f"{under} * {b}")
        left, right = reversed(sides) if node.reverse else sides
        return f"None if {over} is None or {under} is None or {under} <= 0 else {left} {sign} {right}"

    def pick(self, node: nodes.Pick) -> str:
        holds = "is not False" if node.unknown_holds else "is True"
        pairs = zip(node.conditions, node.values, strict=True)
        chain = "".join(f"{self.names[value]} if {self.names[when]} {holds} else " for when, value in pairs)
        return chain + self.names[node.otherwise]

    def floor(self, node: nodes.Floor) -> str:
        code, number, limit = (self.names[part] for part in (node.limit.code, node.number, node.limit))
        free = f"True if {code} and {limit} is None else "
        return f"{free}None if {number} is None or {limit} is None else {number} {'>' if node.strict else '>='} {limit}"


def _any_none(names: Iterable[str]) -> str:
    return " or ".join(f"{name} is None" for name in names)


def _may_be_unknown(number: nodes.Number) -> bool:
    return not isinstance(number, nodes.Int | nodes.Pick | nodes.Known)

"""Outputs → one module of LLVM's text that works them out for a span of blocks of eight enterprises.

``run(from, to, columns, results)`` takes block numbers and two tables of addresses. A column has
four words: its values and its bits of validity, and how many bytes each moves on from one block to
the next — none where one block stands for all. A result has two: values and bits of validity.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gaoxin.engine.native.figures import Figure, Figures, Kind
from gaoxin.engine.native.text import FLOAT, LANES, MASK, TRUE, Mask, Text, same, whole
from gaoxin.engine.native.writer import Judged, Value, Writer
from gaoxin.engine.outputs import Output
from gaoxin.rules import nodes

TILE = 64  # blocks that one part works on before the next part takes them: what it reads stays in the cache
PART = 20  # outputs written by one function
WORD = 8
SIZES: dict[Kind, int] = {"bool": 1, "i8": LANES, "i32": 4 * LANES, "i64": 8 * LANES, "double": 8 * LANES}
EXTERNAL = f"""\
declare {FLOAT} @llvm.sqrt.v{LANES}f64({FLOAT})
declare {FLOAT} @llvm.pow.v{LANES}f64({FLOAT}, {FLOAT})
declare {FLOAT} @llvm.ceil.v{LANES}f64({FLOAT})
declare {FLOAT} @llvm.fabs.v{LANES}f64({FLOAT})
"""


@dataclass
class Module:
    """``columns`` and ``results`` say what stands at each place of the two tables of addresses."""

    text: str = ""
    columns: dict[str, bool] = field(default_factory=dict)  # name → whether it is of whole numbers
    results: list[tuple[Kind, bool]] = field(default_factory=list)  # kind, and whether ever unknown


def module_of(wanted: Iterable[Output], *, raw: bool) -> Module:
    """The module of some outputs, in their order."""
    module, asked = Module(), list(wanted)
    parts = [asked[start : start + PART] for start in range(0, len(asked), PART)]
    functions = [_Part(module, number, raw).write(part) for number, part in enumerate(parts)]
    module.text = "\n".join([*functions, EXTERNAL, _driver(len(parts)), "!0 = !{i32 1}"])
    return module


class _Part:
    """One function: its loop over blocks, and before it where its columns and results begin."""

    def __init__(self, module: Module, number: int, raw: bool) -> None:
        self.module, self.name = module, f"part{number}"
        self.before: dict[str, str] = {}  # name → what it is
        self.text = Text()
        self.writer = Writer(self.text, self.column, self.flag, self.name)
        self.figures = Figures(self.writer, raw=raw)

    def write(self, wanted: Sequence[Output]) -> str:
        for output in wanted:
            self.store(self.figures.figure(output))
        tables = [f"{name} = internal constant {text}" for text, name in self.writer.tables.items()]
        before = [f"{name} = {what}" for name, what in self.before.items()]
        function = _function(self.name, before, self.text.lines, self.text.block)
        return "\n".join([*tables, *self.writer.exact, function])

    def column(self, node: nodes.Column) -> Value:
        number = self.place(node.name, True)
        found = self.text.let(f"load {whole(64)}, ptr {self.address(number, 0)}, align 8")
        return Value(found, 64, self.bits(number, 2))

    def flag(self, node: nodes.Flag) -> Judged:
        number = self.place(node.name, False)
        return self.writer.where(self.bits(number, 2), self.bits(number, 0))

    def place(self, name: str, is_number: bool) -> int:
        self.module.columns.setdefault(name, is_number)
        number = list(self.module.columns).index(name)
        for word, kind in enumerate(("ptr", "i64", "ptr", "i64")):
            self.begin(f"%c{number}.{word}", kind, "%columns", 4 * number + word)
        return number

    def begin(self, name: str, kind: str, table: str, word: int) -> None:
        self.before[f"{name}.at"] = f"getelementptr i8, ptr {table}, i64 {WORD * word}"
        self.before[name] = f"load {kind}, ptr {name}.at"

    def address(self, number: int, word: int) -> str:
        offset = self.text.let(f"mul i64 %block, %c{number}.{word + 1}")
        return self.text.let(f"getelementptr i8, ptr %c{number}.{word}, i64 {offset}")

    def bits(self, number: int, word: int) -> Mask:
        return self.text.let(f"bitcast i8 {self.text.let(f'load i8, ptr {self.address(number, word)}')} to {MASK}")

    def store(self, figure: Figure) -> None:
        number = len(self.module.results)
        self.module.results.append((figure.kind, figure.known is not TRUE))
        self.begin(f"%r{number}.0", "ptr", "%results", 2 * number)
        self.keep(number, 0, figure.kind, figure.name)
        if figure.known is not TRUE:
            self.begin(f"%r{number}.1", "ptr", "%results", 2 * number + 1)
            self.keep(number, 1, "bool", figure.known)

    def keep(self, number: int, word: int, kind: Kind, value: Mask) -> None:
        text, size = self.text, SIZES[kind]
        offset = text.let(f"mul i64 %block, {size}")
        place = text.let(f"getelementptr i8, ptr %r{number}.{word}, i64 {offset}")
        if kind == "bool":
            packed = text.let(f"bitcast {MASK} {same('i1', 'true') if value is TRUE else value} to i8")
            text.do(f"store i8 {packed}, ptr {place}")
            return
        lane = f"<{LANES} x {kind}>"
        past = ", !nontemporal !0" if size == 64 else ""  # whole lines of the cache, not read again here
        text.do(f"store {lane} {value}, ptr {place}, align {size}{past}")


def _function(name: str, before: Sequence[str], lines: Sequence[str], last: str) -> str:
    start, body = "\n  ".join(before), "\n  ".join(lines)
    return f"""\
define internal void @{name}(i64 %from, i64 %to, ptr noalias %columns, ptr noalias %results) {{
entry:
  {start}
  br label %loop
loop:
  %block = phi i64 [ %from, %entry ], [ %next, %{last} ]
  {body}
  %next = add i64 %block, 1
  %more = icmp slt i64 %next, %to
  br i1 %more, label %loop, label %done
done:
  ret void
}}
"""


def _driver(parts: int) -> str:
    arguments = "i64 %start, i64 %end, ptr %columns, ptr %results"
    calls = "\n  ".join(f"call void @part{number}({arguments})" for number in range(parts))
    return f"""\
define void @run(i64 %from, i64 %to, ptr noalias %columns, ptr noalias %results) {{
entry:
  %any = icmp slt i64 %from, %to
  br i1 %any, label %tile, label %done
tile:
  %start = phi i64 [ %from, %entry ], [ %end, %tile ]
  %full = add i64 %start, {TILE}
  %last = icmp slt i64 %to, %full
  %end = select i1 %last, i64 %to, i64 %full
  {calls}
  %more = icmp slt i64 %end, %to
  br i1 %more, label %tile, label %done
done:
  fence seq_cst
  ret void
}}
"""

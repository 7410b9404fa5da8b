"""``gaoxin read``: a messy ledger → records, the rows left out and why, every doubt in its cell."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gaoxin.cli.common import add_rulebook, open_rulebook, say
from gaoxin.cli.printing import print_json, print_table
from gaoxin.errors import FactsError, GaoxinError
from gaoxin.register.error_book import write_error_workbook
from gaoxin.register.files import sha256_of
from gaoxin.register.identity import Lexicon, Register
from gaoxin.register.ledger.diff import changes
from gaoxin.register.ledger.document import document
from gaoxin.register.ledger.reading import Words, read_workbook, words_of
from gaoxin.register.ledger.table import Ledger
from gaoxin.register.ledger.vocabulary import Memory, timeless

CHANGES = {"new": "新增", "changed": "更新", "same": "不变", "duplicate": "重复", "review": "待核"}
CLASSES = {
    "group": "分组",
    "subtotal": "小计",
    "total": "合计",
    "note": "注释",
    "duplicate": "重复",
    "header": "表头",
    "title": "标题",
    "unit": "单位行",
}
SEVERITIES = {"error": "错误", "warning": "警告"}
SHOWN = 50  # issues printed for people; --json and --errors have all


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ledger", type=Path, metavar="LEDGER", help="台账文件，表头、单位、合并单元格照原样")
    parser.add_argument("--register", type=Path, metavar="R", help="企业名册 .json，用来对上企业并算出变化")
    parser.add_argument("--mappings", type=Path, metavar="M", help="记住的列对应 .yaml，按表头指纹")
    parser.add_argument(
        "--teach",
        action="append",
        default=[],
        metavar="列=字段",
        help="记住一列是哪个字段，如 科创支出（万元）=rd_expense",
    )
    parser.add_argument("--errors", type=Path, metavar="OUT.xlsx", help="另存问题工作簿：原表上色加批注")
    parser.add_argument("--json", action="store_true", help="只在标准输出打印一份 JSON")
    add_rulebook(parser)


def run(args: argparse.Namespace) -> int:
    _check(args)
    rulebook = open_rulebook(args)
    register = _register(args.register, Path(rulebook.root))
    memory = Memory.load(args.mappings) if args.mappings else Memory()
    words = words_of(Path(rulebook.root), rulebook.fields, rulebook.title_names(), memory)
    say(f"正在读 {args.ledger.name} …")
    try:
        ledger = read_workbook(args.ledger, words, register=register)
        if args.teach:
            _teach(args, ledger, words)
            ledger = read_workbook(args.ledger, words, register=register)
    except FactsError as error:
        return _refused(error, args)
    if args.errors:
        write_error_workbook(args.ledger, ledger.issues, args.errors)
    if args.json:
        print_json(document(ledger, words.vocabulary))
    else:
        _print(ledger, args)
    return 1 if ledger.issues else 0


def _check(args: argparse.Namespace) -> None:
    """What can be seen to be used wrongly before anything is read."""
    if not args.ledger.is_file():
        raise GaoxinError(f"找不到文件 {args.ledger}")
    if args.errors and (args.errors.suffix.lower() != ".xlsx" or not args.errors.parent.is_dir()):
        raise GaoxinError(f"--errors 须为已有文件夹中的 .xlsx：{args.errors}")
    if args.errors and args.errors.resolve() == args.ledger.resolve():
        raise GaoxinError("--errors 不能就是台账本身，请另起文件名")
    if args.teach and not args.mappings:
        raise GaoxinError("--teach 要与 --mappings 同用，才有处记住")


def _teach(args: argparse.Namespace, ledger: Ledger, words: Words) -> None:
    """Remember which field a column is, for every header that has the column."""
    for text in args.teach:
        path, _, name = text.rpartition("=")
        if name and name not in words.fields:
            raise GaoxinError(f"没有字段「{name}」，全部字段见 gaoxin fields")
        headers = [t.header for t in ledger.tables if timeless(path) in [timeless(c.shown) for c in t.columns]]
        if not headers:
            raise GaoxinError(f"台账中没有「{path}」这一列，列名见 --json 的 columns.path")
        for header in headers:
            words.memory.remember(header.paths, path, name)
    words.memory.save(args.mappings)


def _register(path: Path | None, rulebook: Path) -> Register | None:
    if path is None:
        return None
    if not path.is_file():
        raise GaoxinError(f"找不到名册 {path}")
    return Register.load(path, Lexicon.load(rulebook))


def _refused(error: FactsError, args: argparse.Namespace) -> int:
    if args.json:
        empty = {"file": args.ledger.name, "sha256": sha256_of(args.ledger), "sheets": [], "records": []}
        print_json({**empty, "issues": [issue.as_dict() for issue in error.issues], "diff": dict.fromkeys(CHANGES, 0)})
    print(error, file=sys.stderr)
    return 1


def _print(ledger: Ledger, args: argparse.Namespace) -> None:
    rows = []
    for table in ledger.tables:
        classes = [skipped.kind for skipped in table.rows.skipped]
        left = "、".join(f"{label} {classes.count(kind)}" for kind, label in CLASSES.items() if kind in classes)
        header = f"{table.header.top + 1}–{table.header.bottom + 1}"
        rows.append((table.name, header, table.context.unit or "—", len(table.kept()), left or "—"))
    print_table(("工作表", "表头行", "单位", "记录", "跳过的行"), rows)
    told = changes(ledger)
    print("　".join(f"{label} {told[change]}" for change, label in CHANGES.items()))
    for issue in ledger.issues[:SHOWN]:
        print(f"{SEVERITIES[issue.severity]}　{issue}")
    if len(ledger.issues) > SHOWN:
        print(f"另有 {len(ledger.issues) - SHOWN} 处疑点，见 --json 或 --errors。")
    if args.errors:
        print(f"问题工作簿：{args.errors}")

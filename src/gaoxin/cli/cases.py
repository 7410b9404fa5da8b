"""What ``gaoxin assign`` and ``gaoxin timetable`` share: a case as a JSON file, a seed, a time limit, a workbook."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, TypeVar

from gaoxin.cli.printing import print_issues, print_json, print_table
from gaoxin.errors import GaoxinError, Issue, Place
from gaoxin.schedule.reading import CaseError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

INTERRUPTED = 130  # as shells say of a command ended by Ctrl-C
LIMIT = 64 * 2**20  # bytes
Case = TypeVar("Case", bound="DataclassInstance")


def add_case(parser: argparse.ArgumentParser, holds: str) -> None:
    parser.add_argument("case", type=Path, metavar="CASE", help=f"JSON 文件：{holds}")
    parser.add_argument("--seed", type=_whole, metavar="N", help="随机种子，代替文件中的；同一文件同一种子，结果相同")
    parser.add_argument("--time-limit", type=_seconds, metavar="SECONDS", help="最多求解几秒")
    parser.add_argument("--out", type=Path, metavar="FILE.xlsx", help="另存为工作簿")
    parser.add_argument("--json", action="store_true", help="只在标准输出打印一份 JSON")


def open_case(args: argparse.Namespace, read: Callable[[str, str], Case]) -> Case:
    """The case in the file the arguments name.

    Raises:
        GaoxinError: used wrongly: there is no such file, or --out cannot be written.
        CaseError: with every mistake in it.
    """
    path: Path = args.case
    if args.out and (args.out.suffix.lower() != ".xlsx" or not args.out.absolute().parent.is_dir()):
        raise GaoxinError(f"--out 须为已有文件夹中的 .xlsx：{args.out}")
    if not path.is_file():
        raise GaoxinError(f"找不到文件 {path}")
    try:
        if path.stat().st_size > LIMIT:
            raise CaseError([Issue("GX701", f"文件超过 {LIMIT // 2**20} MB", Place(path.name))])
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        told = f"不是 UTF-8 文字（第 {error.start + 1} 字节）"
        raise CaseError([Issue("GX701", told, Place(path.name), "用文本编辑器另存为 UTF-8")]) from None
    except OSError as error:
        raise GaoxinError(f"无法读取 {path}：{error.strerror}") from None
    return read(text, path.name)


def asked(case: Case, args: argparse.Namespace) -> Case:
    """The case with the seed and the time limit of the command line, where they were given."""
    given = {"seed": args.seed, "seconds": args.time_limit}
    return replace(case, **{name: value for name, value in given.items() if value is not None})


def refused(error: CaseError, args: argparse.Namespace, empty: dict[str, object]) -> int:
    """Tell every mistake of a case; the exit code."""
    if args.json:
        print_json({**empty, "issues": [issue.as_dict() for issue in error.issues]})
    print_issues(error.issues)
    return 1


def print_filled(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table without the columns in which nothing stands."""
    kept = [at for at in range(len(head)) if any(row[at] not in ("", None) for row in rows)]
    print_table([head[at] for at in kept], [[row[at] for at in kept] for row in rows])


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Seconds counted on standard error while something long is worked out, if somebody watches."""
    done = Event()

    def count() -> None:
        begun = time.monotonic()
        while not done.wait(1):
            print(f"\r{what} {time.monotonic() - begun:.0f} 秒", end="", file=sys.stderr, flush=True)

    if not sys.stderr.isatty():
        yield
        return
    print(what, end="", file=sys.stderr, flush=True)
    counting = Thread(target=count, daemon=True)
    counting.start()
    try:
        yield
    finally:
        done.set()
        counting.join()
        print(file=sys.stderr)


def stopped() -> int:
    """The exit code after Ctrl-C; nothing was written."""
    print("已中断，没有写出任何结果", file=sys.stderr)
    return INTERRUPTED


def _whole(text: str) -> int:
    try:
        found = int(text)
    except ValueError:
        found = -1
    if not 0 <= found < 2**63:
        raise argparse.ArgumentTypeError(f"「{text}」不是种子，请写不小于 0 的整数")
    return found


def _seconds(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0.1 <= found <= 86_400:
        raise argparse.ArgumentTypeError(f"「{text}」不是秒数，请写 0.1 至 86400")
    return found

"""Arguments that several commands share, and the rulebook."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from gaoxin.errors import GaoxinError, RulebookError
from gaoxin.rules.load import load_rulebook
from gaoxin.rules.model import Rulebook


def day(text: str) -> date:
    """A date argument, YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"「{text}」不是日期，请写作 2026-05-15") from None


def add_rulebook(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rulebook", type=Path, help="规则库文件夹，默认用随 gaoxin 安装的")


def open_rulebook(args: argparse.Namespace) -> Rulebook:
    """The rulebook the arguments name; a broken one is used wrongly, every mistake listed."""
    try:
        return load_rulebook(args.rulebook)
    except RulebookError as error:
        raise GaoxinError(f"规则库有误，先用 gaoxin check 校验：\n{error}") from error


def editions_of(args: argparse.Namespace, policies: list[str]) -> dict[str, str]:
    """``--edition 2022`` for one policy, or ``--edition srdi=2022`` for several."""
    found = {}
    for text in args.edition or []:
        name, _, edition = text.rpartition("=")
        if not name and len(policies) != 1:
            raise GaoxinError("评估多项政策时，--edition 写作 政策=版本，如 srdi=2022")
        if (name or policies[0]) not in policies:
            raise GaoxinError(f"--edition 指定了「{name}」，但没有评估这项政策")
        found[name or policies[0]] = edition
    return found


def say(message: str) -> None:
    """Progress, on standard error so that piped output stays clean; silent when nobody watches."""
    if sys.stderr.isatty():
        print(message, file=sys.stderr)

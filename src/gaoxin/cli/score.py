"""``gaoxin score CASE.json``: scores, places and awards of a round, and how each was reached."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from importlib import import_module
from itertools import compress
from pathlib import Path
from types import ModuleType
from typing import Any

from gaoxin.cli.printing import print_issues, print_json, print_table
from gaoxin.errors import GaoxinError, RulebookError
from gaoxin.panel import Case, CaseError, Line, Result, explain, load_schemes, score
from gaoxin.panel.files import TABLES, cases_of, read_document, read_scheme_at, read_table
from gaoxin.panel.numbers import shown
from gaoxin.panel.scheme import Scheme
from gaoxin.panel.words import tier_words
from gaoxin.rules.reading import nearest

ALL = ""  # --explain without an entry
BY_RULE = "GX622"  # a cap that went by entry id, as the rule itself says: told, but nothing is amiss


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", type=Path, metavar="CASE", help="评分数据：一个或一列（.json），或选票表（.csv .xlsx）")
    parser.add_argument("--case", dest="chosen", metavar="NAME", help="文件里有多个时选一个：名称或序号（从 1 起）")
    parser.add_argument("--contest", metavar="NAME", help="只计该赛事（contest）的各轮")
    parser.add_argument("--scheme", metavar="KEY", help="改用现成的评分办法，或 .yaml、.json 文件里的")
    parser.add_argument("--explain", nargs="?", const=ALL, metavar="ENTRY", help="说明得分与名次怎样得来，可只说一项")
    parser.add_argument("--judges", action="store_true", help="供评委会：评委宽严、异常提示、争议项目、一致性")
    parser.add_argument("--rulebook", type=Path, help="规则库文件夹，默认用随 gaoxin 安装的")
    parser.add_argument("--json", action="store_true", help="输出一份 JSON")


def run(args: argparse.Namespace) -> int:
    try:
        schemes = load_schemes(args.rulebook)
    except RulebookError as error:
        raise GaoxinError(f"规则库有误，先用 gaoxin check 校验：\n{error}") from error
    try:
        cases, is_list = _cases(args, schemes)
        results = _with_entry([score(case) for case in cases], args.explain)
    except CaseError as error:
        if args.json:
            print_json({"issues": [issue.as_dict() for issue in error.issues]})
        print_issues(error.issues)
        return 1
    if args.json:
        found = [_document(result, args.explain, args.judges) for result in results]
        named = [{"name": one.case.name, "expected": each} for one, each in zip(results, found, strict=True)]
        print_json(named if is_list else found[0])
    else:
        for result in results:
            _print(result, args.explain)
            if args.judges:
                _judges().print_judges(result.case)
    issues = [issue for result in results for issue in result.issues]
    print_issues(issues)
    return 1 if any(issue.code != BY_RULE for issue in issues) else 0


def _cases(args: argparse.Namespace, schemes: Mapping[str, Scheme]) -> tuple[list[Case], bool]:
    """The cases asked for, and whether a list is wanted: where the file is one and none was named."""
    document = read_table(args.case) if args.case.suffix.lower() in TABLES else read_document(args.case)
    rule = _scheme(args.scheme, schemes)
    if not isinstance(document, list):
        cases = cases_of(document, args.case.name, schemes, rule)
        return _of_contest(cases, args.contest), False
    if args.chosen is None:
        return _of_contest(cases_of(document, args.case.name, schemes, rule), args.contest), True
    return cases_of(_named(document, args.chosen), args.case.name, schemes, rule), False


def _of_contest(cases: list[Case], contest: str | None) -> list[Case]:
    found = [case for case in cases if contest is None or case.contest == contest]
    if not found:
        known = {case.contest for case in cases if case.contest}
        raise GaoxinError(f"文件里没有赛事「{contest}」。{nearest(contest or '', known)}")
    return found


def _named(document: list[Any], chosen: str) -> object:
    """One case of a list, by its name, or by its number from 1."""
    names = [str(one.get("name", "")) if isinstance(one, Mapping) else "" for one in document]
    if chosen in names:
        return document[names.index(chosen)]
    if chosen.isdecimal() and 1 <= int(chosen) <= len(document):
        return document[int(chosen) - 1]
    raise GaoxinError(
        f"文件里没有「{chosen}」，共 {len(document)} 个：{'、'.join(names[:20])}。{nearest(chosen, names)}"
    )


def _scheme(asked: str | None, schemes: Mapping[str, Scheme]) -> Mapping[str, Any] | None:
    """The rule that goes in place of the case's own: a ready-made one, or one in a file."""
    if asked is None:
        return None
    if asked in schemes:
        return schemes[asked].as_dict()
    path = Path(asked)
    if path.suffix not in (".yaml", ".yml", ".json"):
        raise GaoxinError(f"没有评分办法「{asked}」。{nearest(asked, schemes)}现成的有：{'、'.join(schemes)}")
    return read_scheme_at(path).as_dict()


def _document(result: Result, explained: str | None, judges: bool) -> dict[str, Any]:
    found = result.as_dict()
    if explained is not None:
        lines = {entry: line.as_dict() for entry, line in result.lines.items() if explained in (ALL, entry)}
        digests = {"scheme": result.case.scheme.digest, "case": result.case.digest}
        found |= {"digests": digests, "lines": lines}
    if judges:
        found |= _judges().judges_document(result.case)
    return found


def _judges() -> ModuleType:
    """What is only for a committee needs SciPy; an exact score does not wait for it."""
    return import_module("gaoxin.cli.score_judges")


def _with_entry(results: list[Result], entry: str | None) -> list[Result]:
    """The results that have an entry to be explained; all where none is named."""
    if not entry:
        return results
    found = [result for result in results if entry in result.tallies]
    if not found:
        known = [one for result in results for one in result.tallies]
        raise GaoxinError(f"没有参赛项目「{entry}」。{nearest(entry, known)}")
    return found


def _print(result: Result, explained: str | None) -> None:
    case = result.case
    if case.name:
        print(case.name)
    if explained is not None:
        for sentence in explain(result, explained or None):
            print(sentence)
    else:
        _print_board(result)
    print(f"评分办法 {case.scheme.digest[:12]}… · 评分数据 {case.digest[:12]}…")


def _print_board(result: Result) -> None:
    """Pools, raw means and awards have a column only where there are any."""
    is_pooled, is_levelled = len(result.case.pools) > 1, result.adjustment is not None
    wanted = (is_pooled, True, True, is_levelled, True, True, True, bool(result.case.scheme.tiers))
    head = list(compress(("组别", "名次", "项目", "原始平均", "得分", "有效", "去掉", "奖项"), wanted))
    rows = []
    for one in result.lines.values():
        rank = "—" if one.rank is None else one.rank
        raw = "—" if one.raw is None else shown(one.raw, result.case.scheme.places)
        row = (one.pool, rank, one.entry, raw, one.final or "—", one.n, one.dropped, _award(result, one))
        rows.append(list(compress(row, wanted)))
    print_table(head, rows)
    if result.needs_decision:
        print(f"待裁定：{'、'.join(result.needs_decision)}（同名次跨奖项线）")
    if result.insufficient:
        print(f"有效选票不足，不排名：{'、'.join(result.insufficient)}")


def _award(result: Result, line: Line) -> str:
    if line.award is not None:
        return tier_words(result.case.scheme, line.award, "zh")
    return {"held": "待裁定", "waits": "待定", "capped": "单位已满"}.get(line.why, "")

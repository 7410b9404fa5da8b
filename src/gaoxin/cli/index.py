"""``gaoxin index``: a composite index from iData and iMeta, how sure its ranks are, and what would move them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.cli.printing import print_json, print_table
from gaoxin.errors import GaoxinError
from gaoxin.index.aggregate import METHODS, flat_weights
from gaoxin.index.arrays import Floats
from gaoxin.index.build import Built, build
from gaoxin.index.files import Described, read_idata, read_imeta
from gaoxin.index.framework import Node
from gaoxin.index.recipe import RANGED, SCALES, Recipe, read_recipe
from gaoxin.index.results import number, write_results

SHARE = "0–1"


def add(parser: argparse.ArgumentParser) -> None:
    steps = parser.add_subparsers(dest="step", required=True, metavar="步骤")
    for name, (help_, own, run_) in STEPS.items():
        one = steps.add_parser(name, help=help_)
        _add_recipe(one)
        own(one)
        one.add_argument("--json", action="store_true", help="输出一份 JSON")
        one.set_defaults(step_run=run_)


def run(args: argparse.Namespace) -> int:
    try:
        return int(args.step_run(args))
    except ValueError as error:
        raise GaoxinError(f"算不出：{error}") from error


def _add_recipe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("idata", type=Path, metavar="IDATA", help="各单位数据（iData，CSV）")
    parser.add_argument("imeta", type=Path, metavar="IMETA", help="指标体系（iMeta，CSV）")
    parser.add_argument("--impute", choices=("mean", "median"), help="缺失值以均值或中位数补")
    parser.add_argument("--by", metavar="分组列", default="", help="按该列分组补")
    parser.add_argument("--normalise", choices=tuple(SCALES), default="minmax", help="无量纲化方法")
    parser.add_argument("--range", metavar="低,高", help="minmax 的区间；zscore 的均值与标准差")
    parser.add_argument("--aggregate", choices=tuple(METHODS), default="arithmetic", help="合成方法")
    parser.add_argument("--least-known", type=float, default=0.0, metavar=SHARE, help="单位至少已知的指标比例")
    parser.add_argument("--steps", type=Path, metavar="FILE.yaml", help="全部步骤写在文件里，代替以上各项")


def _recipe(args: argparse.Namespace) -> Recipe:
    if args.steps:
        return read_recipe(args.steps)
    scale: dict[str, float] = {}
    if args.range:
        names = RANGED.get(args.normalise)
        parts = args.range.split(",")
        if names is None or len(parts) != 2:
            raise GaoxinError("--range 写作 低,高，如 0,100；只用于 " + "、".join(RANGED))
        try:
            scale = dict(zip(names, map(float, parts), strict=True))
        except ValueError:
            raise GaoxinError(f"--range 须是两个数，收到「{args.range}」") from None
    return Recipe(
        least_known=args.least_known,
        impute=args.impute,
        within=args.by,
        normalise=args.normalise,
        scale=scale,
        aggregate=args.aggregate,
    )


def _built(args: argparse.Namespace) -> Built:
    described = read_imeta(args.imeta)
    recipe = _recipe(args)
    _known_group(recipe, described)
    return build(read_idata(args.idata, described), described.framework, recipe)


def _known_group(recipe: Recipe, described: Described) -> None:
    if recipe.within and recipe.within not in described.groups:
        listed = "、".join(described.groups) or "（没有）"
        raise GaoxinError(f"没有分组列「{recipe.within}」；iMeta 中 Type 为 Group 的列有：{listed}")


def _row(built: Built, unit: str) -> int:
    if unit not in built.data.units:
        out = "，数据太少未参评" if unit in built.left_out else ""
        raise GaoxinError(f"没有单位「{unit}」{out}")
    return built.data.units.index(unit)


def _add_build(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="写入各步骤的 .csv 与 log.json")


def _build(args: argparse.Namespace) -> int:
    built = _built(args)
    written = write_results(built, args.out)
    rows = _ranked(built)
    if args.json:
        print_json({"units": rows, "left_out": list(built.left_out), "simulated": built.is_simulated})
        return 0
    _say_simulated(built)
    print_table(
        ("名次", "单位", "名称", "总分"), [[r["rank"], r["unit"], r["name"], _shown(r["score"])] for r in rows[:20]]
    )
    print(f"{len(rows)} 个单位，{int(built.imputed.sum())} 个插补值；已写入 {args.out}（{len(written)} 个文件）")
    return 0


def _ranked(built: Built) -> list[dict[str, Any]]:
    names = built.data.names or built.data.units
    rows = [
        {"rank": _whole(place), "unit": unit, "name": name, "score": number(score)}
        for unit, name, place, score in zip(built.data.units, names, built.places, built.index, strict=True)
    ]
    return sorted(rows, key=lambda row: (row["rank"] is None, row["rank"], row["unit"]))


def _add_uncertainty(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--draws", type=int, default=10_000, help="抽取次数")
    parser.add_argument("--reach", type=float, default=0.25, metavar=SHARE, help="权重上下浮动的比例")
    parser.add_argument("--top", type=int, default=10, help="进入前几名的概率")
    parser.add_argument("--seed", type=int, default=1, help="随机种子；相同则结果逐字节相同")


def _uncertainty(args: argparse.Namespace) -> int:
    from gaoxin.index.uncertainty import Weights, spread  # noqa: PLC0415 - only here

    built = _built(args)
    found = spread([built.normalised], Weights(built.framework, args.reach), args.draws, args.seed)
    low, middle, high = (found.quantile(part) for part in (0.05, 0.5, 0.95))
    top = found.top(args.top)
    rows = [
        {**row, "p5": int(low[at]), "p50": int(middle[at]), "p95": int(high[at]), "top": float(top[at])}
        for row in _ranked(built)
        for at in [built.data.units.index(row["unit"])]
    ]
    if args.json:
        print_json({"draws": args.draws, "seed": args.seed, "reach": args.reach, "top": args.top, "units": rows})
        return 0
    _say_simulated(built)
    head = ("名次", "单位", "名称", "5%", "中位", "95%", f"前{args.top}名概率")
    print_table(head, [[r["rank"], r["unit"], r["name"], r["p5"], r["p50"], r["p95"], f"{r['top']:.1%}"] for r in rows])
    return 0


def _add_path(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unit", required=True, help="单位代码（uCode）")
    parser.add_argument("--place", type=int, required=True, help="要到的名次")
    parser.add_argument("--most", type=int, metavar="M", help="至多改动几项指标")


def _path(args: argparse.Namespace) -> int:
    from gaoxin.index.path import path_to  # noqa: PLC0415 - only here

    built, weights = _complete(args)
    row = _row(built, args.unit)
    scores = built.normalised
    limits = scores.max(axis=0) - scores[row]
    found = path_to(scores @ weights, weights, row, args.place, np.ones(len(weights)), limits, most=args.most)
    steps = [] if found.steps is None else _steps(built, found.steps, weights)
    if args.json:
        print_json({"unit": args.unit, "place": args.place, "feasible": found.feasible, "needed": found.needed,
                    "missing": found.missing, "steps": steps})  # fmt: skip
    elif not found.feasible:
        print(f"做不到：各项都提到现有最好水平，总分仍差 {_shown(found.missing)}")
    else:
        print(f"到第 {args.place} 名，总分要提高 {_shown(found.needed)}：")
        print_table(
            ("指标", "名称", "提高（分）", "总分增加"),
            [[s["indicator"], s["name"], _shown(s["points"]), _shown(s["gain"])] for s in steps],
        )
    return 0 if found.feasible else 1


def _steps(built: Built, steps: Floats, weights: Floats) -> list[dict[str, Any]]:
    nodes = built.framework.indicators
    touched = [at for at in np.argsort(-steps * weights) if steps[at] > 1e-9]
    gains = steps * weights
    return [_named(nodes[at], points=float(steps[at]), gain=float(gains[at])) for at in touched]


def _named(node: Node, **figures: Any) -> dict[str, Any]:
    return {"indicator": node.code, "name": node.name, **figures}


def _add_moves(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--before", type=Path, required=True, metavar="IDATA", help="上一期的数据")
    parser.add_argument("--unit", required=True, help="单位代码（uCode）")


def _moves(args: argparse.Namespace) -> int:
    from gaoxin.index.moves import changed  # noqa: PLC0415 - only here

    described = read_imeta(args.imeta)
    recipe = replace(_recipe(args), treat=None)
    _known_group(recipe, described)
    first, second = (
        build(read_idata(path, described), described.framework, recipe) for path in (args.before, args.idata)
    )
    found = changed(first, second, args.unit)
    named = described.framework.indicators
    parts = [
        _named(named[at], own=float(found.own[at]), rivals=float(found.rivals[at]))
        for at in np.argsort(-np.abs(found.own + found.rivals), kind="stable")
        if found.own[at] or found.rivals[at]
    ]
    rest = {"rescaled": found.rescaled, "joined": found.joined}
    if args.json:
        print_json({"unit": args.unit, "before": found.before, "after": found.after, "change": found.change, **rest,
                    "passed_by": found.passed, "passes": found.left, "parts": parts})  # fmt: skip
        return 0
    passes, passed_by = ("、".join(units) or "—" for units in (found.left, found.passed))
    print(f"第 {found.before:g} 名 → 第 {found.after:g} 名；超过 {passes}，被 {passed_by} 超过")
    rows = [[p["indicator"], p["name"], f"{p['own']:+.2f}", f"{p['rivals']:+.2f}"] for p in parts]
    print_table(("指标", "名称", "自身", "对手"), rows)
    print(f"标准变动 {found.rescaled:+.2f}，单位进出 {found.joined:+.2f}（正数为名次后移）")
    return 0


def _add_leverage(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unit", required=True, help="单位代码（uCode）")
    parser.add_argument("--part", type=float, default=0.1, help="每项指标改进的比例，0.1 即一成")


def _leverage(args: argparse.Namespace) -> int:
    from gaoxin.index.path import leverage  # noqa: PLC0415 - only here

    built, weights = _complete(args)
    row = _row(built, args.unit)
    gains, places = leverage(built.treated, built.framework.directions, weights, row, args.part)
    named = built.framework.indicators
    rows = [
        _named(named[at], score=number(gains[at]), places=_whole(places[at]))
        for at in np.argsort(-np.nan_to_num(gains, nan=-np.inf), kind="stable")
    ]
    if args.json:
        print_json({"unit": args.unit, "part": args.part, "indicators": rows})
        return 0
    _say_simulated(built)
    print_table(
        ("指标", "名称", "总分增加", "名次前移"),
        [[r["indicator"], r["name"], _shown(r["score"]), r["places"]] for r in rows],
    )
    return 0


def _complete(args: argparse.Namespace) -> tuple[Built, Floats]:
    """An index whose total is the weighted sum of complete min–max scores."""
    built = _built(args)
    if np.isnan(built.normalised).any():
        raise GaoxinError(
            "有缺失值，或有指标各单位都相同，无法逐项推算；"
            "请加 --impute 补齐，去掉数据太少的单位（--least-known）或无差别的指标"
        )
    if built.recipe.aggregate != "arithmetic" or built.recipe.normalise != "minmax":
        raise GaoxinError("逐项推算只用于 minmax 与 arithmetic")
    return built, flat_weights(built.framework)


def _say_simulated(built: Built) -> None:
    if built.is_simulated:
        print(f"模拟分：{len(built.framework.unknown_weights)} 个权重未知，按 1 计")


def _whole(place: float) -> int | None:
    return None if np.isnan(place) else int(place)


def _shown(value: float | None) -> str:
    return "—" if value is None else f"{value:.4f}"


Run = Callable[[argparse.Namespace], int]
STEPS: Mapping[str, tuple[str, Callable[[argparse.ArgumentParser], None], Run]] = {
    "build": ("逐步计算指数并写出各步结果", _add_build, _build),
    "uncertainty": ("权重浮动下各单位名次的区间", _add_uncertainty, _uncertainty),
    "path": ("到某一名次最少要改进什么", _add_path, _path),
    "moves": ("名次为何变化：自身与对手，逐项", _add_moves, _moves),
    "leverage": ("每项指标改进一成，总分与名次变多少", _add_leverage, _leverage),
}

"""How a result was reached, in sentences a protester and a committee can both check by hand."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from gaoxin.errors import GaoxinError
from gaoxin.panel.live import Part
from gaoxin.panel.numbers import FINE, decimal_text, fraction_text, shown
from gaoxin.panel.ranking import SHARED, VALUE
from gaoxin.panel.result import BallotLine, Line, Result
from gaoxin.panel.scheme import Criterion, Scheme
from gaoxin.panel.words import USES, WHYS, Language, rule_words, tier_words, word
from gaoxin.rules.reading import nearest


def explain(result: Result, entry: str | None = None, language: Language = "zh") -> tuple[str, ...]:
    """Sentences on one entry, or on the rule and on every entry.

    Raises:
        GaoxinError: there is no such entry.
    """
    if entry is None:
        told = [*_rule(result.case.scheme, language)]
        for line in result.lines.values():
            told += _entry(result, line, language)
        return tuple(told)
    if entry not in result.lines:
        raise GaoxinError(f"没有参赛项目「{entry}」。{nearest(entry, result.lines)}")
    return (*_rule(result.case.scheme, language), *_entry(result, result.lines[entry], language))


def _rule(scheme: Scheme, language: Language) -> Iterator[str]:
    zh = language == "zh"
    name = (scheme.label if zh else scheme.label_en) or scheme.label or scheme.key
    version, digest = f" {scheme.version}" if name else "", scheme.digest[:12]
    yield (
        f"评分办法{name and '：'}{name}{version}（摘要 {digest}…）。"
        if zh
        else f"Scheme{name and ': '}{name}{version} (digest {digest}…)."
    )
    yield _dropping(scheme, zh) if scheme.mode == "live" else _levelling(scheme, zh)
    if scheme.tie_break:
        rules = [rule_words(scheme, rule, language) for rule in scheme.tie_break]
        yield f"同分依次比较：{'、'.join(rules)}。" if zh else f"Ties are parted by, in order: {'; '.join(rules)}."


def _dropping(scheme: Scheme, zh: bool) -> str:
    if not scheme.drop:
        return "全部有效选票计入，不去最高最低分。" if zh else "All counted ballots count; no extremes are dropped."
    n, least = scheme.drop, scheme.min_for_drop
    if scheme.drop_by == "criterion":
        return (
            f"每个评分项满 {least} 个分数时去掉 {n} 个最高、{n} 个最低，"
            f"平均后四舍五入到 {scheme.places} 位小数，再加权。"
            if zh
            else f"Within each criterion, from {least} marks on, {n} highest and {n} lowest are dropped; the mean is "
            f"rounded half up to {scheme.places} decimals and then weighted."
        )
    return (
        f"有效选票满 {least} 张时去掉 {n} 个最高、{n} 个最低，不足时全部计入。"
        if zh
        else f"From {least} counted ballots on, {n} highest and {n} lowest are dropped; with fewer all count."
    )


def _levelling(scheme: Scheme, zh: bool) -> str:
    return (
        "评委并未评审全部项目：扣除各评委的宽严后取平均，先舍入到 6 位小数再比较。"
        if zh
        else "Not every judge marked every entry: the judges' severity is taken out before the mean, which is rounded "
        "to 6 decimals before it is compared."
    )


def _entry(result: Result, line: Line, language: Language) -> Iterator[str]:
    yield _heading(line, language)
    for ballot in line.ballots:
        yield "  " + _ballot(result.case.scheme, line, ballot, language)
    for part in line.parts:
        yield "  " + _part(result.case.scheme, part, language)
    if line.value is not None:
        yield "  " + _sum(result, line, language)
        yield from ("  " + said for said in _neighbours(result, line, language))
    yield "  " + _award(result.case.scheme, line, language)


def _heading(line: Line, language: Language) -> str:
    pool = f" · {line.pool}" if line.pool else ""
    if line.rank is None:
        return f"{line.entry}{pool}：不计分" if language == "zh" else f"{line.entry}{pool}: no score"
    if language == "zh":
        return f"{line.entry}{pool}：第 {line.rank} 名，{line.final} 分"
    return f"{line.entry}{pool}: place {line.rank}, {line.final} points"


def _ballot(scheme: Scheme, line: Line, ballot: BallotLine, language: Language) -> str:
    """A ballot's total and what became of it; its marks alone where extremes go by criterion."""
    zh = language == "zh"
    said, comma = f"{ballot.judge}{'：' if zh else ': '}", "，" if zh else ", "
    use = word(USES, ballot.use, language)
    if ballot.total is None or ballot.use not in ("counted", "highest", "lowest", "insufficient"):
        return said + use
    marks = _marks(scheme, ballot, zh)
    if line.parts:
        return said + (marks or decimal_text(ballot.total))
    bracketed = (f"（{marks}）" if zh else f" ({marks})") if marks else ""
    return f"{said}{exactly(ballot.total, language)}{bracketed}{comma}{use}"


def _marks(scheme: Scheme, ballot: BallotLine, zh: bool) -> str:
    """Every criterion's mark, in the scheme's order; nothing where there is but one."""
    if len(scheme.criteria) == 1:
        return ""
    marked = [one for one in scheme.criteria if one.key in ballot.scores]
    said = [f"{_name(one, zh)} {decimal_text(ballot.scores[one.key])}" for one in marked]
    return ("、" if zh else ", ").join(said)


def _name(criterion: Criterion, zh: bool) -> str:
    return (criterion.label if zh else criterion.label_en) or criterion.label or criterion.key


def _part(scheme: Scheme, part: Part, language: Language) -> str:
    zh = language == "zh"
    name = _name(scheme.by_key[part.key], zh)
    mean, rounded = exactly(part.mean, language), decimal_text(part.shown)
    low, high = "、".join(part.low), "、".join(part.high)
    weight, product = decimal_text(part.weight), decimal_text(part.product)
    if zh:
        gone = f"去掉最高（{high}）和最低（{low}），" if low else ""
        rounding = f"，乘积舍入为 {product}" if scheme.round_products else ""
        return f"{name}：{part.n} 个分数，{gone}平均 {mean}，舍入为 {rounded}，权重 {weight}{rounding}"
    gone = f"highest ({high}) and lowest ({low}) dropped, " if low else ""
    rounding = f", product rounded {product}" if scheme.round_products else ""
    return f"{name}: {part.n} marks, {gone}mean {mean}, rounded {rounded}, weight {weight}{rounding}"


def _sum(result: Result, line: Line, language: Language) -> str:
    zh = language == "zh"
    value, places = exactly(line.value or Fraction(0), language), result.case.scheme.places
    if result.adjustment is not None:
        raw = shown(line.raw or Fraction(0), FINE)
        return (
            f"原始平均 {raw}，校正后 {value}，显示为 {line.final}"
            if zh
            else f"raw mean {raw}, adjusted {value}, shown as {line.final}"
        )
    kept = line.n - line.dropped
    if line.parts:
        return (
            f"合计 {value}，四舍五入到 {places} 位为 {line.final}"
            if zh
            else f"together {value}, half up to {places} decimals {line.final}"
        )
    word_ = ("总和" if zh else "sum") if result.case.scheme.aggregate == "sum" else "平均" if zh else "mean"
    if zh:
        counts = f"{line.n} 张有效选票，去掉 {line.dropped} 张，{kept} 张的{word_}"
        return f"{counts} {value}，四舍五入到 {places} 位为 {line.final}"
    return (
        f"{line.n} counted ballots, {line.dropped} dropped, {word_} of {kept}: {value}, "
        f"half up to {places} decimals {line.final}"
    )


def _neighbours(result: Result, line: Line, language: Language) -> Iterator[str]:
    """How a tie with the next above or below was parted; nothing where the scores differ."""
    zh = language == "zh"
    row = [entry for group in result.standings[line.pool].groups for entry in group]
    at = row.index(line.entry)
    for rule, other, where in ((line.above, at - 1, ("前", "ahead of")), (line.below, at + 1, ("后", "after"))):
        if rule is None or rule == VALUE:
            continue
        name = row[other]
        if rule == SHARED:
            yield f"与 {name} 并列" if zh else f"shares its place with {name}"
        elif zh:
            yield f"与 {name} 同分，按{rule_words(result.case.scheme, rule, language)}，{name} 在{where[0]}"
        else:
            side = "is ahead" if where[0] == "前" else "comes after"
            yield f"equal with {name}; by {rule_words(result.case.scheme, rule, language)} {name} {side}"


def _award(scheme: Scheme, line: Line, language: Language) -> str:
    zh = language == "zh"
    why = word(WHYS, line.why, language)
    if not scheme.tiers and line.rank is not None:
        return "本轮不设奖项" if zh else "no awards in this round"
    if line.award is None:
        return f"未授奖：{why}" if zh else f"no award: {why}"
    name = tier_words(scheme, line.award, language)
    return f"{name}：{why}" if zh else f"{name}: {why}"


def exactly(value: Fraction, language: Language) -> str:
    """The exact value; where no decimal is exact, the fraction and a decimal of six places."""
    text = fraction_text(value)
    if "/" not in text:
        return text
    near = f"{shown(value, FINE)}…"
    return f"{text}（{near}）" if language == "zh" else f"{text} ({near})"

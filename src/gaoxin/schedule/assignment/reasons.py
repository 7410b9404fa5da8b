"""Why something could not be had, in words the organiser can act on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from gaoxin.schedule.assignment.board import Board
from gaoxin.schedule.assignment.case import Entry
from gaoxin.schedule.assignment.conflict import WORDS
from gaoxin.schedule.assignment.network import LEAST
from gaoxin.schedule.assignment.result import Network, Unmet
from gaoxin.schedule.words import Words

BLOCKED: Mapping[str, Words] = {
    **{str(source): words for source, words in WORDS.items()},
    "avoid": Words("已回避或撤下", "recused or taken off"),
    "division": Words("不评该组别", "not of the division"),
}
SENTENCES: Mapping[str, Words] = {
    "few": Words(
        "{entry}：需要 {wanted} 名评委，可评的只有 {free} 名{blocked}",
        "{entry}: {wanted} judges wanted, only {free} may judge it{blocked}",
    ),
    "colleagues": Words(
        "{entry}：需要 {wanted} 名评委，可评的 {free} 名分属 {groups} 个单位，同一单位至多 1 名",
        "{entry}: {wanted} judges wanted, the {free} who may are of {groups} organisations, one of each at most",
    ),
    "full": Words(
        "{entry}：需要 {wanted} 名评委，派到 {got} 名；可评的 {free} 名中 {full} 名已满额{blocked}",
        "{entry}: {wanted} judges wanted, {got} found; {free} may judge it, {full} of them have all they take{blocked}",
    ),
    "experts": Words(
        "{entry}：需要 {wanted} 名本领域评委，派到 {got} 名；可评的本领域评委有 {free} 名，其中 {full} 名已满额",
        "{entry}: {wanted} experts wanted, {got} found; {free} experts may judge it, {full} of them have all they take",
    ),
    "least": Words(
        "{judge}：至少应评 {wanted} 项，派到 {got} 项；可评的有 {free} 项",
        "{judge}: at least {wanted} entries wanted, {got} found; {free} may be judged",
    ),
    "cross": Words(
        "跨组评审占 {got:.1%}，应不少于 {wanted:.1%}",
        "{got:.1%} of the ballots cross panels, at least {wanted:.1%} are wanted",
    ),
    "connected": Words(
        "{division}评委分成互不相连的 {got} 组，各组之间没有共同项目，分数不能互相校正",
        "{division}the judges fall into {got} groups without a common entry: their marks cannot be compared",
    ),
    "weak": Words(
        "{division}评委之间联系薄弱（λ₂ = {lambda2:.3f}，应不低于 {least}），分数校正不可靠；"
        "可增加每项评委数或跨组评审",
        "{division}judges hang together weakly (λ₂ = {lambda2:.3f}, at least {least} is wanted): "
        "more judges per entry or more ballots across panels help",
    ),
    "fixed_conflict": Words(
        "{entry} 的评委 {judge} 已开始评审，但须回避（{reasons}）；请决定是否撤下",
        "{judge} has begun to judge {entry} but is in conflict ({reasons}): decide whether to take them off",
    ),
    "fixed_avoid": Words(
        "{entry} 的评委 {judge} 已回避，不再计入", "{judge} has stepped back from {entry} and no longer counts"
    ),
    "overfull": Words(
        "{judge} 已开始的评审有 {got} 项，多于上限 {most} 项",
        "{judge} has begun {got} entries, more than the most of {most}",
    ),
    "capacity": Words(
        "共需 {wanted} 人次评审，全部评委至多承担 {most} 人次",
        "{wanted} ballots are wanted, all judges together take {most} at most",
    ),
    "no_topics": Words(
        "{count} 个项目没有领域，无法按专长分配", "{count} entries have no topic: no expert can be found for them"
    ),
}


def unmet(board: Board, cast: np.ndarray, networks: Sequence[Network]) -> Iterator[Unmet]:
    """What was asked for and could not be had: of entries, of judges, of the whole."""
    full = cast.sum(axis=0) >= board.ceiling
    for row, entry in enumerate(board.case.entries):
        yield from _of_entry(board, cast, row, entry, full)
    for column, judge in enumerate(board.case.judges):
        got, wanted = int(cast[:, column].sum()), judge.least
        if wanted is not None and got < wanted:
            free = int((board.clear[:, column] | board.fixed[:, column]).sum())
            yield Unmet(
                "least", judge.id, wanted, got, _say("least", judge=judge.label, wanted=wanted, got=got, free=free)
            )
    if board.has_panels and cast.any():
        got_share = float((cast & board.crosses).sum() / cast[board.crosses.any(axis=1)].sum())
        share = board.case.rules.cross_share
        if got_share < share - 1e-9:
            yield Unmet("cross", "", share, got_share, _say("cross", wanted=share, got=got_share))
    for one in networks:
        if one.components > 1:
            told = _say("connected", division=_division(one), got=one.components)
            yield Unmet("connected", one.division, 1, one.components, told)


def _of_entry(board: Board, cast: np.ndarray, row: int, entry: Entry, full: np.ndarray) -> Iterator[Unmet]:
    wanted, got = int(board.wanted[row]), int(cast[row].sum())
    clear = board.clear[row] | board.fixed[row]
    if got < wanted:
        yield Unmet("seats", entry.id, wanted, got, _short(board, cast, row, entry, full))
    experts, asked = int((cast[row] & board.expert[row]).sum()), int(board.experts_wanted[row])
    if experts < asked:
        free = clear & board.expert[row]
        told = {"entry": entry.label, "wanted": asked, "got": experts, "free": int(free.sum())}
        yield Unmet("experts", entry.id, asked, experts, _say("experts", **told, full=int((free & full).sum())))


def _short(board: Board, cast: np.ndarray, row: int, entry: Entry, full: np.ndarray) -> Words:
    """Why an entry has fewer judges than it wants: too few may, too many are colleagues, or those who may are full."""
    clear = board.clear[row] | board.fixed[row]
    free, wanted = int(clear.sum()), int(board.wanted[row])
    told = {"entry": entry.label, "wanted": wanted, "got": int(cast[row].sum()), "free": free}
    if free < wanted:
        return _say("few", **told, blocked=_blocked(board, entry))
    groups = free - sum(max(int(clear[columns].sum()) - 1, 0) for columns in board.colleagues)
    if groups < wanted:
        return _say("colleagues", **told, groups=groups)
    return _say("full", **told, full=int((clear & full & ~cast[row]).sum()), blocked=_blocked(board, entry))


def _blocked(board: Board, entry: Entry) -> Words:
    """How many judges are kept away, and by what."""
    counts = board.blocked(entry)
    if not counts:
        return Words("", "")
    parts = [(BLOCKED[reason], count) for reason, count in counts.most_common()]
    chinese = "、".join(f"{words.zh} {count} 名" for words, count in parts)
    return Words(f"（{chinese}）", f" ({', '.join(f'{words.en}: {count}' for words, count in parts)})")


def warnings(board: Board, networks: Sequence[Network]) -> Iterator[Words]:
    """What should be looked at though nothing was asked in vain."""
    case = board.case
    for pair in sorted(case.fixed):
        told = {"entry": case.entry_by_id[pair.entry].label, "judge": case.judge_by_id[pair.judge].label}
        if pair in case.avoid:
            yield _say("fixed_avoid", **told)
        elif pair in board.conflicts:
            found = [WORDS[source] for source in board.conflicts[pair]]
            reasons = Words("、".join(one.zh for one in found), ", ".join(one.en for one in found))
            yield _say("fixed_conflict", **told, reasons=reasons)
    for column, judge in enumerate(case.judges):
        begun = int(board.fixed[:, column].sum())
        if judge.most is not None and begun > judge.most:
            yield _say("overfull", judge=judge.label, got=begun, most=judge.most)
    room = int(np.maximum(board.ceiling, board.fixed.sum(axis=0)).sum())
    if board.wanted.sum() > room:
        yield _say("capacity", wanted=int(board.wanted.sum()), most=room)
    without = sum(not one.topics for one in case.entries)
    if case.rules.min_experts and without:
        yield _say("no_topics", count=without)
    for one in networks:
        if one.components == 1 and one.lambda2 is not None and one.lambda2 < LEAST:
            yield _say("weak", division=_division(one), lambda2=one.lambda2, least=LEAST)


def _division(one: Network) -> Words:
    return Words(f"{one.division}：", f"{one.division}: ") if one.division else Words("", "")


def _say(name: str, **values: object) -> Words:
    """A sentence with its names filled in, each in its own language."""
    sentence = SENTENCES[name]
    zh = {key: value.zh if isinstance(value, Words) else value for key, value in values.items()}
    en = {key: value.en if isinstance(value, Words) else value for key, value in values.items()}
    return Words(sentence.zh.format_map(zh), sentence.en.format_map(en))

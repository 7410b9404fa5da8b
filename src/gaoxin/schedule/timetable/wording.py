"""The sentences of a timetable: what a rule asks, what a move breaks, what was wished."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gaoxin.schedule.words import Words

SENTENCES: Mapping[str, Words] = {
    # what slots break
    "unplaced": Words("{item} 没有排入任何场次", "{item} is in no session"),
    "twice": Words("{item} 排了不止一次：{session}", "{item} is placed more than once: {session}"),
    "seat_twice": Words("{session}第 {seat} 位有几项：{items}", "{session}, seat {seat} is taken by several: {items}"),
    "no_seat": Words(
        "{session}只有 {seats} 个席位，没有第 {seat} 位（{item}）",
        "{session} has {seats} seats, none is number {seat} ({item})",
    ),
    "unavailable": Words("{item} 在{session}不可用", "{item} cannot be at {session}"),
    "asleep": Words(
        "{item} 在{session}第 {seat} 位时，当地（{zone}）不在可用时段",
        "{item} at {session}, seat {seat}: outside the hours in {zone}",
    ),
    "mix": Words(
        "{session}有 {count} 个{kind}，应为 {least}—{most} 个",
        "{session} has {count} of {kind}, should be {least}–{most}",
    ),
    "row": Words("{session}中 {items} 同为{kind}，前后相连", "{session}: {items} are both {kind}, one after the other"),
    "unit": Words("{session}中 {items} 同属{unit}", "{session}: {items} are of one unit, {unit}"),
    "topic": Words(
        "{session}有 {count} 个“{topic}”，至多 {most} 个", "{session} has {count} on “{topic}”, at most {most}"
    ),
    "pin": Words("{item} 应固定在{session}", "{item} is pinned to {session}"),
    "pin_seat": Words("{item} 应固定在{session}第 {seat} 位", "{item} is pinned to {session}, seat {seat}"),
    "apart": Words("{session}中 {items} 不应同场", "{session}: {items} should not share a session"),
    # wishes
    "preferred": Words("{item} 希望在{wanted}，排在{session}", "{item} would like {wanted}, is at {session}"),
    "keep": Words("{item} 由{before}改到{session}", "{item} moves from {before} to {session}"),
    # rules that clash
    "rule_seats": Words("{session}有 {seats} 个席位", "{session} has {seats} seats"),
    "rule_placed": Words("{item} 须排入一场", "{item} has to be in a session"),
    "rule_unavailable": Words("{item} 在{session}不可用", "{item} cannot be at {session}"),
    "rule_only": Words("{item} 只能在{session}", "{item} can only be at {session}"),
    "rule_hours": Words("{item} 只能在当地（{zone}）可用时段", "{item} can only appear within the hours in {zone}"),
    "rule_mix": Words("{session}的{kind}应为 {least}—{most} 个", "{session} should have {least}–{most} of {kind}"),
    "rule_row": Words("{session}中{kind}不得相连", "{session}: no two of {kind} in a row"),
    "rule_unit": Words("{unit} 每场至多 1 项（共 {count} 项）", "{unit} at most once a session (has {count})"),
    "rule_topic": Words(
        "“{topic}”每场至多 {most} 项（共 {count} 项）", "“{topic}” at most {most} a session (has {count})"
    ),
    "rule_pin": Words("{item} 固定在{session}", "{item} is pinned to {session}"),
    "rule_pin_seat": Words("{item} 固定在{session}第 {seat} 位", "{item} is pinned to {session}, seat {seat}"),
    "rule_apart": Words("{items} 不同场", "{items} do not share a session"),
    # sums that show a clash at once
    "too_many": Words(
        "共 {count} 项，各场席位合计只有 {seats} 个", "{count} items, but only {seats} seats in all sessions"
    ),
    "nowhere": Words("{item} 没有一场可用", "{item} can be at no session"),
    "pin_unavailable": Words(
        "{item} 固定在{session}，但该场不可用", "{item} is pinned to {session}, at which it cannot be"
    ),
    "pin_hours": Words(
        "{item} 固定在{session}，当地（{zone}）不在可用时段",
        "{item} is pinned to {session}, outside the hours in {zone}",
    ),
    "pin_no_seat": Words(
        "{item} 固定在{session}第 {seat} 位，该场只有 {seats} 个席位",
        "{item} is pinned to {session}, seat {seat}, of {seats}",
    ),
    "pin_twice": Words("{item} 固定在不止一处：{sessions}", "{item} is pinned to more than one place: {sessions}"),
    "pins_on_seat": Words("{items} 都固定在{session}第 {seat} 位", "{items} are all pinned to {session}, seat {seat}"),
    "pins_of_unit": Words(
        "{items} 同属{unit}，都固定在{session}", "{items} are of one unit, {unit}, and all pinned to {session}"
    ),
    "pins_apart": Words(
        "{items} 不同场，却都固定在{session}", "{items} should not share a session, but are all pinned to {session}"
    ),
    "pins_too_many": Words(
        "固定在{session}的有 {count} 项，只有 {seats} 个席位",
        "{count} are pinned to {session}, which has {seats} seats",
    ),
    "mix_too_few": Words(
        "{kind}共 {count} 个，各场至少要 {least} 个", "{count} of {kind}, but the sessions ask for at least {least}"
    ),
    "mix_too_many": Words(
        "{kind}共 {count} 个，各场至多容 {most} 个", "{count} of {kind}, but the sessions take at most {most}"
    ),
    "mix_seats": Words(
        "{session}各类至少合计 {least} 个，只有 {seats} 个席位",
        "{session} asks for at least {least} of all kinds, but has {seats} seats",
    ),
    "row_too_many": Words(
        "{kind}共 {count} 个，互不相连至多容 {most} 个",
        "{count} of {kind}, but at most {most} fit without two in a row",
    ),
    "unit_too_many": Words(
        "{unit} 共 {count} 项，每场至多 1 项，只有 {sessions} 场",
        "{unit} has {count} items, one a session, and there are {sessions} sessions",
    ),
    "topic_too_many": Words(
        "“{topic}”共 {count} 项，每场至多 {most} 项，{sessions} 场容不下",
        "“{topic}” has {count} items, {most} a session: too many for {sessions} sessions",
    ),
}


def wording(name: str, **values: object) -> Words:
    """A sentence with its names filled in; braces in a name stay as they are."""
    sentence = SENTENCES[name]
    return Words(sentence.zh.format_map(values), sentence.en.format_map(values))


def listed(names: Iterable[str]) -> str:
    return "、".join(names)

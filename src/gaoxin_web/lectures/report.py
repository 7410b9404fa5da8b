"""What the brief of a series says (讲堂简报): in Chinese whatever the page's language, as an official document is."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from gaoxin_web.contests.models import Contest
from gaoxin_web.lectures.models import Talk
from gaoxin_web.lectures.queries.ranking import BEST, Line, Ranking
from gaoxin_web.lectures.queries.series import Session, progress_of, round_of, talks_of
from gaoxin_web.lectures.services.cases import CHINESE

COMMENTS = 12  # one of each of the best talks, at most
RANKING_HEADS = ("名次", "授课人", "单位", "题目", "期次", "得分")


def context(contest: Contest, ranking: Ranking) -> dict[str, Any]:
    """The words of :data:`gaoxin_web.briefs.builtin.lectures.KIND` for one series."""
    with override(CHINESE):
        return _context(contest, ranking)


def _context(contest: Contest, ranking: Ranking) -> dict[str, Any]:
    round_ = round_of(contest)
    sessions, talks = progress_of(round_), list(talks_of(contest))
    heard = sum(one.heard for one in sessions)
    period = _period(sessions)
    scored = [line for line in ranking.lines if line.rank is not None] if ranking.visible else []
    overview = f"{contest.name}共安排{len(sessions)}期、{len(talks)}讲，已授课{heard}讲。"
    return {
        "title": f"{'' if str(contest.year) in contest.name else f'{contest.year}年'}{contest.name}情况简报",
        "name": contest.name,
        "period": period,
        "ranked": bool(scored),
        "final": ranking.released,
        "words": {"sessions": str(len(sessions)), "talks": str(len(talks)), "heard": str(heard)},
        "sentences": {
            "overview": f"{period}，{overview}" if period else overview,
            "kinds": _kinds(talks),
            "scores": _scores(scored),
            "best": _best(scored),
        },
        "notes": _notes(ranking, round_.scheme.title if round_ else "") if scored else [],
        "comments": _comments(scored),
        "tables": {"sessions": _sessions(sessions), "ranking": _table(scored)},
    }


def _period(sessions: list[Session]) -> str:
    days = sorted(timezone.localtime(one.sitting.starts_at).date() for one in sessions if one.sitting.starts_at)
    if not days:
        return ""
    first, last = days[0], days[-1]
    if first == last:
        return _day(first)
    until = f"{last.month}月{last.day}日" if first.year == last.year else _day(last)
    return f"{_day(first)}至{until}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _kinds(talks: list[Talk]) -> str:
    counts = [(label, sum(talk.kind == kind for talk in talks)) for kind, label in Talk.Kind.choices]
    said = "，".join(f"{label}{count}人" for label, count in counts if count)
    return f"授课人中，{said}。" if said else ""


def _scores(scored: list[Line]) -> str:
    if not scored:
        return ""
    return f"{len(scored)}讲有得分，最高{scored[0].final}分，最低{scored[-1].final}分。"


def _best(scored: list[Line]) -> str:
    best = [line for line in scored if line.rank is not None and line.rank <= 3]
    return f"排名前三的是：{'、'.join(map(_name, best))}。" if best else ""


def _name(line: Line) -> str:
    entry = line.place.entry
    unit = f"（{entry.organisation}）" if entry.organisation else ""
    return f"{entry.contact}{unit}《{entry.title}》"


def _comments(scored: list[Line]) -> list[str]:
    """One comment of each of the best talks: the longest says most."""
    found = []
    for line in scored[:COMMENTS]:
        if line.comments and line.rank is not None and line.rank <= BEST:
            who, text = max(line.comments, key=lambda pair: len(pair[1]))
            signed = f"（{who}）" if who and not line.place.round.blind else ""
            found.append(f"{line.place.entry.contact}《{line.place.entry.title}》：{text}{signed}")
    return found


def _notes(ranking: Ranking, scheme: str) -> list[str]:
    found = [f"得分按“{scheme}”计算，选票逐张可查。"]
    missing = len(ranking.lines) - ranking.scored
    if missing:
        found.append(f"另有{missing}讲尚无得分，没有列入排名。")
    return found


def _sessions(sessions: list[Session]) -> dict[str, Any]:
    rows = [
        [
            one.sitting.name,
            _day(timezone.localtime(one.sitting.starts_at).date()) if one.sitting.starts_at else "—",
            one.sitting.venue or "—",
            str(one.placed),
            str(one.heard),
        ]
        for one in sessions
    ]
    return {"title": "各期情况", "heads": ["期次", "时间", "地点", "授课人数", "已讲"], "rows": rows, "note": ""}


def _table(scored: list[Line]) -> dict[str, Any]:
    rows = [
        [
            str(line.rank),
            line.place.entry.contact,
            line.place.entry.organisation or "—",
            line.place.entry.title,
            line.place.sitting.name if line.place.sitting else "—",
            str(line.final),
        ]
        for line in scored
    ]
    return {"title": "授课排名", "heads": list(RANKING_HEADS), "rows": rows, "note": ""}

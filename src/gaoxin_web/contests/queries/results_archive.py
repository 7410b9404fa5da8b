"""Everything of a contest in one archive: workbooks for people and JSON for programs, with the same rows.

Ballots are in it only of rounds whose result was released, and judges by their ids; telephones and contacts are masked.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts.access import Access
from gaoxin_web.contests.models import Award, Certificate, Contest, Entry, Outcome, Result, Ruling
from gaoxin_web.contests.queries.results import frozen
from gaoxin_web.contests.secrecy import Kind, viewer_of
from gaoxin_web.ui.sheets import Sheet, book_of
from gaoxin_web.ui.templatetags.ui import masked_name, masked_phone

Rows = Sequence[dict[str, Any]]


def archive(contest: Contest, access: Access) -> tuple[bytes, dict[str, int]]:
    """The archive and how many rows of each kind are in it."""
    tables = {
        _("项目"): entries_of(contest),
        _("选票"): ballots_of(contest, access),
        _("结果"): results_of(contest),
        _("裁定"): rulings_of(contest),
        _("奖项证书"): awards_of(contest),
        _("跟踪"): outcomes_of(contest),
    }
    names = ("entries", "ballots", "results", "rulings", "awards", "outcomes")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, (title, rows) in zip(names, tables.items(), strict=True):
            packed.writestr(f"{name}.xlsx", _workbook(title, rows))
            packed.writestr(f"{name}.json", json.dumps(rows, ensure_ascii=False, indent=1, default=_plain))
        for result in _released(contest, access):
            packed.writestr(
                f"cases/{result.round.order}-v{result.number}.json", json.dumps(result.case, ensure_ascii=False)
            )
    return file.getvalue(), {name: len(rows) for name, rows in zip(names, tables.values(), strict=True)}


def entries_of(contest: Contest) -> Rows:
    rows = contest.entries.exclude(state=Entry.State.DRAFT).select_related("division", "track", "enterprise")
    return [
        {
            "number": one.number,
            "state": one.state,
            "title": one.title,
            "title_en": one.title_en,
            "organisation": one.organisation,
            "uscc": one.uscc,
            "division": one.division.name if one.division else "",
            "track": one.track.name if one.track else "",
            "country": one.country,
            "city": one.city,
            "contact": masked_name(one.contact),
            "phone": masked_phone(one.phone),
            "enterprise": one.enterprise.name if one.enterprise else "",
            "submitted_at": one.submitted_at,
            "answers": one.answers,
        }
        for one in rows
    ]


def _released(contest: Contest, access: Access) -> list[Result]:
    """Results that were released, of rounds in which no conflict hides anything from who asks."""
    rows = Result.objects.filter(round__contest=contest, released_at__isnull=False).select_related("round__scheme")
    found = list(rows.order_by("round__order", "number"))
    viewers = {one.round_id: viewer_of(access, one.round) for one in found}
    inside = {key for key, one in viewers.items() if one.kind in (Kind.COMMITTEE, Kind.CHAIR) and not one.hidden}
    return [one for one in found if one.round_id in inside]


def ballots_of(contest: Contest, access: Access) -> Rows:
    return [
        {
            "round": result.round.name,
            "result": result.number,
            "entry": line.entry,
            "title": result.entries[line.entry]["title"],
            "judge": one.judge,
            **{f"mark:{key}": mark for key, mark in one.as_dict()["scores"].items()},
            "total": one.shown,
            "use": one.use,
        }
        for result in _released(contest, access)
        for line in frozen(result).score.lines.values()
        for one in line.ballots
    ]


def results_of(contest: Contest) -> Rows:
    rows = Result.objects.filter(round__contest=contest, released_at__isnull=False).select_related("round")
    return [
        {
            "round": result.round.name,
            "result": result.number,
            "state": result.state,
            "released_at": result.released_at,
            "digest": result.digest,
            "entry": id_,
            "title": facts["title"],
            "organisation": facts["organisation"],
            **{name: result.outcome[name].get(id_) for name in ("rank", "final", "n", "dropped")},
            "award": result.outcome["awards"].get(id_),
        }
        for result in rows.order_by("round__order", "number")
        for id_, facts in result.entries.items()
    ]


def rulings_of(contest: Contest) -> Rows:
    rows = Ruling.objects.filter(round__contest=contest).select_related("round", "entry", "result").order_by("pk")
    return [
        {
            "round": one.round.name,
            "result": one.result.number if one.result else None,
            "kind": one.kind,
            "entry": one.entry.number if one.entry else "",
            "reason": one.reason,
            "at": one.at,
        }
        for one in rows
        if one.result is None or one.result.released_at is not None
    ]


def awards_of(contest: Contest) -> Rows:
    rows = Award.objects.filter(contest=contest).select_related("entry", "result").prefetch_related("certificates")
    found = []
    for one in rows.order_by(F("rank").asc(nulls_last=True), "entry__number", "pk"):
        certificates: list[Certificate] = list(one.certificates.all())
        found.append(
            {
                "entry": one.entry.number,
                "title": one.entry.title,
                "organisation": one.entry.organisation,
                **{
                    name: getattr(one, name)
                    for name in ("tier", "name", "name_en", "rank", "prize", "source", "given_on")
                },
                "withdrawn_at": one.withdrawn_at,
                "certificates": " ".join(cert.number for cert in certificates if cert.revoked_at is None),
                "revoked": " ".join(cert.number for cert in certificates if cert.revoked_at is not None),
            }
        )
    return found


def outcomes_of(contest: Contest) -> Rows:
    rows = Outcome.objects.filter(entry__contest=contest).select_related("entry").order_by("entry__number", "on", "pk")
    return [
        {
            "entry": one.entry.number,
            "title": one.entry.title,
            **{name: getattr(one, name) for name in ("kind", "on", "amount", "text", "source")},
        }
        for one in rows
    ]


def _workbook(title: str, rows: Rows) -> bytes:
    heads = list(dict.fromkeys(name for row in rows for name in row)) or ["—"]
    lines = [[_cell(row.get(name)) for name in heads] for row in rows]
    with book_of([Sheet(title, heads, lines)]) as file:
        return file.read()


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _plain(value: Any) -> str:
    """Days and moments as ISO 8601."""
    return value.isoformat() if isinstance(value, date) else str(value)

"""Contests made from a template: templates are data beside the rulebook, and all that is made is changed after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import get_language

from gaoxin.panel import Scheme, load_schemes, read_scheme
from gaoxin.rules.load import default_rulebook
from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.contests.models import (
    Contest,
    Division,
    Prize,
    Question,
    Quota,
    Round,
    SchemeVersion,
    Sitting,
    Track,
)
from gaoxin_web.rulebook import rulebook

FOLDER = "contests"
COPIED = ("kind", "standing", "edition", "template", "organiser", "organiser_en", "summary", "summary_en", "contact",
          "blind", "eligibility", "notice_days")  # fmt: skip
QUESTION = (
    "order",
    "key",
    "kind",
    "label",
    "label_en",
    "help",
    "help_en",
    "required",
    "identifying",
    "choices",
    "most",
)


@dataclass(frozen=True)
class Template:
    """What a contest is made from; ``document`` is the file."""

    key: str
    document: Mapping[str, Any]

    @property
    def label(self) -> str:
        return self._said("label")

    @property
    def summary(self) -> str:
        return self._said("summary")

    @property
    def schemes(self) -> dict[str, Scheme]:
        return {key: read_scheme(_whole(key, one)) for key, one in self.document["schemes"].items()}

    def part(self, name: str) -> list[Mapping[str, Any]]:
        return self.document.get(name) or []

    def _said(self, name: str) -> str:
        english = str(self.document.get(f"{name}_en") or "")
        return english if english and (get_language() or "").startswith("en") else str(self.document[name])


@cache
def templates() -> dict[str, Template]:
    """All templates, in their order."""
    files = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(_folder().glob("*.yaml"))]
    found = sorted((one for one in files if "template" in one), key=lambda one: one["order"])
    return {one["template"]: Template(one["template"], one) for one in found}


def _folder() -> Path:
    """Beside the rulebook this installation judges by; the one installed with gaoxin where that has none."""
    own = Path(rulebook().root) / FOLDER
    return own if own.is_dir() else default_rulebook() / FOLDER


def _whole(key: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """A template's scheme: the one of the rulebook it uses, with what the template says otherwise."""
    used = ready_schemes()[said["use"]].as_dict() if "use" in said else {}
    return {**used, **{name: value for name, value in said.items() if name != "use"}, "key": key}


@cache
def ready_schemes() -> dict[str, Scheme]:
    """The schemes of the rulebook this installation judges by; those installed with gaoxin where that has none."""
    return load_schemes(Path(rulebook().root)) or load_schemes()


@transaction.atomic
def make(template: Template, zone: Zone, by: User | None, **about: Any) -> Contest:
    """A contest as a template says; ``about`` are fields of the contest."""
    said = template.document
    contest = Contest.objects.create(
        zone=zone,
        created_by=by,
        template=template.key,
        **{"kind": said["kind"], "blind": said["blind"], "notice_days": said["notice_days"],
           "name": said["name"], "name_en": said["name_en"], "eligibility": said.get("eligibility") or []} | about,
    )  # fmt: skip
    divisions = {one["name"]: _division(contest, at, one) for at, one in enumerate(template.part("divisions"), 1)}
    tracks = {
        one["name"]: Track.objects.create(contest=contest, order=at, name=one["name"], name_en=one.get("name_en", ""))
        for at, one in enumerate(template.part("tracks"), 1)
    }
    schemes = {
        key: version_of(zone, f"{template.key}-{key}", scheme.as_dict(), by) for key, scheme in template.schemes.items()
    }
    for at, one in enumerate(template.part("rounds"), 1):
        _round(contest, at, one, schemes, divisions, tracks)
    questions = (Question(contest=contest, order=at, **one) for at, one in enumerate(template.part("questions"), 1))
    Question.objects.bulk_create(questions)
    _prizes(contest)
    return contest


@transaction.atomic
def copy(contest: Contest, by: User, **about: Any) -> Contest:
    """A past contest set up anew: everything but its entries, judges and days."""
    fields = {name: getattr(contest, name) for name in COPIED} | {"name": contest.name, "name_en": contest.name_en}
    made = Contest.objects.create(
        zone_id=contest.zone_id, organisation_id=contest.organisation_id, created_by=by, **(fields | about)
    )
    parts: dict[Any, Any] = {None: None}
    for part in (*contest.divisions.all(), *contest.tracks.all()):
        parts[part] = _again(part, contest=made)
    for round_ in contest.rounds.prefetch_related("quotas__division", "quotas__track", "sittings"):
        days = {"state": Round.State.DRAFT, "opens_at": None, "closes_at": None}
        fresh = _again(round_, contest=made, **days)
        for quota in round_.quotas.all():
            _again(quota, round=fresh, division=parts[quota.division], track=parts[quota.track])
        for sitting in round_.sittings.all():
            _again(sitting, round=fresh, starts_at=None, video_link="")
    for question in contest.questions.filter(retired=False):
        Question.objects.create(contest=made, **{name: getattr(question, name) for name in QUESTION})
    for prize in contest.prizes.all():
        _again(prize, contest=made)
    return made


def version_of(zone: Zone, key: str, document: Mapping[str, Any], by: User | None) -> SchemeVersion:
    """The version of a scheme with this content: one that is there already, or a new one under the next number.

    Raises:
        CaseError: the document is no scheme, with every mistake.
    """
    key = slugify(key)[:60] or "scheme"
    read_scheme(document)
    rows = SchemeVersion.objects.filter(zone=zone, key=key).select_for_update()
    last = rows.order_by("-number").first()
    number = last.number + 1 if last else 1
    scheme = read_scheme({**document, "key": key, "version": str(number)})
    if last and _content(last.document) == _content(scheme.as_dict()):
        return last
    return SchemeVersion.objects.create(
        zone=zone,
        key=key,
        number=number,
        title=scheme.label or key,
        document=scheme.as_dict(),
        digest=scheme.digest,
        by=by,
    )


def _content(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "version"}


def _division(contest: Contest, at: int, said: Mapping[str, Any]) -> Division:
    zone = said.get("time_zone", "Asia/Shanghai")
    names = {"name": said["name"], "name_en": said.get("name_en", "")}
    return Division.objects.create(contest=contest, order=at, time_zone=zone, **names)


def _round(
    contest: Contest,
    at: int,
    said: Mapping[str, Any],
    schemes: Mapping[str, SchemeVersion],
    divisions: Mapping[str, Division],
    tracks: Mapping[str, Track],
) -> None:
    made = Round.objects.create(
        contest=contest,
        order=at,
        name=said["name"],
        name_en=said.get("name_en", ""),
        setting=said["setting"],
        scheme=schemes[said["scheme"]],
        per_entry=said.get("per_entry"),
        blind=said.get("blind", False),
        rank_by=said.get("rank_by", "all"),
    )
    for quota in said.get("quotas") or []:
        where = {"division": divisions.get(quota.get("division")), "track": tracks.get(quota.get("track"))}
        Quota.objects.create(round=made, count=quota["count"], **where)
    english = said.get("sittings_en") or []
    for place, name in enumerate(said.get("sittings") or []):
        name_en = english[place] if place < len(english) else ""
        length = {"minutes": said.get("minutes", 15), "pause": said.get("pause", 0)}
        Sitting.objects.create(round=made, order=place + 1, name=name, name_en=name_en, **length)


def _prizes(contest: Contest) -> None:
    """Prizes named as the tiers of the last round are; what they are worth is for the organiser to say."""
    last = contest.rounds.select_related("scheme").last()
    for at, tier in enumerate(last.scheme.document["tiers"] if last else [], 1):
        names = {"name": tier["label"] or tier["name"], "name_en": tier["label_en"]}
        Prize.objects.create(contest=contest, order=at, tier=tier["name"], **names)


def _again(row: Any, **changed: Any) -> Any:
    """The same row once more, with some fields changed."""
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "id"}
    for name, value in changed.items():
        fields.pop(f"{name}_id", None)
        fields[name] = value
    return type(row).objects.create(**fields)

"""What a contest is, for its overview: parts, rounds, prizes, how many entries stand where."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from gaoxin_web.contests.models import Contest, Entry, Round
from gaoxin_web.contests.queries.schemes import criteria_of, rule_words, said, tiers_of
from gaoxin_web.contests.services.templates import Template

State = Entry.State
SHOWN = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.ACCEPTED, State.REFUSED, State.WITHDRAWN)


def rounds_of(contest: Contest) -> list[dict[str, Any]]:
    """Rounds in order, each with its scheme in words and its quotas."""
    rows = contest.rounds.select_related("scheme").prefetch_related("quotas__division", "quotas__track", "sittings")
    return [
        {
            "round": round_,
            "quotas": [(quota.division or quota.track, quota.count) for quota in round_.quotas.all()],
            "scheme": round_.scheme,
            "scheme_label": said(round_.scheme.document) or round_.scheme.title,
            "criteria": criteria_of(round_.scheme.document),
            "rules": rule_words(round_.scheme.document, round_.per_entry),
            "tiers": tiers_of(round_.scheme.document),
            "sittings": len(round_.sittings.all()),
        }
        for round_ in rows
    ]


def progress_of(contest: Contest) -> dict[str, Any]:
    """Entries by division and state, with the sum of each; ``rows`` is empty before the first."""
    counts = {f"n_{state.value}": Count("pk", filter=Q(state=state)) for state in SHOWN}
    rows = list(
        Entry.objects.filter(contest=contest)
        .order_by("division__order", "division")
        .values("division", "division__name", "division__name_en")
        .annotate(all=Count("pk"), **counts)
    )
    whole = Entry.objects.filter(contest=contest).aggregate(all=Count("pk"), **counts)
    return {
        "states": [(state.value, state.label) for state in SHOWN],
        "rows": [{"division": row["division"], "label": _label(row), "cells": _cells(row)} for row in rows],
        "whole": _cells(whole),
    }


def preview_of(template: Template) -> dict[str, Any]:
    """What a template makes, in words."""
    schemes = template.schemes
    rounds = [
        {
            "label": said(one, "name"),
            "setting": Round.Setting(one["setting"]).label,
            "rules": rule_words(schemes[one["scheme"]].as_dict(), one.get("per_entry")),
            "criteria": criteria_of(schemes[one["scheme"]].as_dict()),
            "tiers": tiers_of(schemes[one["scheme"]].as_dict()),
            "quotas": [quota["count"] for quota in one.get("quotas") or []],
            "sittings": len(one.get("sittings") or []),
        }
        for one in template.part("rounds")
    ]
    return {
        "template": template,
        "divisions": [said(one, "name") for one in template.part("divisions")],
        "tracks": [said(one, "name") for one in template.part("tracks")],
        "rounds": rounds,
        "questions": len(template.part("questions")),
        "eligibility": [said(one) for one in template.part("eligibility")],
    }


def _label(row: dict[str, Any]) -> str:
    return said({"name": row["division__name"] or "", "name_en": row["division__name_en"] or ""}, "name")


def _cells(row: dict[str, Any]) -> list[int]:
    return [row["all"], *(row[f"n_{state.value}"] for state in SHOWN)]

"""The English of the interface: Django keeps one catalogue for all apps, so a phrase has one English everywhere."""

from __future__ import annotations

from collections import defaultdict
from gettext import GNUTranslations
from pathlib import Path

import gaoxin_web

CATALOGUES = sorted(Path(gaoxin_web.__file__).parent.rglob("locale/en/LC_MESSAGES/django.mo"))


def english() -> dict[str, set[str]]:
    """Every phrase (its context before it, where it has one) and what the apps make of it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in CATALOGUES:
        with path.open("rb") as file:
            phrases = GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # no other way to list them
        for phrase, text in phrases.items():
            if phrase:
                found[phrase if isinstance(phrase, str) else f"{phrase[0]} ({phrase[1]})"].add(text)
    return found


def test_no_phrase_has_two_english_texts():
    assert {phrase: texts for phrase, texts in english().items() if len(texts) > 1} == {}


def test_no_english_text_is_empty():
    assert [phrase for phrase, texts in english().items() if not all(texts)] == []

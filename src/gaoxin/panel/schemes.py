"""Ready-made scoring schemes (现成的评分办法) of a rulebook, each with where it comes from and how sure that is."""

from __future__ import annotations

from pathlib import Path

from gaoxin.errors import Issue, RulebookError
from gaoxin.panel.document import Document
from gaoxin.panel.reading_scheme import scheme_of
from gaoxin.panel.scheme import Scheme
from gaoxin.rules.load import default_rulebook
from gaoxin.rules.yamlfile import parse_yaml

FOLDER = "schemes"


def load_schemes(root: Path | None = None) -> dict[str, Scheme]:
    """The schemes of a rulebook's folder by key; none where it has no such folder.

    Raises:
        RulebookError: with every mistake.
    """
    issues: list[Issue] = []
    found: dict[str, Scheme] = {}
    for path in sorted(((root or default_rulebook()) / FOLDER).glob("*.yaml")):
        one = read_scheme_file(path, f"{FOLDER}/{path.name}", issues)
        if one.key in found:
            issues.append(Issue("GX610", f"评分办法「{one.key}」重复：{path.name}"))
        found[one.key] = one
    if issues:
        raise RulebookError(issues)
    return found


def read_scheme_file(path: Path, shown: str, issues: list[Issue]) -> Scheme:
    """One scheme from a YAML file; mistakes go to ``issues``, each with its line."""
    document = Document(parse_yaml(path.read_bytes(), shown, issues), issues, shown, what="评分办法")
    found = scheme_of(document, strict=True)
    for key in ("key", "version", "label"):
        if document.get(key) is None:
            document.tell("GX604", f"评分办法缺少「{key}」")
    return found

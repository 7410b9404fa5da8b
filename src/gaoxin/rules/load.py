"""A rulebook folder → :class:`Rulebook`, with every mistake found on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from gaoxin.errors import GaoxinError, Issue, RulebookError
from gaoxin.fields import Fields, fields_of
from gaoxin.rules.load_parameters import load_documents, load_parameters
from gaoxin.rules.load_policy import load_policy
from gaoxin.rules.model import Policy, Rulebook, Title
from gaoxin.rules.reading import Reader
from gaoxin.rules.yamlfile import Node, parse_yaml

FILES = ("source.yaml", "parameters.yaml", "policy.yaml")
FIELDS = "fields.yaml"
TITLES = "recognitions.yaml"


def load_rulebook(root: Path | str | None = None) -> Rulebook:
    """The rulebook of a folder; the one installed beside gaoxin by default.

    Raises:
        RulebookError: with every issue, if anything in it is wrong.
    """
    rulebook, issues = read_rulebook(Path(root) if root else default_rulebook())
    if issues:
        raise RulebookError(without_echoes(issues))
    return rulebook


def without_echoes(issues: list[Issue]) -> list[Issue]:
    """The issues without those that only follow from a file of the same policy that cannot be read at all."""
    unread = {str(Path(issue.place.file).parent) for issue in issues if issue.code == "GX201"}
    return [issue for issue in issues if issue.code == "GX201" or str(Path(issue.place.file).parent) not in unread]


def default_rulebook() -> Path:
    """The rulebook that is installed beside the engine."""
    return Path(__file__).parents[2] / "gaoxin_rulebook"


def read_rulebook(root: Path) -> tuple[Rulebook, list[Issue]]:
    """The rulebook as far as it can be read, and what is wrong with it."""
    issues: list[Issue] = []
    if not (root / FIELDS).is_file():
        raise GaoxinError(f"{root} 不是规则库：缺少 fields.yaml")
    folders = sorted(path.parent.relative_to(root) for path in root.rglob("policy.yaml"))
    files = _files(root, folders)
    fields = _fields(files)
    policies: dict[str, Policy] = {}
    for folder in folders:
        policy = _read_folder(folder, (root / folder).name, files, fields, issues)
        if policy.id in policies:
            issues.append(Issue("GX215", f"政策「{policy.id}」有两个文件夹", policy.place))
        policies[policy.id] = policy
    return Rulebook(str(root), fields, _titles(files, policies, issues), policies, _digest(files)), issues


def _files(root: Path, folders: list[Path]) -> dict[str, bytes]:
    """Every file that decides a verdict, by path, read once: fields, titles, documents, numbers, criteria."""
    names = [FIELDS, TITLES, *(str(folder / name) for folder in folders for name in FILES)]
    paths = {name: root / name for name in names}
    return {name: path.read_bytes() for name, path in paths.items() if path.is_file()}


def _fields(files: Mapping[str, bytes]) -> Fields:
    issues: list[Issue] = []
    table = parse_yaml(files[FIELDS], FIELDS, issues)
    if issues:
        raise RulebookError(issues)
    return fields_of(table)


def _read_folder(folder: Path, name: str, files: Mapping[str, bytes], fields: Fields, issues: list[Issue]) -> Policy:
    paths = [str(folder / file) for file in FILES]
    source, numbers, policy = (parse_yaml(files.get(path), path, issues) for path in paths)
    documents = load_documents(source, issues)
    parameters = load_parameters(numbers, documents, fields, issues)
    return load_policy(policy, name, documents, parameters, fields, issues)


def _titles(files: Mapping[str, bytes], policies: Mapping[str, Policy], issues: list[Issue]) -> dict[str, Title]:
    own = {
        policy.id: Title(
            policy.id,
            policy.label,
            policy.label_en,
            policy.validity.months if policy.validity else None,
            policy.aliases,
        )
        for policy in policies.values()
    }
    others = parse_yaml(files[TITLES], TITLES, issues) if TITLES in files else {}
    return own | {name: _title(name, entry, issues) for name, entry in others.items()}


def _title(name: str, entry: Node, issues: list[Issue]) -> Title:
    read = Reader(entry, issues, f"资质「{name}」")
    months: Fraction | None = read.number("months") if read.has("months") else None
    title = Title(
        name,
        read.text("label"),
        read.text("label_en", ""),
        int(months) if months else None,
        tuple(read.texts("aliases")),
    )
    read.evidence()
    read.text("note", "")
    read.done()
    return title


def _digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 over everything that decides a verdict, names and all."""
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()

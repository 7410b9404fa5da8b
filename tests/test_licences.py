"""What an installation is made of: every package it needs has a permissive licence, or the LGPL."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

EXTRAS = ("native", "web", "spark")
PERMISSIVE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|PSFL|Python Software Foundation|MPL|Mozilla|HPND|Zlib|Unlicense|0BSD|LGPL|LGPLv3|"
    r"Lesser General Public|CC0|Public Domain)\b",
    re.IGNORECASE,
)
COPYLEFT = re.compile(r"\b(AGPL|Affero|GPL-[23]|GPLv[23]|(?<!Lesser )General Public License)\b", re.IGNORECASE)


def needed(
    name: str, extras: tuple[str, ...] = (), found: dict[str, Distribution] | None = None
) -> dict[str, Distribution]:
    """A package and all it needs, by name; those of another system are passed over."""
    found = {} if found is None else found
    try:
        one = distribution(name)
    except PackageNotFoundError:
        return found
    if name in found:
        return found
    found[name] = one
    for text in one.requires or ():
        requirement = Requirement(text)
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in (*extras, "")):
            needed(requirement.name.lower(), tuple(requirement.extras), found)
    return found


def licence(one: Distribution) -> str:
    """What a package says of its licence, in one of the three places there are for it."""
    classifiers = [entry for entry in one.metadata.get_all("Classifier") or () if entry.startswith("License")]
    said = [one.metadata.get("License-Expression"), *classifiers, (one.metadata.get("License") or "")[:200]]
    return " | ".join(part for part in said if part)


def test_every_package_that_an_installation_needs_is_permissive() -> None:
    packages = {name: licence(one) for name, one in needed("gaoxin", EXTRAS).items()}
    assert len(packages) > 40
    unclear = {name: said for name, said in packages.items() if not PERMISSIVE.search(said)}
    forbidden = {name: said for name, said in packages.items() if COPYLEFT.search(said) and not PERMISSIVE.search(said)}
    assert (unclear, forbidden) == ({}, {})

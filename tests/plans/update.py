"""Writes every compiled plan of the shipped rulebook beside this file: ``python -m tests.plans.update``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gaoxin.rules.load import load_rulebook
from gaoxin.rules.plan import compile_plans
from gaoxin.rules.text import plan_text

FOLDER = Path(__file__).parent
ON = date(2026, 5, 15)  # an edition that is not in force then is compiled for its nearest day


def plan_texts() -> dict[str, str]:
    """File name → text of every policy and edition."""
    rulebook = load_rulebook()
    return {
        f"{policy.id}@{edition.id}.txt": plan_text(plan, rulebook.fields)
        for policy in rulebook.policies.values()
        for edition in policy.editions
        for plan in compile_plans(rulebook, ON, [policy.id], {policy.id: edition.id})
    }


def main() -> None:
    found = plan_texts()
    for path in FOLDER.glob("*.txt"):
        if path.name not in found:
            path.unlink()
    for name, text in found.items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()

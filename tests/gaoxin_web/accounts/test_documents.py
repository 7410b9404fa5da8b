"""The reference lists every setting there is, and none that is not; and every security item."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
WEB = ROOT / "src/gaoxin_web"
READ = re.compile(r"""(?:environment\.|\b)(?:text|flag|number|choice)\(\s*"([A-Z_]+)\"""")


def test_settings_md_lists_every_variable_that_is_read_and_no_other():
    code = "".join((WEB / name).read_text() for name in ("settings.py", "environment.py"))
    listed = re.findall(r"^\| `GAOXIN_([A-Z_]+)`", (ROOT / "docs/reference/settings.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(set(READ.findall(code)))


def test_the_web_reads_its_environment_in_one_place():
    reading = {
        str(path.relative_to(WEB))
        for path in WEB.rglob("*.py")
        if re.search(r"os\.environ(?!\.setdefault)|getenv", path.read_text())
    }
    assert {path for path in reading if not path.startswith("cli/")} == {"environment.py"}


def test_security_md_lists_every_item():
    text = (ROOT / "docs/reference/security.md").read_text()
    counts = {"A": 7, "B": 3, "C": 5, "D": 6, "E": 6, "F": 4}
    wanted = [f"{letter}{number}" for letter, most in counts.items() for number in range(1, most + 1)]
    assert re.findall(r"^\| ([A-F]\d) \|", text, re.MULTILINE) == wanted

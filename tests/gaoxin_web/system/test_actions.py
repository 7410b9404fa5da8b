"""Every action that the log may hold has words: an auditor reads no codes."""

from __future__ import annotations

import re
from pathlib import Path

import gaoxin_web
from gaoxin_web.collection.services.rounds import MOVES
from gaoxin_web.system.actions import SUBJECTS, VERBS, words

SOURCE = Path(gaoxin_web.__file__).parent
WRITTEN = {
    action for path in SOURCE.rglob("*.py") for action in re.findall(r'record\(\s*"([a-z_.]+)"', path.read_text())
}
BUILT = {f"collection.{what}" for what in (*MOVES, "approve", "return", "withdraw", "new_link")} | {
    f"own.{what}" for what in ("open", "submit", "template", "upload")
}


def test_every_action_written_in_the_source_has_words():
    wordless = {
        action
        for action in (WRITTEN | BUILT) - {"access"}
        if action.split(".")[0] not in SUBJECTS or any(verb not in VERBS for verb in action.split(".")[1:])
    }
    assert len(WRITTEN) > 60
    assert wordless == set()


def test_an_action_of_three_parts_is_read_in_three_words():
    assert words("register.import.undo") == "企业名册 · 导入 · 撤回"
    assert (words("access"), words("something.new")) == ("访问被拒", "something · new")

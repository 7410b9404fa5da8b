"""What is said to people, in both languages, Chinese first."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """One sentence twice; ``str()`` gives the Chinese one."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh

    def as_dict(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}

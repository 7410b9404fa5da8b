"""Issues collected while a file is read, bounded so that one bad column cannot bury the rest."""

from __future__ import annotations

from collections import Counter

from gaoxin.errors import Issue, Place, Severity

LIMIT = 200  # issues of one code listed in full; the rest are counted
MORE = "GX109"

Key = tuple[str, str, Severity]


class IssueLog:
    """Issues in the order they were found, at most ``LIMIT`` of one code and file."""

    def __init__(self) -> None:
        self._issues: list[Issue] = []
        self._seen: Counter[Key] = Counter()

    def add(self, code: str, message: str, place: Place, hint: str = "", severity: Severity = "error") -> None:
        """Note an issue; beyond ``LIMIT`` it is only counted."""
        if not self.is_full(code, place.file, severity):
            self._issues.append(Issue(code, message, place, hint, severity))
        self.count(code, place.file, severity)

    def is_full(self, code: str, file: str, severity: Severity) -> bool:
        """Whether one more issue of this code would not be listed."""
        return self._seen[code, file, severity] >= LIMIT

    def count(self, code: str, file: str, severity: Severity, times: int = 1) -> None:
        """Count issues without listing them."""
        self._seen[code, file, severity] += times

    def issues(self) -> tuple[Issue, ...]:
        """All issues, then one line for each code of which some are not listed."""
        more = {key: seen - LIMIT for key, seen in self._seen.items() if seen > LIMIT}
        return (*self._issues, *(_summary(key, count) for key, count in more.items()))


def _summary(key: Key, more: int) -> Issue:
    code, file, severity = key
    message = f"另有 {more} 处同类问题（{code}）未逐一列出。"
    return Issue(MORE, message, Place(file), f"请先改正已列出的 {LIMIT} 处，再重新读取。", severity)

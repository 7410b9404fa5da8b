"""The ladder report opened in a real browser, as an officer would open it: from a file, offline."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from gaoxin.cli.main import main

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--virtual-time-budget=2000"),
)


def browser() -> str:
    found = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    assert any(found), "no Chromium: `make test` installs it, or run scripts/needs"
    return next(path for path in found if path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("zone")
    assert main(["demo", "--out", str(path), "--enterprises", "40"]) == 0
    return path


def opened(page: Path, profile: Path, *flags: str) -> str:
    command = [browser(), *FLAGS, f"--user-data-dir={profile}", *flags, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def test_the_page_shows_the_ladder_in_both_languages(folder: Path, tmp_path: Path):
    dom = opened(folder / "ladder.html", tmp_path / "profile", "--dump-dom")
    wanted = ("示例高新区", "高新技术企业", "差一步", "One step away", "English", "<rect")
    assert [text for text in wanted if text not in dom] == []


def test_the_page_can_be_looked_at(folder: Path, tmp_path: Path):
    picture = tmp_path / "page.png"
    opened(folder / "ladder.html", tmp_path / "profile", f"--screenshot={picture}", "--window-size=1280,1600")
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert picture.stat().st_size > 50_000  # a blank page is a few thousand bytes

"""Static files are gathered when they have changed, and only then."""

from __future__ import annotations

import shutil

import pytest

from gaoxin_web.cli.static import gather

CHANGES = {
    "another content": lambda source, target: (source / "own.css").write_text("b { color: red }"),
    "one more file": lambda source, target: (source / "more.css").write_text("i { color: red }"),
    "the gathered ones gone": lambda source, target: shutil.rmtree(target),
}


@pytest.fixture
def folders(settings, tmp_path):
    source, target = tmp_path / "source", tmp_path / "static"
    source.mkdir()
    (source / "own.css").write_text("b { color: blue }")
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], target
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    return source, target


@pytest.mark.parametrize("what", CHANGES)
def test_they_are_gathered_anew_after(what, folders):
    source, target = folders
    assert [gather(), gather()] == [True, False]
    CHANGES[what](source, target)
    assert [gather(), gather()] == [True, False]
    for path in source.iterdir():
        assert (target / path.name).read_text() == path.read_text()

"""A damaged file never ends in a trace; what an import is at work on is left out, a file gone meanwhile is skipped."""

from __future__ import annotations

import io
import json
import zipfile
from random import Random

import pytest

from gaoxin_web.backup import writing
from gaoxin_web.backup.archive import Archive, Manifest, Writer
from gaoxin_web.backup.errors import BackupError


def packed(tmp_path):
    file, paper = io.BytesIO(), tmp_path / "paper"
    paper.write_bytes(bytes(range(256)) * 40)
    writer = Writer(file, Manifest("1", "2026-01-01T00:00:00+08:00", "sqlite", []))
    writer.table("t", ["id"], [f"[{number},{number * 7919}]\n".encode() for number in range(500)])
    writer.file("documents/a.pdf", paper)
    writer.close()
    return file.getvalue()


def test_a_whole_file_opens(tmp_path):
    assert Archive(io.BytesIO(packed(tmp_path))).manifest.rows == 500


def test_no_single_bit_changed_inside_a_part_goes_unseen_or_ends_in_a_trace(tmp_path):
    whole, rng = packed(tmp_path), Random(1)
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        part = opened.getinfo("tables/t.jsonl")
    first = part.header_offset + 30 + len(part.filename)
    for _ in range(300):
        spoiled = bytearray(whole)
        spoiled[first + rng.randrange(part.compress_size)] ^= 1 << rng.randrange(8)
        try:
            read = b"".join(Archive(io.BytesIO(bytes(spoiled))).lines("t"))
        except BackupError:
            continue
        assert read.startswith(b"[0,0]")  # a bit no part is read from: the content is what it was


@pytest.mark.parametrize("tables", [[], "x", None, {"t": []}, {"t": {"rows": "x"}}])
def test_a_manifest_that_is_none_is_refused(tmp_path, tables):
    said = {"version": "1", "made_at": "", "database": "", "migrations": [], "tables": tables, "files": {}, "format": 1}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("manifest.json", json.dumps(said))
        made.writestr("tables/t.jsonl", "")
    with pytest.raises(BackupError, match="不完整"):
        Archive(file)


def test_what_an_import_is_at_work_on_is_left_out(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for name in ("batches/2026/05/a.xlsx", "batches/work/1.json", "batches/work/1.lock"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [name for name, _ in writing.uploads()] == ["batches/2026/05/a.xlsx"]


def test_a_file_gone_between_the_list_and_the_reading_does_not_end_a_backup(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)
    found, file = writing.uploads(), io.BytesIO()
    (tmp_path / "a.txt").unlink()
    writer = Writer(file, Manifest("1", "2026-01-01T00:00:00+08:00", "sqlite", []))
    writing.add_files(writer, found)
    writer.close()
    assert list(Archive(file).manifest.files) == ["b.txt"]

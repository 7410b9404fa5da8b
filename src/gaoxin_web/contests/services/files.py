"""Files sent with an entry: checked, kept under a random name, with the digest of what was sent."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from gaoxin_web.contests.models import Entry, EntryFile, Question
from gaoxin_web.enterprises.uploads import MAGIC, check_file

MOST_FILES = 5  # for one question
ALLOWED = {**MAGIC, ".pptx": b"PK\x03\x04"}
CHUNK = 2**16


@transaction.atomic
def keep(entry: Entry, question: Question, file: UploadedFile) -> EntryFile:
    """Keep a file that was sent for a question.

    Raises:
        ValidationError: it may not be kept, and why.
    """
    check_file(file, ALLOWED)
    if EntryFile.objects.filter(entry=entry, question=question).count() >= MOST_FILES:
        raise ValidationError(_("这一题最多 %(n)s 个文件，请先删去一个。") % {"n": MOST_FILES})
    digest = hashlib.sha256()
    for part in file.chunks():
        digest.update(part)
    sha256 = digest.hexdigest()
    there = EntryFile.objects.filter(entry=entry, question=question, sha256=sha256).first()
    if there is not None:
        return there
    file.seek(0)
    name = PurePath(file.name or "").name[-200:]
    return EntryFile.objects.create(
        entry=entry, question=question, file=file, name=name, size=file.size or 0, sha256=sha256
    )


def drop(entry: Entry, pk: int) -> bool:
    """Take a file away, from the disk once the transaction is done."""
    found = EntryFile.objects.filter(entry=entry, pk=pk).first()
    if found is None:
        return False
    storage, name = found.file.storage, found.file.name
    found.delete()
    transaction.on_commit(lambda: storage.delete(name))
    return True


class _Spout(io.RawIOBase):
    """A file that is only written to, and poured out piece by piece."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.parts.append(bytes(data))
        return len(data)

    def pour(self) -> bytes:
        found, self.parts = b"".join(self.parts), []
        return found


def packed(files: Iterable[EntryFile]) -> Iterator[bytes]:
    """The files as one zip, a folder for every entry, streamed: never all of it in memory or on the disk."""
    spout, seen = _Spout(), set()
    with zipfile.ZipFile(spout, "w", zipfile.ZIP_STORED) as book:  # PDFs and office files are packed already
        for one in files:
            name = _inside(one, seen)
            with book.open(zipfile.ZipInfo(name), "w", force_zip64=True) as place, one.file.open("rb") as source:
                while part := source.read(CHUNK):
                    place.write(part)
                    yield spout.pour()
    yield spout.pour()


def _inside(one: EntryFile, seen: set[str]) -> str:
    """Where a file stands in the zip; no name leads out of it, and each is there once."""
    folder = f"{one.entry.number or one.entry_id}_{_plain(one.entry.title)}"
    name = f"{folder}/{one.question.order:02d}_{_plain(one.name)}"
    while name in seen:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem}_{dot}{ending}" if dot else f"{name}_"
    seen.add(name)
    return name


def _plain(text: str) -> str:
    kept = "".join(" " if sign in '\\/:*?"<>|' or not sign.isprintable() else sign for sign in text)
    return kept.strip(" .")[:80] or "_"

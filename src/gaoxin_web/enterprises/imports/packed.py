"""What is looked at in a file before it is kept: macros, and what it would grow to."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
VBA = "_VBA_PROJECT".encode("utf-16-le")  # the stream of an .xls that holds macros
MACROS = ("vbaproject.bin", "vbadata.xml")
MOST = 1_000 * 2**20  # bytes a packed file may grow to; a sheet of 100 000 × 30 has some 120 million
SWOLLEN, SUSPECT = 200, 50_000_000  # times its packed size, from so many bytes on


def has_macros(file: UploadedFile) -> bool:
    """Whether a workbook carries macros, whatever its ending says."""
    file.seek(0)
    if file.read(8).startswith(OLE):
        file.seek(0)
        return _holds(file.chunks(), VBA)
    return any(part.filename.lower().endswith(MACROS) for part in _parts(file))


def swollen(file: UploadedFile) -> bool:
    """Whether a packed file would burst when it is unpacked."""
    parts = _parts(file)
    whole = sum(part.file_size for part in parts)
    burst = any(one.file_size > SUSPECT and one.file_size > SWOLLEN * max(one.compress_size, 1) for one in parts)
    return whole > MOST or burst


def _parts(file: UploadedFile) -> list[zipfile.ZipInfo]:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            return packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []  # no packed file, or a damaged one: the reader says so
    finally:
        file.seek(0)


def _holds(chunks: Iterable[bytes], wanted: bytes) -> bool:
    tail = b""
    for chunk in chunks:
        if wanted in tail + chunk:
            return True
        tail = chunk[-len(wanted) :]
    return False

"""The file of a backup: a zip with a line-per-row part for each table, the uploaded files, and a manifest.

The manifest names every part with its size and SHA-256; nothing is taken from a file in
which one of them is missing, added or changed.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from gaoxin_web.backup.errors import BackupError

FORMAT = 1
MANIFEST = "manifest.json"
UNREADABLE = (  # all that a damaged or a made-up file was seen to raise
    zipfile.BadZipFile,
    zlib.error,
    AttributeError,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
BLOCK = 2**20


@dataclass
class Manifest:
    """What a backup says of itself."""

    version: str
    made_at: str
    database: str
    migrations: list[list[str]]
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)  # → columns, rows, size, sha256
    files: dict[str, dict[str, Any]] = field(default_factory=dict)  # → size, sha256
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(table["rows"] for table in self.tables.values())


class Writer:
    """Writes parts and notes them in the manifest, which goes last."""

    def __init__(self, file: IO[bytes], manifest: Manifest) -> None:
        self.zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        self.manifest = manifest

    def table(self, name: str, columns: list[str], lines: Iterable[bytes]) -> None:
        noted = self._part(f"tables/{name}.jsonl", lines)
        self.manifest.tables[name] = {"columns": columns, "rows": noted.pop("pieces"), **noted}

    def file(self, name: str, path: Path) -> None:
        with path.open("rb") as source:
            noted = self._part(f"files/{name}", iter(lambda: source.read(BLOCK), b""))
        del noted["pieces"]
        self.manifest.files[name] = noted

    def close(self) -> None:
        self.zip.writestr(MANIFEST, json.dumps(self.manifest.__dict__, ensure_ascii=False, indent=1))
        self.zip.close()

    def _part(self, name: str, pieces: Iterable[bytes]) -> dict[str, Any]:
        digest, size, count = hashlib.sha256(), 0, 0
        with self.zip.open(name, "w", force_zip64=True) as part:
            for piece in pieces:
                part.write(piece)
                digest.update(piece)
                size, count = size + len(piece), count + 1
        return {"size": size, "sha256": digest.hexdigest(), "pieces": count}


class Archive:
    """A backup opened, every part of it found whole."""

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self.zip = zipfile.ZipFile(file)
            self.manifest = self._manifest()
            self._verify()
        except UNREADABLE as error:
            raise BackupError("备份文件不完整、被改动过，或不是 gaoxin 的备份，未作任何更改。请换一份备份。") from error

    def lines(self, table: str) -> Iterator[bytes]:
        with self.zip.open(f"tables/{table}.jsonl") as part:
            yield from part

    def unpack(self, folder: Path) -> None:
        """The uploaded files, below a folder."""
        for name in self.manifest.files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with self.zip.open(f"files/{name}") as part, path.open("wb") as target:
                while piece := part.read(BLOCK):
                    target.write(piece)
            path.chmod(0o600)

    def _manifest(self) -> Manifest:
        said = json.loads(self.zip.read(MANIFEST))
        if said["format"] > FORMAT:
            raise BackupError(f"这份备份由更新版本的 gaoxin（{said['version']}）制作，请先升级。未作任何更改。")
        return Manifest(**said)

    def _verify(self) -> None:
        parts = {f"tables/{name}.jsonl": noted for name, noted in self.manifest.tables.items()}
        parts |= {f"files/{name}": noted for name, noted in self.manifest.files.items()}
        if {*parts, MANIFEST} != set(self.zip.namelist()) or any(_escapes(name) for name in parts):
            raise ValueError("parts")
        for name, noted in parts.items():
            digest = hashlib.sha256()
            with self.zip.open(name) as part:
                while piece := part.read(BLOCK):
                    digest.update(piece)
            if digest.hexdigest() != noted["sha256"]:
                raise ValueError(name)


def _escapes(name: str) -> bool:
    """Whether a part's name would lead out of the folder it is unpacked to."""
    return name.startswith("/") or "\\" in name or ".." in name.split("/")

"""A passphrase around a backup: scrypt for the key, AES-256-GCM for the content, a megabyte at a time.

Each piece is sealed with its number and whether it is the last, so that a piece changed,
moved, repeated or cut off at the end does not open.
"""

from __future__ import annotations

import os
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from gaoxin_web.backup.errors import BackupError

MAGIC = b"GAOXIN-SEALED-1\n"
SALT, PIECE, TAG = 16, 2**20, 16  # bytes
WORK = 2**15  # scrypt's N: 32 MiB and a tenth of a second for each guess


def is_sealed(file: IO[bytes]) -> bool:
    start = file.read(len(MAGIC))
    file.seek(0)
    return start == MAGIC


class Sealing:
    """A file one writes to; what arrives underneath is sealed."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        salt = os.urandom(SALT)
        self._file, self._box = file, AESGCM(_key(passphrase, salt))
        self._waiting, self._number = bytearray(), 0
        file.write(MAGIC + salt)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > PIECE:  # the last piece is never empty-handed: it is written by close()
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(data)

    def flush(self) -> None:
        """Nothing to do: a piece goes out when it is full."""

    def close(self) -> None:
        self._put(bytes(self._waiting), last=True)

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._box.encrypt(_nonce(self._number), piece, b"last" if last else b"more"))
        self._number += 1


def unseal(source: IO[bytes], target: IO[bytes], passphrase: str) -> None:
    """Open a sealed file into another.

    Raises:
        BackupError: another passphrase, or a file that was cut or changed.
    """
    source.seek(len(MAGIC))
    box = AESGCM(_key(passphrase, source.read(SALT)))
    number, piece = 0, source.read(PIECE + TAG)
    while True:
        following = source.read(PIECE + TAG)
        try:
            target.write(box.decrypt(_nonce(number), piece, b"more" if following else b"last"))
        except InvalidTag:
            why = "口令不对，或文件已损坏" if number == 0 else "备份文件不完整或被改动过"
            raise BackupError(f"{why}，未作任何更改。请核对口令，或换一份备份。") from None
        if not following:
            return
        number, piece = number + 1, following


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=WORK, r=8, p=1).derive(passphrase.encode())


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")  # the key is this file's alone, so counting never repeats one

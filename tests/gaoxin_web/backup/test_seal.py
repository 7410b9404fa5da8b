"""A sealed file opens whole or not at all."""

from __future__ import annotations

import io

import pytest

from gaoxin_web.backup.errors import BackupError
from gaoxin_web.backup.seal import MAGIC, PIECE, SALT, TAG, Sealing, is_sealed, unseal

BEGIN, SEALED = len(MAGIC) + SALT, PIECE + TAG


def sealed(content, passphrase="word"):
    file = io.BytesIO()
    sealing = Sealing(file, passphrase)
    sealing.write(content)
    sealing.close()
    return file.getvalue()


def opened(data, passphrase="word"):
    target = io.BytesIO()
    unseal(io.BytesIO(data), target, passphrase)
    return target.getvalue()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_is_sealed_opens_as_it_was(size):
    content = bytes(number % 251 for number in range(size))
    assert opened(sealed(content)) == content


def test_the_same_content_is_never_sealed_alike():
    assert sealed(b"same") != sealed(b"same")


def test_a_sealed_file_is_known_by_its_beginning():
    assert (is_sealed(io.BytesIO(sealed(b""))), is_sealed(io.BytesIO(b"PK\x03\x04"))) == (True, False)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda data: data[:-1], "备份文件不完整或被改动过"),
        (lambda data: data[: BEGIN + SEALED], "口令不对，或文件已损坏"),
        (lambda data: data[: BEGIN + 2 * SEALED], "备份文件不完整或被改动过"),
        (lambda data: data[:BEGIN] + data[BEGIN + SEALED :], "口令不对，或文件已损坏"),
        (lambda data: data + data[-20:], "备份文件不完整或被改动过"),
        (lambda data: data[:-5] + bytes([data[-5] ^ 1]) + data[-4:], "备份文件不完整或被改动过"),
    ],
    ids=["cut", "one piece left", "cut between pieces", "first piece gone", "lengthened", "a bit turned"],
)
def test_a_changed_file_does_not_open(spoil, said):
    data = sealed(bytes(2 * PIECE + 100))
    with pytest.raises(BackupError, match=said):
        opened(spoil(data))


def test_another_passphrase_does_not_open_it():
    with pytest.raises(BackupError, match="口令不对"):
        opened(sealed(b"content"), "other")

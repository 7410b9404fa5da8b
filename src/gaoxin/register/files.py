"""Open a facts file and make sure that it is what its name says.

Officers rename files: a web page or an old ``.xls`` saved as ``.xlsx`` is common
(many systems "export to Excel" that way), so the first bytes are looked at.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal, NoReturn

from gaoxin.errors import FactsError, Issue, Place

Format = Literal["csv", "xlsx", "parquet"]

FORMATS: dict[str, Format] = {".csv": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".parquet": "parquet"}
SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试。"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream that holds a password-protected .xlsx
HTML = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<head")
ENCODINGS = ("utf-8-sig", "gb18030")  # utf-8-sig reads UTF-8 with and without its mark


def refuse(code: str, message: str, at: str | Place, hint: str) -> NoReturn:
    """Give up on a file of which nothing can be read."""
    raise FactsError([Issue(code, message, at if isinstance(at, Place) else Place(at), hint)])


def format_of(path: Path) -> Format:
    """The format of an existing file, by its name and its first bytes.

    Raises:
        FactsError: there is no such file, or it is not a table we read.
    """
    format_ = FORMATS.get(path.suffix.lower())
    if format_ is None:
        kind = path.suffix or "无扩展名"
        refuse("GX102", f"不支持“{kind}”文件。", path.name, "请另存为 .xlsx、.csv 或 .parquet。")
    if not path.is_file():
        refuse("GX101", "找不到这个文件。", str(path), "请检查路径和文件名。")
    _check_content(path, format_)
    return format_


def _check_content(path: Path, format_: Format) -> None:
    head = _head(path)
    if not head.strip():
        refuse("GX107", "文件是空的。", path.name, "请检查导出是否完成，再重新上传。")
    if head.startswith(OLE):
        _refuse_ole(path)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(HTML):
        refuse("GX103", "内容是网页，不是表格。", path.name, SAVE_AS)
    if (format_ == "xlsx") != head.startswith(b"PK") or (format_ == "parquet") != head.startswith(b"PAR1"):
        refuse("GX103", f"内容与扩展名“{path.suffix}”不符。", path.name, SAVE_AS)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(512)
    except OSError as error:
        refuse("GX101", f"文件打不开（{error.strerror}）。", path.name, "请确认文件未被占用，且有读取权限。")


def _refuse_ole(path: Path) -> NoReturn:
    if ENCRYPTED in path.read_bytes():
        refuse("GX104", "文件设了打开密码。", path.name, "请取消密码（文件 → 信息 → 保护工作簿）后另存。")
    refuse("GX103", "这是旧版 Excel（.xls）文件。", path.name, SAVE_AS)


def read_text(path: Path) -> tuple[str, str]:
    """The text of a CSV file and its encoding: UTF-8 with or without its mark, GB18030, or Excel's UTF-16.

    Raises:
        FactsError: no encoding fits.
    """
    data = path.read_bytes()
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    refuse("GX106", "看不懂文件的编码。", path.name, "请在 Excel 中另存为“CSV UTF-8（逗号分隔）”。")


def sha256_of(path: Path) -> str:
    """The file's SHA-256, so that a verdict can name the very file it was drawn from."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

"""Files people send: what may be kept, and under which name (random: the sender's says nothing on our disk)."""

from __future__ import annotations

import uuid
import zipfile
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

PICTURES = {".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".png": b"\x89PNG\r\n\x1a\n"}
MAGIC = {".pdf": b"%PDF-", ".docx": b"PK\x03\x04", ".xlsx": b"PK\x03\x04", ".ofd": b"PK\x03\x04", **PICTURES}
ACCEPT = ",".join(MAGIC)
CERTIFICATES = {ending: MAGIC[ending] for ending in (".pdf", ".ofd", *PICTURES)}
MACROS = ("vbaproject.bin", "vbadata.xml")
SWOLLEN = 300 * 2**20  # bytes a packed file may grow to


def check_file(file: UploadedFile, allowed: dict[str, bytes] = MAGIC) -> None:
    """Refuse a file by its ending, its size, its first bytes, its macros, or what it would grow to."""
    ending = PurePath(file.name or "").suffix.lower()
    if ending not in allowed:
        kinds = "、".join(sorted({kind.lstrip(".") for kind in allowed}))
        raise ValidationError(
            _("不能上传 %(ending)s 文件，可用：%(kinds)s。") % {"ending": ending or "?", "kinds": kinds}
        )
    if not file.size:
        raise ValidationError(_("文件是空的，请重新选择。"))
    if file.size > settings.UPLOAD_MEGABYTES * 2**20:
        raise ValidationError(_("文件超过 %(most)s MB，请压缩或拆分后再传。") % {"most": settings.UPLOAD_MEGABYTES})
    file.seek(0)
    head = file.read(8)
    if not head.startswith(allowed[ending]):
        raise ValidationError(_("文件内容与扩展名 %(ending)s 不符，请用原始文件重新上传。") % {"ending": ending})
    if head.startswith(b"PK"):
        _check_packed(file)
    file.seek(0)


def _check_packed(file: UploadedFile) -> None:
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile as error:
        raise ValidationError(_("文件已损坏，打不开。")) from error
    if any(part.filename.lower().endswith(MACROS) for part in parts):
        raise ValidationError(_("文件含有宏，请另存为不含宏的格式后再传。"))
    if sum(part.file_size for part in parts) > SWOLLEN:
        raise ValidationError(_("文件解压后过大，已拒绝。"))


def _random(folder: str, name: str) -> str:
    return f"{folder}/{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}{PurePath(name).suffix.lower()}"


def certificate_path(_instance: Any, name: str) -> str:
    return _random("certificates", name)


def document_path(_instance: Any, name: str) -> str:
    return _random("documents", name)

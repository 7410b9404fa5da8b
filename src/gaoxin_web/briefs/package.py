"""The file of a template: a plain Word document, and nothing in it that acts, grows or reaches outside (E4)."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _
from lxml import etree

MOST_BYTES = 5 * 2**20
MOST_UNPACKED = 30 * 2**20
MOST_PARTS = 500
DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
ACTING = ("vbaproject", "vbadata", "activex", "oleobject", ".bin", ".exe", ".js", ".vbs", "afchunk")
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
MAY_LEAD_OUT = ("/hyperlink",)  # a link that a reader clicks on; all else would be fetched by opening the document
REFUSED = ("/attachedTemplate", "/aFChunk", "/oleObject", "/control", "/frame", "/subDocument", "/mailMergeSource")
MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


class BadFileError(Exception):
    """Not a document that may be a template; the message says why and what to do."""


def check_package(content: bytes) -> None:
    """Look at every part of a document before anything else opens it.

    Raises:
        BadFileError: too large, damaged, with a macro or an object, or with XML that declares entities.
    """
    if len(content) > MOST_BYTES:
        raise BadFileError(_("模板超过 %(most)s MB，请删去图片后再传。") % {"most": MOST_BYTES // 2**20})
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _check_parts(packed)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeError) as error:
        raise BadFileError(_("文件已损坏或加了密码，打不开。请用 Word 打开后另存为 .docx 再传。")) from error


def _check_parts(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BadFileError(_("文件解压后过大，已拒绝。"))
    names = [part.filename for part in parts]
    if len(set(names)) != len(names) or "word/document.xml" not in names or "[Content_Types].xml" not in names:
        raise BadFileError(_("不是 Word 文档（.docx）。请用 Word 打开后另存为 .docx 再传。"))
    acting = next((name for name in names if any(part in name.lower() for part in ACTING)), None)
    if acting:
        raise BadFileError(
            _("文件含有宏或嵌入对象（%(part)s），请删去或另存为不含宏的 .docx 后再传。") % {"part": acting}
        )
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            _check_xml(part.filename, packed.read(part))
    types = packed.read("[Content_Types].xml")
    if b"macroEnabled" in types or MAIN not in types:
        raise BadFileError(_("只接受普通 Word 文档（.docx），不接受带宏的文档或 Word 模板文件（.docm、.dotx）。"))


def _check_xml(name: str, content: bytes) -> None:
    plain = content.replace(b"\0", b"")  # UTF-16 hides nothing
    if DECLARED.search(plain):
        raise BadFileError(_("文件的 %(part)s 声明了外部实体，已拒绝。") % {"part": name})
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise BadFileError(_("文件已损坏或加了密码，打不开。请用 Word 打开后另存为 .docx 再传。")) from error
    if name.endswith(".rels"):
        for relation in root.iter(RELATIONS):
            kind = relation.get("Type", "")
            outside = relation.get("TargetMode") == "External" and not kind.endswith(MAY_LEAD_OUT)
            if outside or kind.endswith(REFUSED):
                raise BadFileError(_("文件引用了外部文件、附加模板或嵌入对象，请删去后再传。"))

"""Certificates as one PDF, set by typst from JSON; no text of anybody is ever part of its source."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import segno
import typst
from django.utils.translation import gettext as _

from gaoxin_web.briefs.fonts import font_folders, official_fonts
from gaoxin_web.contests.models import Certificate, CertificateLayout
from gaoxin_web.contests.services.certificates import PRINTED

SOURCE = Path(__file__).with_name("certificate.typ")
SEALS = {".png": "png", ".jpg": "jpg", ".jpeg": "jpg"}
SEAL_BYTES = 2**20  # a larger picture is no seal
SEAL_SOURCE = b'#let seal = json("seal.json")\n#image(bytes(seal.bytes), format: seal.kind, height: 38mm)'
Address = Callable[[str, str], str]  # number, code → where it is verified


def render(certificates: Iterable[Certificate], layout: CertificateLayout | None, address: Address) -> bytes:
    """The certificates as they were issued, a page each.

    Raises:
        NoFontError: no font with Chinese is installed.
    """
    pages = [
        _page(one.content, one.number, address(one.number, one.code), one.code, _("已撤销") if one.revoked_at else "")
        for one in certificates
    ]
    return _compiled(pages, layout)


def preview(content: Mapping[str, Any], number: str, layout: CertificateLayout, address: Address) -> bytes:
    """A page that was not issued, and says so."""
    return _compiled([_page(content, number, address(number, ""), "0" * 16, _("样张"))], layout)


def qr(address: str) -> str:
    """An address as a QR code in SVG."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=1, dark="#2b2320", xmldecl=False)
    return out.getvalue().decode()


def _page(content: Mapping[str, Any], number: str, address: str, code: str, mark: str) -> dict[str, str]:
    printed = {name: str(content.get(name, "")) for name in PRINTED}
    said = {"number": number, "code": code, "qr": qr(address), "address": address.partition("?")[0], "mark": mark}
    return printed | said


def _compiled(pages: list[dict[str, str]], layout: CertificateLayout | None) -> bytes:
    data = {
        "title": pages[0]["title"] if pages else "",
        "author": pages[0]["signatory"] if pages else "",
        "fonts": official_fonts(),
        "words": {"number": "证书编号 No.", "code": "验证码 Code", "verify": "扫码或访问网址核验真伪 · Scan to verify"},
        "seal": _seal(layout),
        "pages": pages,
    }
    files = {"main": SOURCE.read_bytes(), "data.json": json.dumps(data, ensure_ascii=False).encode()}
    return bytes(typst.compile(files, font_paths=font_folders()))


def _seal(layout: CertificateLayout | None) -> dict[str, Any] | None:
    """The seal's picture as numbers; None where there is none, or its file is gone."""
    if layout is None or not layout.seal:
        return None
    try:
        with layout.seal.open("rb") as file:
            return _picture(layout.seal.name, file.read())
    except (FileNotFoundError, ValueError):  # the latter of one that was open before
        return None


def _picture(name: str, content: bytes) -> dict[str, Any]:
    return {"kind": SEALS[Path(name).suffix.lower()], "bytes": list(content)}


def can_be_drawn(name: str, content: bytes) -> bool:
    """Whether a picture can stand on a certificate."""
    if len(content) > SEAL_BYTES or Path(name).suffix.lower() not in SEALS:
        return False
    files = {"main": SEAL_SOURCE, "seal.json": json.dumps(_picture(name, content)).encode()}
    try:
        typst.compile(files)
    except RuntimeError:  # all that typst says of a broken picture
        return False
    return True

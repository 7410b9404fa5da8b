"""Certificates: what is printed never changes; a correction is a new one; nothing of a text is ever markup."""

from __future__ import annotations

import re
import struct
import time
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from .resulting import Resulting

pytestmark = pytest.mark.django_db


def png():
    """One red point."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\xff\0\0")),
        (b"IEND", b""),
    ]
    drawn = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(drawn)


PNG = png()


@pytest.fixture
def sat(make):
    found = Resulting(make, 90, 75, 70)
    found.awarded()
    found.layout()
    return found


def issued(sat):
    from gaoxin_web.contests.services.certificates import issue_all  # noqa: PLC0415 - models load after the settings

    return issue_all(sat.contest, sat.user)


def fresh(client, user):
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def test_numbers_follow_each_other_in_the_order_of_places(sat):
    made = issued(sat)
    assert [(one.number, one.award.rank) for one in made] == [("GX2026-5G-0001", 1), ("GX2026-5G-0002", 2)]
    assert issued(sat) == []


def test_numbers_go_on_where_another_contest_with_the_prefix_left_off(sat, make):
    issued(sat)
    other = Resulting(make, 90)
    other.awarded()
    other.layout()
    assert [one.number for one in issued(other)] == ["GX2026-5G-0003"]


def test_the_texts_are_filled_with_the_award(sat):
    content, entry = issued(sat)[0].content, sat.entries[0]
    said = f"你单位项目《{entry.title}》在“{sat.contest.name}”中荣获一等奖。特发此证，以资鼓励。"
    assert content["body"] == f"{entry.organisation}：\n{said}"
    assert "First Prize" in content["body_en"]


def test_a_title_that_looks_like_a_placeholder_or_like_markup_stays_what_it_is(sat):
    entry = sat.entries[0]
    entry.title = '{award} #import "x.typ" $x^2$ \\ [a] @b'
    entry.save()
    content = issued(sat)[0].content
    assert f"《{entry.title}》" in content["body"]


@pytest.mark.parametrize("field", ["number", "code", "content", "signature"])
def test_what_was_printed_cannot_be_changed(sat, field):
    from gaoxin_web.contests.models import Certificate, FrozenError  # noqa: PLC0415 - likewise

    one = issued(sat)[0]
    setattr(one, field, {"body": "假"} if field == "content" else "x")
    with pytest.raises(FrozenError):
        one.save()
    with pytest.raises(FrozenError):
        Certificate.objects.filter(pk=one.pk).update(**{field: "x"})
    with pytest.raises(FrozenError):
        one.delete()


def test_the_signature_is_over_all_that_is_printed_by_the_installations_key(sat, settings):
    from gaoxin_web.contests.services.certificates import is_genuine  # noqa: PLC0415 - likewise

    one = issued(sat)[0]
    assert is_genuine(one)
    for field, value in (
        ("number", "GX2026-5G-0009"),
        ("code", "0" * 16),
        ("content", one.content | {"award": "特等奖"}),
    ):
        kept = getattr(one, field)
        setattr(one, field, value)
        assert not is_genuine(one), field
        setattr(one, field, kept)
    settings.SECRET_KEY = "another installation"
    assert not is_genuine(one)


def test_one_that_was_revoked_is_not_issued_again_unasked(sat):
    from gaoxin_web.contests.services.certificates import revoke  # noqa: PLC0415 - likewise

    revoke(issued(sat)[0], "经查不符合条件", sat.user)
    assert issued(sat) == []


def test_a_correction_is_a_new_certificate_and_the_earlier_says_by_which(sat):
    from gaoxin_web.contests.services.certificates import reissue  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.results import ResultError  # noqa: PLC0415 - likewise

    old, entry = issued(sat)[0], sat.entries[0]
    printed = old.content["body"]
    entry.title = "更正后的名称"
    entry.save()
    new = reissue(old, "项目名称有误", sat.user)
    old.refresh_from_db()
    assert (new.number, new.replaces, old.content["body"]) == ("GX2026-5G-0003", old, printed)
    assert (old.revoked_at is not None, old.revoked_reason) == (True, "项目名称有误")
    assert "更正后的名称" in new.content["body"]
    with pytest.raises(ResultError, match="replaced"):
        reissue(old, "再换", sat.user)


def test_without_a_layout_none_is_issued(make):
    from gaoxin_web.contests.services.results import ResultError  # noqa: PLC0415 - likewise

    sat = Resulting(make, 90)
    sat.awarded()
    with pytest.raises(ResultError, match="no_layout"):
        issued(sat)


def test_ninety_four_are_one_file_with_a_page_each(make, rf):
    from gaoxin_web.contests.certificates.pdf import render  # noqa: PLC0415 - likewise

    sat = Resulting(make, 90)
    sat.awarded()
    layout = sat.layout()
    one = issued(sat)[0]
    content = render([one] * 94, layout, lambda number, code: f"https://zone.example/verify/{number}/?c={code}")
    assert content.startswith(b"%PDF-")
    assert page_count(content) == 94


def page_count(content):
    """As its own page tree counts it."""
    return max(int(found) for found in re.findall(rb"/Count (\d+)", content))


def test_a_text_far_too_long_stays_on_its_page(sat):
    from gaoxin_web.contests.certificates.pdf import render  # noqa: PLC0415 - likewise

    entry = sat.entries[0]
    entry.title = "很长的项目名称" * 28
    entry.save()
    content = render(issued(sat), sat.contest.certificate_layout, lambda number, code: f"https://zone.example/{number}")
    assert page_count(content) == 2


def test_the_seal_is_drawn_and_one_that_is_gone_is_left_out(sat):
    from gaoxin_web.contests.certificates.pdf import render  # noqa: PLC0415 - likewise

    def address(number, code):
        return f"https://zone.example/{number}"

    layout, made = sat.contest.certificate_layout, issued(sat)
    plain = render(made, layout, address)
    layout.seal.save("seal.png", SimpleUploadedFile("seal.png", PNG))
    sealed = render(made, layout, address)
    layout.seal.storage.delete(layout.seal.name)
    assert len(sealed) > len(plain)
    assert page_count(render(made, layout, address)) == 2


def test_where_no_font_is_there_a_page_says_so(sat, sign_in, monkeypatch):
    from gaoxin_web.briefs import fonts  # noqa: PLC0415 - likewise

    issued(sat)
    monkeypatch.setattr(fonts, "families", frozenset)
    fonts.chinese_fonts.cache_clear()
    answer = sign_in(sat.user).get(f"/contests/{sat.contest.pk}/certificates/all.pdf")
    fonts.chinese_fonts.cache_clear()
    assert answer.status_code == 503
    assert "fonts-noto-cjk" in answer.content.decode()


def test_by_the_pages(sat, sign_in):
    client, start = fresh(sign_in(sat.user), sat.user), f"/contests/{sat.contest.pk}/certificates/"
    assert client.get(f"{start}preview.pdf").content.startswith(b"%PDF-")
    client.post(f"{start}issue/")
    first, second = sat.contest.awards.order_by("rank").values_list("certificates", flat=True)
    assert page_count(client.get(f"{start}all.pdf").content) == 2
    assert client.get(f"{start}{first}/certificate.pdf").content.startswith(b"%PDF-")
    client.post(f"{start}{first}/revoke/", {"reason": "经查不符合条件"})
    client.post(f"{start}{second}/revoke/", {"reason": "名称有误", "again": "1"})
    from gaoxin_web.contests.models import Certificate  # noqa: PLC0415 - likewise

    rows = Certificate.objects.order_by("pk").values_list("number", "revoked_reason")
    assert list(rows) == [
        ("GX2026-5G-0001", "经查不符合条件"),
        ("GX2026-5G-0002", "名称有误"),
        ("GX2026-5G-0003", ""),
    ]
    assert page_count(client.get(f"{start}all.pdf").content) == 1


def test_revoking_asks_for_the_password(sat, sign_in):
    one = issued(sat)[0]
    answer = sign_in(sat.user).post(f"/contests/{sat.contest.pk}/certificates/{one.pk}/revoke/", {"reason": "x"})
    one.refresh_from_db()
    assert "reauthenticate" in answer.url
    assert one.revoked_at is None


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("body", "{person} 获奖", "没有这样的占位：{person}。"),
        ("body", "长" * 401, "最多 400 字"),
        ("prefix", "GX/5G", "只用字母、数字和短横线"),
        ("seal", SimpleUploadedFile("seal.svg", b"<svg/>"), "不能上传 .svg 文件"),
        ("seal", SimpleUploadedFile("seal.png", PNG[:20] + b"broken"), "图片打不开"),
    ],
)
def test_a_layout_that_cannot_be_printed_is_refused_where_it_is_wrong(sat, sign_in, field, value, said):
    form = {"prefix": "GX2026", "title": "获奖证书", "body": "{entry}", "signatory": "管委会"} | {field: value}
    answer = sign_in(sat.user).post(f"/contests/{sat.contest.pk}/certificates/layout/", form)
    assert answer.status_code == 422
    assert said in answer.content.decode().replace("&#x27;", "'")


def test_a_winner_takes_their_own_by_their_link_and_no_others(sat, client):
    from gaoxin_web.contests.links import token_of  # noqa: PLC0415 - likewise

    first, second = issued(sat)
    token = token_of(sat.entries[0])
    assert f"/entry/{token}/certificates/{first.pk}/" in client.get(f"/entry/{token}/").content.decode()
    assert client.get(f"/entry/{token}/certificates/{first.pk}/").content.startswith(b"%PDF-")
    assert client.get(f"/entry/{token}/certificates/{second.pk}/").status_code == 404
    assert client.get(f"/entry/forged.token/certificates/{first.pk}/").status_code == 404


def test_a_revoked_one_is_not_given_out_by_link(sat, client):
    from gaoxin_web.contests.links import token_of  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.certificates import revoke  # noqa: PLC0415 - likewise

    first = issued(sat)[0]
    revoke(first, "经查不符合条件", sat.user)
    assert client.get(f"/entry/{token_of(sat.entries[0])}/certificates/{first.pk}/").status_code == 404

"""Files: what is refused, how they are kept, and who may have them."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.enterprises.models import Document, Recognition

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 test"


def packed(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


def send(client, firm, name, content):
    data = {"title": "审计报告", "file": SimpleUploadedFile(name, content)}
    return client.post(f"/enterprises/{firm.pk}/with/document/new/", data)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.exe", b"MZ", "不能上传 .exe 文件"),
        ("a.svg", b"<svg/>", "不能上传 .svg 文件"),
        ("a.xlsm", packed("x"), "不能上传 .xlsm 文件"),
        ("a", PDF, "不能上传 ? 文件"),
        ("a.pdf", b"MZ\x90", "文件内容与扩展名 .pdf 不符"),
        ("a.png", PDF, "文件内容与扩展名 .png 不符"),
        ("a.docx", b"PK\x03\x04broken", "文件已损坏"),
        ("a.docx", packed("word/vbaProject.bin"), "文件含有宏"),
        ("a.pdf", b"", "空"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(world, officer, name, content, said):
    response = send(officer, world.firm, name, content)
    assert response.status_code == 422
    assert said in str(response.context["form"].errors["file"])
    assert not Document.objects.exists()


@pytest.mark.parametrize(("size", "status"), [(2**20, 302), (2**20 + 1, 422)])
def test_a_file_may_be_as_large_as_the_setting_says_and_no_larger(world, officer, settings, size, status):
    settings.UPLOAD_MEGABYTES = 1
    assert send(officer, world.firm, "a.pdf", PDF.ljust(size, b" ")).status_code == status


def test_a_file_that_would_swell_is_refused(world, officer, monkeypatch):
    monkeypatch.setattr("gaoxin_web.enterprises.uploads.SWOLLEN", 1)
    response = send(officer, world.firm, "a.docx", packed("a", "b"))
    assert "解压后过大" in str(response.context["form"].errors["file"])


def test_a_file_is_kept_under_a_random_name_and_handed_out_under_its_title(world, officer):
    send(officer, world.firm, "../../偷看.pdf", PDF)
    document = Document.objects.get()
    assert re.fullmatch(r"documents/\d{4}/\d\d/[0-9a-f]{32}\.pdf", document.file.name)
    response = officer.get(f"/enterprises/{world.firm.pk}/files/document/{document.pk}/")
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment;")
    assert AuditEvent.objects.filter(action="document.download", user=world.officer).count() == 1


def test_a_file_is_handed_only_to_who_sees_the_enterprise_and_under_its_own_address(make, world, sign_in):
    send(sign_in(world.officer), world.firm, "a.pdf", PDF)
    url = f"/enterprises/{world.firm.pk}/files/document/{Document.objects.get().pk}/"
    stranger = make.user(make.zone(), "officer", "zone")
    seen = [sign_in(user).get(url).status_code for user in (world.leader, world.narrow, stranger, world.member)]
    assert seen == [200, 404, 404, 403]
    assert sign_in(world.officer).get(url.replace(f"/{world.firm.pk}/", f"/{world.other.pk}/")).status_code == 404


def test_a_document_removed_takes_its_file_along(world, officer, django_capture_on_commit_callbacks):
    send(officer, world.firm, "a.pdf", PDF)
    document = Document.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(f"/enterprises/{world.firm.pk}/with/document/{document.pk}/remove/")
    assert not document.file.storage.exists(document.file.name)


def test_a_certificate_is_sent_kept_through_an_edit_and_handed_out(world, officer):
    url = f"/enterprises/{world.firm.pk}/with/recognition/"
    officer.post(f"{url}new/", {"kind": "hnte", "file": SimpleUploadedFile("证书.pdf", PDF)})
    recognition = Recognition.objects.get()
    officer.post(f"{url}{recognition.pk}/", {"kind": "hnte", "certificate": "GR1"})
    response = officer.get(f"/enterprises/{world.firm.pk}/files/certificate/{recognition.pk}/")
    assert b"".join(response.streaming_content) == PDF


def test_a_certificate_is_no_word_document(world, officer):
    data = {"kind": "hnte", "file": SimpleUploadedFile("a.docx", packed("x"))}
    assert officer.post(f"/enterprises/{world.firm.pk}/with/recognition/new/", data).status_code == 422


def test_a_recognition_without_a_file_has_nothing_to_hand_out(world, officer):
    recognition = Recognition.objects.create(enterprise=world.firm, kind="hnte")
    assert officer.get(f"/enterprises/{world.firm.pk}/files/certificate/{recognition.pk}/").status_code == 404

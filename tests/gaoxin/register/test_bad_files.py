"""Files that cannot be read, each named after its mistake."""

from pathlib import Path

import pytest

from gaoxin.errors import FactsError
from gaoxin.fields import Fields
from gaoxin.register import read_facts
from tests.gaoxin.register.helpers import A, write_book

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
HEADED = b"uscc,year\n"


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        ("空文件.csv", b"", "GX107"),
        ("空文件.xlsx", b"", "GX107"),
        ("只有空行.csv", b"\n , \n\n", "GX107"),
        ("网页.xlsx", b"<html><table><tr><td>uscc</td></tr></table></html>", "GX103"),
        ("带说明的网页.xlsx", b"\xef\xbb\xbf\r\n<!DOCTYPE html><html/>", "GX103"),
        ("旧版.xlsx", OLE, "GX103"),
        ("设了密码.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "GX104"),
        ("其实是文本.xlsx", HEADED, "GX103"),
        ("其实是表格.csv", b"PK\x03\x04" + bytes(99), "GX103"),
        ("其实是文本.parquet", HEADED, "GX103"),
        ("损坏.xlsx", b"PK\x03\x04" + bytes(99), "GX105"),
        ("损坏.parquet", b"PAR1" + bytes(99), "GX105"),
        ("引号不成对.csv", b'uscc,year\n"9111,2023\n', "GX105"),
        ("乱码.csv", HEADED + b"\xff\xff\x81", "GX106"),
        ("扩展名不对.txt", HEADED, "GX102"),
        ("旧版.xls", OLE, "GX102"),
        ("没有扩展名", HEADED, "GX102"),
        ("没有代码列.csv", "企业名称,年度\n甲公司,2023\n".encode(), "GX111"),
    ],
)
def test_a_file_that_cannot_be_read_says_so(file: str, content: bytes, code: str, tmp_path: Path, fields: Fields):
    path = tmp_path / file
    path.write_bytes(content)
    with pytest.raises(FactsError) as caught:
        read_facts(path, fields)
    assert [(issue.code, issue.severity, bool(issue.hint)) for issue in caught.value.issues] == [(code, "error", True)]
    assert file in str(caught.value)


def test_a_missing_file_says_so(tmp_path: Path, fields: Fields):
    with pytest.raises(FactsError, match="GX101"):
        read_facts(tmp_path / "不存在.csv", fields)
    (tmp_path / "目录.csv").mkdir()
    with pytest.raises(FactsError, match="GX101"):
        read_facts(tmp_path / "目录.csv", fields)


def test_a_workbook_cut_short_says_so(tmp_path: Path, fields: Fields):
    path = write_book(tmp_path / "下载中断.xlsx", {"企业信息": [["uscc", "year"], [A, 2023]]})
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(FactsError, match="GX105"):
        read_facts(path, fields)


def test_an_empty_workbook_says_so(tmp_path: Path, fields: Fields):
    with pytest.raises(FactsError, match="GX107"):
        read_facts(write_book(tmp_path / "空表.xlsx", {"Sheet1": []}), fields)


def test_an_unreadable_recognitions_file_says_so(tmp_path: Path, fields: Fields):
    (tmp_path / "facts.csv").write_bytes(f"uscc,year\n{A},2023\n".encode())
    with pytest.raises(FactsError, match="GX101"):
        read_facts(tmp_path / "facts.csv", fields, recognitions=tmp_path / "资质.csv")

"""A made-up ledger: many enterprises, 30 columns, one code in fifty wrong, and the register it is compared with."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import xlsxwriter
from stdnum.cn import uscc

MONEY = (
    "营业收入",
    "研发费用",
    "资产总额",
    "负债总额",
    "净利润",
    "纳税总额",
    "工业总产值",
    "净资产",
    "销售收入",
    "总收入",
)
COUNTS = ("职工总数", "科技人员", "研发人员", "发明专利", "Ⅰ类知识产权", "Ⅱ类知识产权")
OTHERS = (
    "产业链",
    "成立时间",
    "注册资本（万元）",
    "联系电话",
    "高企",
    "科小",
    "专精特新",
    "研发强度（%）",
    "备注",
    "联系人",
    "地址",
)
HEAD = ("序号", "企业名称", "统一社会信用代码", *(f"{name}（万元）" for name in MONEY), *COUNTS, *OTHERS)


def code(number: int) -> str:
    """A valid credit code of an unassigned division."""
    body = f"91640299MA{number:07d}"
    return body + uscc.calc_check_digit(body)


def write(path: Path, register: Path, rows: int, seed: int = 7) -> None:
    """The ledger, and a register that knows nine in ten of its enterprises."""
    random, firms = Random(seed), []
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("台账")
        sheet.write(0, 0, "2025年企业台账")
        sheet.write_row(1, 0, HEAD)
        for at in range(rows):
            name, mark = f"宁夏{_brand(at)}新材料有限公司", code(at)
            if at % 10:
                firms.append({"name": name, "uscc": mark})
            given = mark[:-1] + "0" if at % 49 == 0 and mark[-1] != "0" else mark  # known firms and new ones alike
            sheet.write_row(at + 2, 0, [at + 1, name, given, *_values(random)])
    register.write_text(json.dumps({"firms": firms}, ensure_ascii=False), "utf-8")


def _values(random: Random) -> list[object]:
    money = [round(random.lognormvariate(8, 1.5), 2) for _ in MONEY]
    counts = [random.randrange(500) for _ in COUNTS]
    day = f"{random.randrange(1998, 2024)}年{random.randrange(1, 13)}月"
    phone = 13_900_000_000 + random.randrange(10**8)
    marks = [random.choice("√ ") for _ in range(3)]
    return [
        *money,
        *counts,
        "锂电池",
        day,
        random.randrange(10**5),
        phone,
        *marks,
        f"{random.random() * 9:.2f}%",
        "",
        "张某",
        "园区路",
    ]


def _brand(number: int) -> str:
    """Three characters that differ for every number."""
    text = ""
    for _ in range(3):
        number, rest = divmod(number, 97)
        text += chr(0x4E00 + 37 * rest)
    return text

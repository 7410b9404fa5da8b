"""Comments and the audience's votes are taken out as they stand on the page."""

from __future__ import annotations

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from gaoxin_web.live.services import voices

pytestmark = pytest.mark.django_db


def test_comments_and_votes_as_a_workbook(stage, sign_in):
    first, second = stage.places[:2]
    voices.remark(first, "很好", judge=stage.judges[0])
    voices.remark(first, "再补一页市场数据", author="主任")
    for number, stars in enumerate((5, 4, 4, 3, 5)):
        voices.vote(first, f"{number:064}", stars, "加油" if not number else "")
    voices.vote(second, f"{9:064}", 1, "")
    answer = sign_in(stage.officer).get(f"/live/{stage.room.pk}/voices/?export=xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert sheets["点评"] == [
        ["序", "项目", "点评人", "点评内容"],
        [1, "项目1", "评委1", "很好"],
        [1, "项目1", "主任", "再补一页市场数据"],
    ]
    assert sheets["观众"][:3] == [
        ["序", "项目", "票数", "平均星级", "观众留言"],
        [1, "项目1", 5, 4.2, "加油"],
        [2, "项目2", 1, "", ""],
    ]


def test_who_may_not_take_tables_out_is_refused(stage, sign_in, make):
    judge = make.user(stage.zone, "judge", scope="self")
    assert sign_in(judge).get(f"/live/{stage.room.pk}/voices/?export=xlsx").status_code == 403

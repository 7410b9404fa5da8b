"""A broken rulebook is told every mistake, each at its place and with what to do.

Every folder of ``bad/`` is named after its mistake and holds only the files that differ
from the sound rulebook in tests/fixtures/rulebook. With each issue stands the text that
its line and column point at.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gaoxin.checking import check_rulebook
from gaoxin.errors import Issue, RulebookError
from gaoxin.rules.load import default_rulebook, load_rulebook

SOUND = Path(__file__).parents[2] / "fixtures" / "rulebook"
BAD = Path(__file__).parent / "bad"

EXPECTED: dict[str, list[tuple[str, str]]] = {
    "bare_number": [
        ("award/policy.yaml:11:20 GX220 数字 20 应写进 parameters.yaml 写明日期、单位和条款", "20"),
    ],
    "brackets_without_by": [
        ("award/parameters.yaml:5:17 GX205 2020-01-01 起的取值按档或按类取值，却没有 by 在参数下写 by: 字段名", "{"),
    ],
    "division_by_zero": [
        ("award/policy.yaml:11:11 GX219 不能除以 0", "rd_expense"),
    ],
    "document_ends_before_it_begins": [
        ("award/source.yaml:2:73 GX209 文件「measures_2020」的失效日早于施行日", "to"),
    ],
    "duplicate_id": [
        ("award/policy.yaml:12:5 GX215 编号「A-1」重复 每个条件一个编号", "id"),
    ],
    "duplicate_item_id": [
        ("award/policy.yaml:23:9 GX215 编号「A-S1」重复 每个评分项一个编号", "{"),
    ],
    "duplicate_key": [
        ("award/parameters.yaml:14:1 GX202 「rd_floor」重复出现 合并为一处", "rd_floor"),
    ],
    "duplicate_policy": [
        ("zone/award/policy.yaml:1:1 GX215 政策「award」有两个文件夹", "policy"),
    ],
    "folded_expression": [
        ("award/policy.yaml:11:11 GX204 未知字段或参数「rd_expence」 您是否指 rd_expense？", ">-"),
    ],
    "forbidden_attribute": [
        ("award/policy.yaml:11:23 GX217 不允许的写法：staff.a 只写字段名或参数名", "staff.a"),
    ],
    "forbidden_cast": [
        ("award/policy.yaml:11:16 GX217 不允许的写法：CAST(staff AS TEXT) 日期写作 DATE '2018-06-30'", "staff"),
    ],
    "forbidden_environment": [
        ("award/policy.yaml:11:23 GX218 未知函数「getenv」 函数见 docs/reference/rulebook.md", "getenv"),
    ],
    "forbidden_file": [
        (
            "award/policy.yaml:11:23 GX217 不允许的写法：READ_CSV('/etc/passwd') "
            "允许的写法见 docs/reference/rulebook.md",
            "read_csv",
        ),
    ],
    "forbidden_filling_in": [
        (
            "award/policy.yaml:11:11 GX217 不允许的写法：COALESCE(staff, 0) 允许的写法见 docs/reference/rulebook.md",
            "COALESCE",
        ),
    ],
    "forbidden_null": [
        (
            "award/policy.yaml:11:11 GX217 不允许的写法：rd_expense IS NULL 允许的写法见 docs/reference/rulebook.md",
            "rd_expense",
        ),
    ],
    "forbidden_statement": [
        ("award/policy.yaml:11:11 GX217 不允许的写法：1; DROP TABLE x 允许的写法见 docs/reference/rulebook.md", "1"),
    ],
    "forbidden_sub_select": [
        (
            "award/policy.yaml:11:33 GX217 不允许的写法：(SELECT rd_floor) 允许的写法见 docs/reference/rulebook.md",
            "rd_floor",
        ),
    ],
    "idle_criterion": [
        ("award/policy.yaml:12:5 GX223 条件「A-2」没有被任何版本使用 写进某一版本的 requires，或移到 notes", "id"),
    ],
    "ladder_of_unknown_policy": [
        ("ladder.yaml:7:18 GX222 没有「awrad」这项政策或资质 您是否指 award？", "awrad"),
        ("ladder.yaml:8:43 GX222 没有「hnet」这项政策或资质 您是否指 hnte？", "hnet"),
    ],
    "ladder_with_three_mistakes": [
        ("ladder.yaml:1:7 GX205 ladder.yaml 的「near」缺少「count」", "{unmet"),
        ("ladder.yaml:1:15 GX206 「one」不是数 只写数字，单位写在 unit", "one"),
        ("ladder.yaml:2:17 GX205 ladder.yaml 的「re_examination」缺少「months」", "{month"),
        ("ladder.yaml:2:18 GX203 ladder.yaml 的「re_examination」没有「month」这一项 您是否指 months？", "month"),
    ],
    "lever_of_unknown_field": [
        ("levers.yaml:2:3 GX204 未知字段「rd_expence」 您是否指 rd_expense？", "rd_expence"),
        ("levers.yaml:3:10 GX206 着力点「staff」的 cost 不能为负，step 应为最小单位的整数倍", "{label"),
    ],
    "missing_clause": [
        ("award/policy.yaml:8:5 GX210 条件「A-1」没有写明条款（clause） 写出文件中的条款号，如 第十一条（五）", "id"),
    ],
    "missing_clause_of_a_parameter": [
        (
            "award/parameters.yaml:5:17 GX210 2020-01-01 起的取值没有写明条款（clause） 写出文件中的条款号，如 "
            "第十一条（五）",
            "{",
        ),
    ],
    "missing_file": [
        ("prize/parameters.yaml:1:1 GX201 缺少文件 parameters.yaml 每个政策文件夹须有四个文件", ""),
        ("prize/source.yaml:1:1 GX201 缺少文件 source.yaml 每个政策文件夹须有四个文件", ""),
    ],
    "missing_label": [
        ("award/policy.yaml:8:5 GX205 条件「A-1」缺少「label」", "id"),
    ],
    "money_against_bare_number": [
        (
            "award/policy.yaml:11:11 GX208 单位不同，不能比较或相加：元 与 没有单位的数 金额写 wan(500)、yi(3) 或参数",
            "rd_expense",
        ),
    ],
    "neither_condition_nor_judgement": [
        ("award/policy.yaml:8:5 GX205 条件「A-1」须写 when 或 judgement: manual 之一", "id"),
    ],
    "no_last_band": [
        ("award/parameters.yaml:13:14 GX211 最后一个分值档应没有条件，否则更低的值无分可得 加一档 {points: 0}", "["),
    ],
    "no_last_bracket": [
        ("award/parameters.yaml:6:64 GX211 最后一档应没有上限，否则更大的值无档可归 加一档 {value: …}", "["),
    ],
    "no_value_in_between": [
        ("award/policy.yaml:11:25 GX221 参数「rd_floor」在 2022-01-01 没有取值 补上该日起的取值", "rd_floor"),
    ],
    "no_value_in_force": [
        ("award/policy.yaml:11:25 GX221 参数「rd_floor」在 2020-01-01 没有取值 补上该日起的取值", "rd_floor"),
    ],
    "not_a_mapping": [
        ("award/parameters.yaml:1:1 GX201 文件应为“名称: 值”的映射", "-"),
    ],
    "not_yaml": [
        ("award/policy.yaml:3:9 GX201 不是合法的 YAML did not find expected ',' or ']'", ":"),
    ],
    "overlapping_dates": [
        (
            "award/parameters.yaml:6:17 GX209 参数「rd_floor」在 2022-06-30 有两个取值，时间重叠 把前一取值的 "
            "to 改为 2022-06-29 或更早",
            "{",
        ),
    ],
    "overlapping_editions": [
        (
            "award/policy.yaml:8:5 GX209 版本「2020」与「2022」在 2022-01-01 同时有效 "
            "在 source.yaml 把 measures_2020 的 to 写为 2021-12-31 或更早",
            "source",
        ),
    ],
    "parameter_named_like_a_field": [
        ("award/parameters.yaml:1:1 GX215 参数「staff」与字段同名 换一个名称", "staff"),
    ],
    "policy_cycle": [
        ("award/policy.yaml:11:11 GX212 政策互相引用，形成循环：prize → award → prize 拆开其中一处引用", "met"),
        ("prize/policy.yaml:11:11 GX212 政策互相引用，形成循环：award → prize → award 拆开其中一处引用", "met"),
    ],
    "policy_cycle_with_itself": [
        ("award/policy.yaml:11:22 GX212 政策互相引用，形成循环：award → award 拆开其中一处引用", "met"),
    ],
    "syntax_error": [
        ("award/policy.yaml:11:25 GX216 「>=」附近写法不完整或有误 写法见 docs/reference/rulebook.md", ">="),
    ],
    "syntax_error_at_the_end": [
        ("award/policy.yaml:11:34 GX216 「>=」附近写法不完整或有误 写法见 docs/reference/rulebook.md", ">="),
    ],
    "syntax_error_in_quotes": [
        ("award/policy.yaml:11:35 GX216 「>=」附近写法不完整或有误 写法见 docs/reference/rulebook.md", ">="),
    ],
    "too_many_years": [
        ("award/policy.yaml:11:11 GX218 只能回看 3 年 y0 及其前三年", "ago"),
    ],
    "too_wide_product": [
        ("award/policy.yaml:11:11 GX224 乘积超出 128 位，无法精确比较 少乘几个字段，或拆成几个条件", "rd_expense"),
    ],
    "two_mistakes_at_once": [
        ("award/parameters.yaml:3:9 GX207 未知单位「万圆」 您是否指 万元？", "万圆"),
        ("award/policy.yaml:11:11 GX204 未知字段或参数「rd_expence」 您是否指 rd_expense？", "rd_expence"),
        ("award/policy.yaml:16:5 GX203 条件「A-2」没有「evidnce」这一项 您是否指 evidence？", "evidnce"),
        ("award/source.yaml:2:61 GX206 「二〇二〇年」不是日期 写作 2016-01-01", "二"),
    ],
    "two_shapes_of_a_value": [
        ("award/parameters.yaml:5:17 GX205 2020-01-01 起的取值须恰有一项：value、brackets、cases、list、bands", "{"),
    ],
    "unknown_criterion": [
        ("award/policy.yaml:6:32 GX214 没有编号为「A-3」的条件 您是否指 A-2？", "A-3"),
    ],
    "unknown_field": [
        ("award/policy.yaml:11:11 GX204 未知字段或参数「rd_expence」 您是否指 rd_expense？", "rd_expence"),
    ],
    "unknown_field_as_expert": [
        ("award/policy.yaml:17:60 GX204 未知字段「management_score」", "management_score"),
    ],
    "unknown_field_as_lever": [
        ("award/policy.yaml:12:12 GX204 未知字段「rd_expences」 您是否指 rd_expense？", "rd_expences"),
    ],
    "unknown_field_in_the_middle": [
        ("award/policy.yaml:11:37 GX204 未知字段或参数「rd_flor」 您是否指 rd_floor？", "rd_flor"),
    ],
    "unknown_field_of_a_bracket": [
        ("award/parameters.yaml:4:7 GX204 未知字段「sales_revenues」 您是否指 sales_revenue？", "sales_revenues"),
    ],
    "unknown_function": [
        ("award/policy.yaml:11:22 GX218 未知函数「summ_last」 您是否指 sum_last？", "summ_last"),
    ],
    "unknown_key": [
        ("award/policy.yaml:11:5 GX203 条件「A-1」没有「sumary」这一项 您是否指 summary？", "sumary"),
    ],
    "unknown_parameter_as_bands": [
        ("award/policy.yaml:17:94 GX204 未知参数「rd_band」 您是否指 rd_bands？", "rd_band"),
    ],
    "unknown_policy": [
        ("award/policy.yaml:11:15 GX222 未知政策「awards」 您是否指 award？", "'awards'"),
    ],
    "unknown_recognition": [
        ("award/policy.yaml:11:16 GX222 未知资质「hnt」 您是否指 hnte？", "'hnt'"),
    ],
    "unknown_score": [
        ("award/policy.yaml:15:11 GX214 没有编号为「A-T」的评分项 您是否指 A-S？", "points"),
    ],
    "unknown_score_of_an_edition": [
        ("award/policy.yaml:7:12 GX214 没有编号为「A-SS」的评分项 您是否指 A-S？", "A-SS"),
        ("award/policy.yaml:8:22 GX214 没有编号为「A-9」的条件 您是否指 A-2？", "A-9"),
    ],
    "unknown_source": [
        (
            "award/parameters.yaml:5:26 GX213 source.yaml 没有文件「measures_2002」 您是否指 measures_2020？",
            "measures_2002",
        ),
    ],
    "unknown_source_of_an_edition": [
        ("award/policy.yaml:5:13 GX213 source.yaml 没有文件「guide_2020」 您是否指 measures_2020？", "guide_2020"),
    ],
    "unknown_text": [
        ("award/policy.yaml:11:11 GX204 「rd_institution」没有「省及」这一取值 您是否指 省级？", "rd_institution"),
    ],
    "unknown_text_in_a_table": [
        ("award/parameters.yaml:6:61 GX205 下列取值没有限额：无 确无限额的写 null", "{"),
        ("award/parameters.yaml:6:82 GX204 「rd_institution」没有「没有」这一取值", "没有"),
    ],
    "unknown_unit": [
        ("award/parameters.yaml:3:9 GX207 未知单位「万圆」 您是否指 万元？", "万圆"),
    ],
    "unreachable_band": [
        ("award/parameters.yaml:13:37 GX211 这一分值档永远轮不到：上一档已经包含它 各档从高到低排列", "{"),
    ],
    "unreachable_band_after_the_last": [
        ("award/parameters.yaml:13:14 GX211 最后一个分值档应没有条件，否则更低的值无分可得 加一档 {points: 0}", "["),
        ("award/parameters.yaml:13:51 GX211 这一分值档永远轮不到：上一档没有条件", "{"),
    ],
    "unreachable_bracket": [
        (
            "award/parameters.yaml:6:97 GX211 这一档永远轮不到：上一档已经包含它 "
            "各档按上限从小到大排列，最后一档不写上限",
            "{",
        ),
    ],
    "wrong_arguments": [
        ("award/policy.yaml:11:11 GX218 函数 sum_last 需要 2 个参数，写了 1 个", "sum_last"),
    ],
    "wrong_date": [
        ("award/source.yaml:2:61 GX206 「2020年1月1日」不是日期 写作 2016-01-01", "2020年1月1日"),
    ],
    "wrong_date_in_an_expression": [
        ("award/policy.yaml:11:34 GX206 「2018-06-31」不是日期 写作 DATE '2018-06-30'", "'2018-06-31'"),
    ],
    "wrong_date_of_a_value": [
        ("award/parameters.yaml:5:5 GX206 「2020-02-30」不是日期 写作 2016-01-01", "2020-02-30"),
    ],
    "wrong_evidence": [
        (
            "award/policy.yaml:12:15 GX206 证据标记「certain」未知 可用：secondary、derived、recalled、doubtful",
            "certain",
        ),
    ],
    "wrong_kind": [
        (
            "award/policy.yaml:3:7 GX206 政策类别「honour」未知 可用：recognition、classification、listing、assessment",
            "honour",
        ),
    ],
    "wrong_name": [
        ("award/policy.yaml:1:9 GX206 政策名「awards」与文件夹「award」不一致", "awards"),
    ],
    "wrong_number": [
        ("award/parameters.yaml:5:61 GX206 「一百」不是数 只写数字，单位写在 unit", "一百"),
    ],
    "wrong_requires": [
        ("award/policy.yaml:6:15 GX205 版本「2020」的 requires 应写 all、any 或 at_least", "["),
    ],
    "wrong_type": [
        ("award/policy.yaml:11:11 GX219 条件不能与数比较", "core_ip"),
    ],
    "wrong_type_bands_as_number": [
        ("award/policy.yaml:11:25 GX219 「rd_bands」是分值档，只能用在评分项的 bands", "rd_bands"),
    ],
    "wrong_type_brackets_by_a_text": [
        ("award/parameters.yaml:6:54 GX219 brackets 要求 by 是数字字段，「rd_institution」不是", "brackets"),
    ],
    "wrong_type_date_against_number": [
        ("award/policy.yaml:11:11 GX219 日期不能与数比较", "established_on"),
    ],
    "wrong_type_expert_is_yes_or_no": [
        ("award/policy.yaml:17:60 GX219 专家评分「core_ip」应是 number 字段", "core_ip"),
    ],
    "wrong_type_number_as_condition": [
        ("award/policy.yaml:11:11 GX219 这里应是一个条件，却是数：rd_expense", "rd_expense"),
    ],
    "wrong_type_text_ordered": [
        ("award/policy.yaml:11:11 GX219 文字不能与文字比较", "rd_institution"),
    ],
    "wrong_unit": [
        ("award/policy.yaml:11:11 GX208 单位不同，不能比较或相加：元 与 人", "rd_expense"),
    ],
    "wrong_unit_in_a_product": [
        ("award/policy.yaml:11:11 GX208 单位「元」与「元」不能相乘", "rd_expense"),
    ],
    "wrong_unit_in_a_quotient": [
        ("award/policy.yaml:11:11 GX208 单位「人」不能除以「元」", "staff"),
    ],
    "wrong_unit_in_a_sum": [
        ("award/policy.yaml:11:11 GX208 单位不同，不能比较或相加：元 与 人", "rd_expense"),
    ],
    "wrong_unit_of_a_list": [
        ("award/parameters.yaml:5:54 GX207 单位 text 只能写 list，不能写 value", "value"),
        ("award/policy.yaml:11:11 GX219 数不能与文字比较", "rd_expense"),
    ],
    "wrong_unit_of_a_parameter": [
        ("award/policy.yaml:11:11 GX208 单位不同，不能比较或相加：元 与 人", "rd_expense"),
    ],
    "wrong_unit_of_bands": [
        (
            "award/policy.yaml:17:59 GX208 评分项「A-S」的值以比值计，分值档「rd_bands」却以元计 改 value，或改参数的 "
            "unit",
            "rd_expense",
        ),
    ],
}

Build = Callable[[str], Path]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """The sound rulebook with the files of one mistake laid over it."""

    def _build(mistake: str) -> Path:
        root = tmp_path / "rulebook"
        shutil.copytree(SOUND, root)
        shutil.copytree(BAD / mistake, root, dirs_exist_ok=True)
        return root

    return _build


def pointed_at(root: Path, issue: Issue) -> str:
    """What stands at an issue's line and column; nothing where the file is missing."""
    path, spot = root / issue.place.file, issue.place
    assert spot.line is not None
    assert spot.column is not None
    return path.read_text("utf-8").splitlines()[spot.line - 1][spot.column - 1 :] if path.is_file() else ""


def test_every_mistake_has_its_issues_written_down() -> None:
    assert sorted(EXPECTED) == sorted(path.name for path in BAD.iterdir())


@pytest.mark.parametrize("mistake", list(EXPECTED))
def test_a_mistake_is_told_in_full_and_nothing_else(mistake: str, build: Build) -> None:
    assert [str(issue) for issue in check_rulebook(build(mistake))] == [text for text, _ in EXPECTED[mistake]]


@pytest.mark.parametrize("mistake", list(EXPECTED))
def test_line_and_column_point_at_the_mistake(mistake: str, build: Build) -> None:
    root = build(mistake)
    for issue, (_, at) in zip(check_rulebook(root), EXPECTED[mistake], strict=True):
        assert pointed_at(root, issue)[: len(at)] == at


def test_an_issue_has_code_place_message_and_hint(build: Build) -> None:
    (issue,) = check_rulebook(build("unknown_field"))
    assert (issue.code, str(issue.place), issue.message, issue.hint, issue.severity) == (
        "GX204",
        "award/policy.yaml:11:11",
        "未知字段或参数「rd_expence」",
        "您是否指 rd_expense？",
        "error",
    )


def test_a_broken_rulebook_cannot_be_loaded(build: Build) -> None:
    with pytest.raises(RulebookError) as raised:
        load_rulebook(build("unknown_unit"))
    assert [str(issue) for issue in raised.value.issues] == [text for text, _ in EXPECTED["unknown_unit"]]


def test_the_sound_rulebook_has_no_issue() -> None:
    assert check_rulebook(SOUND) == []


def test_the_shipped_rulebook_has_no_issue() -> None:
    assert check_rulebook(default_rulebook()) == []

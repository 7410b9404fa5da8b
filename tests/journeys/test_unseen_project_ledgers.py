"""Project ledgers no code has seen are read right, sheet by sheet with its own header and unit."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.ledgers import Page, columns, issues, read, records, skipped, write

MAKER, POWER = "宁夏甲辰新材料有限公司", "江苏乙巳能源集团"

SIGNED = Page(
    "招商项目",
    [
        ["星河高新区2024年招商引资项目台账"],
        ["填报单位：招商局", *[None] * 6, "单位：亿元"],
        ["序号", "项目名称", "投资主体", "总投资", "到位资金", "签约时间", "项目进展情况", "包抓领导"],
        ["一、已签约项目（2个）"],
        [1, "年产5万吨锂电池正极材料项目", MAKER, 12.5, "约3", "2024年3月", "正在办理土地手续", "张副主任"],
        [2, "光伏组件智能制造项目", POWER, 30, "2-3", "2024.5.20", "已签约", None],
        [None, "小计", None, 42.5],
        ["二、在谈项目"],
        [3, "氢能装备产业园", "——", "10亿元", "/", "待定", "在谈", "李主任"],
        [None, "合计", None, 52.5],
        ["注：到位资金截至2024年6月底。"],
        ["填报人：王某", None, None, None, "联系电话：0951-0000000"],
    ],
    merges=["A1:H1", "A4:H4", "A8:H8", "A11:H11", "H5:H6"],
)
BUILT = Page(
    "重点项目",
    [
        ["2024年重点项目进度表（1-6月）"],
        ["单位：万元"],
        ["序号", "项目名称", "建设单位", "建设周期", "总投资", "2024年投资", None, None, "累计完成投资", "形象进度"],
        [*[None] * 5, "年度计划投资", "1-6月完成投资", "完成率"],
        [1, "锂电池正极材料项目", MAKER, "2023-2025", 125000, 40000, 22000, 0.55, 60000, "主体封顶"],
        [2, "污水厂提标改造", "星河水务", "2024年3月-2024年12月", 8600, 8600, 3100, "36.05%", 3100, "设备安装"],
        ["合计", *[None] * 3, 133600, 48600, 25100, None, 63100],
    ],
    merges=["A1:J1", "A2:J2", *(f"{c}3:{c}4" for c in "ABCDEIJ"), "F3:H3"],
    formats={"H5": "0.0%"},
)


def test_sheets_with_different_headers_and_units(tmp_path: Path) -> None:
    given = read(write(tmp_path / "projects.xlsx", SIGNED, BUILT))
    signed, built = given["sheets"]
    assert [(s["unit"], s["header_rows"]) for s in (signed, built)] == [("亿元", [3]), ("万元", [3, 4])]
    assert built["period"] == {"from": "2024-01", "to": "2024-06", "cumulative": True}
    assert {record["kind"] for record in given["records"]} == {"project"}
    first = {"总投资": 1_250_000_000, "到位资金": ("约", 300_000_000), "签约时间": "2024-03", "包抓领导": "张副主任"}
    second = {"总投资": 3_000_000_000, "到位资金": (200_000_000, 300_000_000), "签约时间": "2024-05-20"}
    assert records(given, "招商项目") == [
        {"row": 5, "who": MAKER, "project": "年产5万吨锂电池正极材料项目", "项目进展情况": "正在办理土地手续", **first},
        {"row": 6, "who": POWER, "project": "光伏组件智能制造项目", "项目进展情况": "已签约"}
        | {**second, "包抓领导": "张副主任"},
        {"row": 9, "who": None, "project": "氢能装备产业园", "总投资": 1_000_000_000, "项目进展情况": "在谈"}
        | {"包抓领导": "李主任"},
    ]
    invested = [f"2024年投资/{leaf}" for leaf in ("年度计划投资", "1-6月完成投资", "完成率")]
    assert records(given, "重点项目") == [
        {"row": 5, "who": MAKER, "project": "锂电池正极材料项目", "建设周期": "2023/2025", "总投资": 1_250_000_000}
        | dict(zip(invested, (400_000_000, 220_000_000, 0.55), strict=True))
        | {"累计完成投资": 600_000_000, "形象进度": "主体封顶"},
        {"row": 6, "who": "星河水务", "project": "污水厂提标改造", "建设周期": "2024-03/2024-12", "总投资": 86_000_000}
        | dict(zip(invested, (86_000_000, 31_000_000, 0.3605), strict=True))
        | {"累计完成投资": 31_000_000, "形象进度": "设备安装"},
    ]
    assert [r.get("group") for r in given["records"]] == ["已签约项目", "已签约项目", "在谈项目", None, None]
    classes = ["group", "subtotal", "group", "total", "note", "note"]
    assert skipped(signed) == list(zip([4, 7, 8, 10, 11, 12], classes, strict=True))
    assert skipped(built) == [(7, "total")]
    assert issues(given) == [("GX327", "E5"), ("GX327", "E6")]


def test_what_belongs_to_no_period_is_given_none(tmp_path: Path) -> None:
    record = read(write(tmp_path / "projects.xlsx", BUILT))["records"][0]
    periods = {key: value.get("period") for key, value in record["values"].items() if "period" in value}
    assert periods == {
        "2024年投资/年度计划投资": "2024",
        "2024年投资/1-6月完成投资": "2024-01/2024-06",
        "2024年投资/完成率": "2024",
        "累计完成投资": "2024-01/2024-06",
    }


def test_totals_that_stand_over_their_rows(tmp_path: Path) -> None:
    head = ["包抓领导", "序号", "项目名称", "实施单位", "计划总投资", "1-8月完成投资", "存在问题", "拟开工时间"]
    rows = [
        ["2024年高新区领导包抓重点项目台账（截至8月底）"],
        [*[None] * 7, "单位：亿元"],
        head,
        ["合计", None, "共4个", None, 20.5, 4.35],
        ["张主任", "小计", "2个", None, 12.5, 3.0],
        [None, 1, "锂电池正极材料项目", MAKER, 10, 2.4, "1.用地未落实；\n2.环评未批复。", "2024.3"],
        [None, 2, "智能装备产业园", POWER, 2.5, 0.6, "无", "2024年9月底"],
        ["李副主任", "小计", "2个", None, 8, 1.25],
        [None, 3, "生物发酵提取项目", "星河生物", 5, 1, "", ""],
        [None, 4, "氢能示范项目", "星河氢能", 3, "3500万元", "融资未到位", "2024/10/1"],
    ]
    given = read(write(tmp_path / "projects.xlsx", Page("包抓", rows, merges=["A5:A7", "A8:A10"])))
    assert [(r["项目名称"] if "项目名称" in r else r["project"], r["包抓领导"]) for r in records(given)] == [
        ("锂电池正极材料项目", "张主任"),
        ("智能装备产业园", "张主任"),
        ("生物发酵提取项目", "李副主任"),
        ("氢能示范项目", "李副主任"),
    ]
    sheet = given["sheets"][0]
    assert [(one["row"], one["class"], one["text"]) for one in sheet["skipped"]] == [
        (4, "total", "合计"),
        (5, "subtotal", "张主任 小计"),
        (8, "subtotal", "李副主任 小计"),
    ]
    assert sheet["period"] == {"from": "2024-01", "to": "2024-08", "cumulative": True}
    differ = [(check["row"], check["key"], check["difference"]) for check in sheet["checks"] if check["difference"]]
    assert differ == [(8, "1-8月完成投资", -10_000_000)]  # 1.25亿 is stated for 1亿 and 3500万
    assert issues(given) == [("GX332", "F10"), ("GX371", "F8")]


def test_groups_numbered_in_chinese_that_state_their_sums(tmp_path: Path) -> None:
    rows = [
        ["星河高新区2024年重点项目进展情况统计表"],
        ["填报日期：2024年7月5日", *[None] * 9, "单位：万元"],
        ["序号", "项目基本情况", None, None, "投资情况", None, None, None, None, "进度", None],
        [
            None,
            "项目名称",
            "项目代码",
            "建设期限",
            "总投资",
            "其中",
            None,
            "2024年计划",
            "1-6月完成",
            "开工时间",
            "竣工时间",
        ],
        [*[None] * 5, "中央资金", "自筹"],
        ["一", "续建项目（2个）", None, None, 225000, None, 225000, 60000, 28000],
        [1, "钽粉项目", "2301-64", "2023.3-2025.6", 125000, "/", 125000, 40000, 20000, "2023年3月15日", "2025年6月"],
        [2, "数据中心", "2302-64", "2022年-2024年", 100000, None, "10亿元", "20000", "8000", 44958, "2024年底"],
        ["二", "新建项目（1个）", None, None, 8600, 5000, 3600, 8600, 1],
        [3, "污水厂提标", "2404-64", "8个月", 8600, 5000, 3600, 8600, 0, "2024年三季度", "2025年5月底前"],
        ["三", "前期项目"],
        [4, "绿氢示范", None, "2025-2027", "约15亿", None, None, None, None, "拟于2025年3月", "-"],
        ["合计", None, None, None, 383600, 5000, 228600, 68600, 28000],
    ]
    merges = ["A1:K1", "A2:I2", "A3:A5", "B3:D3", "E3:I3", "J3:K3", "F4:G4"]
    merges += [f"{column}4:{column}5" for column in "BCDEHIJK"]
    given = read(write(tmp_path / "projects.xlsx", Page("项目", rows, merges=merges)))
    sheet, parts = given["sheets"][0], [f"投资情况/其中/{part}" for part in ("中央资金", "自筹")]
    assert sheet["header_rows"] == [3, 4, 5]
    assert columns(sheet) == {
        "A": "序号",
        "B": "project",
        "C": "项目基本情况/项目代码",
        "D": "项目基本情况/建设期限",
        "E": "投资情况/总投资",
        "F": parts[0],
        "G": parts[1],
        "H": "投资情况/2024年计划",
        "I": "投资情况/1-6月完成",
        "J": "进度/开工时间",
        "K": "进度/竣工时间",
    }
    assert {one["kind"] for one in sheet["columns"][4:9]} == {"money"}
    firm = {key: value for key, value in records(given)[1].items() if key not in ("row", "who")}
    assert firm == {
        "project": "数据中心",
        "项目基本情况/项目代码": "2302-64",
        "项目基本情况/建设期限": "2022/2024",
        "投资情况/总投资": 1_000_000_000,
        parts[1]: 1_000_000_000,
        "投资情况/2024年计划": 200_000_000,
        "投资情况/1-6月完成": 80_000_000,
        "进度/开工时间": "2023-02-01",
        "进度/竣工时间": "2024",
    }
    assert [r["group"] for r in given["records"]] == ["续建项目", "续建项目", "新建项目", "前期项目"]
    assert [r["项目基本情况/建设期限"] for r in records(given)] == [
        "2023-03/2025-06",
        "2022/2024",
        "8个月",
        "2025/2027",
    ]
    told = [("GX327", "E12"), ("GX327", "J10"), ("GX327", "J12"), ("GX327", "K10"), ("GX332", "E12"), ("GX332", "G8")]
    assert issues(given) == [*told, ("GX371", "I9")]  # 新建项目 states 1, its only row 0


def test_nested_subtotals_and_a_total_of_each_part(tmp_path: Path) -> None:
    rows = [["序号", "项目名称", "总投资（万元）"]]
    rows += [[1, "项目甲", 1], [2, "项目乙", 2], [None, "小计", 3], [3, "项目丙", 4], [None, "小计", 5]]
    rows += [
        [None, "工业项目合计", 7],
        [4, "项目丁", 8],
        [None, "小计", 8],
        [None, "服务业项目合计", 9],
        [None, "总计", 15],
    ]
    given = read(write(tmp_path / "projects.xlsx", Page("x", rows)))
    stated = [(c["row"], c["computed"], c["stated"]) for c in given["sheets"][0]["checks"]]
    wan = 10_000
    assert stated == [
        (4, 3 * wan, 3 * wan),
        (6, 4 * wan, 5 * wan),
        (7, 7 * wan, 7 * wan),
        (9, 8 * wan, 8 * wan),
        (10, 8 * wan, 9 * wan),
        (11, 15 * wan, 15 * wan),
    ]
    assert issues(given) == [("GX371", "C10"), ("GX371", "C6")]

"""The lecture series: speakers of sub-districts and departments, seven sessions of nine, each talk marked at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from django.db.models import QuerySet

from gaoxin_web.accounts.models import Zone
from gaoxin_web.contests.models import Contest, Entry, Judge, Round, RoundEntry
from gaoxin_web.demo.contests import words
from gaoxin_web.demo.contests.entrants import qualities
from gaoxin_web.demo.contests.ground import Ground, moment, open_round, seat
from gaoxin_web.demo.contests.marks import Panel, hand_in
from gaoxin_web.demo.contests.persons import chinese_name, judges_of, phone
from gaoxin_web.demo.contests.prizes import give_awards, result_of
from gaoxin_web.lectures.models import Series, Talk, TimetableStep, TimetableVersion
from gaoxin_web.lectures.services.cases import Placed
from gaoxin_web.lectures.services.publishing import publish
from gaoxin_web.lectures.services.timetable import board_of, write
from gaoxin_web.live.models import Remark

YEAR, FIRST, EVERY = 2022, date(2022, 3, 11), 14  # days from one session to the next
JUDGES = 9
MANY, FEW = (2, 4, 6, 8), (2, 5, 8)
PLACES = (
    "安和", "北泉", "长宁", "东梁", "枫林", "高台", "河湾", "锦绣", "金泉", "凯旋", "兰亭", "明德", "南园", "平川",
    "青松", "石桥", "天河", "望湖", "西岭", "新华", "银杏", "紫薇",
)  # fmt: skip
SUBDISTRICTS = tuple(f"{name}{'乡' if name in ('河湾', '高台') else '街道'}（示例）" for name in PLACES)
DEPARTMENTS = (
    "党政办公室", "组织部", "宣传部", "统战部", "政法委", "机构编制办", "巡察办", "发展和改革局", "教育局",
    "科学技术局", "工业和信息化局", "民政局", "司法局", "财政局", "人力资源和社会保障局", "自然资源分局",
    "生态环境分局", "建设局", "交通运输局", "农业农村局", "商务局", "文化体育和旅游局", "卫生健康局",
    "退役军人事务局", "应急管理局", "审计局", "市场监督管理局", "统计局", "医疗保障局", "城市管理局", "信访局",
    "行政审批局", "投资促进局", "金融发展局", "企业服务中心", "人才服务中心", "融媒体中心", "总工会", "团委",
    "妇联", "税务局",
)  # fmt: skip
TOPICS = ("基层治理", "招商引资", "营商环境", "民生服务", "安全生产", "乡村振兴", "科技创新", "数字政务", "队伍建设")
TITLES = (
    "{topic}的一线做法与体会", "做实{topic}：我们怎么干", "从一件小事看{topic}", "{topic}中的难点和对策",
    "以{topic}促高质量发展", "{topic}案例分享", "把{topic}做到群众心坎上",
)  # fmt: skip
POSTS = ("主任", "副主任", "科长", "书记", "负责人")
REMARKS = (
    "案例贴近一线，数据扎实；建议把流程图再简化，便于其他单位照着做。",
    "问题抓得准，讲得生动；时间分配前松后紧。",
    "经验可复制，尤其是台账办法；希望补充投入和成效的对比。",
    "表达清楚，互动好；政策依据可以再具体一些。",
    "选题新，措施实；下一步要说明如何长期坚持。",
)


def hold(zone: Zone) -> None:
    rng = Random("ur:lectures")
    ground = _set_up(zone)
    entries = _speakers(ground, rng)
    round_ = ground.rounds[0]
    _timetable(ground, entries)
    judges = judges_of(zone, rng, JUDGES, list(TOPICS), ["乌鲁木齐"])
    there = _heard(round_, judges, entries, rng)
    last = FIRST + timedelta(days=EVERY * 6)
    result = result_of(round_, ground.officer, moment(last + timedelta(days=3), 10), shows_scores=True)
    _remarks(there, judges, rng)
    give_awards(result, last + timedelta(days=12), ground.officer)
    Contest.objects.filter(pk=ground.contest.pk).update(state=Contest.State.FINISHED)


def _set_up(zone: Zone) -> Ground:
    ground = Ground.lay(
        zone,
        "lectures",
        name="高新讲堂（2022）",
        name_en="High-tech Zone Lectures 2022",
        code="ur-lectures-2022",
        year=YEAR,
        organiser="乌鲁木齐高新区管委会（示例）",
        organiser_en="Urumqi High-tech Zone (sample)",
        summary=f"街道（乡镇）和区属部门轮流登台，一讲一评，七期六十三讲。{words.NOTE}",
        summary_en=f"Sub-districts and departments take turns: 63 talks in seven sessions. {words.NOTE_EN}",
        opens_at=moment(date(YEAR, 2, 1)),
        closes_at=moment(date(YEAR, 2, 28), 18),
    )
    Series.objects.create(contest=ground.contest, seats=9, slides=10, remarks=5)
    for at, sitting in enumerate(ground.rounds[0].sittings.order_by("order")):
        sitting.starts_at = moment(FIRST + timedelta(days=EVERY * at), 15)
        sitting.venue, sitting.host = "高新区会议中心报告厅（示例）", "组织部"
        sitting.save()
    return ground


def _speakers(ground: Ground, rng: Random) -> list[Entry]:
    units = [(unit, "subdistrict") for unit in SUBDISTRICTS] + [(unit, "department") for unit in DEPARTMENTS]
    parts = {"subdistrict": ground.divisions["街道（乡镇）"], "department": ground.divisions["区属部门"]}
    topics = [TOPICS[at % len(TOPICS)] for at in range(len(units))]
    at = moment(date(YEAR, 2, 18), 11)
    entries, talks = [], []
    for number, ((unit, kind), topic) in enumerate(zip(units, topics, strict=True), start=1):
        entry = Entry(
            contest=ground.contest,
            number=f"J{number:02d}",
            state=Entry.State.ACCEPTED,
            division=parts[kind],
            title=TITLES[number % len(TITLES)].format(topic=topic),
            organisation=unit,
            contact=chinese_name(rng),
            phone=phone(rng, "0991"),
            city="乌鲁木齐",
            answers={"outline": f"{topic}：背景、做法、成效、体会四个部分。"},
            created_at=at,
            saved_at=at,
            submitted_at=at,
        )
        entries.append(entry)
        talks.append(Talk(entry=entry, kind=kind, topic=topic, post=rng.choice(POSTS)))
    Entry.objects.bulk_create(entries)
    for talk in talks:
        talk.entry_id = talk.entry.pk
    Talk.objects.bulk_create(talks)
    return entries


def _timetable(ground: Ground, entries: Sequence[Entry]) -> None:
    """Laid by hand, published two weeks before the first session."""
    board = board_of(ground.contest)
    assert board is not None
    write(board, list(_seats(entries, [one.pk for one in board.sittings])), TimetableStep.Action.MOVED, ground.officer)
    board = board_of(ground.contest)
    assert board is not None
    publish(board, ground.officer, "首次发布")
    at = moment(FIRST - timedelta(days=14), 16)
    for model in (TimetableStep, TimetableVersion):
        QuerySet(model).filter(round=ground.rounds[0]).update(at=at)


def _seats(entries: Sequence[Entry], sittings: Sequence[int]) -> Iterator[Placed]:
    """Sub-districts spread over the sessions, never two in a row; departments of other topics between them."""
    streets, others = entries[: len(SUBDISTRICTS)], iter(entries[len(SUBDISTRICTS) :])
    for at, sitting in enumerate(sittings):
        own = iter(streets[at :: len(sittings)])
        taken = MANY if at < len(streets) % len(sittings) else FEW  # seats of sub-districts
        for seat_ in range(1, 10):
            yield Placed(next(own if seat_ in taken else others).pk, sitting, seat_)


def _heard(round_: Round, judges: Sequence[Judge], entries: Sequence[Entry], rng: Random) -> list[RoundEntry]:
    """Everybody marked every talk in its session."""
    first, last = moment(FIRST, 15), moment(FIRST + timedelta(days=EVERY * 6), 18)
    open_round(round_, first, last, state=Round.State.OPEN)
    seat(round_, judges, judges[0])
    panel = Panel(round_, rng, qualities(entries, rng), REMARKS)
    places = RoundEntry.objects.filter(round=round_).select_related("entry", "round", "sitting")
    there = list(places.order_by("sitting__order", "order"))
    ballots = []
    for sitting in sorted({one.sitting for one in there if one.sitting}, key=lambda one: one.order):
        assert sitting.starts_at is not None
        pairs = [(one, judge) for one in there if one.sitting == sitting for judge in judges]
        ballots += panel.ballots(pairs, sitting.starts_at, sitting.starts_at + timedelta(hours=3))
    hand_in(round_, ballots)
    RoundEntry.objects.filter(round=round_).update(scoring=RoundEntry.Scoring.CLOSED)
    return there


def _remarks(there: Sequence[RoundEntry], judges: Sequence[Judge], rng: Random) -> None:
    """One talk, one comment (一讲一评)."""
    Remark.objects.bulk_create(
        Remark(
            place=one,
            judge=judges[at % len(judges)],
            text=rng.choice(REMARKS),
            at=(one.starts_at or moment(FIRST)) + timedelta(minutes=12),
        )
        for at, one in enumerate(there)
    )

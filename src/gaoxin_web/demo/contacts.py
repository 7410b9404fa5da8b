"""Visits, requests, papers, plans and application windows around today, some of them overdue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from django.core.files.base import ContentFile
from simple_history.utils import bulk_create_with_history

from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.enterprises.models import Document, Enterprise, Request, Visit
from gaoxin_web.ladders.models import Measure, Plan, Window

ASKED = (
    ("用工难：缺熟练焊工和数控操作工", "旺季缺口约 15 人，希望组织专场招聘。"),
    ("厂区门口道路夜间照明不足", "夜班职工出行不便。"),
    ("申请高企认定辅导", "研发费用辅助账归集不清，希望请专家上门。"),
    ("流动资金紧张，希望对接银行", "订单增加，需短期周转贷款。"),
    ("用电增容审批进度", "新产线计划下季度投产。"),
    ("希望对接高校做材料检测", "缺少高温性能检测条件。"),
)
SEEN = (
    "生产正常，订单排到下季度；研发人员有两人离职，正在招聘。",
    "新产线已安装，待环评验收；企业希望了解专精特新申报条件。",
    "上半年产值下降，主要是下游需求减少；已建议申请稳岗返还。",
    "查看研发辅助账，部分材料费未分摊到项目，已当场指导。",
)
STEPS = (
    ("rd_expense", "补齐研发项目立项书，按项目归集研发费用"),
    ("tech_staff", "增聘研发人员 3 名，更新科技人员名单"),
    ("class2_ip", "申请实用新型专利 2 件、软件著作权 1 件"),
)
WINDOWS = (  # policy, batch, days from today to opening and closing
    ("hnte", "高新技术企业认定第三批", -20, 9),
    ("tech_sme", "科技型中小企业评价", -200, 25),
    ("innovative_sme", "创新型中小企业评价（四季度）", -5, 40),
    ("srdi", "专精特新中小企业认定", 30, 75),
    ("nx_little_giant", "宁夏科技小巨人企业申报", -60, -3),
)


class Contacts:
    """What a zone's people did with its enterprises lately."""

    def __init__(self, zone: Zone, firms: Sequence[Enterprise], today: date, rng: Random) -> None:
        self.zone, self.firms, self.today, self.rng = zone, firms, today, rng
        self.people = list(User.objects.filter(zone=zone, grants__role="officer"))

    def visits(self, number: int) -> None:
        made = []
        for _ in range(number):
            by = self.rng.choice(self.people)
            day = self.today - timedelta(days=self.rng.randint(0, 300))
            summary = self.rng.choice(SEEN)
            made.append(Visit(enterprise=self.rng.choice(self.firms), on=day, by=by, people=by.name, summary=summary))
        bulk_create_with_history(made, Visit)

    def requests(self, number: int) -> None:
        bulk_create_with_history([self._request(place) for place in range(number)], Request)

    def _request(self, place: int) -> Request:
        """Every state in turn; every sixth that is open is past its day."""
        state = list(Request.State)[place % len(Request.State)]
        title, detail = self.rng.choice(ASKED)
        late = place % 6 == 1
        raised = self.today - timedelta(days=self.rng.randint(20, 60) if late else self.rng.randint(1, 12))
        closed = state in (Request.State.ANSWERED, Request.State.RATED)
        firm = self.rng.choice(self.firms)
        return Request(
            enterprise=firm,
            raised_on=raised,
            title=title,
            detail=detail,
            state=state,
            organisation=None if state == Request.State.REGISTERED else firm.organisation,
            due_on=raised + timedelta(days=15),
            answer="已协调相关部门办理并回复企业。" if closed else "",
            answered_on=min(raised + timedelta(days=8), self.today) if closed else None,
            rating=self.rng.randint(3, 5) if state == Request.State.RATED else None,
        )

    def documents(self, number: int) -> None:
        for firm in self.rng.sample(list(self.firms), min(number, len(self.firms))):
            paper = Document(enterprise=firm, title="企业简介（示例）", added_by=self.rng.choice(self.people))
            paper.file.save("企业简介.pdf", ContentFile(_paper()), save=True)

    def plans(self, number: int) -> None:
        """Plans towards the next rung, each with measures; one measure in five is past its day."""
        firms = self.rng.sample(list(self.firms), min(number, len(self.firms)))
        for place, firm in enumerate(firms):
            plan = Plan.objects.create(
                enterprise=firm,
                policy=("hnte", "srdi", "innovative_sme")[place % 3],
                on=self.today - timedelta(days=40),
                apply_by=self.today + timedelta(days=60 + 10 * place),
                owner=self.rng.choice(self.people),
                state=Plan.State.AGREED if place % 4 else Plan.State.DRAFT,
                created_by=self.rng.choice(self.people),
            )
            bulk_create_with_history([self._measure(plan, number, place) for number in range(len(STEPS))], Measure)

    def _measure(self, plan: Plan, number: int, place: int) -> Measure:
        name, text = STEPS[number]
        due = self.today + timedelta(days=15 + 20 * number)
        if (place + number) % 5 == 0:
            due = self.today - timedelta(days=4 + place)
        done = due - timedelta(days=10) if number == 0 and place % 2 else None
        done_on = min(done, self.today) if done else None
        return Measure(
            plan=plan, field=name, text=text, owner="企业财务负责人", due_on=due, done_on=done_on, place=number
        )

    def windows(self, policies: frozenset[str]) -> None:
        made = [
            Window(
                zone=self.zone,
                policy=policy,
                title=f"{self.today.year}年{title}（示例）",
                opens_on=self.today + timedelta(days=opens),
                closes_on=self.today + timedelta(days=closes),
            )
            for policy, title, opens, closes in WINDOWS
            if policy in policies
        ]
        bulk_create_with_history(made, Window)


def _paper() -> bytes:
    """The smallest PDF that opens: one empty page."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    )
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj%sendobj\n" % (number, content)
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in offsets)
    return body + table + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)

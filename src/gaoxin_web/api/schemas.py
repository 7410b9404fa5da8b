"""What the API takes and gives. Money is yuan, a ratio 0–1, a day YYYY-MM-DD; null is unknown, never zero."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_noop as _
from ninja import Field, FilterSchema, Schema
from pydantic import ConfigDict, model_validator
from pydantic_core import PydanticCustomError


class Paged(Schema):
    """One page of a list."""

    count: int = Field(description=_("总条数"))
    page: int = Field(description=_("第几页，从 1 起"))
    size: int = Field(description=_("每页条数"))


class Paging(Schema):
    page: int = Field(1, ge=1, le=100_000, description=_("第几页"))
    size: int = Field(50, ge=1, le=500, description=_("每页条数，最多 500"))


class EnterpriseFilter(FilterSchema):
    q: str = Field("", max_length=100, description=_("名称、简称、曾用名、拼音首字母或统一社会信用代码"))
    uscc: str | None = Field(None, description=_("统一社会信用代码"))
    status: str | None = Field(None, description=_("状态：open building suspended moved closed"))
    chain: str | None = Field(None, description=_("产业链"))
    park: str | None = Field(None, description=_("园区"))
    organisation: int | None = Field(None, ge=1, le=2**63 - 1, description=_("责任部门编号"))
    holds: str | None = Field(None, description=_("持有有效资质，如 hnte"))


class EnterpriseOut(Schema):
    """An enterprise; telephone and contact are masked."""

    id: int
    uscc: str | None
    name: str
    short_name: str
    status: str
    established_on: date | None
    industry_code: str
    industry: str
    chain: str
    park: str
    address: str
    above_designated_size: bool | None
    organisation_id: int | None
    organisation: str | None
    contact: str = Field(description=_("联系人，已脱敏"))
    phone: str = Field(description=_("联系电话，已脱敏"))
    illustrative: bool = Field(description=_("示例数据"))


class EnterprisePage(Paged):
    items: list[EnterpriseOut]


class AliasOut(Schema):
    name: str
    kind: str
    since: date | None
    until: date | None


class RecognitionOut(Schema):
    """A recognition with its certificate and days."""

    id: int
    enterprise_id: int
    uscc: str | None
    kind: str
    label: str
    level: str
    certificate: str
    recognised_on: date | None
    valid_from: date | None
    valid_to: date | None
    withdrawn_on: date | None
    in_force: bool = Field(description=_("今日是否有效；没有写截止日的按该资质的通常期限"))
    ends_on: date | None = Field(description=_("最后一日；没有写的按通常期限推定，长期有效为 null"))
    cell: str = Field(description=_("出处单元格"))


class RecognitionPage(Paged):
    items: list[RecognitionOut]


class EnterpriseDetail(EnterpriseOut):
    aliases: list[AliasOut]
    recognitions: list[RecognitionOut]


class SourceOut(Schema):
    """Where a figure was read."""

    batch: str
    sheet: str
    cell: str
    raw: str


class FactOut(Schema):
    field: str
    label: str
    year: int | None = Field(description=_("年度；不分年度为 null"))
    value: Any
    unit: str
    source: SourceOut | None


class FactSheetOut(Schema):
    enterprise_id: int
    uscc: str | None
    name: str
    year: int | None
    facts: list[FactOut]


class FactsPage(Paged):
    items: list[FactSheetOut]


class StandingOut(Schema):
    """Where an enterprise stands on a rung in the latest run."""

    enterprise_id: int
    uscc: str | None
    name: str
    track: str
    policy: str
    label: str
    level: int
    status: str = Field(description=_("holds 已获 · ready 可申报 · near 差一步 · needs_data 待补数据"))
    verdict: str = Field(description=_("met · not_met · unknown"))
    next: bool
    step: str
    shortfall: float | None
    held_until: date | None
    due: bool


class RunOut(Schema):
    on: date
    finished_at: datetime | None
    rulebook: str
    input: str


class StandingPage(Paged):
    run: RunOut | None = Field(description=_("最近一次测算；尚未测算为 null"))
    items: list[StandingOut]


class HeldIn(Schema):
    model_config = ConfigDict(extra="forbid")

    recognition: str
    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _days_in_order(self) -> HeldIn:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise PydanticCustomError("days", "valid_to is before valid_from")
        return self


class FactsIn(Schema):
    """The facts of one year, by field name in base units; ``year`` null for what belongs to no year."""

    model_config = ConfigDict(extra="forbid")

    year: int | None = Field(None, ge=1990, le=2100)
    values: dict[str, Any] = Field(max_length=200)


class AssessIn(Schema):
    """One enterprise's facts to judge; nothing is kept."""

    model_config = ConfigDict(extra="forbid")

    on: date | None = Field(None, description=_("测算日期，默认今日"))
    policies: list[str] = Field(min_length=1, max_length=30)
    facts: list[FactsIn] = Field(min_length=1, max_length=10)
    recognitions: list[HeldIn] | None = Field(None, max_length=50, description=_("现有资质；不给即不详，[] 即没有"))


class AssessOut(Schema):
    on: date
    rulebook: str
    results: list[dict[str, Any]]
    issues: list[dict[str, Any]]


class PolicyOut(Schema):
    policy: str
    label: str
    label_en: str
    kind: str
    edition: str | None = Field(description=_("今日有效的版本"))
    title: str
    number: str
    issuers: list[str]
    start: date | None
    end: date | None
    page: str
    evidence: str = Field(description=_("secondary 公开转载 · derived 推断 · recalled 凭记忆 · doubtful 存疑"))


class CriterionOut(Schema):
    id: str
    label: str
    label_en: str
    clause: str
    summary: str
    evidence: str


class EditionOut(Schema):
    id: str
    start: date
    end: date | None
    title: str
    number: str


class PolicyDetail(PolicyOut):
    editions: list[EditionOut]
    criteria: list[CriterionOut]


class MeOut(Schema):
    user: str
    zone: str
    token: str
    scopes: list[str]
    expires_at: datetime


class ContestOut(Schema):
    """A contest (大赛)."""

    id: int
    code: str = Field(description=_("网址代码"))
    name: str
    name_en: str
    year: int
    kind: str
    standing: str
    state: str


class ContestPage(Paged):
    items: list[ContestOut]


class PlaceOut(Schema):
    """An entry's place in a released result."""

    id: str = Field(description=_("项目编号"))
    title: str
    organisation: str
    pool: str = Field(description=_("排名组；空为全部一起"))
    division: str
    track: str
    rank: int | None = Field(description=_("名次；有效选票不足为空"))
    score: str | None = Field(description=_("得分；不公示得分为空"))
    award: str = Field(description=_("奖项；空为未获奖"))


class ResultOut(Schema):
    """A released result of a round."""

    round: str
    number: int = Field(description=_("版本"))
    digest: str = Field(description=_("结果摘要（SHA-256）"))
    released_at: datetime
    notice_until: datetime | None = Field(description=_("公示截止"))
    entries: list[PlaceOut]

"""What is asked of enterprises, when, of whom, and what each has answered."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts.access import Reach
from gaoxin_web.enterprises.models import Batch, Enterprise, Filing

FIRST_MONTH = 2  # January is never reported alone: the first month of a year is 1-2月


class DataSet(models.Model):
    """A set of facts asked together (数据集).

    ``items`` lists ``{"field", "back"}``: a field of the rulebook, and how many years before the round's own it is
    asked for (−1 is the year after, of which only truths are asked; fields that belong to no year have 0).
    """

    class Kind(models.TextChoices):
        YEAR = "year", _("年度")
        MONTH = "month", _("月度")

    zone = models.ForeignKey("accounts.Zone", models.PROTECT, related_name="data_sets")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    title = models.CharField(_("名称"), max_length=100)
    kind = models.CharField(_("周期"), max_length=5, choices=Kind, default=Kind.YEAR)
    policies = models.JSONField(default=list)
    items = models.JSONField(default=list)
    instructions = models.TextField(_("填报说明"), blank=True)
    change_limit = models.PositiveSmallIntegerField(_("变动提醒线（%）"), default=50)
    blanks_need_reason = models.BooleanField(_("留空须说明原因"), default=True)

    reach = Reach(zone="zone", organisation="organisation", person="created_by")

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["zone", "title"], name="data_set_once")]

    def __str__(self) -> str:
        return self.title


class Round(models.Model):
    """A data set asked for one period (填报任务)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("未开放")
        OPEN = "open", _("填报中")
        CLOSED = "closed", _("已截止")
        LOCKED = "locked", _("已锁定")

    data_set = models.ForeignKey(DataSet, models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField(_("年度"))
    month = models.PositiveSmallIntegerField(_("月份"), default=0)  # 0 for a year; 2 is 1-2月
    opens_on = models.DateField(_("开始日期"))
    closes_on = models.DateField(_("截止日期"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    batch = models.OneToOneField(Batch, models.PROTECT, related_name="collection_round")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    locked_at = models.DateTimeField(null=True)

    reach = DataSet.reach.through("data_set")

    class Meta:
        ordering = ["-year", "-month", "-pk"]
        constraints = [models.UniqueConstraint(fields=["data_set", "year", "month"], name="round_once")]

    def __str__(self) -> str:
        return f"{self.data_set.title} · {self.period}"

    @property
    def period(self) -> str:
        """The period in words: 2025年, 2025年1-2月, 2025年10月."""
        if not self.month:
            return gettext("%(year)s年") % {"year": self.year}
        if self.month == FIRST_MONTH:
            return gettext("%(year)s年1-2月") % {"year": self.year}
        return gettext("%(year)s年%(month)s月") % {"year": self.year, "month": self.month}


class Assignment(models.Model):
    """A round asked of one enterprise (填报单): who may fill it until when, and how far it is."""

    class State(models.TextChoices):
        NOT_OPENED = "not_opened", _("未打开")
        OPENED = "opened", _("已打开")
        DRAFT = "draft", _("填报中")
        SUBMITTED = "submitted", _("待审核")
        RETURNED = "returned", _("已退回")
        APPROVED = "approved", _("已通过")

    FILLABLE = (State.NOT_OPENED, State.OPENED, State.DRAFT, State.RETURNED)

    round = models.ForeignKey(Round, models.CASCADE, related_name="assignments")
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="assignments")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.NOT_OPENED)
    due_on = models.DateField(_("截止日期"))
    link_version = models.PositiveSmallIntegerField(default=1)  # a new one makes every earlier link void
    filled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    filler = models.CharField(_("填报人"), max_length=50, blank=True)
    saved_at = models.DateTimeField(_("保存时间"), null=True)
    submitted_at = models.DateTimeField(_("提交时间"), null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reviewed_at = models.DateTimeField(_("审核时间"), null=True)
    comment = models.TextField(_("审核意见"), blank=True)
    warnings = models.PositiveSmallIntegerField(_("提醒数"), default=0)
    reminded = models.PositiveSmallIntegerField(_("催报次数"), default=0)
    upload_issues = models.JSONField(default=list)
    filings = models.ManyToManyField(Filing, related_name="assignments")

    reach = Enterprise.reach.through("enterprise")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["round", "enterprise"], name="assignment_once")]
        indexes = [models.Index(fields=["round", "state"])]

    def __str__(self) -> str:
        return f"{self.enterprise.name} · {self.round}"

    @property
    def last_day(self) -> date:
        """The last day it may be filled: a returned form may run past the round's own end."""
        return max(self.due_on, self.round.closes_on)

    @property
    def is_fillable(self) -> bool:
        """Whether the enterprise may change it today."""
        running = self.round.state == Round.State.OPEN
        return running and self.state in self.FILLABLE and self.round.opens_on <= timezone.localdate() <= self.last_day

    @property
    def weight(self) -> int:
        """How far it is: of two forms of one enterprise the further one is kept."""
        return list(self.State).index(self.State(self.state))

    @property
    def is_overdue(self) -> bool:
        return self.state in self.FILLABLE and timezone.localdate() > self.due_on


NOT_FILED = Q(state__in=Assignment.FILLABLE)


class HandOut(models.Model):
    """Forms on their way to many enterprises (发放): whom by which choice, and how far the worker is."""

    class State(models.TextChoices):
        WAITING = "waiting", _("排队中")
        RUNNING = "running", _("发放中")
        DONE = "done", _("已发完")
        LOCKED = "locked", _("任务已锁定，没有发完")
        FAILED = "failed", _("出错，没有发完")

    ON_ITS_WAY = (State.WAITING, State.RUNNING)

    round = models.ForeignKey(Round, models.CASCADE, related_name="hand_outs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    whom = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    touched_at = models.DateTimeField(default=timezone.now)

    reach = Round.reach.through("round")

    class Meta:
        ordering = ["-pk"]

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0


class Answer(models.Model):
    """One line of a form: ``raw`` as written in the unit of the page, ``value`` in steps; None where unknown.

    ``doubts`` lists ``{"code", "severity", …}``; ``reason`` is why a warning is let stand.
    """

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="answers")
    key = models.CharField(max_length=70)
    field = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField(null=True)
    raw = models.CharField(max_length=200, blank=True)
    value = models.JSONField(null=True)
    doubts = models.JSONField(default=list)
    reason = models.CharField(_("说明"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)  # one more with every change of its text or reason
    page = models.CharField(max_length=12, blank=True)  # the mark of the page that changed it last

    reach = Enterprise.reach.through("assignment__enterprise")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["assignment", "key"], name="answer_once")]


class Step(models.Model):
    """Something that happened to a form (办理记录): opened, submitted, returned, approved, reminded …"""

    class Action(models.TextChoices):
        OPENED = "opened", _("打开")
        UPLOADED = "uploaded", _("上传填报表")
        SUBMITTED = "submitted", _("提交")
        RETURNED = "returned", _("退回")
        APPROVED = "approved", _("审核通过")
        WITHDRAWN = "withdrawn", _("撤回通过")
        REMINDED = "reminded", _("催报")
        NEW_LINK = "new_link", _("更换链接")

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="steps")
    at = models.DateTimeField(default=timezone.now)
    action = models.CharField(max_length=10, choices=Action)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    filler = models.CharField(max_length=50, blank=True)  # who filled it by link, as they named themselves
    comment = models.TextField(blank=True)

    reach = Enterprise.reach.through("assignment__enterprise")

    class Meta:
        ordering = ["-pk"]

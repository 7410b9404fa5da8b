"""Assessments kept, where each enterprise stands, its plan (一企一策), and when to apply."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from gaoxin_web.accounts.access import Reach
from gaoxin_web.enterprises.models import Enterprise


class Run(models.Model):
    """One assessment of a zone on a day; facts, verdicts and standing lie as Parquet in the run's own folder.

    ``rulebook`` and ``input`` are the digests that a published result rests on; ``seconds`` says how long each
    part took. A trial (试算) is of another day than the one it was asked on: it is looked at by itself and changes
    nothing of where enterprises stand.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("排队中")
        RUNNING = "running", _("测算中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("未成功")

    class Stage(models.TextChoices):
        READ = "read", _("读取数据")
        JUDGE = "judge", _("逐条评估")
        STAND = "stand", _("排出阶梯")
        KEEP = "keep", _("保存结果")

    zone = models.ForeignKey("accounts.Zone", models.PROTECT, related_name="runs")
    on = models.DateField(_("测算日期"))
    trial = models.BooleanField(default=False)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    stage = models.CharField(_("进度"), max_length=10, choices=Stage, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    rulebook = models.CharField(max_length=64, blank=True)
    input = models.CharField(max_length=64, blank=True)
    enterprises = models.PositiveIntegerField(default=0)
    folder = models.CharField(max_length=200, blank=True)  # below MEDIA_ROOT
    funnel = models.JSONField(default=list)
    obstacles = models.JSONField(default=list)
    seconds = models.JSONField(default=dict)
    message = models.TextField(blank=True)

    reach = Reach(zone="zone", whole=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["zone", "state", "-on"])]

    @property
    def is_open(self) -> bool:
        """Whether it is still under way."""
        return self.state in (self.State.WAITING, self.State.RUNNING)


class Standing(models.Model):
    """Where an enterprise stands on one rung of one track by its zone's last run.

    A rung far off is not listed unless it is the enterprise's next. ``place`` is the rung's on the zone's ladder,
    ``mark`` a number made of all the rest: what is as it was stays from one run to the next.
    """

    # Django sees to it that both are there; the database looking for them again takes as long as the writing.
    zone = models.ForeignKey("accounts.Zone", models.CASCADE, "standings", db_index=False, db_constraint=False)
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, "standings", db_index=False, db_constraint=False)
    track = models.CharField(max_length=40)
    policy = models.CharField(max_length=40)
    level = models.SmallIntegerField()
    status = models.CharField(max_length=12)  # holds, ready, near, needs_data, far
    verdict = models.CharField(max_length=8)  # met, not_met, unknown
    next = models.BooleanField(default=False)  # the enterprise's next rung
    step = models.CharField(max_length=40, blank=True)  # the one criterion that is missing
    shortfall = models.FloatField(null=True)
    held_until = models.DateField(null=True)
    due = models.BooleanField(default=False)
    place = models.SmallIntegerField(default=0)
    mark = models.BigIntegerField(default=0)

    worked_out = True  # of each enterprise by itself: true of no other it is joined to
    # The zone is its own: a count of a whole zone then asks nothing of a hundred thousand enterprises.
    reach = replace(Enterprise.reach.through("enterprise"), zone="zone")

    class Meta:
        indexes = [
            models.Index(fields=["zone", "status", "place", "shortfall"]),
            models.Index(fields=["zone", "held_until"], condition=Q(due=True), name="standing_due"),
        ]
        constraints = [models.UniqueConstraint(fields=["enterprise", "track", "policy"], name="standing_once")]


class Plan(models.Model):
    """A tailored plan for an enterprise to reach a rung (一企一策)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草拟")
        AGREED = "agreed", _("已确定")
        DONE = "done", _("已完成")
        DROPPED = "dropped", _("已终止")

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="plans")
    policy = models.CharField(_("目标"), max_length=40)
    on = models.DateField(_("测算日期"))
    apply_by = models.DateField(_("拟申报日期"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("责任人")
    )
    edition = models.CharField(max_length=40, blank=True)
    verdict = models.CharField(max_length=8, blank=True)  # on the day it was drawn up
    found = models.CharField(max_length=12, blank=True)  # what the advice said: met, possible, impossible, needs data
    criteria = models.JSONField(default=list)  # every criterion as it stood that day, in words
    rulebook = models.CharField(max_length=80, blank=True)
    input = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    note = models.TextField(_("说明"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()
    reach = Enterprise.reach.through("enterprise")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["enterprise", "state"])]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.policy}"

    @property
    def is_open(self) -> bool:
        """Whether its measures may still be written."""
        return self.state in (self.State.DRAFT, self.State.AGREED)


class Measure(models.Model):
    """One measure (措施) of a plan; figures are in the field's base unit."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="measures")
    criterion = models.CharField(max_length=40, blank=True)
    field = models.CharField(max_length=60, blank=True)
    text = models.CharField(_("措施"), max_length=200)
    unit = models.CharField(max_length=10, blank=True)
    value_from = models.FloatField(_("现值"), null=True, blank=True)
    value_to = models.FloatField(_("目标值"), null=True, blank=True)
    cost = models.BigIntegerField(_("预计投入（元）"), null=True, blank=True)
    owner = models.CharField(_("责任人"), max_length=50, blank=True)
    due_on = models.DateField(_("完成期限"), null=True, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    history = HistoricalRecords()
    reach = Enterprise.reach.through("plan__enterprise")

    class Meta:
        ordering = ["place", "pk"]


class Window(models.Model):
    """When applications for a recognition are taken (申报窗口)."""

    zone = models.ForeignKey("accounts.Zone", models.PROTECT, related_name="windows")
    policy = models.CharField(_("政策"), max_length=40)
    title = models.CharField(pgettext_lazy("window", "批次"), max_length=100)
    opens_on = models.DateField(_("开始日期"))
    closes_on = models.DateField(_("截止日期"))
    remind_days = models.PositiveSmallIntegerField(_("提前提醒天数"), default=30)
    link = models.URLField(_("通知网址"), blank=True)

    history = HistoricalRecords()
    reach = Reach(zone="zone", whole=True)

    class Meta:
        ordering = ["closes_on"]

    def __str__(self) -> str:
        return self.title

"""What the evaluation of a zone stands on: values with their papers, weights somebody entered, results kept.

Editions and their indicators are the rulebook's (``frameworks/``); what is kept here names them by id.
"""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from gaoxin_web.accounts.access import Reach
from gaoxin_web.enterprises.uploads import document_path

YEARS = [MinValueValidator(1991), MaxValueValidator(2100)]  # the first zones were founded in 1991


class OfZone(models.Model):
    """What belongs to a zone as a whole."""

    zone = models.ForeignKey("accounts.Zone", models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    reach = Reach(zone="zone", whole=True)

    class Meta:
        abstract = True


class Paper(OfZone):
    """A document that figures of the zone are entered from (佐证材料): a notice, a yearbook, a return."""

    title = models.CharField(_("名称"), max_length=120)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    issuer = models.CharField(_("发文单位"), max_length=60, blank=True)
    issued_on = models.DateField(_("日期"), null=True, blank=True)
    file = models.FileField(_("文件"), upload_to=document_path, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）" if self.number else self.title


class Entry(OfZone):
    """The zone's value of an indicator in a year, entered with the document it stands in."""

    edition = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField(_("年度"), validators=YEARS)
    indicator = models.CharField(max_length=20)
    value = models.DecimalField(_("数值"), max_digits=24, decimal_places=6)
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="entries", verbose_name=_("佐证材料"))
    place = models.CharField(_("页码或单元格"), max_length=60, blank=True)
    note = models.CharField(pgettext_lazy("evaluation", "说明"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-year", "indicator"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "edition", "year", "indicator"], name="indicator_entered_once")
        ]


class NodeWeight(OfZone):
    """A weight (赋权) that no public document gives and the zone has seen: of an indicator or a group."""

    edition = models.CharField(max_length=40)
    node = models.CharField(max_length=20)
    value = models.DecimalField(_("权重"), max_digits=9, decimal_places=4, validators=[MinValueValidator(0)])
    paper = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, related_name="weights", verbose_name=_("佐证材料")
    )
    note = models.CharField(pgettext_lazy("evaluation", "说明"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["node"]
        constraints = [models.UniqueConstraint(fields=["zone", "edition", "node"], name="weight_entered_once")]


class PeerTable(OfZone):
    """Values of other zones in a year (对照数据), to be compared with; the newest of a year counts.

    ``values`` is the zone's short name → indicator → number; ``cells`` the same → where it stands in ``file``.
    ``simulated`` ones are made up and said to be so wherever they are shown.
    """

    edition = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField(_("年度"), validators=YEARS)
    title = models.CharField(_("名称"), max_length=120)
    simulated = models.BooleanField(_("模拟数据"), default=False)
    file = models.FileField(_("文件"), upload_to=document_path, blank=True)
    values = models.JSONField(default=dict)
    cells = models.JSONField(default=dict)

    class Meta:
        ordering = ["-year", "-pk"]
        indexes = [models.Index(fields=["zone", "edition", "year"])]

    def __str__(self) -> str:
        return self.title


class Published(OfZone):
    """The place the zone was given by the official evaluation of a year (公布位次)."""

    year = models.PositiveSmallIntegerField(_("年度"), validators=YEARS)
    rank = models.PositiveSmallIntegerField(_("位次"), validators=[MinValueValidator(1)])
    out_of = models.PositiveSmallIntegerField(_("参评数"), null=True, blank=True)
    edition = models.CharField(_("指标体系"), max_length=40, blank=True)
    paper = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, related_name="ranks", verbose_name=_("佐证材料")
    )
    note = models.CharField(pgettext_lazy("evaluation", "说明"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["zone", "year"], name="published_once")]


class Scenario(OfZone):
    """A what-if kept (情景): other values of the zone and other weights, and what came of them."""

    edition = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField(_("年度"), validators=YEARS)
    title = models.CharField(_("名称"), max_length=60)
    values = models.JSONField(default=dict)  # indicator → number
    weights = models.JSONField(default=dict)  # node → number
    rank = models.PositiveSmallIntegerField(null=True)
    score = models.FloatField(null=True)
    digest = models.CharField(max_length=64, blank=True)  # of all it was worked out from
    note = models.CharField(pgettext_lazy("evaluation", "说明"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title


class Task(OfZone):
    """An indicator to be brought from one value to another, and the bureau that answers for it (指标任务)."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("task", "进行中")
        DONE = "done", _("已完成")
        DROPPED = "dropped", _("已终止")

    edition = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField(_("年度"), validators=YEARS)
    indicator = models.CharField(max_length=20)
    value_from = models.FloatField(_("现值"))
    value_to = models.FloatField(_("目标值"))
    points = models.FloatField(_("预计加分"), default=0)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("责任部门")
    )
    due_on = models.DateField(_("完成期限"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.OPEN)
    note = models.CharField(pgettext_lazy("evaluation", "说明"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-year", "indicator"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "edition", "year", "indicator"], name="indicator_tasked_once")
        ]


class Result(OfZone):
    """An evaluation as it was worked out on a day and kept (留存结果): never changed afterwards.

    ``rulebook`` and ``input`` are the digests it rests on; ``table`` has every zone with its score, place and
    interval, ``recipe`` and ``weights`` how it was made. ``simulated`` where a weight or another zone's values are.
    """

    edition = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField(_("年度"), validators=YEARS)
    title = models.CharField(_("名称"), max_length=60, blank=True)
    rank = models.PositiveSmallIntegerField()
    score = models.FloatField()
    simulated = models.BooleanField()
    rulebook = models.CharField(max_length=64)
    input = models.CharField(max_length=64)
    recipe = models.JSONField(default=dict)
    weights = models.JSONField(default=dict)
    table = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["zone", "edition", "year"])]

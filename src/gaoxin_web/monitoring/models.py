"""What is known of the zone's months besides its enterprises' reports: published figures, series, targets.

A published figure keeps its value, its growth, the comparable base and what it counts apart, each as printed: the
enterprises counted change every year, so no growth is worked out from last year's published level.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from gaoxin_web.accounts.access import Reach

YEARS = [MinValueValidator(1991), MaxValueValidator(2100)]  # the first zones were founded in 1991


class OfZone(models.Model):
    """What belongs to a zone as a whole; ``at`` is when it was last written."""

    zone = models.ForeignKey("accounts.Zone", models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    reach = Reach(zone="zone", whole=True)

    class Meta:
        abstract = True


class Target(OfZone):
    """What an indicator is to come to in a year (年度目标); ``amount`` in steps."""

    field = models.CharField(_("指标"), max_length=60)
    year = models.PositiveSmallIntegerField(_("年度"), validators=YEARS)
    amount = models.BigIntegerField(_("目标值"))
    paper = models.CharField(_("依据文件"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-year", "field"]
        constraints = [models.UniqueConstraint(fields=["zone", "field", "year"], name="target_once")]

    def __str__(self) -> str:
        return f"{self.field} {self.year}"


class ZoneFigure(OfZone):
    """The zone's figure of a period as published or entered: of a field of the register, or of a series of its own.

    ``value`` and ``base`` are in ``unit``, as printed; ``growth`` is a ratio. ``period`` is written as
    :class:`gaoxin.periods.Period` writes it. ``released_on`` is the day of the document it stands in: a later one of
    the same period is a revision, and what stood before is in ``history``.
    """

    class Bound(models.TextChoices):
        EXACT = "=", _("等于")
        LEAST = ">=", _("不低于")
        ABOUT = "~", _("约")

    field = models.CharField(_("指标"), max_length=60, blank=True)
    series = models.CharField(_("专项指标名称"), max_length=60, blank=True)
    period = models.CharField(_("期间"), max_length=15)
    value = models.DecimalField(_("数值"), max_digits=24, decimal_places=6, null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=12, blank=True)
    bound = models.CharField(_("数值表述"), max_length=2, choices=Bound, default=Bound.EXACT)
    growth = models.DecimalField(_("发布增速"), max_digits=14, decimal_places=8, null=True, blank=True)
    base = models.DecimalField(_("可比基数"), max_digits=24, decimal_places=6, null=True, blank=True)
    scope = models.CharField(_("统计口径"), max_length=60, blank=True)
    preliminary = models.BooleanField(_("初步数"), default=False)
    source = models.CharField(_("出处"), max_length=200)
    released_on = models.DateField(_("发布日期"), null=True, blank=True)
    note = models.CharField(pgettext_lazy("monitoring", "说明"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["field", "series", "-period"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "field", "series", "period"], name="zone_figure_once"),
            models.CheckConstraint(
                condition=(Q(field="") & ~Q(series="")) | (~Q(field="") & Q(series="")), name="of_a_field_or_a_series"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field or self.series} {self.period}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.series = self.series.strip()
        super().save(*args, **kwargs)

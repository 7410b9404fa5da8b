"""Remote finals (远程决赛): when they may be heard, and an order drawn by lot that anybody can check."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gaoxin_web.contests.models import Round, Sitting
from gaoxin_web.contests.models.contest import new_code

MINUTES = [MinValueValidator(1), MaxValueValidator(240)]


class Finals(models.Model):
    """How the slots of a remote final are cut.

    ``hours`` is a division's key as text → ``["08:00", "22:00"]``: from when to when, by its own clocks, its people
    may be asked to appear; a division that is not there has ``earliest`` and ``latest``.
    """

    round = models.OneToOneField(Round, models.CASCADE, related_name="finals")
    pitch = models.PositiveSmallIntegerField(_("路演分钟"), default=8, validators=MINUTES)
    questions = models.PositiveSmallIntegerField(_("答辩分钟"), default=7, validators=[MaxValueValidator(240)])
    pause = models.PositiveSmallIntegerField(_("换场分钟"), default=5, validators=[MaxValueValidator(240)])
    earliest = models.TimeField(_("当地最早"), default=time(8))
    latest = models.TimeField(_("当地最晚"), default=time(22))
    hours = models.JSONField(default=dict)

    reach = Round.reach.through("round")


class Window(models.Model):
    """From when to when, on one day of the zone, a sitting of a remote final may run (时间窗口).

    Slots are cut from it; ``breaks`` lists ``["10:30", "10:45"]`` by the zone's clocks.
    """

    sitting = models.OneToOneField(Sitting, models.CASCADE, related_name="window")
    ends_at = models.DateTimeField(_("结束时间"))
    breaks = models.JSONField(default=list)

    reach = Sitting.reach.through("sitting")


class OrderDraw(models.Model):
    """An order drawn by lot (抽签): first the digest of a secret seed is published, then the seed.

    ``ids`` are fixed with the digest. ``public_source`` says beforehand which public number is mixed in, so that not
    even who made the seed knows the order; ``public_number`` is that number once it is out.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="draws")
    sitting = models.ForeignKey(Sitting, models.SET_NULL, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=40, unique=True, default=new_code)
    ids = models.JSONField()  # {"id", "entry"}: the id that is drawn, and whose it is
    seed = models.CharField(max_length=64)  # shown to nobody before it is opened
    commitment = models.CharField(max_length=64)
    public_source = models.CharField(_("公开数来源"), max_length=200, blank=True)
    public_number = models.CharField(_("公开数"), max_length=60, blank=True)
    order = models.JSONField(default=list)  # ids as drawn
    committed_at = models.DateTimeField(default=timezone.now)
    committed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    reach = Round.reach.through("round")

    class Meta:
        ordering = ["round", "-pk"]

"""The timetable (日程) of a round: the working copy step by step, what was published, and how it was solved.

Slots are ``[entry, sitting, seat, pinned]``; what is published stands on the round's entries too, for the live room.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gaoxin_web.contests.models import Round


class TimetableRun(models.Model):
    """One run of the solver: from which seed and inputs, by which version, and what it answered."""

    class Status(models.TextChoices):
        SOLVED = "solved", pgettext_lazy("timetable", "已排定")
        INFEASIBLE = "infeasible", _("规则冲突")
        TIME_OUT = "time_out", _("超时未完成")

    round = models.ForeignKey(Round, models.CASCADE, related_name="timetable_runs")
    seed = models.BigIntegerField()
    digest = models.CharField(max_length=64)  # of all the answer depends on
    status = models.CharField(max_length=12, choices=Status)
    solver = models.CharField(max_length=60)
    seconds = models.FloatField(default=0)
    summary = models.JSONField(default=dict)  # {"best", "missed": [...], "clash": [...]}
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    reach = Round.reach.through("round")

    class Meta:
        ordering = ["-pk"]


class TimetableStep(models.Model):
    """The working timetable after one change; changing anything after an undo takes the steps undone away."""

    class Action(models.TextChoices):
        SOLVED = "solved", _("自动排定")
        MOVED = "moved", _("移动")
        PINNED = "pinned", _("固定")
        UNPINNED = "unpinned", _("取消固定")
        CLEARED = "cleared", _("全部移出")
        RESTORED = "restored", _("恢复到已发布版本")

    round = models.ForeignKey(Round, models.CASCADE, related_name="timetable_steps")
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=10, choices=Action)
    slots = models.JSONField(default=list)
    run = models.ForeignKey(TimetableRun, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    reach = Round.reach.through("round")

    class Meta:
        ordering = ["round", "number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="timetable_step_once")]


class TimetableVersion(models.Model):
    """A timetable as it was published: never changed. ``sessions`` and ``talks`` are what was printed of them then.

    ``number`` is the SEQUENCE of the calendar files made from it, so that each replaces the one before.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="timetable_versions")
    number = models.PositiveIntegerField(_("版本"))
    sessions = models.JSONField(default=list)  # {"id", "name", "name_en", "starts", "seats", "venue", "video", "host"}
    slots = models.JSONField(default=list)  # {"entry", "sitting", "seat", "starts", "ends", "video"}
    difference = models.JSONField(default=dict)  # to the number before: {"moved": [...], "added", "removed"}
    note = models.CharField(_("说明"), max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    reach = Round.reach.through("round")

    class Meta:
        ordering = ["round", "-number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="timetable_version_once")]

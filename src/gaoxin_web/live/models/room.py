"""The room of a sitting: where it stands, its versions as everybody sees them, passes of judges, who is there."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gaoxin_web.contests.models import Judge, RoundEntry, Sitting


def new_token() -> str:
    return secrets.token_urlsafe(16)


class Room(models.Model):
    """A sitting as it is led on the spot.

    ``version`` counts what everybody may see: each change is one :class:`Frame`, numbered under this row's lock, so
    that numbers come in the order of their commits. ``hidden`` shows no score at all; while ``frozen`` the scores
    stay as they were in ``shown``. ``shown`` is what may be seen of scores: place → ``{"score", "rank"}``.
    """

    class State(models.TextChoices):
        READY = "ready", pgettext_lazy("room", "未开始")
        RUNNING = "running", pgettext_lazy("room", "进行中")
        ENDED = "ended", pgettext_lazy("room", "已结束")

    class Phase(models.TextChoices):
        IDLE = "idle", _("候场")
        PITCH = "pitch", _("路演")
        ANSWERS = "answers", _("答辩")

    sitting = models.OneToOneField(Sitting, models.PROTECT, related_name="room")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.READY)
    current = models.ForeignKey(RoundEntry, models.SET_NULL, null=True, blank=True, related_name="+")
    phase = models.CharField(_("环节"), max_length=10, choices=Phase, default=Phase.IDLE)
    phase_at = models.DateTimeField(null=True, blank=True)
    pitch_minutes = models.PositiveSmallIntegerField(_("路演分钟"), default=8)
    answer_minutes = models.PositiveSmallIntegerField(_("答辩分钟"), default=5)
    hidden = models.BooleanField(_("隐藏得分"), default=False)
    frozen = models.BooleanField(_("冻结榜单"), default=False)
    shown = models.JSONField(default=dict, blank=True)
    expected = models.JSONField(default=list, blank=True)  # judges who are to mark the current entry
    audience_open = models.BooleanField(_("观众投票"), default=False)
    screen_token = models.CharField(max_length=32, unique=True, default=new_token)
    audience_token = models.CharField(max_length=32, unique=True, default=new_token)
    version = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    reach = Sitting.reach.through("sitting")

    class Meta:
        ordering = ["sitting"]

    def __str__(self) -> str:
        return str(self.sitting)


class Frame(models.Model):
    """What everybody may see of a room at one version, whole: a screen that missed one needs only the next."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="frames")
    version = models.PositiveIntegerField()
    body = models.TextField()  # JSON, on one line
    at = models.DateTimeField(default=timezone.now)

    reach = Room.reach.through("room")

    class Meta:
        ordering = ["room", "version"]
        constraints = [models.UniqueConstraint(fields=["room", "version"], name="frame_once")]


class Pass(models.Model):
    """A code that lets one judge into one room, once: whoever redeems it holds the device that counts.

    Neither the code nor the device's secret is kept, only their SHA-256. A new pass makes the judge's earlier void.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="passes")
    judge = models.ForeignKey(Judge, models.PROTECT, related_name="passes")
    digest = models.CharField(max_length=64, unique=True)
    device = models.CharField(max_length=64, blank=True, db_index=True)
    agent = models.CharField(max_length=200, blank=True)  # what the device called itself
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    reach = Room.reach.through("room")

    class Meta:
        ordering = ["-pk"]

    @property
    def state(self) -> str:
        """waiting, used, revoked or expired."""
        if self.revoked_at:
            return "revoked"
        if self.expires_at <= timezone.now():
            return "expired"
        return "used" if self.used_at else "waiting"


class Presence(models.Model):
    """When a judge's phone was last heard of."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="presences")
    judge = models.ForeignKey(Judge, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    reach = Room.reach.through("room")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "judge"], name="presence_once")]

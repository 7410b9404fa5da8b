"""What is said in a room beside the ballots: a comment for each talk (一讲一评), and the audience's vote."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gaoxin_web.contests.models import Judge, RoundEntry
from gaoxin_web.live.models.room import Room


class Remark(models.Model):
    """A comment on a talk (点评), by a judge, or by a commentator whom the officer writes down."""

    place = models.ForeignKey(RoundEntry, models.PROTECT, related_name="remarks")
    judge = models.ForeignKey(Judge, models.PROTECT, null=True, blank=True, related_name="remarks")
    author = models.CharField(_("点评人"), max_length=60, blank=True)  # where it is no judge
    text = models.TextField(_("点评"), max_length=2000)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    reach = RoundEntry.reach.through("place")

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "judge"], condition=Q(judge__isnull=False), name="remark_once")
        ]


class AudienceVote(models.Model):
    """What somebody of the audience thinks of an entry; it never enters a score. ``device`` is a SHA-256."""

    place = models.ForeignKey(RoundEntry, models.CASCADE, related_name="audience_votes")
    device = models.CharField(max_length=64)
    stars = models.PositiveSmallIntegerField(_("评分"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    comment = models.CharField(_("留言"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    reach = RoundEntry.reach.through("place")

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["place", "device"], name="audience_vote_once")]


class Listener(models.Model):
    """A device that opened the page of the audience; how many there are is what a number of votes is held against."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="listeners")
    device = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    reach = Room.reach.through("room")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "device"], name="listener_once")]

"""A lecture series (讲堂) as it is set up, its talks, and the invitations of its speakers."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gaoxin_web.contests.models import Contest, Entry

MOST_SEATS = 40


def usual_rules() -> dict[str, object]:
    """Kinds spread evenly, no two sub-districts in a row, no unit twice in a session, topics spread."""
    return {"even": True, "mix": [], "never_in_a_row": ["subdistrict"], "one_per_unit": True, "topic_most": 2}


class Series(models.Model):
    """What a lecture series has besides being a contest.

    ``rules`` is what its timetable keeps: ``even`` spreads the kinds evenly over the sessions; ``mix`` lists
    ``{"kind", "least", "most"}`` instead; ``never_in_a_row`` kinds; ``one_per_unit``; ``topic_most`` or None.
    ``step`` is the step of the working timetable that counts: undo goes back, redo forward.
    """

    contest = models.OneToOneField(Contest, models.CASCADE, related_name="series")
    seats = models.PositiveSmallIntegerField(
        _("每场授课人数"), default=9, validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
    )
    slides = models.PositiveSmallIntegerField(_("授课分钟"), default=10, validators=[MinValueValidator(1)])
    remarks = models.PositiveSmallIntegerField(_("点评分钟"), default=5)
    rules = models.JSONField(default=usual_rules)
    letter = models.TextField(_("邀请函正文"), blank=True)
    letter_en = models.TextField(_("邀请函正文（英文）"), blank=True)
    step = models.PositiveIntegerField(default=0)

    reach = Contest.reach.through("contest")


class Talk(models.Model):
    """A talk (授课): its entry has title, speaker (``contact``), unit (``organisation``), phone and e-mail.

    ``unavailable`` and ``preferred`` list sessions, each by the sitting's key as text or by its day (2026-03-05).
    """

    class Kind(models.TextChoices):
        SUBDISTRICT = "subdistrict", _("街道（乡镇）")
        DEPARTMENT = "department", _("区属部门")
        OTHER = "other", pgettext_lazy("talk", "其他")

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="talk")
    post = models.CharField(_("职务"), max_length=100, blank=True)
    kind = models.CharField(pgettext_lazy("talk", "类别"), max_length=12, choices=Kind, default=Kind.DEPARTMENT)
    topic = models.CharField(_("主题领域"), max_length=60, blank=True)
    unavailable = models.JSONField(default=list, blank=True)
    preferred = models.JSONField(default=list, blank=True)
    note = models.CharField(_("备注"), max_length=200, blank=True)

    reach = Entry.reach.through("entry")

    class Meta:
        ordering = ["entry__number", "pk"]

    def __str__(self) -> str:
        return f"{self.entry.contact} {self.entry.title}".strip()


class Invitation(models.Model):
    """A speaker's invitation (邀请函), answered by a signed link; a further version makes the links before it void."""

    class State(models.TextChoices):
        SENT = "sent", _("已发出")
        ACCEPTED = "accepted", _("已确认")
        DECLINED = "declined", _("已婉拒")

    talk = models.ForeignKey(Talk, models.CASCADE, related_name="invitations")
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.SENT)
    unavailable = models.JSONField(default=list)  # as the speaker said
    message = models.CharField(_("留言"), max_length=500, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    reach = Talk.reach.through("talk")

    class Meta:
        ordering = ["talk", "-version"]
        constraints = [models.UniqueConstraint(fields=["talk", "version"], name="invitation_once")]

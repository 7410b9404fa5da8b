"""Judges (评委), what keeps them from an entry, what they were given, and their ballots.

A ballot's changes are appended to a chain of SHA-256 digests, one for a round: nothing is overwritten.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gaoxin_web.accounts.access import Reach
from gaoxin_web.contests.models.contest import Round, Sitting
from gaoxin_web.contests.models.entry import Entry, RoundEntry

START = "0" * 64  # what the first event of a round is chained to


class Judge(models.Model):
    """A person who may judge in the zone's contests; with an account or let in by a one-time code.

    Conflicts are found by ``uscc`` of the organisation, by phone and by city, never by e-mail.
    """

    zone = models.ForeignKey("accounts.Zone", models.PROTECT, related_name="judges")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="judge", verbose_name=_("账号")
    )
    name = models.CharField(_("姓名"), max_length=60)
    organisation = models.CharField(_("单位"), max_length=200, blank=True)
    uscc = models.CharField(_("单位统一社会信用代码"), max_length=18, blank=True)
    title = models.CharField(_("职务职称"), max_length=100, blank=True)
    city = models.CharField(_("城市"), max_length=60, blank=True)
    phone = models.CharField(_("电话"), max_length=40, blank=True)
    email = models.EmailField(_("邮箱"), blank=True)
    fields = models.JSONField(default=list, blank=True)  # names of tracks and fields of expertise
    active = models.BooleanField(pgettext_lazy("judge", "可聘请"), default=True)
    note = models.CharField(_("备注"), max_length=200, blank=True)

    reach = Reach(zone="zone", whole=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Panelist(models.Model):
    """A judge on a round; the chair (评审组长) opens and closes entries and never sees what a conflict hides."""

    class Role(models.TextChoices):
        JUDGE = "judge", _("评委")
        CHAIR = "chair", _("组长")

    class State(models.TextChoices):
        INVITED = "invited", _("已邀请")
        ACCEPTED = "accepted", pgettext_lazy("panelist", "已接受")
        DECLINED = "declined", _("已谢绝")
        REMOVED = "removed", _("已撤下")

    round = models.ForeignKey(Round, models.CASCADE, related_name="panelists")
    judge = models.ForeignKey(Judge, models.PROTECT, related_name="seats")
    role = models.CharField(_("身份"), max_length=10, choices=Role, default=Role.JUDGE)
    marks = models.BooleanField(_("参加评分"), default=True)  # a chair may only lead
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.INVITED)
    least = models.PositiveSmallIntegerField(_("最少评审"), null=True, blank=True)
    most = models.PositiveSmallIntegerField(_("最多评审"), null=True, blank=True)
    sittings = models.ManyToManyField(Sitting, blank=True, related_name="panelists")  # none: all of them

    reach = Round.reach.through("round")

    class Meta:
        ordering = ["round", "-role", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "judge"], name="panelist_once")]

    @cached_property
    def only(self) -> frozenset[int]:
        """The sittings the seat is for; none: all of the round's."""
        return frozenset(self.sittings.values_list("pk", flat=True))

    def sits_in(self, sitting: int | None) -> bool:
        return not self.only or sitting in self.only


class Conflict(models.Model):
    """Why a judge keeps away from an entry (回避): declared by a person; the others are found by rule when asked."""

    class Source(models.TextChoices):
        DECLARED = "declared", _("评委申报")
        OFFICER = "officer", _("组织方认定")

    judge = models.ForeignKey(Judge, models.CASCADE, related_name="conflicts")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="conflicts")
    source = models.CharField(_("来源"), max_length=10, choices=Source, default=Source.DECLARED)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    reach = Entry.reach.through("entry")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["judge", "entry"], name="conflict_once")]


class AssignmentRun(models.Model):
    """One run of the assignment: with which seed, inputs and solver, and what came of it.

    It is proposed first and looked at; only then is it applied. ``asked`` is what it was asked for,
    ``summary`` what the engine answered.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("等待计算")
        READY = "ready", _("待确认")
        APPLIED = "applied", _("已采用")
        UNDONE = "undone", pgettext_lazy("assignment", "已撤销")
        FAILED = "failed", _("未成功")

    round = models.ForeignKey(Round, models.CASCADE, related_name="assignment_runs")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    asked = models.JSONField(default=dict)
    seed = models.BigIntegerField()
    inputs_digest = models.CharField(max_length=64, blank=True)
    solver = models.CharField(max_length=60, blank=True)
    summary = models.JSONField(default=dict)
    message = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    reach = Round.reach.through("round")

    class Meta:
        ordering = ["-pk"]


class Assignment(models.Model):
    """A judge given an entry of a round; one that has begun is never moved, only topped up beside."""

    class State(models.TextChoices):
        ASSIGNED = "assigned", _("待评")
        RECUSED = "recused", _("回避")
        REMOVED = "removed", _("已撤下")

    place = models.ForeignKey(RoundEntry, models.CASCADE, related_name="assignments")
    judge = models.ForeignKey(Judge, models.PROTECT, related_name="assignments")
    state = models.CharField(max_length=10, choices=State, default=State.ASSIGNED)
    run = models.ForeignKey(AssignmentRun, models.SET_NULL, null=True, blank=True, related_name="assignments")
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    reach = RoundEntry.reach.through("place")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["place", "judge"], name="judge_given_entry_once")]


class Ballot(models.Model):
    """A judge's ballot on an entry in a round, as it stands now; how it came so is in its events.

    ``key`` is made by the judge's device before it is sent, so that a resend is the same ballot. ``marks`` is
    criterion → text of a decimal number; a criterion not there is not marked. ``revision`` counts its changes.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        LOCKED = "locked", _("已提交")
        RECUSED = "recused", _("回避")
        ABSTAIN = "abstain", _("弃权")
        ABSENT = "absent", _("缺评")

    place = models.ForeignKey(RoundEntry, models.PROTECT, related_name="ballots")
    judge = models.ForeignKey(Judge, models.PROTECT, related_name="ballots")
    key = models.UUIDField(unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    marks = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)
    locked_at = models.DateTimeField(null=True, blank=True)
    asked_back = models.CharField(max_length=200, blank=True)  # why its judge asks for it back, until it is answered

    reach = RoundEntry.reach.through("place")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["place", "judge"], name="ballot_once")]
        indexes = [models.Index(fields=["place"], condition=Q(state="locked"), name="ballots_locked")]


class Chain(models.Model):
    """The end of a round's chain of ballot events: writers wait for each other here."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="chain")
    number = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, default=START)

    reach = Round.reach.through("round")


class BallotEvent(models.Model):
    """What was done to a ballot, appended and chained: ``digest`` is over this event and ``previous``.

    A draft is its judge's own and no event: nothing of it can be read here.
    """

    class Kind(models.TextChoices):
        LOCKED = "locked", _("提交")
        RECUSED = "recused", _("回避")
        ABSTAINED = "abstained", _("弃权")
        ABSENT = "absent", _("缺评")
        REOPENED = "reopened", _("退回重评")

    round = models.ForeignKey(Round, models.PROTECT, related_name="ballot_events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="events")
    payload = models.JSONField(default=dict)  # entry, judge, key, revision, marks, comment, reason
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    reach = Round.reach.through("round")

    class Meta:
        ordering = ["round", "number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="ballot_event_once")]

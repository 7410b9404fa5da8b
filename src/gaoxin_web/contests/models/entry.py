"""What is entered (参赛项目), with its answers and files, and where it stands in each round."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts.access import Reach
from gaoxin_web.contests.models.contest import Contest, Division, Question, Round, Sitting, Track
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.enterprises.uploads import document_path


class Entry(models.Model):
    """An entry of a contest, or a talk of a lecture series.

    Its maker comes back by a signed link (``link_version``; a new one makes earlier links void) or, as an
    enterprise's account, by ``enterprise``. ``members`` lists ``{"name", "phone", "role"}``, of whom a judge may be
    a relation; ``answers`` is question key → answer. ``number`` is given when it is handed in.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("填写中")
        SUBMITTED = "submitted", _("待审核")
        RETURNED = "returned", _("已退回")
        ACCEPTED = "accepted", _("已受理")
        REFUSED = "refused", _("不符合条件")
        WITHDRAWN = "withdrawn", pgettext_lazy("entry", "已撤回")

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="entries")
    number = models.CharField(_("编号"), max_length=20, blank=True)
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("赛区")
    )
    track = models.ForeignKey(
        Track, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("赛道")
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    title = models.CharField(_("项目名称"), max_length=200)
    title_en = models.CharField(_("项目英文名"), max_length=300, blank=True)
    organisation = models.CharField(_("单位"), max_length=200, blank=True)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    enterprise = models.ForeignKey(
        Enterprise, models.SET_NULL, null=True, blank=True, related_name="contest_entries", verbose_name=_("区内企业")
    )
    country = models.CharField(_("国家或地区"), max_length=2, default="CN")  # ISO 3166-1
    city = models.CharField(_("城市"), max_length=60, blank=True)
    contact = models.CharField(_("联系人"), max_length=60, blank=True)
    phone = models.CharField(_("电话"), max_length=40, blank=True)
    email = models.EmailField(_("邮箱"), blank=True)
    members = models.JSONField(default=list, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    checks = models.JSONField(default=list, blank=True)  # eligibility as found when it was handed in
    language = models.CharField(max_length=10, default="zh-hans")
    link_version = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=0)  # one more with every save: two windows do not undo each other
    created_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)

    reach = Reach(
        zone="contest__zone",
        organisation="contest__organisation",
        person="contest__created_by",
        member="enterprise__members",
    )

    class Meta:
        ordering = ["contest", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], condition=~Q(number=""), name="entry_number_once")
        ]
        indexes = [models.Index(fields=["contest", "state"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def label(self) -> str:
        return self.title_en if self.title_en and (get_language() or "").startswith("en") else self.title


class EntryFile(models.Model):
    """A file sent with an entry, for one question of the form."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="files")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    file = models.FileField(upload_to=document_path)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    reach = Entry.reach.through("entry")

    class Meta:
        ordering = ["pk"]


class EntryStep(models.Model):
    """Something that happened to an entry (办理记录)."""

    class Action(models.TextChoices):
        SUBMITTED = "submitted", _("提交")
        RETURNED = "returned", _("退回")
        ACCEPTED = "accepted", _("受理")
        REFUSED = "refused", _("不予受理")
        WITHDRAWN = "withdrawn", _("撤回")
        REOPENED = "reopened", pgettext_lazy("entry", "恢复")
        NEW_LINK = "new_link", _("更换链接")

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="steps")
    action = models.CharField(max_length=10, choices=Action)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    comment = models.TextField(blank=True)

    reach = Entry.reach.through("entry")

    class Meta:
        ordering = ["-pk"]


class RoundEntry(models.Model):
    """An entry in a round: its code in blind review, its sitting and place there, whether it is open for marks."""

    class State(models.TextChoices):
        IN = "in", _("参评")
        ADVANCED = "advanced", _("晋级")
        OUT = "out", _("未晋级")
        WITHDRAWN = "withdrawn", pgettext_lazy("entry", "退出")

    class Scoring(models.TextChoices):
        WAITING = "waiting", _("未开始")
        OPEN = "open", _("评分中")
        CLOSED = "closed", _("已结束")

    round = models.ForeignKey(Round, models.CASCADE, related_name="places")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="places")
    code = models.CharField(_("评审代号"), max_length=12, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.IN)
    scoring = models.CharField(max_length=10, choices=Scoring, default=Scoring.WAITING)  # in a live round
    sitting = models.ForeignKey(Sitting, models.SET_NULL, null=True, blank=True, related_name="places")
    order = models.PositiveSmallIntegerField(default=0)  # in its sitting, from 1; 0 not yet given
    pinned = models.BooleanField(default=False)  # the timetable leaves it where it is
    starts_at = models.DateTimeField(null=True, blank=True)
    video_link = models.URLField(blank=True)  # its own, where the sitting's is not shared

    reach = Round.reach.through("round")

    class Meta:
        ordering = ["round", "sitting__order", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "entry"], name="entry_in_round_once"),
            models.UniqueConstraint(fields=["round", "code"], condition=~Q(code=""), name="blind_code_once"),
        ]

    def __str__(self) -> str:
        return str(self.entry)

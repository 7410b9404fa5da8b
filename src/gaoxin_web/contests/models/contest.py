"""A contest as it is set up: divisions and tracks, the form, rounds with their schemes and quotas, sittings."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from gaoxin.panel import read_scheme
from gaoxin.panel.scheme import Scheme
from gaoxin_web.accounts.access import Reach

CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
CODE = RegexValidator(r"^[a-z0-9][a-z0-9-]{2,39}$", _("请用小写字母、数字和短横线，3 到 40 个字符。"))


def new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _place in range(8))


class Named(models.Model):
    """What has a Chinese name and, where one was given, an English one."""

    name = models.CharField(_("名称"), max_length=120)
    name_en = models.CharField(_("英文名"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class Contest(Named):
    """A contest or lecture series (大赛、讲堂) from its call to its awards.

    ``standing`` is who runs it: the zone itself, or somebody above whose awards the zone's firms won.
    ``eligibility`` lists what an entry must meet, by rules of the rulebook; ``template`` names what it was made from.
    """

    class Kind(models.TextChoices):
        CONTEST = "contest", _("创业大赛")
        LECTURES = "lectures", _("讲堂")

    class Standing(models.TextChoices):
        OWN = "own", _("本区主办")
        REGIONAL = "regional", _("自治区、省级")
        NATIONAL = "national", _("国家级")

    class State(models.TextChoices):
        DRAFT = "draft", _("筹备")
        OPEN = "open", _("征集中")
        REVIEW = "review", _("评审中")
        NOTICE = "notice", _("公示中")
        FINISHED = "finished", _("已结束")
        CANCELLED = "cancelled", pgettext_lazy("contest", "已取消")

    zone = models.ForeignKey("accounts.Zone", models.PROTECT, related_name="contests")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承办部门")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    code = models.CharField(_("网址代码"), max_length=40, unique=True, default=new_code, validators=[CODE])
    kind = models.CharField(_("类型"), max_length=10, choices=Kind, default=Kind.CONTEST)
    standing = models.CharField(_("主办层级"), max_length=10, choices=Standing, default=Standing.OWN)
    year = models.PositiveSmallIntegerField(_("年度"), validators=[MinValueValidator(1991), MaxValueValidator(2100)])
    edition = models.PositiveSmallIntegerField(_("届次"), null=True, blank=True)
    template = models.CharField(max_length=40, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    organiser = models.CharField(_("主办单位"), max_length=200, blank=True)
    organiser_en = models.CharField(_("主办单位（英文）"), max_length=300, blank=True)
    summary = models.TextField(_("大赛介绍"), blank=True)
    summary_en = models.TextField(_("大赛介绍（英文）"), blank=True)
    contact = models.CharField(_("联系方式"), max_length=200, blank=True)
    opens_at = models.DateTimeField(_("征集开始"), null=True, blank=True)
    closes_at = models.DateTimeField(_("征集截止"), null=True, blank=True)
    blind = models.BooleanField(_("匿名评审"), default=False)
    eligibility = models.JSONField(default=list, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("公示天数"), default=5)

    reach = Reach(zone="zone", organisation="organisation", person="created_by")

    class Meta:
        ordering = ["-year", "-pk"]
        constraints = [models.UniqueConstraint(fields=["zone", "name", "year"], name="contest_once")]

    @property
    def is_open(self) -> bool:
        """Whether an entry may be handed in now."""
        now = timezone.now()
        begun = self.opens_at is None or self.opens_at <= now
        return self.state == self.State.OPEN and begun and (self.closes_at is None or now < self.closes_at)


class Division(Named):
    """A part that is ranked or counted by itself (赛区): a city, a country. Its hours are those of its time zone."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="divisions")
    order = models.PositiveSmallIntegerField(default=0)
    time_zone = models.CharField(_("时区"), max_length=40, default="Asia/Shanghai")

    reach = Contest.reach.through("contest")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["contest", "name"], name="division_once")]


class Track(Named):
    """A field of a contest (赛道): information technology, biomedicine."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="tracks")
    order = models.PositiveSmallIntegerField(default=0)

    reach = Contest.reach.through("contest")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["contest", "name"], name="track_once")]


class Question(models.Model):
    """A question of the call's form (报名表). ``identifying`` ones are hidden in blind review."""

    class Kind(models.TextChoices):
        TEXT = "text", _("单行文字")
        LONG = "long", _("多行文字")
        NUMBER = "number", _("数字")
        DATE = "date", pgettext_lazy("question", "日期")
        CHOICE = "choice", _("单选")
        CHOICES = "choices", _("多选")
        URL = "url", _("网址")
        FILE = "file", pgettext_lazy("question", "文件")

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(default=0)
    key = models.SlugField(max_length=40)
    kind = models.CharField(_("题型"), max_length=10, choices=Kind, default=Kind.TEXT)
    label = models.CharField(pgettext_lazy("question", "题目"), max_length=200)
    label_en = models.CharField(_("题目（英文）"), max_length=300, blank=True)
    help = models.CharField(_("填写提示"), max_length=300, blank=True)
    help_en = models.CharField(_("填写提示（英文）"), max_length=400, blank=True)
    required = models.BooleanField(_("必填"), default=False)
    identifying = models.BooleanField(_("匿名评审时隐藏"), default=False)
    choices = models.JSONField(default=list, blank=True)  # {"value", "label", "label_en"}
    most = models.PositiveIntegerField(_("最多字数"), null=True, blank=True)
    retired = models.BooleanField(default=False)  # no longer asked; what was answered stays

    reach = Contest.reach.through("contest")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["contest", "key"], name="question_once")]


class SchemeVersion(models.Model):
    """A scoring scheme (评分办法) as it was at a time; a version that a round used never changes.

    ``document`` is what :func:`gaoxin.panel.read_scheme` reads; ``digest`` its SHA-256 there.
    """

    zone = models.ForeignKey("accounts.Zone", models.PROTECT, related_name="+")
    key = models.SlugField(max_length=60)
    number = models.PositiveSmallIntegerField(_("版本"), default=1)
    title = models.CharField(_("名称"), max_length=120)
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    reach = Reach(zone="zone", whole=True)

    class Meta:
        ordering = ["key", "-number"]
        constraints = [models.UniqueConstraint(fields=["zone", "key", "number"], name="scheme_version_once")]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"

    @cached_property
    def as_read(self) -> Scheme:
        """The document as the engine reads it."""
        return read_scheme(self.document)


class Round(Named):
    """A round (初赛、复赛、决赛): which entries, before which judges, by which scheme, how many go on.

    ``setting`` online: judges mark at their desks while the round is open. Live: the chair opens one entry at a time.
    """

    class Setting(models.TextChoices):
        ONLINE = "online", _("网上评审")
        LIVE = "live", _("现场评分")

    class State(models.TextChoices):
        DRAFT = "draft", _("筹备")
        OPEN = "open", _("评分中")
        CLOSED = "closed", _("已封存")
        RELEASED = "released", _("已公布")

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="rounds")
    order = models.PositiveSmallIntegerField(default=0)
    setting = models.CharField(pgettext_lazy("round", "方式"), max_length=10, choices=Setting, default=Setting.ONLINE)
    scheme = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="rounds", verbose_name=_("评分办法"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    per_entry = models.PositiveSmallIntegerField(_("每个项目评委数"), null=True, blank=True)  # None: all judges, all
    blind = models.BooleanField(_("匿名评审"), default=False)
    opens_at = models.DateTimeField(_("评分开始"), null=True, blank=True)
    closes_at = models.DateTimeField(_("评分截止"), null=True, blank=True)
    rules = models.JSONField(default=dict, blank=True)  # of the assignment: gaoxin.schedule.Rules by name
    rank_by = models.CharField(  # pools that are ranked by themselves
        max_length=10,
        choices=[("all", _("全部一起")), ("division", _("分赛区")), ("track", _("分赛道"))],
        default="all",
    )

    reach = Contest.reach.through("contest")

    class Meta:
        ordering = ["contest", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["contest", "name"], name="round_of_contest_once")]


class Quota(models.Model):
    """How many go on from a round (晋级名额), of a division or track or of all."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="quotas")
    division = models.ForeignKey(Division, models.CASCADE, null=True, blank=True, related_name="+")
    track = models.ForeignKey(Track, models.CASCADE, null=True, blank=True, related_name="+")
    count = models.PositiveIntegerField(_("名额"))

    reach = Round.reach.through("round")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "division", "track"], name="quota_once", nulls_distinct=False)
        ]


class Sitting(Named):
    """When and where entries of a round are heard (场次), or a session of a lecture series; online by video link."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="sittings")
    order = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("每项分钟"), default=15)
    pause = models.PositiveSmallIntegerField(_("间隔分钟"), default=0)
    venue = models.CharField(_("地点"), max_length=120, blank=True)
    video_link = models.URLField(_("视频会议"), blank=True)
    host = models.CharField(_("主持"), max_length=60, blank=True)

    reach = Round.reach.through("round")

    class Meta:
        ordering = ["round", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "name"], name="sitting_once")]

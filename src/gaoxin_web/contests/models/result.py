"""Results frozen and released, what was appealed and ruled, awards with their certificates, what became of winners."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gaoxin_web.contests.models.contest import Contest, Round, SchemeVersion
from gaoxin_web.contests.models.entry import Entry
from gaoxin_web.enterprises.uploads import document_path


def new_certificate_code() -> str:
    return secrets.token_hex(8)


class Result(models.Model):
    """A result of a round, never changed: what was counted, by which scheme, what came out, with digests.

    ``case`` is what :func:`gaoxin.panel.read_case` reads, so that anybody scores it anew without the web;
    ``outcome`` is what :func:`gaoxin.panel.score` said. A re-opening makes a further number.
    """

    class State(models.TextChoices):
        FROZEN = "frozen", _("已冻结")
        RELEASED = "released", _("已公布")
        REPLACED = "replaced", _("已被替代")
        WITHDRAWN = "withdrawn", _("已撤回")

    round = models.ForeignKey(Round, models.PROTECT, related_name="results")
    number = models.PositiveSmallIntegerField(_("版本"))
    scheme = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="+")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.FROZEN)
    case = models.JSONField()
    outcome = models.JSONField()
    inputs_digest = models.CharField(max_length=64)  # over the case
    chain_digest = models.CharField(max_length=64)  # the end of the chain of ballots it rests on
    digest = models.CharField(max_length=64)  # over scheme, case, chain and outcome
    reason = models.CharField(_("原因"), max_length=300, blank=True)  # of a further number
    frozen_at = models.DateTimeField(default=timezone.now)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    notice_until = models.DateTimeField(_("公示截止"), null=True, blank=True)

    reach = Round.reach.through("round")

    class Meta:
        ordering = ["round", "-number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="result_once")]


class Ruling(models.Model):
    """A decision of the committee (裁定): on a tie, on an appeal, to re-open a ballot or a result; with its reason."""

    class Kind(models.TextChoices):
        TIE = "tie", _("并列裁定")
        APPEAL = "appeal", _("异议处理")
        BALLOT = "ballot", _("退回重评")
        RESULT = "result", _("重开结果")
        CERTIFICATE = "certificate", _("撤销证书")

    round = models.ForeignKey(Round, models.PROTECT, related_name="rulings")
    result = models.ForeignKey(Result, models.PROTECT, null=True, blank=True, related_name="rulings")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, blank=True, related_name="rulings")
    kind = models.CharField(_("类型"), max_length=12, choices=Kind)
    reason = models.TextField(_("理由"))
    decision = models.JSONField(default=dict, blank=True)  # a tie's: {"order": [entry ids]}
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    reach = Round.reach.through("round")

    class Meta:
        ordering = ["-pk"]


class Appeal(models.Model):
    """An objection raised in the notice period (异议)."""

    class State(models.TextChoices):
        OPEN = "open", _("待处理")
        UPHELD = "upheld", _("成立")
        DISMISSED = "dismissed", _("不成立")

    result = models.ForeignKey(Result, models.PROTECT, related_name="appeals")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, blank=True, related_name="appeals")
    name = models.CharField(_("姓名或单位"), max_length=100)
    phone = models.CharField(_("电话"), max_length=40, blank=True)
    text = models.TextField(_("异议内容"))
    file = models.FileField(_("证明材料"), upload_to=document_path, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    ruling = models.ForeignKey(Ruling, models.SET_NULL, null=True, blank=True, related_name="appeals")
    at = models.DateTimeField(default=timezone.now)

    reach = Result.reach.through("result")

    class Meta:
        ordering = ["-pk"]


class Award(models.Model):
    """A prize (奖项) of an entry. ``result`` is None for one of somebody else's contest, told by ``source``."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="awards")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="awards")
    result = models.ForeignKey(Result, models.PROTECT, null=True, blank=True, related_name="awards")
    tier = models.CharField(max_length=40)  # as in the scheme: first, second, third, merit
    name = models.CharField(_("奖项"), max_length=60)
    name_en = models.CharField(_("奖项（英文）"), max_length=100, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    prize = models.BigIntegerField(_("奖金（元）"), null=True, blank=True)  # yuan
    source = models.CharField(_("依据"), max_length=200, blank=True)
    given_on = models.DateField(_("颁发日期"), null=True, blank=True)

    reach = Contest.reach.through("contest")

    class Meta:
        ordering = ["contest", "rank", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class Certificate(models.Model):
    """A certificate (证书): its number and code are printed on it and answer to anybody who asks."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="certificates")
    number = models.CharField(_("证书编号"), max_length=40, unique=True)
    code = models.CharField(max_length=16, unique=True, default=new_certificate_code)
    content = models.JSONField(default=dict)  # what is printed on it
    signature = models.CharField(max_length=64)  # over number, code and content, by the installation's key
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(_("撤销原因"), max_length=200, blank=True)

    reach = Award.reach.through("award")

    class Meta:
        ordering = ["pk"]


class Outcome(models.Model):
    """What became of an entry (后续跟踪): landed, talent plan, valuation, funding, listed; with its source."""

    class Kind(models.TextChoices):
        LANDED = "landed", _("落户")
        TALENT = "talent", _("入选人才计划")
        VALUATION = "valuation", _("估值")
        FUNDING = "funding", _("融资")
        LISTED = "listed", _("上市")
        OTHER = "other", _("其他")

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="outcomes")
    kind = models.CharField(_("类型"), max_length=10, choices=Kind)
    on = models.DateField(_("日期"))
    amount = models.BigIntegerField(_("金额（元）"), null=True, blank=True)  # yuan
    text = models.CharField(_("情况"), max_length=300, blank=True)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    reach = Entry.reach.through("entry")

    class Meta:
        ordering = ["-on", "-pk"]

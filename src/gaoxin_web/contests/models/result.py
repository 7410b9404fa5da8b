"""Results frozen and released, what was appealed and ruled, awards with their certificates, what became of winners."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gaoxin_web.contests.models.contest import Contest, Round, SchemeVersion
from gaoxin_web.contests.models.entry import Entry
from gaoxin_web.enterprises.uploads import document_path


def new_certificate_code() -> str:
    return secrets.token_hex(8)


class FrozenError(Exception):
    """Something that was frozen was about to be changed or taken away."""


class FrozenQuerySet(models.QuerySet[Any]):
    """Rows whose frozen fields no bulk change reaches."""

    def update(self, **changes: Any) -> int:
        if touched := set(changes) & set(self.model.frozen):
            raise FrozenError(f"{self.model.__name__}: {', '.join(sorted(touched))}")
        return super().update(**changes)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise FrozenError(self.model.__name__)


class Frozen(models.Model):
    """What is written once: fields named ``frozen`` never change, and the row stays."""

    frozen: ClassVar[tuple[str, ...]] = ()
    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        stored = type(self)._default_manager.filter(pk=self.pk).first() if self.pk else None
        changed = [name for name in self.frozen if stored and getattr(stored, name) != getattr(self, name)]
        if changed:
            raise FrozenError(f"{type(self).__name__}: {', '.join(changed)}")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise FrozenError(type(self).__name__)


class Result(Frozen):
    """A result of a round, never changed: what was counted, by which scheme, what came out, with digests.

    ``case`` is what :func:`gaoxin.panel.read_case` reads, so that anybody scores it anew without the web;
    ``outcome`` is what :func:`gaoxin.panel.score` said. ``entries`` says what each id of the case was called when
    it was frozen, and which entry it is. A re-opening makes a further number.
    """

    frozen = (
        "round_id",
        "number",
        "scheme_id",
        "case",
        "outcome",
        "entries",
        "inputs_digest",
        "chain_digest",
        "digest",
        "reason",
        "frozen_at",
    )

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
    entries = models.JSONField(default=dict)
    inputs_digest = models.CharField(max_length=64)  # over the case
    chain_digest = models.CharField(max_length=64)  # the end of the chain of ballots it rests on
    digest = models.CharField(max_length=64)  # over scheme, case, entries, chain and outcome
    reason = models.CharField(_("原因"), max_length=300, blank=True)  # of a further number
    frozen_at = models.DateTimeField(default=timezone.now)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    notice_until = models.DateTimeField(_("公示截止"), null=True, blank=True)
    shows_scores = models.BooleanField(_("公示得分"), default=False)

    reach = Round.reach.through("round")

    class Meta:
        ordering = ["round", "-number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="result_once")]

    def __str__(self) -> str:
        return f"{self.round} v{self.number}"


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


class Prize(models.Model):
    """What a tier of a contest's awards is called, and what it is worth (奖项设置)."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="prizes")
    order = models.PositiveSmallIntegerField(default=0)
    tier = models.CharField(max_length=40)  # as in the scheme
    name = models.CharField(_("奖项"), max_length=60)
    name_en = models.CharField(_("奖项（英文）"), max_length=100, blank=True)
    amount = models.BigIntegerField(_("奖金（元）"), null=True, blank=True, validators=[MinValueValidator(0)])

    reach = Contest.reach.through("contest")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["contest", "tier"], name="prize_once")]

    def __str__(self) -> str:
        return self.name


class Award(models.Model):
    """A prize (奖项) of an entry. ``result`` is None for one of somebody else's contest, told by ``source``.

    One that a corrected result no longer gives, of which a certificate was printed, is ``withdrawn_at`` and stays.
    """

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
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    reach = Contest.reach.through("contest")

    class Meta:
        ordering = ["contest", "rank", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class CertificateLayout(models.Model):
    """What a contest's certificates look like (证书样式): texts with placeholders, who signs, the seal's picture.

    Placeholders are words in braces ({entry}, {organisation}, {award}); they are filled in, never run.
    """

    contest = models.OneToOneField(Contest, models.CASCADE, related_name="certificate_layout")
    prefix = models.CharField(_("编号前缀"), max_length=30)
    title = models.CharField(_("证书名称"), max_length=40, default="获奖证书")
    title_en = models.CharField(_("证书名称（英文）"), max_length=80, default="Certificate of Award", blank=True)
    body = models.TextField(_("正文"))
    body_en = models.TextField(_("正文（英文）"), blank=True)
    signatory = models.CharField(_("落款"), max_length=120)
    signatory_en = models.CharField(_("落款（英文）"), max_length=200, blank=True)
    signed_on = models.DateField(_("落款日期"), null=True, blank=True)
    seal = models.FileField(_("印章图片"), upload_to=document_path, blank=True)

    reach = Contest.reach.through("contest")


class Certificate(Frozen):
    """A certificate (证书): its number and code are printed on it and answer to anybody who asks."""

    frozen = ("award_id", "number", "code", "content", "signature", "issued_at", "replaces_id")

    award = models.ForeignKey(Award, models.PROTECT, related_name="certificates")
    number = models.CharField(_("证书编号"), max_length=40, unique=True)
    code = models.CharField(max_length=16, unique=True, default=new_certificate_code)
    content = models.JSONField(default=dict)  # what is printed on it
    signature = models.CharField(max_length=64)  # over number, code and content, by the installation's key
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(_("撤销原因"), max_length=200, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replacement")

    reach = Award.reach.through("award")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.number


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

"""What an enterprise holds: recognitions, patents, innovation platforms, teams, awards, facilities."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from gaoxin_web.accounts.access import Reach
from gaoxin_web.enterprises.models.enterprise import Enterprise
from gaoxin_web.enterprises.uploads import certificate_path


class Level(models.TextChoices):
    NATIONAL = "national", _("国家级")
    PROVINCIAL = "provincial", _("省级（自治区级）")
    CITY = "city", _("市级")
    ZONE = "zone", _("区级")


class Held(models.Model):
    """What every holding has: its enterprise, the record it came from, and its history."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="%(class)ss", verbose_name=_("企业"))
    batch = models.ForeignKey("Batch", models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    cell = models.CharField(_("出处单元格"), max_length=120, blank=True)
    note = models.CharField(_("备注"), max_length=200, blank=True)

    history = HistoricalRecords(inherit=True)
    reach = Enterprise.reach.through("enterprise")

    class Meta:
        abstract = True


class Recognition(Held):
    """A recognition (认定) with its certificate and days; ``kind`` is a title of the rulebook."""

    kind = models.CharField(_("资质"), max_length=40, db_index=True)
    level = models.CharField(_("级别"), max_length=12, choices=Level, blank=True)
    certificate = models.CharField(_("证书编号"), max_length=60, blank=True)
    recognised_on = models.DateField(_("认定日期"), null=True, blank=True)
    valid_from = models.DateField(_("有效期起"), null=True, blank=True)
    valid_to = models.DateField(_("有效期止"), null=True, blank=True)
    withdrawn_on = models.DateField(_("取消日期"), null=True, blank=True)
    item = models.CharField(_("产品或项目"), max_length=100, blank=True)
    file = models.FileField(_("证书文件"), upload_to=certificate_path, blank=True)

    class Meta:
        ordering = ["kind", "-valid_from"]
        indexes = [models.Index(fields=["kind", "valid_to"]), models.Index(fields=["enterprise", "kind", "valid_to"])]

    def __str__(self) -> str:
        return " ".join(part for part in (self.kind, self.certificate) if part)


class Patent(Held):
    """A patent or other intellectual property right (知识产权)."""

    class Kind(models.TextChoices):
        INVENTION = "invention", _("发明专利")
        UTILITY = "utility", _("实用新型")
        DESIGN = "design", _("外观设计")
        SOFTWARE = "software", _("软件著作权")
        OTHER = "other", _("其他")

    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    number = models.CharField(_("专利号"), max_length=40, blank=True)
    title = models.CharField(_("名称"), max_length=200)
    applied_on = models.DateField(_("申请日"), null=True, blank=True)
    granted_on = models.DateField(_("授权日"), null=True, blank=True)
    ended_on = models.DateField(_("失效日"), null=True, blank=True)

    class Meta:
        ordering = ["-granted_on", "title"]

    def __str__(self) -> str:
        return self.title


class Platform(Held):
    """An innovation platform (科技创新平台)."""

    kind = models.CharField(_("类型"), max_length=40)
    level = models.CharField(_("级别"), max_length=12, choices=Level)
    name = models.CharField(_("名称"), max_length=100)
    recognised_on = models.DateField(_("认定日期"), null=True, blank=True)
    ended_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        ordering = ["level", "kind", "name"]

    def __str__(self) -> str:
        return self.name


class Team(Held):
    """A science and technology start-up team (科技创业团队)."""

    name = models.CharField(_("团队名称"), max_length=100)
    leader = models.CharField(_("负责人"), max_length=50, blank=True)
    people = models.PositiveSmallIntegerField(_("人数"), null=True, blank=True)
    recognised_on = models.DateField(_("认定日期"), null=True, blank=True)
    ended_on = models.DateField(_("结束日期"), null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Award(Held):
    """A prize for an achievement (科技奖励)."""

    prize = models.CharField(_("奖项"), max_length=100)
    level = models.CharField(_("级别"), max_length=12, choices=Level)
    grade = models.CharField(_("等级"), max_length=20, blank=True)
    achievement = models.CharField(_("成果名称"), max_length=200)
    awarded_on = models.DateField(_("获奖日期"), null=True, blank=True)

    class Meta:
        ordering = ["-awarded_on", "prize"]

    def __str__(self) -> str:
        return f"{self.prize} {self.achievement}"


class Facility(models.Model):
    """Premises or infrastructure of a zone (设施); ``amount`` is in ``unit``: square metres, stations, nodes."""

    zone = models.ForeignKey("accounts.Zone", models.PROTECT, related_name="facilities")
    enterprise = models.ForeignKey(Enterprise, models.SET_NULL, null=True, blank=True, related_name="facilities")
    kind = models.CharField(_("类型"), max_length=40, db_index=True)
    name = models.CharField(_("名称"), max_length=100)
    amount = models.DecimalField(_("数量"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=10, blank=True)
    opened_on = models.DateField(_("启用日期"), null=True, blank=True)
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)

    history = HistoricalRecords()
    reach = Reach(
        zone="zone", organisation="enterprise__organisation", person="enterprise__steward", member="enterprise__members"
    )

    class Meta:
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name

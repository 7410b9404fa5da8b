"""Facts as filed: an import batch, a row as it was read, and the figures that stand today.

A *filing* is one row of a ledger or form, kept as it was read: every value with its raw text
and cell. A *fact sheet* holds what is known of an enterprise in a year, each value with the
filing it stands on; it is worked out from the filings, so that undoing a batch brings back
what stood before (docs/decisions/0008).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gaoxin_web.accounts.access import Reach
from gaoxin_web.enterprises.models.enterprise import Enterprise


class BatchQuerySet(models.QuerySet["Batch"]):
    def uploads(self) -> BatchQuerySet:
        """Ledgers somebody uploaded; figures corrected by hand and forms approved are taken back elsewhere."""
        return self.exclude(choices__has_any_keys=["manual", "source"])


class Batch(models.Model):
    """One upload, from the file to what it changed (导入批次); also figures corrected by hand, and forms approved."""

    class State(models.TextChoices):
        READING = "reading", _("读取中")
        REFUSED = "refused", _("未能读取")
        READ = "read", _("待核对")
        WAITING = "waiting", _("排队中")
        RUNNING = "running", _("写入中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("未成功")
        UNDOING = "undoing", _("撤销中")
        UNDONE = "undone", _("已撤销")

    zone = models.ForeignKey("accounts.Zone", models.PROTECT, related_name="batches")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    title = models.CharField(_("名称"), max_length=200)
    file = models.FileField(upload_to="batches/%Y/%m", blank=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.READ)
    choices = models.JSONField(default=dict)  # corrections of header, columns and matches made before committing
    tables = models.JSONField(
        default=list
    )  # what was found on each sheet: header, columns, the first rows with classes
    counts = models.JSONField(default=dict)  # rows by what they would change; once written, what was
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    message = models.TextField(blank=True)

    reach = Reach(zone="zone", organisation="organisation", person="created_by")
    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title


class BatchIssue(models.Model):
    """A doubt found while reading a batch; a warning may be let stand with a reason."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="issues")
    code = models.CharField(max_length=10)
    severity = models.CharField(max_length=10)
    sheet = models.CharField(max_length=100, blank=True)
    cell = models.CharField(max_length=20, blank=True)
    message = models.TextField()
    hint = models.TextField(blank=True)
    reason = models.CharField(pgettext_lazy("import", "说明"), max_length=200, blank=True)

    reach = Batch.reach.through("batch")


class BatchRow(models.Model):
    """A row of a ledger as read and compared, before anything of it is written.

    ``filings`` are what would be filed: ``{"year", "values"}`` each, as in :class:`Filing`. ``changes`` are
    ``[key, year, old, new]``; ``held`` are recognitions; ``about`` fills what is empty of the enterprise.
    A row that is kept (留存) is of no enterprise, as a project's: all it says stays with the batch, nothing is filed.
    """

    class Change(models.TextChoices):
        NEW = "new", _("新增")
        CHANGED = "changed", _("更新")
        SAME = "same", _("不变")
        DUPLICATE = "duplicate", _("重复")
        REVIEW = "review", pgettext_lazy("import", "待核")
        SKIPPED = "skipped", _("不导入")
        OUTSIDE = "outside", _("不在范围")
        KEPT = "kept", _("留存")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=100)
    row = models.PositiveIntegerField()
    uscc = models.CharField(max_length=18, blank=True)
    name = models.CharField(max_length=100, blank=True)
    former = models.JSONField(default=list)
    change = models.CharField(_("变化"), max_length=10, choices=Change)
    enterprise = models.ForeignKey(Enterprise, models.SET_NULL, null=True, related_name="+")
    matched_by = models.CharField(max_length=10, blank=True)
    why = models.CharField(max_length=300, blank=True)
    candidates = models.JSONField(default=list)
    filings = models.JSONField(default=list)
    about = models.JSONField(default=dict)
    held = models.JSONField(default=list)
    changes = models.JSONField(default=list)

    reach = Batch.reach.through("batch")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["batch", "change"])]


class ColumnChoice(models.Model):
    """What a zone's officers decided for the columns of one kind of ledger, by the fingerprint of its headings.

    ``columns`` is heading path, whatever month or year stands in it → ``{"field", "unit"}``.
    """

    zone = models.ForeignKey("accounts.Zone", models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=16)
    columns = models.JSONField(default=dict)

    reach = Reach(zone="zone")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "fingerprint"], name="choice_once")]


class Filing(models.Model):
    """A row as filed: ``values`` is key → ``{"value", "raw", "cell"}``.

    ``value`` is in whole steps (:mod:`gaoxin.units`: fen for money), a text, a truth or an ISO day; ``raw`` is the
    cell's text; ``cell`` is ``sheet!cell``. A key is a field; ``field@2023-01/2023-10`` for a part of a year, which is
    never taken for the year; or the heading path of a column that is no field, its ``kind`` beside the value.
    ``year`` is None where the row belongs to no year. ``filled`` are the enterprise's own fields it filled.
    """

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="filings")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="filings")
    year = models.PositiveSmallIntegerField(null=True)
    sheet = models.CharField(max_length=100, blank=True)
    row = models.PositiveIntegerField(null=True)
    values = models.JSONField(default=dict)
    filled = models.JSONField(default=dict)
    withdrawn = models.BooleanField(default=False)

    reach = Enterprise.reach.through("enterprise")

    class Meta:
        indexes = [models.Index(fields=["enterprise", "year"])]


class FactSheet(models.Model):
    """What is known of an enterprise in a year; ``year`` 0 holds what belongs to no year.

    ``values`` is field → value as in a filing; ``sources`` is field → the filing it stands on. A sheet is never
    changed, only replaced by one with a number that none ever had.
    """

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="fact_sheets")
    year = models.PositiveSmallIntegerField()
    values = models.JSONField(default=dict)
    sources = models.JSONField(default=dict)

    reach = Enterprise.reach.through("enterprise")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enterprise", "year"], name="sheet_once")]

"""Who changed what of an enterprise, and when (历史)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Field, ForeignKey, Model, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gaoxin_web.accounts.models import Organisation, User
from gaoxin_web.enterprises.figures import label_of
from gaoxin_web.enterprises.models import (
    Alias,
    Award,
    Batch,
    Document,
    Enterprise,
    Facility,
    Filing,
    GroupRelation,
    Merge,
    Patent,
    Platform,
    Recognition,
    Request,
    Team,
    Visit,
)
from gaoxin_web.enterprises.queries.recognitions import title_of
from gaoxin_web.rulebook import rulebook
from gaoxin_web.ui.templatetags.ui import masked_name, masked_phone

MOST = 200  # records of one kind looked at
WORDS = {"+": gettext_lazy("已新增"), "~": gettext_lazy("已修改"), "-": gettext_lazy("已删除")}
KINDS: dict[type[Model], Any] = {
    Recognition: gettext_lazy("资质"),
    Patent: gettext_lazy("知识产权"),
    Platform: gettext_lazy("创新平台"),
    Team: gettext_lazy("创业团队"),
    Award: gettext_lazy("科技奖励"),
    Facility: gettext_lazy("设施"),
    Visit: gettext_lazy("走访"),
    Request: gettext_lazy("诉求"),
    Document: pgettext_lazy("document", "文件"),
    Alias: gettext_lazy("名称"),
}
PERSONAL = {"contact": masked_name, "phone": masked_phone, "leader": masked_name}
HIDDEN = frozenset({"id", "enterprise", "zone", "batch", "initials", "by", "added_by", "added_at"})


@dataclass(frozen=True)
class Change:
    """A field before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Event:
    """Something that was done: when, by whom, to what, and what it changed."""

    at: datetime
    who: str
    kind: str
    act: str
    tone: str
    changes: list[Change]
    reason: str = ""


def history_of(enterprise: Enterprise) -> list[Event]:
    """Everything recorded, the newest first; the queries are one per kind of record.

    Of entries that were joined to it, everything that was recorded of them too.
    """
    merges = list(Merge.objects.filter(kept=enterprise).select_related("by", "undone_by"))
    pks = [enterprise.pk, *(done.gone for done in merges if done.undone_at is None)]
    own = Enterprise.history.filter(id__in=pks).select_related("history_user")
    records: dict[Any, list[Any]] = {gettext_lazy("企业资料"): list(own[:MOST])}
    for model, kind in KINDS.items():
        rows = model.history.filter(enterprise_id__in=pks).select_related("history_user")  # type: ignore[attr-defined]
        records[kind] = list(rows[:MOST])
    relations = GroupRelation.history.filter(Q(parent_id__in=pks) | Q(child_id__in=pks)).select_related("history_user")
    records[gettext_lazy("集团关系")] = list(relations[:MOST])
    names = _names(record for found in records.values() for record in found)
    events = [event for kind, found in records.items() for event in _events(str(kind), found, names)]
    return sorted([*events, *_joined(merges), *_filed(enterprise)], key=lambda event: event.at, reverse=True)[:MOST]


def _names(records: Iterable[Any]) -> dict[tuple[type[Model], int], str]:
    """What the foreign keys met point to, in one query per kind of thing."""
    met: dict[type[Model], set[int]] = {Organisation: set(), User: set(), Enterprise: set()}
    for record in records:
        for column in _columns(record):
            if isinstance(column, ForeignKey) and column.related_model in met:
                met[column.related_model].add(getattr(record, column.attname))
    found = {
        (model, row.pk): str(row) for model, pks in met.items() for row in model._default_manager.filter(pk__in=pks)
    }
    gone = {pk for pk in met[Enterprise] if pk and (Enterprise, pk) not in found}
    if gone:  # joined to another: by the name it had
        merges = Merge.objects.filter(gone__in=gone).values_list("gone", "name")
        found |= {(Enterprise, pk): name for pk, name in merges}
    return found


def _joined(merges: Iterable[Merge]) -> Iterable[Event]:
    """Entries joined to it, and parted again."""
    kind = _("重复企业")
    for done in merges:
        who, name = str(done.by or _("系统")), Change(_("并入的记录"), "", done.name)
        yield Event(done.at, who, kind, _("已合并"), "green", [name], done.reason)
        if done.undone_at:
            yield Event(done.undone_at, str(done.undone_by or _("系统")), kind, _("已撤销合并"), "red", [name])


def _columns(record: Any) -> list[Field[Any, Any]]:
    return [column for column in record.tracked_fields if column.name not in HIDDEN]


def _events(kind: str, records: list[Any], names: dict[tuple[type[Model], int], str]) -> list[Event]:
    """Each record beside the one before it of the same thing; records come the newest first."""
    found, later = [], {}
    for record in records:
        following = later.get(record.id)
        if following is not None:
            found.append(_event(kind, following, record, names))
        later[record.id] = record
    found += [_event(kind, record, None, names) for record in later.values()]
    return [event for event in found if event.changes or event.act != str(WORDS["~"])]


def _event(kind: str, record: Any, before: Any, names: dict[tuple[type[Model], int], str]) -> Event:
    changes = []
    for column in _columns(record):
        new = _text(record, column, names)
        old = _text(before, column, names) if before is not None else ""
        if new != old and record.history_type != "-":
            changes.append(Change(str(column.verbose_name), *_covered(column.name, old, new)))
    if record.history_type == "-":
        shown = [text for column in _columns(record) if (text := _text(record, column, names))]
        changes = [Change(kind, shown[0], "")] if shown else []
    who = str(record.history_user) if record.history_user else _("系统")
    tone = {"+": "green", "~": "azure", "-": "red"}[record.history_type]
    reason = "" if (record.history_change_reason or "").startswith("bulk:") else record.history_change_reason or ""
    return Event(record.history_date, who, kind, str(WORDS[record.history_type]), tone, changes, reason)


def _covered(name: str, old: str, new: str) -> tuple[str, str]:
    """Personal data stay masked here as on every page."""
    mask = PERSONAL.get(name)
    return (mask(old), mask(new)) if mask else (old, new)


def _text(record: Any, column: Field[Any, Any], names: dict[tuple[type[Model], int], str]) -> str:
    value = getattr(record, column.attname)
    if value is None or value == "":
        return ""
    if isinstance(column, ForeignKey):
        return names.get((column.related_model, value), f"#{value}")
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if column.name == "kind" and issubclass(column.model, Recognition):
        return title_of(str(value), rulebook())
    return _("已上传") if column.name == "file" else str(value)


def _filed(enterprise: Enterprise) -> list[Event]:
    """What the batches said of it: one line per batch."""
    filings = Filing.objects.filter(enterprise=enterprise).select_related("batch__created_by").order_by("-pk")[:MOST]
    by_batch: dict[int, list[Filing]] = {}
    for filing in filings:
        by_batch.setdefault(filing.batch_id, []).append(filing)
    return [_filed_event(found[0].batch, found) for found in by_batch.values()]


def _filed_event(batch: Batch, filings: list[Filing]) -> Event:
    fields = list(dict.fromkeys(name for filing in filings for name in filing.values))
    known = rulebook().fields
    said = "、".join(label_of(known[name]) if name in known else name for name in fields[:6])
    more = _("等 %(count)s 项") % {"count": len(fields)} if len(fields) > 6 else ""
    years = "、".join(str(year) for year in sorted({filing.year for filing in filings if filing.year}))
    change = Change(_("%(years)s 年度") % {"years": years} if years else _("不分年度"), "", said + more)
    withdrawn = all(filing.withdrawn for filing in filings)
    act, tone = (_("已撤销"), "red") if withdrawn else (_("填入"), "green")
    who = str(batch.created_by) if batch.created_by else _("系统")
    reason = " · ".join(part for part in (batch.title, batch.message) if part)
    return Event(batch.committed_at or batch.created_at, who, _("经营数据"), act, tone, [change], reason)

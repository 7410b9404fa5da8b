"""The audit log (审计日志): who did what to what, with which result; a chain of SHA-256 digests."""

from __future__ import annotations

import hashlib
import json
import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from gaoxin_web.accounts.models import AuditArchive, AuditEvent, AuditHead, User, Zone

LOG = logging.getLogger("gaoxin.audit")
START = "0" * 64  # what the first event of all is chained to
SECRET = ("password", "token", "secret", "phone", "id_card", "otp")
SECRET_KEYS = frozenset({"code", "key"})  # hidden only under this very name: a uscc_code is no secret
CHAINED = (
    "at",
    "zone_id",
    "user_id",
    "username",
    "roles",
    "address",
    "agent",
    "request_id",
    "action",
    "target",
    "result",
    "detail",
    "previous",
)


def record(
    action: str,
    *,
    request: HttpRequest | None = None,
    user: User | None = None,
    zone: Zone | None = None,
    target: object = "",
    result: str = "done",
    detail: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Append an event; writers wait for each other, so that the chain has one end.

    Args:
        action: ``subject.verb``, as permissions are named: ``register.export``, ``account.login``.
        target: what it was done to; a model instance is written ``model:pk name``.
        result: done, refused or failed.
        detail: what else is worth keeping (rows, filter, file digest, before and after); secrets are left out.
    """
    who = user or (getattr(request, "user", None) if request else None)
    who = who if who is not None and who.is_authenticated else None
    access = getattr(request, "access", None)
    event = AuditEvent(
        at=timezone.now(),
        zone_id=zone.pk if zone else getattr(who, "zone_id", None) or _only_zone(),
        user=who,
        username=who.username if who else "",
        roles=",".join(sorted(access.roles)) if access else "",
        address=(request.META.get("REMOTE_ADDR") or None) if request else None,
        agent=_line(request.headers.get("user-agent", ""), 200) if request else "",
        request_id=getattr(request, "id", ""),
        action=action,
        target=_line(_named(target), 200),
        result=result,
        detail=kept(detail or {}),
    )
    with transaction.atomic():
        head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1)
        event.previous = head.digest
        event.digest = head.digest = digest(event)
        event.save()
        head.save()
    LOG.info(json.dumps(said(event), ensure_ascii=False, sort_keys=True))
    return event


def said(event: AuditEvent) -> dict[str, Any]:
    """All an event says, as JSON."""
    return {name: getattr(event, name) for name in CHAINED} | {"at": event.at.astimezone(UTC).isoformat()}


def digest(event: AuditEvent) -> str:
    """What the next event is chained to: all this one says, and what it was chained to."""
    return hashlib.sha256(json.dumps(said(event), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Finding:
    """The chain read from end to end: how many events, and the first that does not hold."""

    events: int
    broken: AuditEvent | None = None
    why: str = ""  # changed, gap, or cut: events are missing at the end

    @property
    def holds(self) -> bool:
        return not self.why


def verify() -> Finding:
    """Read the whole chain, from the last archive (or the first event of all) to its head."""
    head = AuditHead.objects.filter(pk=1).first()
    end = head.digest if head else START  # as it is now: what is written while the chain is read comes after it
    archive = AuditArchive.objects.order_by("-pk").first()
    previous, count = (archive.last_digest if archive else START), 0
    reached = previous == end
    for event in AuditEvent.objects.order_by("pk").iterator(2000):
        count += 1
        if event.previous != previous:
            return Finding(count, event, "gap")
        if digest(event) != event.digest:
            return Finding(count, event, "changed")
        previous = event.digest
        reached = reached or previous == end
    return Finding(count, None, "" if reached and (head or not count) else "cut")


def _only_zone() -> int | None:
    """Where there is one zone, what nobody signed in for is its own; with several, nobody's."""
    zones = list(Zone.objects.values_list("pk", flat=True)[:2])
    return zones[0] if len(zones) == 1 else None


def _named(target: object) -> str:
    pk = getattr(target, "pk", None)
    return f"{type(target).__name__.lower()}:{pk} {target}" if pk is not None else str(target)


def _line(text: str, most: int) -> str:
    """One line, whatever somebody tried to write into the log."""
    return "".join(character if character.isprintable() else " " for character in text)[:most]


def kept(value: Any, name: str = "") -> Any:
    """What every database gives back as it was given, without secrets."""
    if name.lower() in SECRET_KEYS or any(word in name.lower() for word in SECRET):
        return "•••"
    if isinstance(value, Mapping):
        return {_text(key): kept(inner, str(key)) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [kept(inner) for inner in value]
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value) and "e" not in repr(value):
        return value
    return _text(value)


def _text(value: object) -> str:
    """A text PostgreSQL takes: no NUL, no half of a surrogate pair."""
    return str(value).replace("\x00", " ").encode(errors="replace").decode()

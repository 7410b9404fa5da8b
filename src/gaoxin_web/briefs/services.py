"""Writing of templates: kept, put to use, put back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.briefs.checking import Fault, TemplateFaultError, faults_of, words_in
from gaoxin_web.briefs.kinds import Kind
from gaoxin_web.briefs.models import Template
from gaoxin_web.briefs.render import complete, render_docx

Said = dict[str, Any]


class NotUsableError(Exception):
    """A template with faults is not put to use."""


def check(kind: Kind, zone: Zone, content: bytes) -> list[Said]:
    """All that is wrong with a template, found by rendering it with the kind's sample."""
    sample = complete(zone, kind.sampled(), None)
    faults = faults_of(content, sample)
    if not faults:
        try:
            render_docx(kind, zone, kind.sampled(), template=content)
        except TemplateFaultError as error:
            faults = error.faults
    return said(faults)


def said(faults: Iterable[Fault]) -> list[Said]:
    """Faults as they are kept: the paragraph, and the words."""
    return [{"paragraph": fault.paragraph, "text": str(fault)} for fault in faults]


@transaction.atomic
def keep(kind: Kind, zone: Zone, title: str, content: bytes, by: User) -> Template:
    """Keep a template that was sent; one without faults is in use from now on."""
    faults = check(kind, zone, content)
    kept = Template(
        zone=zone,
        kind=kind.key,
        title=title,
        sha256=hashlib.sha256(content).hexdigest(),
        words=[] if faults else words_in(content),
        faults=faults,
        uploaded_by=by,
    )
    kept.file.save("template.docx", ContentFile(content), save=False)
    kept.save()
    if not faults:
        put_to_use(kept)
    return kept


@transaction.atomic
def put_to_use(template: Template) -> None:
    """Reports of its kind are written from this template from now on.

    Raises:
        NotUsableError: it has faults.
    """
    if template.faults:
        raise NotUsableError
    put_back_built_in(template.zone, template.kind)
    template.active = True
    template.save()


@transaction.atomic
def put_back_built_in(zone: Zone, kind: str) -> Template | None:
    """Reports of a kind are written from the built-in template; the one that was in use until now."""
    Zone.objects.select_for_update().get(pk=zone.pk)  # two who choose at one moment choose one after the other
    before = Template.objects.filter(zone=zone, kind=kind, active=True).first()
    if before:
        before.active = False
        before.save()
    return before

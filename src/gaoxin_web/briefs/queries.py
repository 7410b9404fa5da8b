"""Which template a report is written from."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gaoxin_web.accounts.models import Zone
from gaoxin_web.briefs.checking import WHOLE, Fault, TemplateFaultError
from gaoxin_web.briefs.kinds import Kind
from gaoxin_web.briefs.models import Template


def in_use(zone: Zone, kind: Kind) -> Template | None:
    """The zone's own template that is in use; None where it is the built-in one."""
    return Template.objects.filter(zone=zone, kind=kind.key, active=True).select_related("uploaded_by").first()


def content_of(template: Template | None, kind: Kind) -> bytes:
    """The document's bytes.

    Raises:
        TemplateFaultError: its file is not there any more.
    """
    if template is None:
        return kind.built_in.read_bytes()
    try:
        with template.file.open("rb") as file:
            return bytes(file.read())
    except OSError as error:
        raise TemplateFaultError([Fault(WHOLE, _("文件不在服务器上，请重新上传，或恢复内置模板"))]) from error

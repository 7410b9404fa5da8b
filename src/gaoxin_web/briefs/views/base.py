"""What every page of templates asks: they are the whole zone's, and so are who may change them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.models import Zone
from gaoxin_web.accounts.views import Page
from gaoxin_web.briefs.kinds import Kind, kind_of
from gaoxin_web.briefs.models import Template


class BriefPage(Page):
    """A page of the zone's templates; a grant over less than the zone does not open it."""

    permission = "briefs.change"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.access.over_zone(self.permission):
            audit.record("brief.change", request=request, target=request.path, result="refused")
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def zone(self) -> Zone:
        user = self.access.user
        if user is None:
            raise PermissionDenied
        return user.zone

    def kind(self, key: str) -> Kind:
        found = kind_of(key)
        if found is None:
            raise Http404
        return found

    def template(self, pk: int) -> tuple[Template, Kind]:
        """One of the zone's own templates, and its kind."""
        template = get_object_or_404(self.visible(Template.objects.select_related("zone")), pk=pk)
        return template, self.kind(template.kind)

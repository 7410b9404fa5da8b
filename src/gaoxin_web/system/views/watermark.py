"""The watermark (水印) that lies over every page of a signed-in user: who looked, and when."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import cache_control
from django.views.decorators.vary import vary_on_cookie

from gaoxin_web.accounts.views import needs

SHEET = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%"><defs>'
    '<pattern id="p" width="360" height="220" patternUnits="userSpaceOnUse" patternTransform="rotate(-22)">'
    '<text x="16" y="110" font-size="15" font-family="sans-serif" fill="#000">{} {}</text>'
    '</pattern></defs><rect width="100%" height="100%" fill="url(#p)"/></svg>'
)
EMPTY = '<svg xmlns="http://www.w3.org/2000/svg"/>'


@needs("signed_in")
@cache_control(private=True, max_age=600)
@vary_on_cookie
def watermark(request: HttpRequest) -> HttpResponse:
    """Drawn as a picture, so that no style stands in a page; ten minutes old at the most."""
    when = f"{timezone.localtime():%Y-%m-%d %H:%M}"
    drawn = format_html(SHEET, f"{request.user} {request.user.username}", when) if settings.WATERMARK else EMPTY
    return HttpResponse(drawn, content_type="image/svg+xml")

"""The WSGI application, for gunicorn or another server.

What every request reads is made before the first one comes, and is then left out of
the garbage collector's rounds: looking through the rulebook again and again would hold
up one page in twenty by a tenth of a second. A page is drawn to its end where that takes
less than ``TURN``, rather than all pages under way at once, each later for it.

Streams of a live room are taken out of the server's hands (:mod:`gaoxin_web.live.handover`).
"""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

from gaoxin_web.live.handover import with_streams

TURN = 0.05  # seconds; ten times Python's own
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gaoxin_web.settings")
application = with_streams(get_wsgi_application())


def _settle() -> None:
    from django.urls import get_resolver  # noqa: PLC0415 - not before Django is set up

    from gaoxin_web.rulebook import rulebook  # noqa: PLC0415 - likewise

    rulebook()
    get_resolver().url_patterns  # noqa: B018 - read for its effect: every app's views are imported
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    sys.setswitchinterval(TURN)


_settle()

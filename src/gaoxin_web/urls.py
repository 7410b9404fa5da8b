"""Where every page lives; an app's own pages are in its own ``urls.py``."""

from django.urls import include, path
from django.views.generic import RedirectView

from gaoxin_web.accounts.roles import PUBLIC
from gaoxin_web.ui import views

handler400, handler403 = "gaoxin_web.ui.views.bad_request", "gaoxin_web.ui.views.refused"
handler404, handler500 = "gaoxin_web.ui.views.missing", "gaoxin_web.ui.views.broken"

favicon = RedirectView.as_view(url="/static/ui/favicon.svg")
favicon.permission = PUBLIC  # type: ignore[attr-defined]

urlpatterns = [
    path("", views.home, name="home"),
    path("healthy", views.healthy, name="healthy"),
    path("favicon.ico", favicon, name="favicon"),
    path("language/", include("django.conf.urls.i18n")),
    path("account/", include("allauth.urls")),
    path("system/", include("gaoxin_web.system.urls")),
    path("enterprises/", include("gaoxin_web.enterprises.urls")),
    path("ladder/", include("gaoxin_web.ladders.urls")),
    path("collection/", include("gaoxin_web.collection.urls")),
    path("evaluation/", include("gaoxin_web.evaluation.urls")),
    path("monitoring/", include("gaoxin_web.monitoring.urls")),
    path("briefs/", include("gaoxin_web.briefs.urls")),
    path("contests/", include("gaoxin_web.contests.urls")),
    path("", include("gaoxin_web.contests.urls_public")),
    path("", include("gaoxin_web.contests.urls_judging")),
    path("", include("gaoxin_web.contests.urls_results")),
    path("live/", include("gaoxin_web.live.urls")),
    path("lectures/", include("gaoxin_web.lectures.urls")),
    path("overview/", include("gaoxin_web.cockpit.urls")),
    path("self-check/", include("gaoxin_web.selfcheck.urls")),
    path("api/", include("gaoxin_web.api.urls")),
]

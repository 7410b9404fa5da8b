from django.urls import URLPattern, path

from gaoxin_web.cockpit.views import figures, lists, overview

urlpatterns: list[URLPattern] = [
    path("", overview.OverviewView.as_view(), name="overview"),
    path("expiring/", lists.ExpiringView.as_view(), name="overview_expiring"),
    path("requests/", lists.LateRequestsView.as_view(), name="overview_requests"),
    path("measures/", lists.LateMeasuresView.as_view(), name="overview_measures"),
    path("recognitions/<slug:kind>/", lists.InForceView.as_view(), name="overview_recognitions"),
    path("figures/", figures.FiguresView.as_view(), name="figures"),
    path("figures/<slug:figure>/", figures.RecordsView.as_view(), name="figure"),
]

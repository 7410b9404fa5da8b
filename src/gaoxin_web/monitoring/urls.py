from django.urls import URLPattern, path

from gaoxin_web.monitoring.views import brief, doubts, entries, firm, month, number, series

urlpatterns: list[URLPattern] = [
    path("", month.MonthView.as_view(), name="monitoring"),
    path("tile/", month.TileView.as_view(), name="monitoring_tile"),
    path("brief/<slug:form>/", brief.BriefView.as_view(), name="monitoring_brief"),
    path("number/", number.NumberView.as_view(), name="monitoring_number"),
    path("enterprises/<int:pk>/", firm.FirmView.as_view(), name="monitoring_firm"),
    path("doubts/", doubts.DoubtsView.as_view(), name="monitoring_doubts"),
    path("series/", series.SeriesView.as_view(), name="monitoring_series"),
    path("figures/", entries.FiguresView.as_view(), name="monitoring_figures"),
    path("figures/new/", entries.FigureNewView.as_view(), name="monitoring_figure_new"),
    path("figures/<int:pk>/", entries.FigureView.as_view(), name="monitoring_figure"),
    path("figures/<int:pk>/delete/", entries.FigureDeleteView.as_view(), name="monitoring_figure_delete"),
    path("figures/versions/<int:record>/", entries.FigureRestoreView.as_view(), name="monitoring_figure_restore"),
    path("targets/", entries.TargetsView.as_view(), name="monitoring_targets"),
    path("targets/new/", entries.TargetNewView.as_view(), name="monitoring_target_new"),
    path("targets/<int:pk>/", entries.TargetView.as_view(), name="monitoring_target"),
    path("targets/<int:pk>/delete/", entries.TargetDeleteView.as_view(), name="monitoring_target_delete"),
    path("targets/versions/<int:record>/", entries.TargetRestoreView.as_view(), name="monitoring_target_restore"),
]

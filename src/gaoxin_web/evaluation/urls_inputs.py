"""Addresses of what the evaluation stands on."""

from django.urls import URLPattern, path

from gaoxin_web.evaluation.views.inputs import indicator, papers, peers, published, undoing, values, weights

urlpatterns: list[URLPattern] = [
    path("values/", values.ValuesView.as_view(), name="evaluation_values"),
    path("values/enter/", values.EnterView.as_view(), name="evaluation_enter"),
    path(
        "values/<slug:edition>/<int:year>/<str:indicator>/",
        indicator.IndicatorView.as_view(),
        name="evaluation_indicator",
    ),
    path(
        "values/<slug:edition>/<int:year>/<str:indicator>/clear/",
        indicator.ClearView.as_view(),
        name="evaluation_clear",
    ),
    path("undo/<slug:kind>/<slug:token>/", undoing.UndoView.as_view(), name="evaluation_undo"),
    path("weights/", weights.WeightsView.as_view(), name="evaluation_weights"),
    path("papers/", papers.PapersView.as_view(), name="evaluation_papers"),
    path("papers/new/", papers.PaperEditView.as_view(), name="evaluation_paper_new"),
    path("papers/<int:pk>/", papers.PaperView.as_view(), name="evaluation_paper"),
    path("papers/<int:pk>/edit/", papers.PaperEditView.as_view(), name="evaluation_paper_edit"),
    path("papers/<int:pk>/file/", papers.PaperFileView.as_view(), name="evaluation_paper_file"),
    path("papers/<int:pk>/delete/", papers.PaperDeleteView.as_view(), name="evaluation_paper_delete"),
    path("peers/", peers.PeersView.as_view(), name="evaluation_peers"),
    path("peers/new/", peers.PeersNewView.as_view(), name="evaluation_peers_new"),
    path("peers/template/", peers.PeersTemplateView.as_view(), name="evaluation_peers_template"),
    path("peers/check/<slug:token>/", peers.PeersCheckView.as_view(), name="evaluation_peers_check"),
    path("peers/<int:pk>/", peers.PeerTableView.as_view(), name="evaluation_peer_table"),
    path("peers/<int:pk>/file/", peers.PeerFileView.as_view(), name="evaluation_peer_file"),
    path("peers/<int:pk>/delete/", peers.PeerDeleteView.as_view(), name="evaluation_peer_delete"),
    path("published/", published.PublishedView.as_view(), name="evaluation_published"),
    path("published/new/", published.PublishedEditView.as_view(), name="evaluation_published_new"),
    path("published/<int:pk>/", published.PublishedEditView.as_view(), name="evaluation_published_edit"),
    path("published/<int:pk>/delete/", published.PublishedDeleteView.as_view(), name="evaluation_published_delete"),
]

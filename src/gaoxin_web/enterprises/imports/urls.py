from django.urls import URLPattern, include, path
from django.urls.resolvers import URLResolver

from gaoxin_web.enterprises.imports.views import actions, batches, files, review, steps

one = [
    path("", batches.BatchView.as_view(), name="batch"),
    path("progress/", batches.ProgressView.as_view(), name="batch_progress"),
    path("sheets/", steps.SheetsView.as_view(), name="batch_sheets"),
    path("columns/", steps.ColumnsView.as_view(), name="batch_columns"),
    path("issues/", review.IssuesView.as_view(), name="batch_issues"),
    path("firms/", review.FirmsView.as_view(), name="batch_firms"),
    path("changes/", review.ChangesView.as_view(), name="batch_changes"),
    path("search/", review.SearchView.as_view(), name="batch_search"),
    path("decide/", actions.DecideView.as_view(), name="batch_decide"),
    path("reason/", actions.ReasonView.as_view(), name="batch_reason"),
    path("reread/", actions.RereadView.as_view(), name="batch_reread"),
    path("commit/", actions.CommitView.as_view(), name="batch_commit"),
    path("undo/", actions.UndoView.as_view(), name="batch_undo"),
    path("discard/", actions.DiscardView.as_view(), name="batch_discard"),
    path("errors/", files.ErrorsView.as_view(), name="batch_errors"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", batches.ImportsView.as_view(), name="imports"),
    path("new/", batches.UploadView.as_view(), name="imports_upload"),
    path("<int:pk>/", include(one)),
]

from django.urls import path

from gaoxin_web.briefs.views import actions, files, pages

urlpatterns = [
    path("", pages.KindsView.as_view(), name="briefs"),
    path("templates/<int:pk>/file/", files.FileView.as_view(), name="brief_file"),
    path("templates/<int:pk>/marked/", files.FileView.as_view(marked=True), name="brief_marked"),
    path("templates/<int:pk>/preview/<str:form>/", files.OwnPreviewView.as_view(), name="brief_own_preview"),
    path("templates/<int:pk>/use/", actions.UseView.as_view(), name="brief_use"),
    path("<slug:kind>/", pages.KindView.as_view(), name="brief_kind"),
    path("<slug:kind>/words/", pages.WordsView.as_view(), name="brief_words"),
    path("<slug:kind>/built-in/", files.BuiltInView.as_view(), name="brief_built_in"),
    path("<slug:kind>/preview/<str:form>/", files.PreviewView.as_view(), name="brief_preview"),
    path("<slug:kind>/put-back/", actions.PutBackView.as_view(), name="brief_put_back"),
]

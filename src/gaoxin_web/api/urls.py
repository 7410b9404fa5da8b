from django.urls import include, path

from gaoxin_web.api import v1, views

urlpatterns = [
    path("tokens/", views.TokensView.as_view(), name="api_tokens"),
    path("tokens/all/", views.AllTokens.as_view(), name="api_all_tokens"),
    path("tokens/end/", views.TokensEnd.as_view(), name="api_tokens_end"),
    path("tokens/<int:pk>/revoke/", views.RevokeView.as_view(), name="api_token_revoke"),
    path("v1/docs", views.DocsView.as_view(), name="api_docs"),
    path("v1/openapi.json", views.SchemaView.as_view(), name="api_schema"),
    path("v1/", include((v1.paths(), "api-v1"))),
]

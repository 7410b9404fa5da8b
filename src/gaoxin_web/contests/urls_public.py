"""Pages that need no account: the call, and an entry in the hands of who holds its link."""

from django.urls import path

from gaoxin_web.contests.views import entrant, public

urlpatterns = [
    path("call/<slug:code>/", public.CallView.as_view(), name="call"),
    path("call/<slug:code>/start/", public.StartView.as_view(), name="call_start"),
    path("call/<slug:code>/back/", public.BackView.as_view(), name="call_back"),
    path("entry/<str:token>/", entrant.EntryByLink.as_view(), name="entry"),
    path("entry/<str:token>/files/<int:file>/", entrant.FileByLink.as_view(), name="entry_file"),
]

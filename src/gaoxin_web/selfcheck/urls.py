from django.urls import URLPattern, path

from gaoxin_web.selfcheck.views import SelfCheckView

urlpatterns: list[URLPattern] = [path("", SelfCheckView.as_view(), name="self_check")]

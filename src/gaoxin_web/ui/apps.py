from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "gaoxin_web.ui"
    label = "ui"

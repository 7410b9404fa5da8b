from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "gaoxin_web.live"
    label = "live"
    verbose_name = "现场"

from django.apps import AppConfig


class CockpitConfig(AppConfig):
    name = "gaoxin_web.cockpit"
    label = "cockpit"
    verbose_name = "总览"

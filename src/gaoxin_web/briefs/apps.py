from django.apps import AppConfig


class BriefsConfig(AppConfig):
    name = "gaoxin_web.briefs"
    label = "briefs"
    verbose_name = "报告"

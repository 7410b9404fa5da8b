from django.apps import AppConfig


class ContestsConfig(AppConfig):
    name = "gaoxin_web.contests"
    label = "contests"
    verbose_name = "大赛"

from django.apps import AppConfig


class SelfcheckConfig(AppConfig):
    name = "gaoxin_web.selfcheck"
    label = "selfcheck"

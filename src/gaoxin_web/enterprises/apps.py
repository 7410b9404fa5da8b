from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "gaoxin_web.enterprises"
    label = "enterprises"
    verbose_name = "企业"

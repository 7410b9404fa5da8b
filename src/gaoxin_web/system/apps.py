from django.apps import AppConfig


class SystemConfig(AppConfig):
    name = "gaoxin_web.system"
    label = "system"
    verbose_name = "系统管理"

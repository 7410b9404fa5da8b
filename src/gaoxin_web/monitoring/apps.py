from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "gaoxin_web.monitoring"
    label = "monitoring"
    verbose_name = "月度监测"

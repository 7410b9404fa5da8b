from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "gaoxin_web.monitoring"
    label = "monitoring"
    verbose_name = "月度监测"

    def ready(self) -> None:
        from gaoxin_web.briefs import kinds  # noqa: PLC0415 - words of a page are there once apps are
        from gaoxin_web.briefs.builtin import monthly  # noqa: PLC0415 - likewise

        kinds.register(monthly.KIND)

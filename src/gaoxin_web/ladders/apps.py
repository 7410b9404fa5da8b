from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LaddersConfig(AppConfig):
    name = "gaoxin_web.ladders"
    label = "ladders"
    verbose_name = "梯度培育"

    def ready(self) -> None:
        from gaoxin_web.enterprises import tabs  # noqa: PLC0415 - words of a page are there once apps are

        tabs.register(tabs.Tab("ladder", _("培育阶梯"), "enterprise_ladder", "ladder.view", place=35))
        tabs.register(tabs.Tab("plans", _("一企一策"), "enterprise_plans", "plan.view", place=36))

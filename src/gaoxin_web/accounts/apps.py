from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "gaoxin_web.accounts"
    label = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        from allauth.usersessions.models import UserSession  # noqa: PLC0415 - models are loaded by now

        from gaoxin_web.accounts import checks, signals  # noqa: F401, PLC0415 - listeners need the models loaded
        from gaoxin_web.accounts.access import Reach  # noqa: PLC0415 - likewise

        UserSession.reach = Reach(zone="user__zone", organisation="user__organisation", person="user")

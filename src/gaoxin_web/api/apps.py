from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "gaoxin_web.api"
    label = "api"

    def ready(self) -> None:
        from gaoxin_web.accounts.services.users import password_reset  # noqa: PLC0415 - models are loaded by now
        from gaoxin_web.api.tokens import revoke_all  # noqa: PLC0415 - likewise

        password_reset.connect(revoke_all)

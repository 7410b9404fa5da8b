from typing import Any

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class ContestsConfig(AppConfig):
    name = "gaoxin_web.contests"
    label = "contests"
    verbose_name = "大赛"

    def ready(self) -> None:
        from gaoxin_web.enterprises import tabs  # noqa: PLC0415 - not before the models
        from gaoxin_web.enterprises.services.personal import contact_erased  # noqa: PLC0415 - not before the models

        tabs.register(
            tabs.Tab("contests", pgettext_lazy("tab", "大赛"), "enterprise_contests", "contests.view", place=55)
        )
        contact_erased.connect(_forget_entrants, dispatch_uid="contests")


def _forget_entrants(enterprise: Any, **_kwargs: Any) -> None:
    """Who handed in an enterprise's entries goes with its contact; a team's members stay, by name alone."""
    from gaoxin_web.contests.models import Entry  # noqa: PLC0415 - not before the models

    for entry in Entry.objects.select_for_update().filter(enterprise=enterprise):
        entry.contact = entry.phone = entry.email = ""
        entry.members = [member | {"phone": ""} for member in entry.members]
        entry.save(update_fields=["contact", "phone", "email", "members"])

from typing import Any

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "gaoxin_web.collection"
    label = "collection"
    verbose_name = "数据填报"

    def ready(self) -> None:
        from gaoxin_web.enterprises.services.personal import contact_erased  # noqa: PLC0415 - not before the models

        contact_erased.connect(_forget_fillers, dispatch_uid="collection")


def _forget_fillers(enterprise: Any, **_kwargs: Any) -> None:
    """Who filled an enterprise's forms goes with its contact."""
    from gaoxin_web.collection.models import Assignment, Step  # noqa: PLC0415 - not before the models

    Assignment.objects.filter(enterprise=enterprise).exclude(filler="").update(filler="")
    Step.objects.filter(assignment__enterprise=enterprise).exclude(filler="").update(filler="")

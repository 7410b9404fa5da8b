from django.apps import AppConfig
from django.db.models.signals import post_save


class LiveConfig(AppConfig):
    name = "gaoxin_web.live"
    label = "live"
    verbose_name = "现场"

    def ready(self) -> None:
        from gaoxin_web.contests.models import BallotEvent  # noqa: PLC0415 - not before the models are there
        from gaoxin_web.live.signals import ballot_event  # noqa: PLC0415 - likewise

        post_save.connect(ballot_event, sender=BallotEvent, dispatch_uid="live")

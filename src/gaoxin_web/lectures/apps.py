from django.apps import AppConfig


class LecturesConfig(AppConfig):
    name = "gaoxin_web.lectures"
    label = "lectures"
    verbose_name = "讲堂"

    def ready(self) -> None:
        from gaoxin_web.briefs import kinds  # noqa: PLC0415 - words of a page are there once apps are
        from gaoxin_web.briefs.builtin import lectures  # noqa: PLC0415 - likewise

        kinds.register(lectures.KIND)

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "gaoxin_web.evaluation"
    label = "evaluation"
    verbose_name = "综合评价"

    def ready(self) -> None:
        from gaoxin_web.briefs import kinds  # noqa: PLC0415 - words of a page are there once apps are
        from gaoxin_web.briefs.builtin import evaluation  # noqa: PLC0415 - likewise

        kinds.register(evaluation.KIND)

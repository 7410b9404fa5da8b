from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "gaoxin_web.evaluation"
    label = "evaluation"
    verbose_name = "综合评价"

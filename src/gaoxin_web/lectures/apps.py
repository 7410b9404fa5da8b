from django.apps import AppConfig


class LecturesConfig(AppConfig):
    name = "gaoxin_web.lectures"
    label = "lectures"
    verbose_name = "讲堂"

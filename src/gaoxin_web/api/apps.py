from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "gaoxin_web.api"
    label = "api"

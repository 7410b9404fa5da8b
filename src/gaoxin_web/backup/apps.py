from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "gaoxin_web.backup"
    label = "backup"

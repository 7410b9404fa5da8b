"""``python -m gaoxin_web``: Django's own commands (migrate, check, makemigrations …)."""

import os

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gaoxin_web.settings")
    execute_from_command_line()

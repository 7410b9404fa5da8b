"""``resume_imports``: queue again the imports whose worker was killed; run it before ``db_worker`` starts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from gaoxin_web.enterprises.imports.tasks import resume


class Command(BaseCommand):
    help = "Queue again the imports whose worker was killed. Run it before db_worker starts."

    def handle(self, *_: Any, **__: Any) -> None:
        self.stdout.write(str(resume()))

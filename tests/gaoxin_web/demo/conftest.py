"""The demonstration's zones, built once for all tests of this folder."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import override_settings

TODAY = date(2026, 5, 15)


@pytest.fixture(scope="package")
def _built(django_db_setup, django_db_blocker, tmp_path_factory):
    """All zones, built once for all tests here, and gone after them."""
    from gaoxin_web.demo.build import build  # noqa: PLC0415 - models load after the settings

    folder = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        build(TODAY)
        _settle()
        yield folder
        transaction.set_rollback(True)


def _settle():
    """Every constraint is checked once, by plans that know the tables are full: else after each test, by none."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    connection.check_constraints()


@pytest.fixture(autouse=True)
def _demo(_built, _own_files, settings):
    """Every test here stands on the built zones and their files, and on nothing another test remembered of them."""
    settings.MEDIA_ROOT = _built
    cache.clear()

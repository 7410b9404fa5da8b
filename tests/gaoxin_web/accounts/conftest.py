"""A zone with its administrators, and a client whose password was given a moment ago."""

from __future__ import annotations

import time

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()


@pytest.fixture
def zone(make):
    return make.zone("shanshi", name="石嘴山高新区")


@pytest.fixture
def admin(make, zone):
    return make.user(zone, "system_admin", username="guanli")


@pytest.fixture
def fresh(sign_in):
    """``fresh(user)``: signed in, and the password given again just now."""

    def enter(user):
        client = sign_in(user)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return client

    return enter

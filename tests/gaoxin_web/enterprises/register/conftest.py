"""A zone with two bureaus, an officer of the whole zone and one of a bureau, a leader, and an enterprise."""

from __future__ import annotations

import time
from datetime import date
from types import SimpleNamespace

import pytest

CODE, OTHER_CODE = "91640204MA700000XQ", "91640200MA70000005"


@pytest.fixture
def world(make):
    from gaoxin_web.enterprises.models import Alias  # noqa: PLC0415 - models load after the settings

    zone = make.zone("szs", name="石嘴山高新区")
    science, trade = make.organisation(zone, "科技局"), make.organisation(zone, "投促局")
    firm = make.enterprise(
        zone,
        "宁夏砺石钽业有限公司",
        uscc=CODE,
        short_name="砺石",
        organisation=science,
        chain="稀有金属",
        contact="张三丰",
        phone="13895201234",
        established_on=date(2010, 5, 1),
    )
    Alias.objects.create(enterprise=firm, name="东方粉末厂", kind="former")
    other = make.enterprise(zone, "宁夏恒瑞光伏有限公司", organisation=trade, chain="光伏", status="moved")
    return SimpleNamespace(
        zone=zone,
        science=science,
        trade=trade,
        firm=firm,
        other=other,
        officer=make.user(zone, "officer", "zone", science, name="王敏"),
        narrow=make.user(zone, "officer", "own", trade),
        leader=make.user(zone, "leader", "zone"),
        member=make.user(zone, "enterprise", enterprise=firm),
    )


@pytest.fixture
def officer(world, sign_in):
    """The client, signed in as the officer of the whole zone."""
    return sign_in(world.officer)


@pytest.fixture
def names():
    """The names on a list page, in their order."""
    return lambda response: [row.name for row, _ in response.context["lines"]]


@pytest.fixture
def fresh():
    """``fresh(client)``: the client's user has given the password a moment ago."""

    def give(client):
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
        session["account_authentication_methods_user"] = session["_auth_user_id"]
        session.save()
        return client

    return give

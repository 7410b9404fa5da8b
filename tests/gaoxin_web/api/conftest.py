"""A zone with two bureaus and what they look after; a program with a token."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from gaoxin_web.accounts.access import Access
from gaoxin_web.api import tokens
from gaoxin_web.enterprises.models import Batch, Enterprise, Filing, Recognition
from gaoxin_web.enterprises.services.sheets import restate
from gaoxin_web.ladders.models import Run, Standing
from gaoxin_web.rulebook import rulebook

ALL = list(tokens.SCOPES)


@pytest.fixture(autouse=True)
def _nobody_was_counted():
    cache.clear()


@dataclass
class Program:
    """Something that calls the API with a token's words."""

    client: Any
    words: str

    def get(self, path, **parameters):
        return self.client.get(f"/api/v1/{path}", parameters, headers={"authorization": f"Bearer {self.words}"})

    def post(self, path, body):
        data = body if isinstance(body, str) else json.dumps(body)
        headers = {"authorization": f"Bearer {self.words}"}
        return self.client.post(f"/api/v1/{path}", data, content_type="application/json", headers=headers)


@pytest.fixture
def program(client, rf):
    """``program(user, scopes)``: a program with a new token of a user."""

    def build(user, scopes=ALL, days=30):
        request = rf.post("/")
        request.user, request.access = user, Access.of(user)
        _, words = tokens.make(request, name="数据平台", scopes=scopes, days=days)
        return Program(client, words)

    return build


@pytest.fixture
def zone(make):
    """Enterprises of two bureaus and of another zone, with a filing, a recognition and a run."""
    zone, other = make.zone("shizuishan"), make.zone()
    zone.science, zone.trade = make.organisation(zone, "科技局"), make.organisation(zone, "投促局")
    zone.own = make.enterprise(
        zone,
        "示例钽业有限公司",
        uscc="91640200MA00000001",
        organisation=zone.science,
        contact="张三丰",
        phone="13812345678",
        initials="sltyyxgs",
        established_on="2011-03-04",
    )
    zone.second = make.enterprise(zone, "示例铸造有限公司", organisation=zone.trade, chain="新材料")
    zone.foreign = make.enterprise(other, "别区有限公司")
    for firm in (zone.own, zone.foreign):
        batch = Batch.objects.create(zone=firm.zone, title="2025 年报", sha256="0" * 64)
        Filing.objects.create(
            enterprise=firm,
            batch=batch,
            year=2025,
            sheet="企业年报",
            values={"rd_expense": {"value": 41260050, "raw": "41.26005", "cell": "X18"}},
        )
        restate([firm.pk], rulebook())
        today = timezone.localdate()
        Recognition.objects.create(
            enterprise=firm, kind="hnte", valid_from=today - timedelta(days=400), valid_to=today, certificate="GR1"
        )
        Run.objects.create(zone=firm.zone, on=today, state="done")
        Standing.objects.create(
            zone=firm.zone, enterprise=firm, track="technology", policy="hnte", level=2, status="ready", verdict="met"
        )
    return zone


@pytest.fixture
def officer(make, zone):
    """Sees the science bureau's enterprises only."""
    return make.user(zone, "officer", "own", zone.science)


def names(response):
    return [item["name"] for item in response.json()["items"]]


def problem(response):
    body = response.json()
    assert response["content-type"] == "application/problem+json"
    assert body["request_id"] == response["x-request-id"]
    return SimpleNamespace(status=response.status_code, detail=body["detail"], errors=body.get("errors", []))


def firm_count():
    return Enterprise.objects.count()

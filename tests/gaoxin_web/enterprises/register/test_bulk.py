"""Many at once: what is ticked, or all that is found; undone from the history."""

from __future__ import annotations

import re

import pytest

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.enterprises.services.register import change_many, undo_many

pytestmark = pytest.mark.django_db
ASSIGN, CHAIN = "/enterprises/bulk/assign/", "/enterprises/bulk/chain/"


def chains():
    return dict(Enterprise.objects.order_by("pk").values_list("name", "chain"))


def test_ticked_rows_are_asked_about_first_and_not_changed(world, officer):
    response = officer.post(CHAIN, {"row": [world.firm.pk]})
    assert (response.status_code, response.context["count"]) == (200, 1)
    assert chains()["宁夏砺石钽业有限公司"] == "稀有金属"


def test_only_the_ticked_are_changed_and_the_log_says_so(world, officer):
    officer.post(CHAIN, {"row": [world.firm.pk], "apply": "1", "chain": "新材料"})
    assert chains() == {"宁夏砺石钽业有限公司": "新材料", "宁夏恒瑞光伏有限公司": "光伏"}
    event = AuditEvent.objects.get(action="register.chain")
    assert (event.detail["rows"], event.detail["values"]) == (1, {"chain": "新材料"})


def test_all_found_is_what_the_filter_finds(make, world, officer):
    make.enterprise(world.zone, "宁夏维天光伏有限公司", chain="光伏")
    officer.post(f"{CHAIN}?chain=光伏", {"everything": "1", "apply": "1", "chain": "太阳能"})
    assert sorted(chains().values()) == ["太阳能", "太阳能", "稀有金属"]


def test_a_row_out_of_reach_is_not_changed(world, sign_in):
    response = sign_in(world.narrow).post(CHAIN, {"row": [world.firm.pk], "apply": "1", "chain": "x"}, follow=True)
    assert "没有选中企业" in response.content.decode()
    assert chains()["宁夏砺石钽业有限公司"] == "稀有金属"


def test_a_leader_may_not(world, sign_in):
    assert sign_in(world.leader).post(CHAIN, {"row": [world.firm.pk]}).status_code == 403


def test_a_bureau_of_another_zone_cannot_be_assigned(make, world, officer):
    alien = make.organisation(make.zone(), "别区部门")
    response = officer.post(ASSIGN, {"row": [world.firm.pk], "apply": "1", "organisation": alien.pk})
    assert response.status_code == 422
    world.firm.refresh_from_db()
    assert world.firm.organisation == world.science


def test_the_message_leads_to_the_undo_that_puts_everything_back(world, officer):
    data = {"everything": "1", "apply": "1", "organisation": world.trade.pk, "steward": world.officer.pk}
    page = officer.post(ASSIGN, data, follow=True).content.decode()
    url = re.search(r'href="(/enterprises/bulk/undo/[0-9a-f]+/)"', page)[1]
    assert set(Enterprise.objects.values_list("organisation", "steward")) == {(world.trade.pk, world.officer.pk)}
    assert officer.get(url).context["count"] == 2
    officer.post(url)
    before = {(world.firm.pk, world.science.pk, None), (world.other.pk, world.trade.pk, None)}
    assert set(Enterprise.objects.values_list("pk", "organisation", "steward")) == before
    assert AuditEvent.objects.get(action="register.undo").detail["rows"] == 2


def test_what_was_changed_since_is_let_be(world):
    token, _ = change_many(Enterprise.objects.all(), {"chain": "甲"}, world.officer)
    world.firm.refresh_from_db()
    world.firm.chain = "乙"
    world.firm.save()
    assert undo_many(Enterprise.objects.all(), token, world.officer) == (1, 1)
    assert chains() == {"宁夏砺石钽业有限公司": "乙", "宁夏恒瑞光伏有限公司": "光伏"}


def test_an_enterprise_imported_without_history_can_be_undone_too(world):
    Enterprise.objects.bulk_create([Enterprise(zone=world.zone, name="无史企业", chain="旧")])
    token, changed = change_many(Enterprise.objects.filter(name="无史企业"), {"chain": "新"}, world.officer)
    assert (changed, undo_many(Enterprise.objects.all(), token, world.officer)) == (1, (1, 0))
    assert chains()["无史企业"] == "旧"


def test_what_is_so_already_is_not_counted(world):
    assert change_many(Enterprise.objects.all(), {"chain": "光伏"}, world.officer)[1] == 1


def test_another_zones_token_undoes_nothing(make, world, sign_in):
    token, _ = change_many(Enterprise.objects.all(), {"chain": "甲"}, world.officer)
    stranger = sign_in(make.user(make.zone(), "officer", "zone"))
    assert stranger.get(f"/enterprises/bulk/undo/{token}/").status_code == 404
    stranger.post(f"/enterprises/bulk/undo/{token}/")
    assert set(chains().values()) == {"甲"}

"""An enterprise's account sees its own enterprise, all of it, and changes only how it is reached."""

from __future__ import annotations

import pytest

from gaoxin_web.enterprises.models import Membership
from tests.gaoxin_web.enterprises.register.test_profile import fill

pytestmark = pytest.mark.django_db


def test_ones_enterprise_is_shown_with_facts_and_recognitions_and_without_buttons(world, sign_in):
    fill(world)
    page = sign_in(world.member).get("/enterprises/own/").content.decode()
    assert [word in page for word in ("宁夏砺石钽业有限公司", "24,110.27", "GR202364000001")] == [True] * 3
    assert f"/enterprises/{world.firm.pk}/" not in page


def test_no_other_enterprise_is_shown_by_any_address(world, sign_in):
    client = sign_in(world.member)
    paths = (f"own/{world.other.pk}/", f"own/{world.other.pk}/contact/", f"{world.firm.pk}/", f"{world.firm.pk}/facts/")
    assert [client.get(f"/enterprises/{path}").status_code for path in paths] == [404, 404, 403, 403]


def test_contacts_may_be_changed_and_nothing_else(world, sign_in):
    data = {"contact": "李四", "phone": "0952-2012345", "address": "新址", "name": "改名", "chain": "改链"}
    sign_in(world.member).post(f"/enterprises/own/{world.firm.pk}/contact/", data)
    world.firm.refresh_from_db()
    assert (world.firm.contact, world.firm.phone, world.firm.address) == ("李四", "0952-2012345", "新址")
    assert (world.firm.name, world.firm.chain) == ("宁夏砺石钽业有限公司", "稀有金属")


def test_a_telephone_that_is_none_is_refused(world, sign_in):
    response = sign_in(world.member).post(f"/enterprises/own/{world.firm.pk}/contact/", {"phone": "打我"})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["phone"])


def test_who_acts_for_two_chooses_and_who_acts_for_none_is_told_so(make, world, sign_in):
    Membership.objects.create(user=world.member, enterprise=world.other)
    page = sign_in(world.member).get("/enterprises/own/").content.decode()
    assert (f"/enterprises/own/{world.firm.pk}/" in page, f"/enterprises/own/{world.other.pk}/" in page) == (True, True)
    lone = sign_in(make.user(world.zone, "enterprise")).get("/enterprises/own/").content.decode()
    assert "您的账号还没有关联企业" in lone


def test_an_officer_has_no_own_page(world, officer):
    assert officer.get("/enterprises/own/").status_code == 403

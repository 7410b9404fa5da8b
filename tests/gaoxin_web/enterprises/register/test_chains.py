"""The chains in use, found along the index."""

from __future__ import annotations

import pytest

from gaoxin_web.enterprises.queries.chains import chains_of

pytestmark = pytest.mark.django_db


def test_chains_in_use_are_named_once_and_only_those_of_the_zone(make, world):
    make.enterprise(world.zone, chain="光伏")
    make.enterprise(world.zone, chain="")
    make.enterprise(make.zone(), chain="别区的链")
    assert set(chains_of(world.zone.pk)) == {"光伏", "稀有金属"}
    assert len(chains_of(world.zone.pk)) == 2


def test_a_zone_without_enterprises_has_no_chains(make):
    assert chains_of(make.zone().pk) == []

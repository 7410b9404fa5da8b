"""Whatever one remembers of an enterprise finds it."""

from __future__ import annotations

import pytest

from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.enterprises.names import initials_of
from gaoxin_web.enterprises.queries.register import found_by
from tests.gaoxin_web.enterprises.register.conftest import CODE

pytestmark = pytest.mark.django_db
FIRM = "宁夏砺石钽业有限公司"


@pytest.mark.parametrize(
    "words",
    [
        "砺石钽",
        "砺石",
        "lsty",
        "LSTY",
        "东方粉末",
        "0000XQ",
        "0000xq",
        "９１６４０２０４",
        "宁夏 钽业",
        " 砺石 ",
        "nxls",
    ],
)
def test_a_part_of_the_name_former_name_code_or_letters_finds_it(world, words):
    assert [row.name for row in found_by(Enterprise.objects.all(), words)] == [FIRM]


@pytest.mark.parametrize("words", ["砺石 光伏", "tyls", "99999", "钽业有限责任"])
def test_what_is_in_no_name_finds_nothing(world, words):
    assert list(found_by(Enterprise.objects.all(), words)) == []


def test_brackets_of_either_width_find_the_name(make, world):
    make.enterprise(world.zone, "杉杉（宁夏）能源有限公司")
    for words in ("杉杉(宁夏)", "杉杉（宁夏）"):
        assert [row.name for row in found_by(Enterprise.objects.all(), words)] == ["杉杉（宁夏）能源有限公司"]


def test_a_percent_sign_is_no_wildcard(world):
    assert list(found_by(Enterprise.objects.all(), "%")) == []


def test_an_enterprise_with_two_matching_names_is_found_once(world):
    world.firm.aliases.create(name="砺石粉末", kind="alias")
    assert found_by(Enterprise.objects.all(), "砺石").count() == 1


def test_initials_keep_letters_and_digits_and_leave_out_brackets():
    assert initials_of("宁夏砺石钽业（重庆）A股2号有限公司") == "nxlstycqag2hyxgs"


def test_initials_follow_the_name_when_it_is_saved_or_written_in_bulk(make, world):
    world.firm.name = "宁夏天地奔牛有限公司"
    world.firm.save(update_fields=["name"])
    Enterprise.objects.bulk_create([Enterprise(zone=world.zone, name="砺石")])
    world.other.name = "钽业"
    Enterprise.objects.bulk_update([world.other], ["name"])
    found = dict(Enterprise.objects.values_list("name", "initials"))
    assert found == {"宁夏天地奔牛有限公司": "nxtdbnyxgs", "砺石": "ls", "钽业": "ty"}


def test_a_word_that_means_hundreds_finds_them_all_and_a_second_word_narrows(world):
    many = [Enterprise(zone=world.zone, name=f"宁夏电缆{place:03d}有限公司") for place in range(510)]
    Enterprise.objects.bulk_create(many)
    rows = Enterprise.objects.filter(zone=world.zone)
    assert [found_by(rows, words).count() for words in ("电缆", "电缆 07", "电缆 砺石")] == [510, 16, 0]


def test_a_whole_code_finds_its_enterprise_alone(world):
    assert [row.name for row in found_by(Enterprise.objects.all(), CODE)] == [FIRM]
    assert list(found_by(Enterprise.objects.all(), f"{CODE[:-1]}A")) == []

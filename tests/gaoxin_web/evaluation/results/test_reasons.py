"""Why the zone stands where it does: beside its peers, behind the one above, and since last year."""

from __future__ import annotations

import pytest

from tests.gaoxin_web.evaluation.results.conftest import enter

pytestmark = pytest.mark.django_db


def test_it_is_compared_with_all_with_its_neighbours_with_its_province_or_with_whom_one_chooses(
    ranked, officer, sign_in
):
    client = sign_in(officer)
    asked = {"year": 2023, "zone": ["合肥", "nobody"]}
    got = {
        kind: client.get("/evaluation/compare/", {**asked, "among": kind}).context["chosen"]
        for kind in ("all", "near", "province", "chosen", "nonsense")
    }
    assert {kind: (one.kind, set(one.units)) for kind, one in got.items()} == {
        "all": ("all", {"银川", "西安", "合肥", "武汉东湖"}),
        "near": ("near", {"银川", "西安", "合肥", "武汉东湖"}),
        "province": ("province", {"银川"}),
        "chosen": ("chosen", {"合肥"}),
        "nonsense": ("all", {"银川", "西安", "合肥", "武汉东湖"}),
    }


def test_what_is_imputed_is_marked_and_neither_strength_nor_weakness(ranked, officer, sign_in):
    ranked.entry_set.filter(year=2023, indicator="1.1").delete()
    answer = sign_in(officer).get("/evaluation/compare/", {"year": 2023})
    imputed = [line["beside"].code for line in answer.context["lines"] if line["beside"].imputed]
    assert imputed == ["1.1"]
    assert "补值：本区未填，取全部高新区中位数" in answer.content.decode()


def test_a_weakness_is_what_most_are_ahead_in_and_leads_to_the_indicator(ranked, edition, officer, sign_in):
    enter(ranked, edition, 2023, {"2.5": 0.1})
    answer = sign_in(officer).get("/evaluation/compare/", {"year": 2023})
    weak = answer.context["sides"][1][1]
    assert [one.id for _row, one in weak] == ["2.5"]
    assert "/evaluation/values/htz_2021/2023/2.5/" in answer.content.decode()


def test_the_gap_is_to_the_zone_above_unless_another_is_asked_for(ranked, officer, sign_in):
    client = sign_in(officer)
    first = client.get("/evaluation/why/", {"year": 2023}).context
    assert (first["other"], first["own_place"], first["other_place"]) == ("西安", 3, 2)
    asked = client.get("/evaluation/why/", {"year": 2023, "other": "合肥"}).context
    assert (asked["other"], asked["other_place"]) == ("合肥", 4)
    assert client.get("/evaluation/why/", {"year": 2023, "other": "石嘴山"}).context["other"] == "西安"


def test_the_gap_told_by_indicators_sums_to_the_difference_of_the_totals(ranked, officer, sign_in):
    context = sign_in(officer).get("/evaluation/why/", {"year": 2023}).context
    told = sum(step.points for step, _indicator, _known in context["steps"])
    assert told == pytest.approx(context["other_score"] - context["own_score"])
    assert len(context["steps"]) == 46


def test_why_the_place_moved_is_told_by_groups_and_names_who_was_passed(ranked, officer, sign_in):
    context = sign_in(officer).get("/evaluation/why/", {"year": 2023}).context
    change = context["change"]
    assert (change.before, change.after) == (4.0, 3.0)
    assert context["left"] == ["合肥"]
    together = sum(part.together for _name, part in context["parts"])
    assert together - change.rescaled - change.reframed - change.joined == pytest.approx(1.0)


def test_the_first_year_of_an_edition_is_not_compared_with_the_last_of_another(zone, edition, officer, sign_in):
    from tests.gaoxin_web.evaluation.results.conftest import codes, peers  # noqa: PLC0415

    peers(zone, edition, 2021)
    enter(zone, edition, 2021, dict.fromkeys(codes(edition), 2.5))
    page = sign_in(officer).get("/evaluation/why/", {"year": 2021}).content.decode()
    assert "本年换用了新的指标体系，与上年的位次不可比" in page

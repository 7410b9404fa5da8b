"""What-ifs, scenarios, ways up, tasks, the year's end, and results kept."""

from __future__ import annotations

import io

import pytest
from docx import Document

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.evaluation.models import Result, Scenario, Task
from tests.gaoxin_web.evaluation.results.conftest import codes, enter, peers, worth

pytestmark = pytest.mark.django_db
OUTCOME = "/evaluation/what-if/outcome/"


def better(edition, strength):
    return {f"v-{code}": value for code, value in worth(edition, strength).items()}


def test_other_values_bring_another_place_and_the_database_stays_as_it_is(ranked, edition, officer, sign_in):
    client = sign_in(officer)
    context = client.get(OUTCOME, {"year": 2023, **better(edition, 3.5)}).context
    assert (context["was"], context["place"], context["won"]) == (3, 2, 1)
    assert client.get("/evaluation/", {"year": 2023}).context["own"].place == 3


def test_what_is_the_same_number_is_no_change(ranked, edition, officer, sign_in):
    context = sign_in(officer).get(OUTCOME, {"year": 2023, **better(edition, 2.5)}).context
    assert context["asked"].is_empty
    assert context["place"] == 3


def test_nought_is_a_value_and_nothing_is_none(ranked, edition, officer, sign_in):
    context = sign_in(officer).get(OUTCOME, {"year": 2023, "v-1.1": "0", "v-1.2": ""}).context
    assert context["asked"].values == {"1.1": 0.0}


def test_what_is_no_number_is_told_and_the_rest_still_counts(ranked, officer, sign_in):
    answer = sign_in(officer).get(OUTCOME, {"year": 2023, "v-1.1": "多", "v-1.2": "9", "w-1": "-1e99"})
    assert answer.context["asked"].values == {"1.2": 9.0}
    assert len(answer.context["wrong"]) == 2
    assert "“多”不是数字" in answer.content.decode()


def test_other_weights_bring_another_total(ranked, edition, officer, sign_in):
    enter(ranked, edition, 2023, {code: 4.0 for code in codes(edition) if code.startswith("1.")})
    client = sign_in(officer)
    even = client.get(OUTCOME, {"year": 2023}).context["score"]
    heavy = client.get(OUTCOME, {"year": 2023, "w-1": "90"}).context
    assert heavy["asked"].weights == {"1": 90.0}
    assert heavy["score"] > even


def test_a_negative_weight_is_refused_in_words(ranked, officer, sign_in):
    context = sign_in(officer).get(OUTCOME, {"year": 2023, "w-1.1": "-2"}).context
    assert context["asked"].weights == {}
    assert len(context["wrong"]) == 1


def test_a_scenario_keeps_what_was_changed_and_what_came_of_it(ranked, edition, officer, sign_in):
    client = sign_in(officer)
    client.post("/evaluation/scenarios/save/", {"year": 2023, "title": "加把劲", **better(edition, 3.5)})
    kept = Scenario.objects.get()
    assert (kept.title, kept.rank, kept.year, kept.edition, kept.by) == ("加把劲", 2, 2023, "htz_2021", officer)
    assert kept.values == worth(edition, 3.5)
    assert len(kept.digest) == 64
    again = client.get("/evaluation/what-if/", {"scenario": kept.pk}).context
    assert again["place"] == 2
    lines = client.get("/evaluation/scenarios/").context["lines"]
    assert lines[:3] == [["年度", "2023"], ["位次", "2"], ["得分", lines[2][1]]]
    client.post(f"/evaluation/scenarios/{kept.pk}/delete/")
    assert not Scenario.objects.exists()


def test_a_scenario_without_a_name_keeps_what_was_typed(ranked, officer, sign_in):
    answer = sign_in(officer).post("/evaluation/scenarios/save/", {"year": 2023, "v-1.1": "3.9", "title": ""})
    assert answer.status_code == 422
    assert 'value="3.9"' in answer.content.decode()
    assert not Scenario.objects.exists()


@pytest.mark.parametrize("who", ["leader", "of_bureau"])
def test_who_may_not_write_for_the_zone_keeps_nothing(ranked, who, sign_in, request):
    client = sign_in(request.getfixturevalue(who))
    refused = [
        client.post(path, {"year": 2023, "title": "x", "place": 1, "step": "1.1"}).status_code
        for path in ("/evaluation/scenarios/save/", "/evaluation/path/tasks/", "/evaluation/results/keep/")
    ]
    assert refused == [403, 403, 403]
    assert client.get("/evaluation/what-if/", {"year": 2023}).status_code == 200
    assert [model.objects.count() for model in (Scenario, Task, Result)] == [0, 0, 0]


def test_a_way_up_becomes_tasks_of_bureaus_and_once_reached_they_are_done(ranked, edition, make, officer, sign_in):
    client, bureau = sign_in(officer), make.organisation(ranked, "科技局")
    way = client.get("/evaluation/path/", {"year": 2023, "place": 2}).context
    chosen = [step.code for step, _indicator in way["steps"]]
    form = {"year": 2023, "place": 2, "step": chosen, f"bureau-{chosen[0]}": bureau.pk}
    client.post("/evaluation/path/tasks/", form)
    tasks = {task.indicator: task for task in Task.objects.all()}
    assert set(tasks) == set(chosen)
    assert tasks[chosen[0]].organisation == bureau
    enter(ranked, edition, 2023, {code: edition_sign(edition, code) * tasks[code].value_to for code in chosen})
    assert client.get("/evaluation/", {"year": 2023}).context["own"].place == 2
    board = client.get("/evaluation/tasks/", {"year": 2023}).context["boards"]
    assert [share.share.done for share in board] == [pytest.approx(1.0)] * len(board)


def edition_sign(edition, code):
    return next(one.direction for one in edition.indicators() if one.id == code)


def test_a_second_way_renews_a_task_and_keeps_its_bureau(ranked, make, officer, sign_in):
    client, bureau = sign_in(officer), make.organisation(ranked, "科技局")
    step = client.get("/evaluation/path/", {"year": 2023, "place": 2}).context["steps"][0][0]
    client.post(
        "/evaluation/path/tasks/", {"year": 2023, "place": 2, "step": step.code, f"bureau-{step.code}": bureau.pk}
    )
    first = Task.objects.get()
    client.post("/evaluation/path/tasks/", {"year": 2023, "place": 2, "step": step.code})
    again = Task.objects.get()
    assert (again.pk, again.organisation) == (first.pk, bureau)
    assert again.history.count() == 2


@pytest.mark.parametrize(("place", "status"), [("1", 200), ("5", 200), ("6", 422), ("0", 422), ("x", 422), ("", 422)])
def test_there_are_as_many_places_as_zones(ranked, officer, sign_in, place, status):
    assert sign_in(officer).get("/evaluation/path/", {"year": 2023, "place": place}).status_code == status


def test_a_place_out_of_reach_is_said_plainly(ranked, officer, sign_in):
    page = sign_in(officer).get("/evaluation/path/", {"year": 2023, "place": 1, "most": 1}).content.decode()
    assert "到第 1 位：做不到" in page


def test_a_task_is_changed_with_its_history_and_another_zones_bureau_is_no_choice(ranked, make, officer, sign_in):
    client = sign_in(officer)
    task = Task.objects.create(
        zone=ranked, edition="htz_2021", year=2023, indicator="1.1", value_from=1, value_to=2, points=1
    )
    stranger = make.organisation(make.zone(), "别区")
    bad = client.post(f"/evaluation/tasks/{task.pk}/", {"value_to": 3, "state": "open", "organisation": stranger.pk})
    assert bad.status_code == 422
    client.post(f"/evaluation/tasks/{task.pk}/", {"value_to": 3, "state": "done", "note": "已达"})
    task.refresh_from_db()
    assert (task.value_to, task.state, task.note, task.by) == (3.0, "done", "已达", officer)


def test_the_end_of_the_year_needs_years_that_can_be_compared(ranked, edition, officer, sign_in):
    client = sign_in(officer)
    assert (
        "不能模拟" in client.get("/evaluation/year-end/", {"year": 2023}).content.decode()
    )  # four zones, one change each
    for year in (2022, 2023):
        peers(
            ranked, edition, year, {f"区{number}": number / 10 + year % 3 * (number % 5) / 50 for number in range(40)}
        )
    context = client.get("/evaluation/year-end/", {"year": 2023}).context
    end = context["end"]
    assert end.low <= end.middle <= end.high
    assert context["next_year"] == 2024


def test_a_result_kept_stays_as_it_was_whatever_is_entered_later(ranked, edition, officer, sign_in):
    client = sign_in(officer)
    client.post("/evaluation/results/keep/", {"year": 2023})
    kept = Result.objects.get()
    assert (kept.rank, kept.simulated, len(kept.table), len(kept.input), len(kept.rulebook)) == (3, True, 5, 64, 64)
    enter(ranked, edition, 2023, dict.fromkeys(codes(edition), 9))
    assert client.get("/evaluation/", {"year": 2023}).context["own"].place == 1
    shown = client.get(f"/evaluation/results/{kept.pk}/")
    assert [(line.row.place, line.name) for line in shown.context["rows"]][2] == (3, "石嘴山")
    assert kept.input in shown.content.decode()
    assert AuditEvent.objects.filter(zone=ranked, action="evaluation.keep").count() == 1


def test_the_report_says_place_interval_and_that_it_is_simulated(ranked, officer, sign_in):
    answer = sign_in(officer).get("/evaluation/report/docx/", {"year": 2023})
    text = "".join(one.text.replace("\n", "") for one in Document(io.BytesIO(answer.getvalue())).paragraphs)
    assert "石嘴山高新区2023年度综合评价分析报告" in text
    assert "模拟分：部分权重未见公开，按1计，其他高新区的数值为模拟数据" in text
    assert "在5家高新区中居第3位，位次区间为第3位至第3位（90%区间）" in text
    assert "位次较上年上升1位。" in text
    assert "与前一位西安相差" in text


def test_a_year_that_cannot_be_compared_has_no_report(zone, officer, sign_in):
    answer = sign_in(officer).get("/evaluation/report/docx/", follow=True)
    assert "没有可写的报告" in answer.content.decode()


def test_a_scenario_of_weights_is_met_by_the_others_under_the_same_weights(ranked, edition, officer, sign_in):
    for year in (2022, 2023):
        peers(
            ranked, edition, year, {f"区{number}": number / 10 + year % 3 * (number % 5) / 50 for number in range(40)}
        )
    kept = Scenario.objects.create(zone=ranked, edition=edition.id, year=2023, title="重", weights={"1": 90.0})
    page = {"year": 2023, "basis": kept.pk}
    context = sign_in(officer).get("/evaluation/year-end/", page).context
    assert context["own_place"] == sign_in(officer).get(OUTCOME, {"year": 2023, "w-1": "90"}).context["place"]

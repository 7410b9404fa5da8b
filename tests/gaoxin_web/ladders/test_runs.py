"""A zone's assessment: kept whole or not at all, as the engine gave it, and old ones cleared away."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from polars.testing import assert_frame_equal

from gaoxin import assess
from gaoxin.ladder.standing import funnel, next_rungs, obstacles, standing
from gaoxin_web.accounts.access import Access
from gaoxin_web.api.queries import latest_run
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.ladders.models import Run, Standing
from gaoxin_web.ladders.queries.facts import assessment_of_run, facts_in, facts_of_run, table_of
from gaoxin_web.ladders.queries.runs import last_run, trials
from gaoxin_web.ladders.rules import ladder_of, national
from gaoxin_web.ladders.services import runs
from gaoxin_web.ladders.services.runs import ask_for_run, assess_zone, carry_out, fail_broken_off, prune
from gaoxin_web.ladders.tasks import run_assessment
from gaoxin_web.rulebook import rulebook
from tests.gaoxin_web.ladders.conftest import GOOD, ON, file_facts

pytestmark = pytest.mark.django_db


def engine(zone, on=ON):
    """What the engine says of the zone, asked directly."""
    result = assess(facts_in(Enterprise.objects.filter(zone=zone), zone), rulebook(), on)
    return result, standing(result, ladder_of(zone))


def test_each_enterprise_stands_where_its_facts_put_it(run):
    rows = Standing.objects.filter(policy="hnte").order_by("enterprise__name")
    fields = ("enterprise__name", "status", "verdict", "step", "shortfall", "held_until", "due")
    assert set(rows.values_list(*fields)) == {
        ("甲", "ready", "met", "", None, None, False),
        ("乙", "near", "not_met", "HNTE-4", 1.0, None, False),
        ("丙", "needs_data", "unknown", "", None, None, False),
        ("丁", "holds", "met", "", None, date(2026, 6, 30), True),
    }


def test_a_run_keeps_what_it_rests_on(zone, run):
    result, rows = engine(zone)
    ladder = ladder_of(zone)
    kept = Run.objects.get()
    assert (kept.state, kept.on, kept.enterprises, kept.stage, kept.message) == ("done", ON, 4, "", "")
    assert (kept.rulebook, kept.input) == (rulebook().digest, result.input_digest)
    assert kept.funnel == funnel(rows, ladder).to_dicts()
    assert kept.obstacles == obstacles(result, rows, national(result, ladder)).to_dicts()
    assert set(kept.seconds) == {"read", "judge", "stand", "keep"}


def test_the_files_hold_every_verdict_and_standing(zone, run):
    result, rows = engine(zone)
    kept = table_of(run, "verdicts")
    assert_frame_equal(kept, result.table.select(kept.columns))
    left_out = {name.rpartition("/")[2] for name in set(result.table.columns) - set(kept.columns)}
    assert left_out == {"value", "threshold", "shortfall"}
    assert_frame_equal(table_of(run, "standing"), rows)


def test_rungs_far_off_are_not_listed_unless_next(zone, run):
    _result, rows = engine(zone)
    nearest = {(row["uscc"], row["policy"]) for row in next_rungs(rows).to_dicts()}
    wanted = {
        (row["uscc"], row["policy"])
        for row in rows.to_dicts()
        if row["status"] != "far" or (row["uscc"], row["policy"]) in nearest
    }
    assert set(Standing.objects.values_list("enterprise__uscc", "policy")) == wanted
    assert set(Standing.objects.filter(next=True).values_list("enterprise__uscc", "policy")) == nearest


def test_another_zone_is_not_in_it(make, run):
    other = make.zone()
    make.enterprise(other, "别区")
    second = assess_zone(other, ON)
    assert (second.enterprises, set(other.standings.values_list("enterprise__name", flat=True))) == (1, {"别区"})


def test_an_enterprise_without_a_credit_code_is_assessed_too(make, zone):
    firm = make.enterprise(zone, "无码")
    run = assess_zone(zone, ON)
    assert run.enterprises == 5
    assert Standing.objects.filter(enterprise=firm, next=True).count() == 1


def test_the_figures_of_a_run_are_worked_out_again_from_its_facts(zone, run):
    result, _rows = engine(zone)
    assert_frame_equal(assess(facts_of_run(run), rulebook(), run.on).table, result.table)


def test_what_a_run_said_of_some_is_read_back(zone, run):
    result, _rows = engine(zone)
    mine = result.table.select("uscc").head(2)
    found = assessment_of_run(run, ["hnte"], mine)
    assert found.table["hnte"].to_list() == result.table["hnte"].head(2).to_list()


def test_the_next_night_leaves_what_stands_as_it_did(zone, run):
    before = dict(Standing.objects.values_list("pk", "mark"))
    assess_zone(zone, ON)
    assert dict(Standing.objects.values_list("pk", "mark")) == before


def test_the_next_night_changes_only_what_changed(zone, run):
    before = {row.pk: row for row in Standing.objects.all()}
    file_facts(zone.firms["乙"], GOOD)
    assess_zone(zone, ON)
    after = {row.pk: row for row in Standing.objects.all()}
    assert {before[pk].enterprise.name for pk in before.keys() - after.keys()} == {"乙"}
    assert {after[pk].enterprise.name for pk in after.keys() - before.keys()} == {"乙"}
    assert Standing.objects.get(enterprise=zone.firms["乙"], policy="hnte").status == "ready"


def test_an_enterprise_that_left_stands_nowhere_after_the_next_night(zone, run):
    Enterprise.objects.filter(pk=zone.firms["丙"].pk).update(status="moved", left_on=ON - timedelta(days=1))
    assess_zone(zone, ON)
    assert set(Standing.objects.values_list("enterprise__name", flat=True)) == {"甲", "乙", "丁"}


def test_a_night_on_which_most_changes_is_as_one_from_nothing(zone, run):
    later = date(2027, 5, 14)
    assess_zone(zone, later)
    fields = [field.attname for field in Standing._meta.concrete_fields if field.attname != "id"]
    changed = set(Standing.objects.values_list(*fields))
    Standing.objects.all().delete()
    assess_zone(zone, later)
    assert set(Standing.objects.values_list(*fields)) == changed


def test_an_empty_zone_is_told_to_import_first(make):
    run = assess_zone(make.zone(), ON)
    assert (run.state, run.message) == ("failed", "名册里还没有企业；请先导入台账。")
    assert run.finished_at is not None


def test_a_run_that_breaks_leaves_the_last_result(zone, run, monkeypatch):
    def broken(*_args):
        raise RuntimeError("disk")

    before = list(Standing.objects.order_by("pk").values())
    monkeypatch.setattr(runs, "write_standings", broken)
    second = assess_zone(zone, ON)
    assert second.state == "failed"
    assert f"测算编号 {second.pk}" in second.message
    assert list(Standing.objects.order_by("pk").values()) == before


def test_who_asks_while_a_run_is_under_way_gets_that_one(zone):
    open_run = Run.objects.create(zone=zone, on=ON)
    assert ask_for_run(zone, ON, None) == (open_run, False)


def test_the_background_task_carries_out_what_was_asked(zone, officer):
    run, new = ask_for_run(zone, ON, officer)
    run.refresh_from_db()
    assert (new, run.state, run.asked_by) == (True, "done", officer)


@pytest.mark.parametrize(("minutes", "state"), [(29, "running"), (31, "failed")])
def test_a_run_whose_worker_was_killed_is_given_up_after_half_an_hour(zone, minutes, state):
    begun = timezone.now() - timedelta(minutes=minutes)
    run = Run.objects.create(zone=zone, on=ON, state="running", started_at=begun)
    fail_broken_off(zone)
    run.refresh_from_db()
    assert run.state == state


def test_old_runs_go_but_the_last_of_each_month_stays(zone, settings):
    days = [date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 1), *(date(2026, 5, day) for day in range(1, 16))]
    made = [Run.objects.create(zone=zone, on=day, state="done", folder=f"runs/demo/{day}") for day in days]
    for run in made:
        (Path(settings.MEDIA_ROOT) / run.folder).mkdir(parents=True)
    prune(zone)
    stay = [date(2026, 3, 31), date(2026, 4, 1), *(date(2026, 5, day) for day in range(2, 16))]
    assert list(Run.objects.order_by("on").values_list("on", flat=True)) == stay
    assert sorted(path.name for path in (Path(settings.MEDIA_ROOT) / "runs/demo").iterdir()) == [
        str(day) for day in stay
    ]


@pytest.mark.parametrize("way", ["the command", "the worker"])
def test_every_assessment_of_the_night_clears_old_runs_away(zone, way):
    old = [Run.objects.create(zone=zone, on=date(2026, 3, 1), state="done") for _ in range(runs.KEPT + 1)]
    if way == "the command":
        call_command("assess", zone="demo", on=ON, stdout=StringIO())
    else:
        run_assessment.func(Run.objects.create(zone=zone, on=ON).pk)
    assert set(old) - set(Run.objects.all()) == set(old[:2])


def test_a_waiting_run_is_carried_out_once(zone):
    run = carry_out(Run.objects.create(zone=zone, on=ON))
    assert (run.state, table_of(run, "keys").columns) == ("done", ["uscc", "enterprise"])
    assert table_of(run, "keys").select(pl.len()).item() == 4


def test_the_command_says_how_long_each_part_took(zone):
    said = StringIO()
    call_command("assess", zone="demo", on=ON, stdout=said)
    assert said.getvalue().startswith("示例高新区 2026-05-15：4 家，共 ")
    assert "读取数据" in said.getvalue()


def test_the_command_names_the_zones_there_are(zone):
    with pytest.raises(CommandError, match="没有代码为“nowhere”的高新区；现有：demo"):
        call_command("assess", zone="nowhere")


def test_the_command_fails_where_a_run_failed(make):
    make.zone("empty")
    with pytest.raises(CommandError, match="未成功"):
        call_command("assess", zone="empty", stdout=StringIO())


@pytest.mark.parametrize(("days", "trial"), [(-1, True), (0, False), (1, True)])
def test_what_an_officer_asks_of_another_day_than_today_is_a_trial(zone, officer, days, trial):
    run, _new = ask_for_run(zone, timezone.localdate() + timedelta(days=days), officer)
    run.refresh_from_db()
    assert (run.state, run.trial) == ("done", trial)


def test_a_trial_keeps_its_result_and_leaves_where_enterprises_stand(zone, run, officer):
    before = list(Standing.objects.order_by("pk").values())
    tried, _new = ask_for_run(zone, date(2020, 5, 15), officer)
    tried.refresh_from_db()
    assert tried.funnel == funnel(engine(zone, date(2020, 5, 15))[1], ladder_of(zone)).to_dicts() != run.funnel
    assert len(table_of(tried, "keys")) == tried.enterprises == 4
    assert list(Standing.objects.order_by("pk").values()) == before


def test_no_page_takes_a_trial_for_the_last_assessment(zone, run, officer):
    ask_for_run(zone, date(2020, 5, 15), officer)
    access = Access.of(officer)
    assert (last_run(access), latest_run(access)) == (run, run)
    assert list(trials(access).values_list("on", flat=True)) == [date(2020, 5, 15)]


def test_the_command_for_another_day_is_no_trial(zone):
    call_command("assess", zone="demo", on=ON, stdout=StringIO())
    assert list(Run.objects.values_list("on", "trial")) == [(ON, False)]


def test_trials_push_no_assessment_out_and_only_the_newest_are_kept(zone):
    full = Run.objects.create(zone=zone, on=ON, state="done")
    tried = [
        Run.objects.create(zone=zone, on=ON, state="done", trial=True, folder=f"runs/demo/{number}")
        for number in range(runs.KEPT + 1)
    ]
    folders = [Path(runs.settings.MEDIA_ROOT) / run.folder for run in tried]
    for folder in folders:
        folder.mkdir(parents=True)
    prune(zone)
    assert set(Run.objects.all()) == {full, *tried[-3:]}
    assert [folder.exists() for folder in folders] == [False] * (len(tried) - 3) + [True] * 3


def test_a_run_that_waits_though_its_task_is_gone_is_queued_again_by_the_next_who_asks(zone, officer, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    run, _new = ask_for_run(zone, ON, officer)
    ask_for_run(zone, ON, officer)
    assert [task.args_kwargs["args"] for task in DBTaskResult.objects.all()] == [[run.pk]]
    DBTaskResult.objects.all().delete()
    assert ask_for_run(zone, ON, officer) == (run, False)
    assert [task.args_kwargs["args"] for task in DBTaskResult.objects.all()] == [[run.pk]]


def test_a_run_queued_twice_is_carried_out_once(zone):
    run = Run.objects.create(zone=zone, on=ON)
    assert [runs.claim(run), runs.claim(run)] == [True, False]


def test_a_run_that_fails_leaves_no_files(zone, monkeypatch):
    def broken(*_args):
        raise RuntimeError("disk")

    monkeypatch.setattr(runs, "write_standings", broken)
    run = assess_zone(zone, ON)
    assert run.state == "failed"
    assert not (Path(runs.settings.MEDIA_ROOT) / f"runs/demo/{run.pk}").exists()


def test_old_runs_that_cannot_be_cleared_away_fail_nothing(zone, monkeypatch):
    def broken(*_args, **_named):
        raise OSError("read-only")

    old = Run.objects.create(zone=zone, on=date(2026, 3, 1), state="done", folder="runs/demo/old")
    for _number in range(runs.KEPT + 1):
        Run.objects.create(zone=zone, on=date(2026, 3, 1), state="done")
    monkeypatch.setattr(runs.shutil, "rmtree", broken)
    call_command("assess", zone="demo", on=ON, stdout=StringIO())
    assert Run.objects.filter(pk=old.pk).exists()
    assert Run.objects.get(on=ON).state == "done"

"""A zone's assessment: kept whole or not at all, as the engine gave it, and old ones cleared away."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from polars.testing import assert_frame_equal

from gaoxin import assess
from gaoxin.ladder.standing import funnel, next_rungs, obstacles, standing
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.ladders.models import Run, Standing
from gaoxin_web.ladders.queries.facts import facts_in, table_of
from gaoxin_web.ladders.rules import ladder_of, national
from gaoxin_web.ladders.services import runs
from gaoxin_web.ladders.services.parts import assess_in_parts
from gaoxin_web.ladders.services.runs import ask_for_run, assess_zone, carry_out, fail_broken_off, prune
from gaoxin_web.ladders.tasks import run_assessment
from gaoxin_web.rulebook import rulebook
from tests.gaoxin_web.ladders.conftest import ON

pytestmark = pytest.mark.django_db


def engine(zone):
    """What the engine says of the zone, asked directly."""
    result = assess(facts_in(Enterprise.objects.filter(zone=zone), zone), rulebook(), ON)
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
    assert_frame_equal(table_of(run, "verdicts"), result.table)
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
    assert (second.enterprises, set(second.standings.values_list("enterprise__name", flat=True))) == (1, {"别区"})


def test_an_enterprise_without_a_credit_code_is_assessed_too(make, zone):
    firm = make.enterprise(zone, "无码")
    run = assess_zone(zone, ON)
    assert run.enterprises == 5
    assert Standing.objects.filter(enterprise=firm, next=True).count() == 1


def test_in_parts_is_the_same_as_at_once(zone):
    facts = facts_in(Enterprise.objects.filter(zone=zone), zone)
    whole, parts = assess(facts, rulebook(), ON), assess_in_parts(facts, ON, size=3)
    assert_frame_equal(parts.table, whole.table)
    assert_frame_equal(parts.wide, whole.wide, check_column_order=False)
    assert parts.input_digest == whole.input_digest


def test_an_empty_zone_is_told_to_import_first(make):
    run = assess_zone(make.zone(), ON)
    assert (run.state, run.message) == ("failed", "名册里还没有企业；请先导入台账。")
    assert run.finished_at is not None


def test_a_run_that_breaks_leaves_the_last_result(zone, run, monkeypatch):
    def broken(*_args):
        raise RuntimeError("disk")

    monkeypatch.setattr(runs, "write_standings", broken)
    second = assess_zone(zone, ON)
    assert second.state == "failed"
    assert f"测算编号 {second.pk}" in second.message
    assert Standing.objects.filter(run=run).exists()
    assert not Standing.objects.filter(run=second).exists()


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
        Standing.objects.create(
            run=run, enterprise=zone.firms["甲"], track="t", policy="hnte", level=1, status="ready", verdict="met"
        )
    prune(zone)
    stay = [date(2026, 3, 31), date(2026, 4, 1), *(date(2026, 5, day) for day in range(2, 16))]
    assert list(Run.objects.order_by("on").values_list("on", flat=True)) == stay
    assert sorted(path.name for path in (Path(settings.MEDIA_ROOT) / "runs/demo").iterdir()) == [
        str(day) for day in stay
    ]
    assert set(Standing.objects.values_list("run__on", flat=True)) == {date(2026, 5, 14), date(2026, 5, 15)}


@pytest.mark.parametrize("way", ["the command", "the worker"])
def test_every_assessment_of_the_night_clears_old_lists_away(zone, way):
    old = Run.objects.create(zone=zone, on=date(2026, 3, 1), state="done")
    for on in (date(2026, 4, 1), date(2026, 4, 2)):
        Run.objects.create(zone=zone, on=on, state="done")
    Standing.objects.create(
        run=old, enterprise=zone.firms["甲"], track="t", policy="hnte", level=1, status="ready", verdict="met"
    )
    if way == "the command":
        call_command("assess", zone="demo", on=ON, stdout=StringIO())
    else:
        run_assessment.func(Run.objects.create(zone=zone, on=ON).pk)
    assert set(Standing.objects.values_list("run__on", flat=True)) == {ON}


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

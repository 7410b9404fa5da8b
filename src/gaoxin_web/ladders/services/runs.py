"""A zone assessed on a day (测算): its verdicts, its ladder, and where every enterprise stands."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin import Assessment, GaoxinError, assess
from gaoxin.ladder.standing import funnel, next_rungs, obstacles, standing
from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.ladders.models import Run
from gaoxin_web.ladders.queries.facts import facts_in, keys_of
from gaoxin_web.ladders.rules import ladder_of, national
from gaoxin_web.ladders.services.clock import Clock
from gaoxin_web.ladders.services.standings import write_standings
from gaoxin_web.rulebook import rulebook

KEPT = 14  # newest runs whose files are kept, besides the last of each month
MANY = 5000  # enterprises whose sheets are kept as columns from one run to the next
FIGURES = "^.*/(value|threshold|shortfall)$"  # of a run, worked out again from its facts when they are wanted
TRIALS = 3  # newest trials that are kept
STALE = timedelta(minutes=30)  # an open run older than this was broken off
log = logging.getLogger(__name__)


def ask_for_run(zone: Zone, on: date, user: User | None) -> tuple[Run, bool]:
    """The run that is under way, or a new one that waits for the worker; and whether it is new.

    Of another day than today it is a trial. One that waits although no worker will ever come to it is queued again.
    """
    from gaoxin_web.ladders.tasks import queue, run_assessment  # noqa: PLC0415 - the tasks import this module

    fail_broken_off(zone)
    with transaction.atomic():
        Zone.objects.select_for_update().get(pk=zone.pk)
        found = Run.objects.filter(zone=zone, state__in=(Run.State.WAITING, Run.State.RUNNING)).first()
        if found:
            queue(found)
            return found, False
        run = Run.objects.create(zone=zone, on=on, asked_by=user, trial=on != timezone.localdate())
    run_assessment.enqueue(run.pk)
    return run, True


def assess_zone(zone: Zone, on: date, user: User | None = None) -> Run:
    """Assess a zone now and keep the result; a failure is kept too, with its reason."""
    return carry_out(Run.objects.create(zone=zone, on=on, asked_by=user))


def claim(run: Run) -> bool:
    """Whether a run that waits is the caller's to carry out: it may have been queued twice."""
    waiting = Run.objects.filter(pk=run.pk, state=Run.State.WAITING)
    return bool(waiting.update(state=Run.State.RUNNING, started_at=timezone.now()))


def carry_out(run: Run) -> Run:
    """Do what a run asks for; nothing of it shows before all of it is there."""
    run.state, run.started_at = Run.State.RUNNING, timezone.now()
    run.save(update_fields=["state", "started_at"])
    try:
        _carry_out(run)
    except GaoxinError as error:
        _fail(run, str(error))
    except Exception:
        log.exception("run %s failed", run.pk)
        _fail(run, _("测算时出错，原因已记入系统日志（测算编号 %(run)s）；上一次的结果不受影响。") % {"run": run.pk})
    return run


def fail_broken_off(zone: Zone) -> None:
    """Runs whose worker was killed are told apart from those under way."""
    left = Run.objects.filter(zone=zone, state=Run.State.RUNNING, started_at__lt=timezone.now() - STALE)
    left.update(state=Run.State.FAILED, finished_at=timezone.now(), message=_("测算中断，请重新测算。"))


def _carry_out(run: Run) -> None:
    clock = Clock(run)
    clock.enter(Run.Stage.READ)
    firms = Enterprise.objects.present(run.on).filter(zone=run.zone)
    keys = keys_of(firms)
    if keys.is_empty():
        raise GaoxinError(_("名册里还没有企业；请先导入台账。"))
    facts = facts_in(firms, run.zone, settings.DATA / "sheets" / str(run.zone.pk) if len(keys) > MANY else None)
    clock.enter(Run.Stage.JUDGE)
    result = assess(facts, rulebook(), run.on)
    run.folder, run.enterprises, run.rulebook = f"runs/{run.zone.code}/{run.pk}", len(keys), result.rulebook.digest
    clock.enter(Run.Stage.STAND)
    with ThreadPoolExecutor(1) as disk:  # what the database does not need goes on beside it
        verdicts = result.table.select(pl.exclude(FIGURES))
        found = {"verdicts": verdicts, "facts": result.facts.rows, "recognitions": result.facts.recognitions}
        written = [disk.submit(_keep_files, run.folder, found | {"keys": keys})]
        rows = standing(result, ladder_of(run.zone))
        clock.enter(Run.Stage.KEEP)
        written.append(disk.submit(_keep_files, run.folder, {"standing": rows}))
        written.append(disk.submit(_sum_up, run, result, rows))
        _settle(run, rows, keys, written, clock)


def _sum_up(run: Run, result: Assessment, rows: pl.DataFrame) -> None:
    """The run takes the digest of what it rests on and the sums of where every enterprise stands."""
    run.input = result.input_digest
    ladder = ladder_of(run.zone)
    run.funnel = funnel(rows, ladder).to_dicts() if len(rows) else []
    run.obstacles = obstacles(result, rows, national(result, ladder)).to_dicts() if len(rows) else []


@transaction.atomic
def _settle(run: Run, rows: pl.DataFrame, keys: pl.DataFrame, written: Iterable[Future[None]], clock: Clock) -> None:
    if not run.trial:
        Zone.objects.select_for_update().get(pk=run.zone_id)  # two runs at once come one after the other
        write_standings(run.zone, rows, next_rungs(rows) if len(rows) else rows, keys)
    for other in written:
        other.result()
    run.state, run.finished_at, run.stage = Run.State.DONE, timezone.now(), ""
    run.seconds = clock.stop()
    run.save()


def _keep_files(below: str, tables: Mapping[str, pl.DataFrame | None]) -> None:
    folder = Path(settings.MEDIA_ROOT) / below
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        if table is not None:
            table.write_parquet(folder / f"{name}.parquet", compression="lz4")


def _fail(run: Run, message: str) -> None:
    """What it left of its files goes."""
    _drop_files(f"runs/{run.zone.code}/{run.pk}")
    run.state, run.finished_at, run.message = Run.State.FAILED, timezone.now(), message
    run.save(update_fields=["state", "finished_at", "message"])


def prune(zone: Zone) -> None:
    """Old runs go: the newest stay, and the last of each month for the record; of trials only the newest.

    Never a reason to call what was just worked out a failure.
    """
    try:
        _prune(zone)
    except Exception:
        log.exception("old runs of zone %s were not cleared away", zone.code)


def _prune(zone: Zone) -> None:
    every = list(Run.objects.filter(zone=zone, state=Run.State.DONE).order_by("-pk"))
    done, tried = [run for run in every if not run.trial], [run for run in every if run.trial]
    of_month: dict[tuple[int, int], int] = {}
    for run in done:
        of_month.setdefault((run.on.year, run.on.month), run.pk)
    stay = {run.pk for run in (*done[:KEPT], *tried[:TRIALS])} | set(of_month.values())
    for run in every:
        if run.pk not in stay:
            _drop_files(run.folder)
    failed = Run.objects.filter(zone=zone, state=Run.State.FAILED).order_by("-pk").values_list("pk", flat=True)[KEPT:]
    gone = [*(run.pk for run in every if run.pk not in stay), *failed]
    Run.objects.filter(pk__in=gone).delete()


def _drop_files(folder: str) -> None:
    if folder:
        shutil.rmtree(Path(settings.MEDIA_ROOT) / folder, ignore_errors=True)

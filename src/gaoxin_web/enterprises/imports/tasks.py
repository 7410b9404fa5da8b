"""The long work of imports, done by the worker (``db_worker``); what a worker left behind is taken up again."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from gaoxin_web.accounts import audit
from gaoxin_web.enterprises.imports import work
from gaoxin_web.enterprises.imports.services import committing, staging, undoing
from gaoxin_web.enterprises.models import Batch

logger = logging.getLogger(__name__)
State = Batch.State
KILLED = "读取或写入时几次中断，没有再试。文件可能太大，请拆成几个文件；仍不成功请联系系统管理员。"
MOST = 3  # times a task is begun: a file that kills its worker each time would keep it from all other work
FAILED = "写入时出错，名册没有任何改动。请重试；仍不成功请联系系统管理员。"
UNREAD = "读取时出错。请检查文件后重新上传；仍不成功请联系系统管理员。"
STUCK = "撤销时出错，名册没有任何改动。请重试；仍不成功请联系系统管理员。"


@task()
def read_batch(pk: int) -> None:
    _run(pk, (State.READING,), staging.stage, State.REFUSED, UNREAD)


@task()
def commit_batch(pk: int) -> None:
    _run(pk, (State.WAITING, State.RUNNING), _commit, State.FAILED, FAILED)


@task()
def undo_batch(pk: int) -> None:
    _run(pk, (State.UNDOING,), lambda batch: undoing.undo(batch.pk), State.DONE, STUCK)


WORK = {
    State.READING: read_batch,
    State.WAITING: commit_batch,
    State.RUNNING: commit_batch,
    State.UNDOING: undo_batch,
}


def resume() -> int:
    """Queue again what is under way but nobody is at work on, nor will be: its worker was killed. How many."""
    queued = {
        (result.task_path.rpartition(".")[2], *result.args_kwargs["args"])
        for result in DBTaskResult.objects.ready().filter(task_path__startswith=__name__)
    }
    left = []
    for batch in Batch.objects.filter(state__in=WORK).only("pk", "state"):
        name = WORK[State(batch.state)].module_path.rpartition(".")[2]
        if (name, batch.pk) not in queued and not work.is_held(batch.pk):
            left.append(batch)
    for batch in left:
        WORK[State(batch.state)].enqueue(batch.pk)
    return len(left)


def _commit(batch: Batch) -> None:
    Batch.objects.filter(pk=batch.pk, state=State.WAITING).update(state=State.RUNNING)
    committing.write(batch.pk)
    batch.refresh_from_db()
    if batch.state == State.READING:  # the register changed since the batch was looked at
        staging.stage(batch)


def _run(pk: int, states: tuple[State, ...], do: Callable[[Batch], None], otherwise: State, message: str) -> None:
    """Do something to a batch that waits for it, alone; what goes wrong leaves the register as it was."""
    with work.holding(pk) as ours:
        batch = Batch.objects.select_related("zone", "created_by").filter(pk=pk, state__in=states).first()
        if not ours or batch is None:
            return
        if work.begun(pk) > MOST:
            _give_up(batch, otherwise, KILLED)
            return
        try:
            do(batch)
        except Exception:
            logger.exception("batch %s", pk)
            _give_up(batch, otherwise, message)
        work.over(pk)


def _give_up(batch: Batch, state: State, message: str) -> None:
    """Say that something was not done; nothing of it is in the register."""
    before = batch.state
    Batch.objects.filter(pk=batch.pk).update(state=state, message=message)
    work.over(batch.pk)
    detail = {"sha256": batch.sha256, "state": str(before)}
    audit.record("register.import", zone=batch.zone, target=batch, result="failed", detail=detail)

"""Threads of one process write one after another."""

import threading
import time

import pytest
from django.db import connection

from gaoxin_web.accounts.models import AuditHead
from gaoxin_web.accounts.writing import _TURN, writing

pytestmark = pytest.mark.django_db(transaction=True)


def test_threads_that_write_wait_for_each_other_and_none_is_lost():
    AuditHead.objects.create(pk=1, digest="0")

    def add():
        with writing():
            head = AuditHead.objects.select_for_update().get(pk=1)
            time.sleep(0.01)  # long enough for all the others to have read it, were they let in
            head.digest = str(int(head.digest) + 1)
            head.save()
        connection.close()

    threads = [threading.Thread(target=add) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert AuditHead.objects.get(pk=1).digest == "8"


def test_a_part_of_a_transaction_does_not_wait_for_the_whole():
    with writing(), writing():
        AuditHead.objects.create(pk=1)
    assert AuditHead.objects.count() == 1


def test_one_that_fails_lets_the_next_go_on():
    with pytest.raises(AuditHead.DoesNotExist), writing():
        AuditHead.objects.get(pk=AuditHead.objects.create(pk=1).pk + 1)
    assert not _TURN.locked()
    assert AuditHead.objects.count() == 0

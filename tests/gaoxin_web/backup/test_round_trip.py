"""A backup made while people write, taken back on the same database or the other one."""

from __future__ import annotations

import sqlite3
import threading
import time
import zipfile
from contextlib import closing

import pytest

from tests.gaoxin_web.backup.conftest import ENGINES, PAIRS, connect

pytestmark = pytest.mark.xdist_group("backup")  # the settled installation is made once

STATE = """(lambda e, a: {
    "firms": [*e.Enterprise.objects.values_list("name", "uscc", "established_on__year", "zone__name")],
    "sheets": [*e.FactSheet.objects.values_list("year", "values", "sources")],
    "papers": [document.file.read().decode() for document in e.Document.objects.all()],
    "acts": [*a.AuditEvent.objects.order_by("pk").values_list("action", flat=True)],
})(*map(__import__("importlib").import_module, ("gaoxin_web.enterprises.models", "gaoxin_web.accounts.models")))"""
SETTLED = {
    "firms": [["示例钽业“一”", "91640200MA00000001", 2011, "石嘴山高新区"]],
    "sheets": [[2025, {"staff": 12, "listed": None}, {"staff": 1}]],
    "papers": ["证书内容"],
    "acts": ["register.change"] * 3,
}
NEXT = "__import__('gaoxin_web.accounts.models', fromlist=['x']).Zone.objects.create(code='b', name='b').pk"
LEFT_AND_RIGHT = (
    "[__import__('gaoxin_web.accounts.models', fromlist=['x']).Organisation.objects.filter(path__startswith=p).count()"
    " for p in ('left', 'right')]"
)


@pytest.mark.parametrize(("there", "back"), PAIRS)
def test_what_was_backed_up_comes_back_on_either_database_and_new_rows_count_on(in_use, new, tmp_path, there, back):
    first, second = in_use(there), new(back)
    first.run("backup", tmp_path / "one.backup")
    said = second.run("restore", tmp_path / "one.backup")
    assert [line.rpartition("：")[2] for line in said.splitlines()[1:]] == ["无误"] * 4
    found, number = second.ask(f"[{STATE}, {NEXT}]")
    assert found == {**SETTLED, "acts": ["register.change"] * 3 + ["system.restore"]}
    assert number == 2


@pytest.mark.parametrize("engine", ENGINES)
def test_a_backup_is_one_moment_however_much_is_written_meanwhile(in_use, new, tmp_path, engine):
    first, second = in_use(engine), new("sqlite")
    stop = threading.Event()
    written = []
    writer = threading.Thread(target=keep_writing, args=(first, stop, written))
    writer.start()
    while len(written) < 5:
        time.sleep(0.01)
    first.run("backup", tmp_path / "busy.backup")
    stop.set()
    writer.join()
    second.run("restore", tmp_path / "busy.backup")
    left, right = second.ask(LEFT_AND_RIGHT)
    assert left == right
    assert 5 <= left <= len(written)


def keep_writing(installation, stop, written):
    """Pairs of bureaus, each pair in one transaction: half a pair would be two moments."""
    place = "?" if not installation.url else "%s"
    insert = f"INSERT INTO accounts_organisation (zone_id, name, path) VALUES (1, {place}, {place})"

    def pair(connection, number):
        for side in ("left", "right"):
            connection.execute(insert, (f"{side} {number}", f"{side}/{number}"))
        written.append(number)

    if installation.url:
        with connect(installation.url) as connection:
            while not stop.is_set():
                with connection.transaction():
                    pair(connection, len(written))
                time.sleep(0.002)
        return
    with closing(sqlite3.connect(installation.folder / "gaoxin.sqlite3", timeout=30)) as connection:
        while not stop.is_set():
            with connection:
                pair(connection, len(written))
            time.sleep(0.002)


@pytest.mark.own_database
def test_a_sealed_backup_opens_with_its_passphrase_and_shows_nothing_without(in_use, new, tmp_path):
    first, second = in_use(), new()
    secret = tmp_path / "passphrase"
    secret.write_text("正确 horse battery\n", "utf-8")
    first.run("backup", tmp_path / "sealed.backup", "--passphrase-file", secret)
    assert not zipfile.is_zipfile(tmp_path / "sealed.backup")
    assert "石嘴山".encode() not in (tmp_path / "sealed.backup").read_bytes()
    second.run("restore", tmp_path / "sealed.backup", "--passphrase-file", secret)
    assert second.ask(STATE)["papers"] == ["证书内容"]


@pytest.mark.own_database
def test_sessions_stay_out_of_a_backup(in_use, tmp_path):
    first = in_use()
    first.run("backup", tmp_path / "one.backup")
    parts = zipfile.ZipFile(tmp_path / "one.backup").namelist()
    assert "tables/accounts_user.jsonl" in parts
    assert {"tables/django_session.jsonl", "tables/usersessions_usersession.jsonl"}.isdisjoint(parts)


@pytest.mark.own_database
def test_a_restore_says_which_file_was_gone_before_the_backup(in_use, new, tmp_path):
    first, second = in_use(), new()
    gone = next((first.folder / "files").rglob("*.pdf"))
    gone.unlink()
    first.run("backup", tmp_path / "one.backup")
    said = second.run("restore", tmp_path / "one.backup", code=1)
    assert said.splitlines()[-1] == f"  文件 1：缺 {gone.relative_to(first.folder / 'files').as_posix()}"

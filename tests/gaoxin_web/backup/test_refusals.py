"""What is not whole is refused, and nothing is touched."""

from __future__ import annotations

import json
import shutil
import zipfile

import pytest

from tests.gaoxin_web.backup.conftest import ENGINES
from tests.gaoxin_web.backup.test_round_trip import SETTLED, STATE

pytestmark = pytest.mark.xdist_group("backup")  # the settled installation is made once


@pytest.fixture(scope="module")
def made(settled, tmp_path_factory):
    """A plain and a sealed backup of the settled installation, and the passphrase of the latter."""
    from tests.gaoxin_web.backup.conftest import Installation  # noqa: PLC0415 - a fixture's own

    room = tmp_path_factory.mktemp("made")
    source = Installation(room / "data")
    shutil.copytree(settled, source.folder)
    (room / "passphrase").write_text("right\n")
    (room / "other").write_text("wrong\n")
    source.run("backup", room / "plain")
    source.run("backup", room / "sealed", "--passphrase-file", room / "passphrase")
    return room


def spoil(path, change):
    data = bytearray(path.read_bytes())
    change(data)
    path.write_bytes(data)


def rewritten(source, target, change):
    """The same zip with one part's content changed, everything else as it was."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))


CUT = "备份文件不完整、被改动过，或不是 gaoxin 的备份，未作任何更改。请换一份备份。"


BAD = {  # what is wrong: the backup, how it is spoilt, whose passphrase is given, what is said
    "half of it": ("plain", lambda data: data.__delitem__(slice(len(data) // 2, None)), None, CUT),
    "the last byte gone": ("plain", lambda data: data.__delitem__(slice(len(data) - 1, None)), None, CUT),
    "another passphrase": (
        "sealed",
        lambda data: None,
        "other",
        "口令不对，或文件已损坏，未作任何更改。请核对口令，或换一份备份。",
    ),
    "no passphrase": (
        "sealed",
        lambda data: None,
        None,
        "这份备份加了口令，请用 --passphrase-file 给出口令。未作任何更改。",
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_bad_file_is_refused_and_the_installation_stays(in_use, made, tmp_path, engine):
    here, found = in_use(engine), {}
    for wrong, (name, change, words, _) in BAD.items():
        shutil.copy(made / name, tmp_path / "bad")
        spoil(tmp_path / "bad", change)
        passphrase = ("--passphrase-file", made / words) if words else ()
        found[wrong] = here.run("restore", tmp_path / "bad", "--replace", *passphrase, code=2).strip()
    assert found == {wrong: said for wrong, (*_, said) in BAD.items()}
    assert here.ask(STATE) == SETTLED


@pytest.mark.own_database
@pytest.mark.parametrize("part", ["tables/accounts_zone.jsonl", "files/"])
def test_one_changed_character_in_any_part_is_refused(new, made, tmp_path, part):
    here = new()
    rewritten(made / "plain", tmp_path / "bad", lambda name, data: data + b" " if name.startswith(part) else data)
    assert here.run("restore", tmp_path / "bad", code=2).strip() == CUT
    assert not (here.folder / "files").exists()


@pytest.mark.own_database
def test_rows_that_do_not_hold_together_are_refused(in_use, made, tmp_path):
    """Whoever writes a manifest to match still cannot bring in an audit log that was rewritten."""
    import hashlib  # noqa: PLC0415 - for this claim alone

    here, name = in_use(), "tables/accounts_auditevent.jsonl"
    with zipfile.ZipFile(made / "plain") as whole:
        forged = whole.read(name).replace(b"register.change", b"register.chance", 1)

    def forge(part, data):
        if part == name:
            return forged
        if part != "manifest.json":
            return data
        manifest = json.loads(data)
        manifest["tables"]["accounts_auditevent"]["sha256"] = hashlib.sha256(forged).hexdigest()
        return json.dumps(manifest)

    rewritten(made / "plain", tmp_path / "bad", forge)
    said = here.run("restore", tmp_path / "bad", "--replace", code=2).strip()
    assert said == "备份的内容前后不符（审计链：第 1 条与链不符），未作任何更改。"
    assert here.ask(STATE) == SETTLED


@pytest.mark.parametrize("engine", ENGINES)
def test_an_installation_in_use_is_replaced_only_when_said(in_use, made, engine):
    here = in_use(engine)
    here.do("from gaoxin_web.accounts.models import Zone; Zone.objects.update(name='改了')")
    said = here.run("restore", made / "plain", code=2).strip()
    assert said == "这里已有数据。确实要以备份取代全部数据，请加 --replace。未作任何更改。"
    assert here.ask(STATE)["firms"][0][3] == "改了"
    here.run("restore", made / "plain", "--replace")
    assert here.ask(STATE)["firms"][0][3] == "石嘴山高新区"


@pytest.mark.own_database
def test_a_file_that_is_there_is_never_written_over(in_use, tmp_path):
    (tmp_path / "old").write_text("keep")
    said = in_use().run("backup", tmp_path / "old", code=2).strip()
    assert said == f"{tmp_path / 'old'} 已存在，备份不会覆盖它。请换一个文件名。"
    assert (tmp_path / "old").read_text() == "keep"


@pytest.mark.own_database
def test_a_backup_from_a_newer_gaoxin_is_refused(new, made, tmp_path):
    def newer(name, data):
        if name != "manifest.json":
            return data
        manifest = json.loads(data)
        manifest["migrations"].append(["enterprises", "9999_tomorrow"])
        return json.dumps(manifest)

    rewritten(made / "plain", tmp_path / "newer", newer)
    said = new().run("restore", tmp_path / "newer", code=2).strip()
    assert said == "备份含本版没有的迁移 enterprises.9999_tomorrow，请先升级 gaoxin。未作任何更改。"

"""``gaoxin chain``: whoever holds the file proves it; a changed mark and a cut end are found."""

from __future__ import annotations

import json

import pytest

from gaoxin.cli.main import main
from gaoxin.panel.chain import START, digest_of, event_said


def chain(*marks):
    """A round's chain: a ballot for every mark, each by another judge."""
    previous, events = START, []
    for number, mark in enumerate(marks, 1):
        payload = {"ballot": number, "entry": 7, "judge": number, "state": "locked", "marks": {"total": mark}}
        about = {"round_": 1, "number": number, "kind": "locked", "payload": payload, "by": None}
        said = event_said(**about, at="2026-05-30T02:00:00.000000+00:00", previous=previous)
        previous = digest_of(said)
        events.append(said | {"digest": previous})
    return {"events": events, "end": {"number": len(events), "digest": previous}}


@pytest.fixture
def proved(tmp_path, capsys):
    """Exit code, output and errors of proving a document."""

    def prove(document, *words):
        path = tmp_path / "chain.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
        return main(["chain", str(path), *words]), *capsys.readouterr()

    return prove


def test_a_chain_that_holds(proved):
    document = chain("80", "75.5", "90")
    end = document["end"]["digest"][:16]
    assert proved(document) == (0, f"选票链完整：3 个事件，3 张选票计分，末端摘要 {end}\n", "")


def test_a_round_in_which_nobody_handed_in(proved):
    assert json.loads(proved(chain(), "--json")[1]) == {"holds": True, "events": 0, "broken": None, "counted": 0}


def test_a_mark_changed_afterwards_breaks_it_there(proved):
    document = chain("80", "75", "90")
    document["events"][1]["payload"]["marks"]["total"] = "95"
    said = "选票链不完整：共 3 个事件，从第 2 个起与摘要对不上，其后不可信\n"
    assert proved(document) == (1, said, "")
    assert json.loads(proved(document, "--json")[1]) == {"holds": False, "events": 3, "broken": 2, "counted": 0}


def test_a_ballot_taken_off_the_end_is_missed(proved):
    document = chain("80", "75", "90")
    del document["events"][2]
    assert proved(document)[:2] == (1, "选票链不完整：共 2 个事件，从第 3 个起与摘要对不上，其后不可信\n")


@pytest.mark.parametrize("document", ["[]", "{}", '{"events": 3}', '{"events": [1], "end": {}}', '{"events": [{}]}'])
def test_a_file_that_is_no_chain_says_where_to_get_one(document, proved):
    code, out, err = proved(document)
    assert (code, out) == (1, "")
    assert "GX601" in err
    assert "导出选票链" in err


def test_a_file_that_is_not_there(tmp_path, capsys):
    assert main(["chain", str(tmp_path / "none.json")]) == 1
    assert "没有这个文件" in capsys.readouterr().err

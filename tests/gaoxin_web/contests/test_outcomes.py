"""What became of winners: missing is never nought, a file imported twice adds nothing, the silent are named."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from python_calamine import CalamineWorkbook

from .resulting import Resulting

pytestmark = pytest.mark.django_db
HEADS = ["编号", "项目名称", "类型", "日期", "金额（元）", "情况", "来源"]


@pytest.fixture
def sat(make):
    found = Resulting(make, 90, 75, 70)
    found.awarded()
    return found


def note(sat, at, kind, on, amount=None):
    return sat.entries[at].outcomes.create(kind=kind, on=on, amount=amount, source="企业来函")


def all_of(sat):
    from gaoxin_web.contests.queries.winners import together  # noqa: PLC0415 - models load after the settings

    return together([sat.contest], timezone.localdate())


def test_what_is_not_known_is_not_nought(sat):
    found = all_of(sat)
    assert (found.winners, found.landed, found.funded, found.funding, found.valuation) == (2, 0, 0, None, None)


def test_a_winner_landed_twice_is_one_and_a_loser_is_none(sat):
    for at in (0, 0, 2):
        note(sat, at, "landed", date(2025, 1, 1))
    assert (all_of(sat).landed, all_of(sat).winners) == (1, 2)


def test_funding_is_added_up_and_of_valuations_the_latest_counts(sat):
    note(sat, 0, "funding", date(2024, 1, 1), 3_000_000)
    note(sat, 0, "funding", date(2025, 1, 1), 5_000_000)
    note(sat, 1, "funding", date(2025, 1, 1))  # how much is not known
    note(sat, 0, "valuation", date(2024, 1, 1), 90_000_000)
    note(sat, 0, "valuation", date(2025, 1, 1), 60_000_000)
    note(sat, 1, "valuation", date(2023, 1, 1), 10_000_000)
    found = all_of(sat)
    assert (found.funding, found.funded) == (8_000_000, 1)
    assert (found.valuation, found.valued) == (70_000_000, 2)


@pytest.mark.parametrize(("days", "silent"), [(365, 0), (366, 1)])
def test_a_winner_is_silent_after_a_year_without_news(sat, days, silent):
    today = timezone.localdate()
    sat.contest.awards.update(given_on=today)
    sat.contest.awards.filter(entry=sat.entries[0]).update(given_on=date(2020, 1, 1))
    note(sat, 0, "other", today - timedelta(days=days))
    assert all_of(sat).silent == silent


def test_an_award_taken_back_makes_no_winner(sat):
    sat.contest.awards.filter(rank=2).update(withdrawn_at=timezone.now())
    assert all_of(sat).winners == 1


def test_contests_are_counted_each_by_itself(sat, make, sign_in):
    other = Resulting(make, 90, zone=sat.zone)
    type(other.contest).objects.filter(pk=other.contest.pk).update(name="第二届")
    other.awarded()
    note(other, 0, "listed", date(2025, 1, 1))
    rows = sign_in(sat.user).get("/contests/follow-up/").context["rows"]
    assert {row.contest.pk: (row.winners, row.listed) for row in rows} == {
        sat.contest.pk: (2, 0),
        other.contest.pk: (1, 1),
    }


def test_another_zones_contests_are_not_counted(sat, make, sign_in):
    stranger = make.user(make.zone(), "officer")
    assert sign_in(stranger).get("/contests/follow-up/").context["rows"] == []


def url(sat, more=""):
    return f"/contests/{sat.contest.pk}/follow-up/{more}"


def test_one_that_landed_is_linked_to_the_enterprise_of_the_register(sat, make, sign_in):
    firm = make.enterprise(sat.zone, uscc="91640200MA75XXXX0X")
    form = {"kind": "landed", "on": "2025-05-06", "source": "工商登记", "uscc": "91640200ma75xxxx0x"}
    assert sign_in(sat.user).post(url(sat, f"entries/{sat.entries[0].pk}/new/"), form).status_code == 302
    sat.entries[0].refresh_from_db()
    assert sat.entries[0].enterprise == firm


@pytest.mark.parametrize(
    ("field", "value"), [("source", ""), ("on", "2999-01-01"), ("amount", "-1"), ("kind", "x"), ("uscc", "nobody")]
)
def test_news_that_cannot_be_is_refused_and_what_was_written_stays(sat, sign_in, field, value):
    form = {"kind": "funding", "on": "2025-05-06", "amount": "1", "source": "新闻", "text": "A 轮"} | {field: value}
    answer = sign_in(sat.user).post(url(sat, f"entries/{sat.entries[0].pk}/new/"), form)
    assert answer.status_code == 422
    assert "A 轮" in answer.content.decode()


def test_news_is_changed_and_deleted_with_what_it_said_in_the_log(sat, sign_in):
    from gaoxin_web.accounts.models import AuditEvent  # noqa: PLC0415 - likewise

    one, client = note(sat, 0, "funding", date(2025, 1, 1), 5), sign_in(sat.user)
    form = {"kind": "funding", "on": "2025-01-01", "amount": "7", "source": "公告"}
    client.post(url(sat, f"{one.pk}/"), form)
    one.refresh_from_db()
    assert (one.amount, one.source) == (7, "公告")
    client.post(url(sat, f"{one.pk}/"), {"delete": "1"})
    assert not sat.entries[0].outcomes.exists()
    assert AuditEvent.objects.get(action="outcome.delete").detail["amount"] == 7


def book(*lines, heads=HEADS):
    file = BytesIO()
    made = xlsxwriter.Workbook(file)
    sheet = made.add_worksheet()
    for at, line in enumerate([heads, *lines]):
        sheet.write_row(at, 0, line)
    made.close()
    return SimpleUploadedFile("跟踪.xlsx", file.getvalue())


def send(client, sat, file):
    return client.post(url(sat, "import/"), {"file": file})


def test_what_was_exported_comes_back_as_nothing_new(sat, sign_in):
    note(sat, 0, "funding", date(2025, 1, 1), 5_000_000)
    note(sat, 1, "landed", date(2025, 2, 1))
    client = sign_in(sat.user)
    answer = client.get(url(sat, "?export=xlsx"))
    content = b"".join(answer) if answer.streaming else answer.content
    assert len(CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()) == 3
    assert send(client, sat, SimpleUploadedFile("跟踪.xlsx", content)).status_code == 302
    assert sat.contest.entries.filter(outcomes__isnull=False).count() == 2


def test_a_file_adds_what_is_new_and_once(sat, sign_in):
    number = sat.entries[0].number
    lines = [number, "", "融资", "2025-03-01", 5000000, "A 轮", "公告"]
    client = sign_in(sat.user)
    for _time in range(2):
        assert send(client, sat, book(lines, lines)).status_code == 302
    assert list(sat.entries[0].outcomes.values_list("kind", "on", "amount", "text", "source")) == [
        ("funding", date(2025, 3, 1), 5_000_000, "A 轮", "公告")
    ]


def test_every_mistake_is_told_by_its_cell_and_nothing_is_kept(sat, sign_in):
    number = sat.entries[0].number
    file = book(
        [number, "", "融资", "2025-03-01", "", "", "公告"],
        ["NOBODY", "", "融资", "2025-03-01", "", "", "公告"],
        [number, "", "发财", "三月", "约一百万", "", ""],
    )
    answer = send(sign_in(sat.user), sat, file)
    assert answer.status_code == 422
    assert [one.cell for one in answer.context["faults"]] == ["A3", "C4", "D4", "E4", "G4"]
    assert not sat.entries[0].outcomes.exists()


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("x.xlsx", b"PK\x03\x04 no workbook"),
        SimpleUploadedFile("x.csv", b"a,b"),
        book(heads=["编号", "类型"]),
    ],
)
def test_a_file_that_is_none_is_told(sat, sign_in, file):
    assert send(sign_in(sat.user), sat, file).status_code == 422


def test_who_only_looks_sees_no_form(sat, make, sign_in):
    client = sign_in(make.user(sat.zone, "leader"))
    told = client.get(url(sat, f"entries/{sat.entries[0].pk}/"))
    assert told.context["form"] is None
    assert client.post(url(sat, f"entries/{sat.entries[0].pk}/new/")).status_code == 403


def test_everything_is_one_archive_after_the_password(sat, sign_in):
    import json  # noqa: PLC0415
    import time  # noqa: PLC0415
    import zipfile  # noqa: PLC0415

    type(sat.entries[0]).objects.filter(pk=sat.entries[0].pk).update(contact="李联系", phone="13909520001")
    client, where = sign_in(sat.user), f"/contests/{sat.contest.pk}/everything.zip"
    assert client.get(where).status_code == 302
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(sat.user.pk)
    session.save()
    with zipfile.ZipFile(BytesIO(client.get(where).content)) as packed:
        tables = {name: json.loads(packed.read(f"{name}.json")) for name in ("entries", "ballots", "results", "awards")}
        text = "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".json"))
        books = [name for name in packed.namelist() if name.endswith(".xlsx")]
    assert {name: len(rows) for name, rows in tables.items()} == {"entries": 3, "ballots": 9, "results": 3, "awards": 2}
    assert len(books) == 6
    assert not any(secret in text for secret in ("李联系", "13909520001", sat.judges[0].name))


def test_ballots_are_not_in_the_archive_before_the_result_is_released(make):
    from gaoxin_web.accounts.access import Access  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.queries.results_archive import archive  # noqa: PLC0415 - likewise

    sat = Resulting(make, 90)
    sat.frozen()
    _content, told = archive(sat.contest, Access.of(sat.user))
    assert told == {"entries": 1, "ballots": 0, "results": 0, "rulings": 0, "awards": 0, "outcomes": 0}

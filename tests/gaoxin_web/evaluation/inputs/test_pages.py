"""The pages of what the evaluation stands on, as an officer meets them."""

from __future__ import annotations

import os
import time
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.evaluation.models import Entry, NodeWeight, Paper, PeerTable, Published
from gaoxin_web.evaluation.queries.values import own_values, weights_of
from tests.gaoxin_web.evaluation.inputs.conftest import YEAR

pytestmark = pytest.mark.django_db
YI = 100_000_000
QUERY = f"?edition=htz_2021&year={YEAR}"


def test_every_page_opens_for_an_officer_of_an_empty_zone(sign_in, officer):
    client = sign_in(officer)
    for name in ("values", "enter", "weights", "papers", "paper_new", "peers", "peers_new", "published",
                 "published_new"):  # fmt: skip
        assert client.get(reverse(f"evaluation_{name}")).status_code == 200, name


def test_indicator_page(sign_in, officer, firm, paper, zone):
    firm({2022: {"revenue": 1 * YI}, 2023: {"revenue": 3 * YI}})
    client = sign_in(officer)
    for code in ("2.4", "1.1", "5.10"):
        assert client.get(reverse("evaluation_indicator", args=["htz_2021", YEAR, code])).status_code == 200


def enter_url(**more):
    return reverse("evaluation_enter") + QUERY + "".join(f"&{name}={value}" for name, value in more.items())


def test_values_are_entered_with_one_paper_and_the_places_they_stand_at(sign_in, officer, zone, paper, edition):
    data = {"paper": paper.pk, "v1.1": "31", "p1.1": "第3页", "v3.2": "－1.35", "v2.2": "35%", "v3.8": "1,234.5"}
    answer = sign_in(officer).post(enter_url(), data)
    assert answer["Location"] == reverse("evaluation_values") + QUERY
    found = own_values(zone, edition, YEAR)
    assert {code: (one.value, one.entry.place, one.entry.paper) for code, one in found.items() if one.entry} == {
        "1.1": (31.0, "第3页", paper),
        "2.2": (35.0, "", paper),
        "3.2": (-1.35, "", paper),
        "3.8": (1234.5, "", paper),
    }
    event = AuditEvent.objects.get(action="evaluation.enter")
    assert (event.result, event.target, event.detail) == (
        "done",
        f"htz_2021:{YEAR}",
        {
            "paper": str(paper),
            "changed": {"1.1": [None, "31"], "2.2": [None, "35"], "3.2": [None, "-1.35"], "3.8": [None, "1234.5"]},
        },
    )


def test_a_paper_is_added_with_the_values_entered_from_it(sign_in, officer, zone):
    file = SimpleUploadedFile("表.pdf", b"%PDF-1.7 x", content_type="application/pdf")
    data = {"new-title": "核对表", "new-number": "3号", "new-issued_on": "2024-06-01", "new-file": file, "v1.1": "0"}
    assert sign_in(officer).post(enter_url(), data).status_code == 302
    paper = Paper.objects.get()
    assert (paper.title, paper.number, paper.zone, paper.by) == ("核对表", "3号", zone, officer)
    assert paper.file.read() == b"%PDF-1.7 x"
    entry = Entry.objects.get()
    assert (entry.indicator, entry.value, entry.paper, entry.by) == ("1.1", 0, paper, officer)
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))[-2:] == [
        "paper.create",
        "evaluation.enter",
    ]


def test_bad_numbers_are_said_where_they_stand_and_keep_the_rest(sign_in, officer, paper):
    data = {"paper": paper.pk, "v1.1": "31", "v1.6": "四百余", "v1.7": "1e19", "v1.8": "0.1234567", "v1.9": "不详",
            "v3.3": "1234567890123456"}  # fmt: skip
    answer = sign_in(officer).post(enter_url(), data)
    form = answer.context["form"]
    assert (answer.status_code, Entry.objects.count()) == (422, 0)
    assert {name: list(errors) for name, errors in form.errors.items()} == {
        "v1.6": ["“四百余”不是数字。请填数值，如 12.5；不详请留空。"],
        "v1.7": ["“1e19”太大或太小，请核对单位。"],
        "v1.8": ["“0.1234567”的小数超过 6 位，请按公布的位数填写。"],
        "v3.3": ["“1234567890123456”超过 15 位有效数字，存不下，请核对。"],
    }
    assert [form[name].value() for name in ("v1.1", "v1.6", "paper")] == ["31", "四百余", str(paper.pk)]


def test_a_new_paper_with_its_file_is_kept_though_a_number_is_wrong(sign_in, officer):
    file = SimpleUploadedFile("表.pdf", b"%PDF-1.7 x")
    client = sign_in(officer)
    answer = client.post(enter_url(), {"new-title": "核对表", "new-file": file, "v1.1": "x", "v1.6": "4"})
    paper, form = Paper.objects.get(), answer.context["form"]
    assert (answer.status_code, list(form.errors), form["paper"].value()) == (422, ["v1.1"], str(paper.pk))
    assert form.new["title"].value() is None
    assert client.post(enter_url(), {"paper": paper.pk, "v1.1": "1", "v1.6": "4"}).status_code == 302
    assert Paper.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"v1.1": "1"}, {"paper": ["请选择数值出自哪份材料，或在下面新增一份。"]}),
        ({"paper": "the paper"}, {"__all__": ["还没有填任何数值。只填有材料的指标即可，其余留空。"]}),
        ({"paper": "the paper", "v1.1": ["1", "2"]}, {"v1.1": ["同一指标填了两个数，请只留一个。"]}),
        (
            {"paper": "the paper", "new-title": "又一份", "v1.1": "1"},
            {"paper": ["已选了一份材料，又填了新增的材料：请只留一处。"]},
        ),
        ({"new-number": "3号", "v1.1": "1"}, {"__all__": ["新增的佐证材料有填写不对的地方，已在下面标出。"]}),
    ],
)
def test_what_is_not_enough_to_enter_values_is_said(sign_in, officer, paper, data, errors):
    data = {name: paper.pk if value == "the paper" else value for name, value in data.items()}
    answer = sign_in(officer).post(enter_url(), data)
    assert answer.status_code == 422
    assert {name: list(said) for name, said in answer.context["form"].errors.items()} == errors
    assert Entry.objects.count() == 0


def test_another_zones_paper_is_not_to_be_chosen(make, sign_in, officer):
    other = Paper.objects.create(zone=make.zone(), title="别区")
    answer = sign_in(officer).post(enter_url(), {"paper": other.pk, "v1.1": "1"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["paper"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e15", Decimal(10) ** 15),
        ("123456789012345", Decimal(123456789012345)),
        ("-100,000,000.123456", Decimal("-100000000.123456")),
        ("-0.000001", Decimal("-0.000001")),
        ("0", 0),
    ],
)
def test_large_small_and_negative_values_are_kept_as_they_are(sign_in, officer, paper, text, value):
    assert sign_in(officer).post(enter_url(), {"paper": paper.pk, "v1.1": text}).status_code == 302
    assert Entry.objects.get().value == value
    assert sign_in(officer).get(reverse("evaluation_values") + QUERY).status_code == 200


def test_what_somebody_else_entered_meanwhile_is_not_written_over_unseen(sign_in, officer, zone, paper):
    client = sign_in(officer)
    seen = client.get(enter_url()).context["form"]["seen"].value()
    Entry.objects.create(zone=zone, edition="htz_2021", year=YEAR, indicator="1.1", value=5, paper=paper)
    answer = client.post(enter_url(), {"seen": seen, "paper": paper.pk, "v1.1": "7"})
    form = answer.context["form"]
    assert (answer.status_code, Entry.objects.get().value) == (422, 5)
    assert form.errors["__all__"] == ["您打开本页之后，系统 改过这里的数。请核对下面的内容，再点一次保存，以您的为准。"]
    again = {"seen": form["seen"].value(), "paper": paper.pk, "v1.1": "7"}
    assert client.post(enter_url(), again).status_code == 302
    assert Entry.objects.get().value == 7


def undo_url(client, answer):
    """Where the page that follows says what was done can be taken back."""
    said = str(list(client.get(answer["Location"]).context["messages"])[-1])
    assert "撤销" in said
    return said.partition('href="')[2].partition('"')[0]


def test_what_was_entered_at_once_is_taken_back_at_once(sign_in, officer, zone, paper):
    client = sign_in(officer)
    Entry.objects.create(zone=zone, edition="htz_2021", year=YEAR, indicator="1.1", value=5, paper=paper)
    answer = client.post(enter_url(), {"paper": paper.pk, "v1.1": "7", "v1.6": "2", "v1.7": "3"})
    url = undo_url(client, answer)
    later = Entry.objects.get(indicator="1.7")
    later.value = 4
    later.save()
    assert client.get(url).context["count"] == 3
    assert client.post(url).status_code == 302
    assert dict(Entry.objects.values_list("indicator", "value")) == {"1.1": 5, "1.7": 4}
    assert AuditEvent.objects.get(action="evaluation.undo").detail == {"kind": "values", "back": 2, "left": 1}


def test_an_undo_of_another_zone_or_of_nothing_is_not_there(make, sign_in, officer, paper):
    client = sign_in(officer)
    answer = client.post(enter_url(), {"paper": paper.pk, "v1.1": "7"})
    url = undo_url(client, answer)
    assert client.post(reverse("evaluation_undo", args=["values", "nothing"])).status_code == 404
    assert client.post(reverse("evaluation_undo", args=["others", "x"])).status_code == 404
    stranger = make.user(make.zone(), "officer")
    assert sign_in(stranger).post(url).status_code == 404
    assert Entry.objects.count() == 1


def test_the_same_again_changes_nothing(sign_in, officer, paper):
    client = sign_in(officer)
    for _ in range(2):
        client.post(enter_url(), {"paper": paper.pk, "v1.1": "7"})
    assert Entry.history.count() == 1
    assert AuditEvent.objects.filter(action="evaluation.enter").count() == 1


def test_an_entered_value_is_taken_back_and_put_back(sign_in, officer, zone, paper, edition, firm):
    firm({2022: {"revenue": 1 * YI}, 2023: {"revenue": 3 * YI}})
    client = sign_in(officer)
    client.post(enter_url(), {"paper": paper.pk, "v2.4": "9"})
    answer = client.post(reverse("evaluation_clear", args=["htz_2021", YEAR, "2.4"]))
    assert own_values(zone, edition, YEAR)["2.4"].value == 2.0
    assert client.post(undo_url(client, answer)).status_code == 302
    assert own_values(zone, edition, YEAR)["2.4"].value == 9.0
    assert client.post(reverse("evaluation_clear", args=["htz_2021", YEAR, "1.1"])).status_code == 404


def test_the_table_of_values_says_what_stands_and_puts_what_is_missing_first(sign_in, officer, firm, paper):
    firm({2022: {"revenue": 1 * YI}, 2023: {"revenue": 3 * YI}})
    client = sign_in(officer)
    client.post(enter_url(), {"paper": paper.pk, "v1.1": "7", "v2.4": "9"})
    table = client.get(reverse("evaluation_values") + QUERY).context["table"]
    line = next(one for one in table.lines if one.indicator.id == "2.4")
    assert (line.known.registered, line.known.entered, line.known.value, line.weight.source) == (2.0, 9.0, 9.0, "")
    assert table.by_entry == 2
    assert len(table.missing) + table.by_entry + table.by_register == 46
    assert "1.1" not in [one.indicator.id for one in table.missing]
    page = client.get(reverse("evaluation_values") + QUERY + "&first=missing").content.decode()
    assert page.index("1.6") < page.index("1.1<")


def test_a_change_on_the_year_before_follows_the_indicators_direction(sign_in, officer, paper, zone):
    client = sign_in(officer)
    before = enter_url().replace(str(YEAR), str(YEAR - 1))
    client.post(before, {"paper": paper.pk, "v1.1": "5", "v3.2": "2", "v3.3": "1"})
    client.post(enter_url(), {"paper": paper.pk, "v1.1": "8", "v3.2": "3.5", "v3.4": "1"})
    table = client.get(reverse("evaluation_values") + QUERY).context["table"]
    steps = {one.indicator.id: one.step and (one.step.amount, one.step.better) for one in table.lines}
    assert {code: steps[code] for code in ("1.1", "3.2", "3.3", "3.4")} == {
        "1.1": (3.0, True),
        "3.2": (1.5, False),
        "3.3": None,
        "3.4": None,
    }


def test_weights_are_given_from_a_paper_and_made_unknown_again(sign_in, officer, zone, edition, paper):
    client, url = sign_in(officer), reverse("evaluation_weights") + "?edition=htz_2021"
    answer = client.post(url, {"paper": paper.pk, "w1.3": "1.2", "w1.4": "0", "w1.1": "5"})
    assert answer.status_code == 302
    assert weights_of(zone, edition) == {"1.3": 1.2, "1.4": 0.0}  # 1.1 is the document's
    assert NodeWeight.objects.get(node="1.3").paper == paper
    assert client.post(url, {"w1.3": "", "w1.4": "0"}).status_code == 302
    assert weights_of(zone, edition) == {"1.4": 0.0}
    said = [event.detail for event in AuditEvent.objects.filter(action="evaluation.weigh").order_by("pk")]
    assert said == [
        {"paper": str(paper), "changed": {"1.3": [None, "1.2"], "1.4": [None, "0"]}},
        {"paper": "", "changed": {"1.3": ["1.2", None]}},
    ]
    assert client.post(undo_url(client, client.post(url, {"w1.4": ""}))).status_code == 302
    assert weights_of(zone, edition) == {"1.4": 0.0}


@pytest.mark.parametrize("text", ["-1", "x", "100000", "0.12345"])
def test_what_can_be_no_weight_is_said_and_nothing_is_written(sign_in, officer, text):
    answer = sign_in(officer).post(reverse("evaluation_weights") + "?edition=htz_2021", {"w1.3": text, "w1.4": "1"})
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors), form["w1.4"].value()) == (422, ["w1.3"], "1")
    assert NodeWeight.objects.count() == 0


def test_a_total_is_simulated_until_the_last_weight_is_known(sign_in, officer, edition):
    client, url = sign_in(officer), reverse("evaluation_weights") + "?edition=htz_2021"
    nodes = edition.framework().unknown_weights
    data = {f"w{node}": "1" for node in nodes}
    client.post(url, data | {f"w{nodes[-1]}": ""})
    assert [client.get(url).context[name] for name in ("simulated", "unknown")] == [True, 1]
    client.post(url, data)
    assert [client.get(url).context[name] for name in ("simulated", "unknown")] == [False, 0]
    partial = client.get(reverse("evaluation_weights") + "?edition=htz_2024").context
    assert partial["simulated"]


def test_papers_are_listed_changed_and_deleted_only_when_nothing_stands_on_them(sign_in, officer, zone, paper):
    client = sign_in(officer)
    client.post(enter_url(), {"paper": paper.pk, "v1.1": "7"})
    [one] = client.get(reverse("evaluation_papers") + "?q=3号").context["papers"]
    assert (one.pk, one.on_entries, one.on_weights, one.on_ranks) == (paper.pk, 1, 0, 0)
    assert client.get(reverse("evaluation_papers") + "?q=没有").context["papers"] == []
    client.post(reverse("evaluation_paper_delete", args=[paper.pk]))
    assert Paper.objects.filter(pk=paper.pk).exists()
    assert client.get(reverse("evaluation_paper", args=[paper.pk])).status_code == 200
    edited = client.post(reverse("evaluation_paper_edit", args=[paper.pk]), {"title": "改名"})
    assert edited["Location"] == reverse("evaluation_paper", args=[paper.pk])
    Entry.objects.all().delete()
    client.post(reverse("evaluation_paper_delete", args=[paper.pk]))
    assert Paper.objects.count() == 0
    said = AuditEvent.objects.filter(action__startswith="paper.").order_by("pk").values_list("action", "result")
    assert list(said) == [("paper.delete", "refused"), ("paper.change", "done"), ("paper.delete", "done")]
    changed = AuditEvent.objects.get(action="paper.change").detail["changed"]
    assert changed == {"title": ["综合评价数据表", "改名"], "number": ["石高管发〔2024〕3号", ""]}


def test_a_papers_file_is_handed_out_to_its_zone_and_of_a_kind_that_is_allowed(make, sign_in, officer, zone):
    client, url = sign_in(officer), reverse("evaluation_paper_new")
    refused = client.post(url, {"title": "表", "file": SimpleUploadedFile("a.exe", b"MZ")})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["file"])
    client.post(url, {"title": "表/一", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 x")})
    paper = Paper.objects.get()
    handed = client.get(reverse("evaluation_paper_file", args=[paper.pk]))
    assert b"".join(handed.streaming_content) == b"%PDF-1.7 x"
    assert handed["Content-Type"] == "application/octet-stream"
    stranger = make.user(make.zone(), "officer")
    assert sign_in(stranger).get(reverse("evaluation_paper_file", args=[paper.pk])).status_code == 404


def test_places_given_are_written_changed_deleted_and_put_back(sign_in, officer, zone, paper):
    client, new = sign_in(officer), reverse("evaluation_published_new")
    data = {"year": "2022", "rank": "118", "out_of": "177", "edition": "htz_2021", "paper": paper.pk}
    assert client.post(new, data).status_code == 302
    again = client.post(new, data)
    assert again.context["form"].errors["year"] == ["2022 年的位次已经登记过，请改那一条。"]
    wrong = client.post(new, data | {"year": "2021", "rank": "178"})
    assert wrong.context["form"].errors["rank"] == ["位次不能大于参评数。"]
    assert client.post(new, data | {"year": "2021", "rank": "177"}).status_code == 302
    one = Published.objects.get(year=2022)
    assert client.post(reverse("evaluation_published_edit", args=[one.pk]), data | {"rank": "93"}).status_code == 302
    answer = client.post(reverse("evaluation_published_delete", args=[one.pk]))
    assert list(Published.objects.values_list("year", flat=True)) == [2021]
    assert client.post(undo_url(client, answer)).status_code == 302
    assert list(Published.objects.order_by("year").values_list("year", "rank")) == [(2021, 177), (2022, 93)]


def test_an_indicator_shows_its_sums_and_every_enterprise_with_the_cell_of_each_figure(sign_in, officer, firm):
    strong = firm({2022: {"revenue": 1 * YI}, 2023: {"revenue": 3 * YI}}, name="强", uscc="91640200000000001A")
    weak = firm({2022: {"revenue": 2 * YI}, 2023: {"revenue": 1.5 * YI}}, name="弱")
    silent = firm({2023: {"revenue": 9 * YI}}, name="缺")
    client, url = sign_in(officer), reverse("evaluation_indicator", args=["htz_2021", YEAR, "2.4"])
    page = client.get(url).context
    assert page["formula"].startswith("Σ（营业收入 − 上年营业收入）")
    assert (page["sums"].over, page["sums"].under) == ("15,000.00 万元", "")
    assert page["unknown_facts"] == [("营业收入 2022", 1)]
    assert [(one.enterprise, one.effect) for one in page["lines"]] == [(strong, 2.0), (weak, -0.5)]
    first = page["lines"][0].figures
    assert [(one.text, one.cell, one.title, one.url) for one in first] == [
        ("30,000.00", "年报!B3", "年报.xlsx", reverse("enterprise_source", args=[strong.pk, 2023, "revenue"])),
        ("10,000.00", "年报!B3", "年报.xlsx", reverse("enterprise_source", args=[strong.pk, 2022, "revenue"])),
    ]
    missing = client.get(url + "?show=unknown").context["lines"]
    assert [(one.enterprise, one.effect, one.missing) for one in missing] == [(silent, None, "营业收入 2022")]
    assert [count for _name, _words, count in page["states"]] == [2, 1, 0]


def test_who_does_not_see_all_enterprises_sees_own_rows_only_and_is_told(make, sign_in, zone, firm):
    bureau = make.organisation(zone)
    facts = {2022: {"revenue": 1 * YI}, 2023: {"revenue": 3 * YI}}
    mine = firm(facts, name="本部门", organisation=bureau)
    firm(facts, name="别部门")
    firm({2023: {"revenue": 1 * YI}}, name="别部门缺数")
    clerk = make.user(zone, "officer", scope="own", organisation=bureau)
    answer = sign_in(clerk).get(reverse("evaluation_indicator", args=["htz_2021", YEAR, "2.4"]))
    page = answer.context
    assert (page["limited"], [one.enterprise for one in page["lines"]]) == (True, [mine])
    assert [count for _name, _words, count in page["states"]] == [1, 0, 0]
    assert "别部门" not in answer.content.decode()
    assert (page["can_change"], page["answer"].counted) == (False, 2)


def test_an_indicator_page_asks_a_fixed_number_of_queries(sign_in, officer, firm, django_assert_max_num_queries):
    client, url = sign_in(officer), reverse("evaluation_indicator", args=["htz_2021", YEAR, "2.4"])
    facts = {2022: {"revenue": 1 * YI}, 2023: {"revenue": 3 * YI}}
    counts = []
    for _ in range(2):
        for _ in range(4):
            firm(facts)
        client.get(url)
        with django_assert_max_num_queries(60) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("edition", "year", "code"), [("no", 2023, "1.1"), ("htz_2021", 2023, "9.9"), ("htz_2021", 1, "1.1")]
)
def test_an_indicator_that_is_none_is_not_there(sign_in, officer, edition, year, code):
    assert sign_in(officer).get(reverse("evaluation_indicator", args=[edition, year, code])).status_code == 404


WRITES = (
    ("evaluation_enter", []),
    ("evaluation_clear", ["htz_2021", YEAR, "1.1"]),
    ("evaluation_weights", []),
    ("evaluation_paper_new", []),
    ("evaluation_peers_new", []),
    ("evaluation_published_new", []),
)


@pytest.mark.parametrize("role", ["leader", "officer over a bureau"])
def test_who_may_not_write_over_the_whole_zone_reads_and_writes_nothing(make, sign_in, zone, role):
    bureau = make.organisation(zone)
    user = make.user(zone, "leader") if role == "leader" else make.user(zone, "officer", "own", bureau)
    client = sign_in(user)
    assert client.get(reverse("evaluation_values")).status_code == 200
    assert client.get(reverse("evaluation_weights")).context["form"] is None
    for name, args in WRITES:
        assert client.post(reverse(name, args=args), {"title": "x"}).status_code == 403, name
    assert Paper.objects.count() == 0
    assert {event.result for event in AuditEvent.objects.filter(action__startswith="evaluation")} <= {"refused"}


def test_what_is_another_zones_is_not_there(make, sign_in, zone, paper):
    one = Published.objects.create(zone=zone, year=2022, rank=1)
    stranger = sign_in(make.user(make.zone(), "officer"))
    for name, pk in (
        ("paper", paper.pk),
        ("paper_edit", paper.pk),
        ("paper_file", paper.pk),
        ("published_edit", one.pk),
    ):
        assert stranger.get(reverse(f"evaluation_{name}", args=[pk])).status_code == 404, name
    for name, pk in (("paper_delete", paper.pk), ("published_delete", one.pk)):
        assert stranger.post(reverse(f"evaluation_{name}", args=[pk])).status_code == 404, name
    assert stranger.get(reverse("evaluation_papers")).context["papers"] == []
    assert stranger.get(reverse("evaluation_published")).context["rows"] == []


@pytest.mark.parametrize("name", ["values", "weights", "papers", "published"])
def test_every_table_is_taken_out_as_a_workbook(sign_in, officer, paper, name):
    answer = sign_in(officer).get(reverse(f"evaluation_{name}") + "?export=xlsx&edition=htz_2021&year=2023")
    assert answer.status_code == 200
    assert b"".join(answer)[:2] == b"PK"
    assert AuditEvent.objects.filter(action__endswith=".export").count() == 1


def test_tidying_leaves_the_files_of_papers_and_of_other_zones_tables(settings, sign_in, officer, zone):
    root = Path(settings.MEDIA_ROOT)
    Paper.objects.create(zone=zone, title="表", file="documents/paper.pdf")
    PeerTable.objects.create(zone=zone, edition="htz_2021", year=YEAR, title="对照", file="documents/peers.xlsx")
    names = ("documents/paper.pdf", "documents/peers.xlsx", "documents/of-nothing.pdf")
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"%PDF-")
        os.utime(root / name, (time.time() - 2 * 24 * 3600,) * 2)
    call_command("tidy", verbosity=0)
    assert [name for name in names if (root / name).exists()] == ["documents/paper.pdf", "documents/peers.xlsx"]


def test_an_indicators_enterprises_come_by_pages_and_are_taken_out_whole(sign_in, officer, firm):
    for at in range(31):
        firm({2022: {"revenue": 0}, 2023: {"revenue": (at + 1) * YI}}, name=f"企业{at + 1:02d}")
    firm({2023: {"revenue": 9 * YI}}, name="缺数")
    client, url = sign_in(officer), reverse("evaluation_indicator", args=["htz_2021", YEAR, "2.4"])
    pages = [client.get(f"{url}?page={page}").context["lines"] for page in (1, 2)]
    effects = [line.effect for lines in pages for line in lines]
    assert [len(lines) for lines in pages] == [30, 1]
    assert effects == [float(at) for at in range(31, 0, -1)]
    lines = b"".join(client.get(url + "?export=csv")).decode("utf-8-sig").splitlines()
    assert (
        lines[0] == "企业名称,统一社会信用代码,状态,对本区的影响（亿元）,营业收入 2023（万元）,出处单元格,"
        "营业收入 2022（万元）,出处单元格"
    )
    assert len(lines) == 33
    assert lines[1].startswith("企业31,#")
    assert lines[1].endswith(',计入,31.0,"310,000.00",年报!B3,0.00,年报!B3')
    assert lines[-1].endswith(',缺数未计,,"90,000.00",年报!B3,,')

"""Two people at one form: each line keeps what was written last by whoever changed it, and a clash is shown to both."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.urls import reverse

from gaoxin_web.collection.links import token_of
from gaoxin_web.collection.models import Answer, Assignment
from gaoxin_web.collection.services import filling
from gaoxin_web.collection.services.merging import Clash, Page, Said, Seen, merge
from tests.gaoxin_web.collection.conftest import GOOD

pytestmark = pytest.mark.django_db
KEYS = ("revenue-2025", "main_revenue-2025", "staff-2025", "safety_accident-2025")


@pytest.fixture
def url(form):
    return reverse("fill", args=[token_of(form)])


class Desk:
    """Somebody with the form open: what the page showed, and what they write on it."""

    def __init__(self, client, url):
        self.client, self.url = client, url
        self.fields = inputs(client.get(url).content.decode())

    def write(self, htmx=False, action="save", **values):
        self.fields |= {f"v:{key.replace('__', '-')}": value for key, value in values.items()}
        sent = self.fields | {"action": action}
        headers = {"HX-Request": "true"} if htmx else {}
        return self.client.post(self.url, sent, headers=headers)


def inputs(page):
    """The fields of a page as a browser would send them."""
    found = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*?value="([^"]*)"', page))
    chosen = re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S)
    for name, options in chosen:
        ticked = re.search(r'value="([^"]*)" selected', options)
        found[name] = ticked[1] if ticked else ""
    kept = {name: html.unescape(value) for name, value in found.items() if name[:2] in ("v:", "r:", "b:")}
    return kept | {"mark": found["mark"], "filler": found.get("filler", "")}


def raws(form):
    return {one.key: one.raw for one in Answer.objects.filter(assignment=form)}


@pytest.fixture
def two(client, url):
    return Desk(client, url), Desk(client, url)


def test_two_who_fill_different_lines_lose_nothing(two, form):
    first, second = two
    first.write(revenue__2025="1200")
    second.write(staff__2025="20")
    assert raws(form) == dict(zip(KEYS, ("1200", "", "20", ""), strict=True))


def test_a_line_changed_by_both_stays_and_the_second_sees_both(two, form):
    first, second = two
    first.write(revenue__2025="1200", staff__2025="20")
    page = second.write(revenue__2025="1300", main_revenue__2025="900").content.decode()
    assert raws(form) == dict(zip(KEYS, ("1200", "900", "20", ""), strict=True))
    assert ("别人刚刚填为“1200 万元”" in page, inputs(page)["v:revenue-2025"], inputs(page)["v:staff-2025"]) == (
        True,
        "1300",
        "20",
    )


def test_the_clash_stays_until_its_writer_takes_either(two, form):
    first, second = two
    first.write(revenue__2025="1200")
    second.fields |= inputs(second.write(revenue__2025="1300").content.decode())
    second.write()
    still = raws(form)["revenue-2025"]
    second.fields["o:revenue-2025"] = "1"
    second.write()
    assert (still, raws(form)["revenue-2025"]) == ("1200", "1300")


def test_who_takes_the_others_figure_clashes_no_more(two, form):
    first, second = two
    first.write(revenue__2025="1200")
    second.write(revenue__2025="1300")
    answer = second.write(revenue__2025="1200")
    assert (answer.status_code, raws(form)["revenue-2025"]) == (302, "1200")


def test_a_clash_holds_the_form_back(two, form):
    first, second = two
    first.write(revenue__2025="1200")
    values = {key.replace("-", "__"): value for key, value in GOOD.items()}
    page = second.write(action="submit", **(values | {"revenue__2025": "1300"}), filler="钱")
    assert (page.status_code, Assignment.objects.get(pk=form.pk).state) == (200, "draft")


def test_ones_own_saves_do_not_clash_when_an_answer_was_lost(client, url, form):
    """The page is never told of its first save, as when the network breaks between."""
    desk = Desk(client, url)
    desk.write(htmx=True, revenue__2025="1")
    desk.write(htmx=True, revenue__2025="12")
    assert raws(form)["revenue-2025"] == "12"


def test_a_kept_draft_brings_the_lines_that_others_changed(two):
    first, second = two
    first.write(htmx=True, revenue__2025="1200")
    answer = second.write(htmx=True, staff__2025="20").content.decode()
    lines = re.findall(r'<div class="line" id="line-([^"]+)" hx-swap-oob="true">', answer)
    assert (lines, 'value="1200"' in answer, "别人刚刚改过" in answer) == (["revenue-2025"], True, True)


def test_what_a_page_has_seen_follows_what_was_kept(client, url):
    desk = Desk(client, url)
    answer = desk.write(htmx=True, revenue__2025="1200").content.decode()
    seen = html.unescape(re.search(r'name="b:revenue-2025" value="([^"]*)"', answer)[1])
    assert (json.loads(seen), 'id="b-revenue-2025"' in answer) == ([1, "1200", ""], True)


def test_what_could_not_be_kept_is_shown(two, form):
    first, second = two
    first.write(action="submit", filler="赵", **{key.replace("-", "__"): value for key, value in GOOD.items()})
    first.fields["filler"] = "赵"
    first.write(action="submit")
    page = second.write(staff__2025="99").content.decode()
    assert (Assignment.objects.get(pk=form.pk).state, raws(form)["staff-2025"]) == ("submitted", "20")
    assert ("您刚才填的这些没有保存" in page, '<strong class="break-all">99</strong>' in page) == (True, True)


def test_a_page_that_says_nothing_of_what_it_showed_is_taken_as_written(form):
    filling.save(form.pk, {"staff-2025": "20"}, {})
    filling.save(form.pk, {"staff-2025": "21"}, {})
    assert raws(form)["staff-2025"] == "21"


@pytest.mark.parametrize("written", ["", "x", "[]", '["1", "a", "b"]', "[1, 2, 3]", '[true, "", ""]', "null"])
def test_what_a_page_claims_to_have_seen_is_read_with_care(written):
    assert Seen.read(written) is None


def test_a_reason_goes_with_its_line(form):
    held = {"k": Answer(assignment=form, key="k", raw="5", reason="甲", version=2, page="one")}
    page = Page("two", {"k": Seen(1, Said("5", ""))})
    kept = merge(page, held, {"k": "5"}, {"k": ""})
    clash = merge(page, held, {"k": "5"}, {"k": "乙"})
    assert (kept.taken, kept.moved, clash.clashes) == ({}, {"k"}, {"k": Clash(Said("5", "乙"), Seen(1, Said("5", "")))})

"""One function says who may judge what: by ids and telephone numbers, never by e-mail; of one pair as of all."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.schedule.assignment import Case, Conflict, Entry, Judge, Pair, Rules, conflict_between, conflicts

ENTRY = Entry("E", "91640100MA7DEM001B", "银川", people=("13800001234",), advisors=("T9", "91640100MA7ADV001X"))
ALL = Rules(own_city=True)


def between(judge, entry=ENTRY, rules=ALL, stated=()):
    return conflict_between(entry, judge, rules, stated)


def test_a_stranger_from_elsewhere_may_judge():
    assert between(Judge("J", "91640100MA7DEM002E", "石嘴山", people=("13900001234",))) == ()


def test_the_same_organisation_is_a_conflict_however_its_code_is_written():
    assert between(Judge("J", " 9164 0100-ma7dem001b")) == ("organisation",)


def test_unknown_organisations_cities_and_people_are_not_the_same():
    assert between(Judge("J"), Entry("E")) == ()
    assert between(Judge("J", "", " ", people=("", "-")), Entry("E", "", "", people=("",), advisors=("",))) == ()


def test_a_city_counts_only_under_its_rule():
    judge = Judge("J", city="银川市 ")
    assert (between(judge), between(judge, rules=Rules())) == (("city",), ())
    assert between(Judge("J", city="市"), Entry("E", city="市")) == ()


def test_a_team_member_is_known_by_telephone_number():
    assert between(Judge("J", people=("p7", "138 0000-1234"))) == ("person",)


def test_an_advisor_is_known_by_person_and_by_organisation():
    assert between(Judge("J", people=("t9",))) == ("advisor",)
    assert between(Judge("J", "91640100MA7ADV001X")) == ("advisor",)


def test_rules_that_are_off_say_nothing_but_what_was_stated_stands():
    judge = Judge("J", ENTRY.organisation, ENTRY.city, people=ENTRY.people)
    off = Rules(own_organisation=False, own_city=False, own_person=False)
    stated = (Conflict("E", "J"), Conflict("E", "K", "officer"), Conflict("F", "J", "officer"))
    assert between(judge, rules=off) == ()
    assert between(judge, rules=off, stated=stated) == ("declared",)


def test_every_reason_is_told_in_one_order():
    judge = Judge("J", ENTRY.organisation, ENTRY.city, people=(*ENTRY.people, "T9"))
    stated = (Conflict("E", "J", "officer"), Conflict("E", "J"))
    assert between(judge, stated=stated) == ("declared", "officer", "organisation", "person", "city", "advisor")


def test_conflicts_of_a_case_are_those_of_its_pairs():
    judges = (Judge("A", ENTRY.organisation), Judge("B", city="银川"), Judge("C"))
    case = Case((ENTRY,), judges, conflicts=(Conflict("E", "C"),), rules=ALL, avoid=frozenset({Pair("E", "C")}))
    assert conflicts(case) == {("E", "A"): ("organisation",), ("E", "B"): ("city",), ("E", "C"): ("declared",)}


WORDS = st.sampled_from(["", "a", "A ", "b", "c", "c市"])
TUPLES = st.lists(WORDS, max_size=2).map(tuple)
ENTRIES = st.builds(Entry, st.uuids().map(str), WORDS, WORDS, people=TUPLES, advisors=TUPLES)
JUDGES = st.builds(Judge, st.uuids().map(str), WORDS, WORDS, people=TUPLES)
RULES = st.builds(Rules, st.booleans(), st.booleans(), st.booleans())


@settings(max_examples=200, deadline=None)
@given(st.lists(ENTRIES, max_size=5), st.lists(JUDGES, max_size=5), RULES)
def test_all_pairs_at_once_and_each_by_itself_agree(entries, judges, rules):
    found = conflicts(Case(tuple(entries), tuple(judges), rules=rules))
    each = {(e.id, j.id): conflict_between(e, j, rules) for e in entries for j in judges}
    assert found == {pair: reasons for pair, reasons in each.items() if reasons}

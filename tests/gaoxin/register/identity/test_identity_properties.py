"""What holds for any name, any code, any register."""

from __future__ import annotations

from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.identity.invent import Zone, brand_of_characters, invent_zone, write
from bench.identity.queries import Query, queries
from gaoxin.demo.names import invented_uscc
from gaoxin.register.identity import Firm, Lexicon, Match, Register, read_code, read_name

LEXICON = Lexicon.load()
ZONE: Zone = invent_zone(11, 80)
FIRMS = [one.firm for one in ZONE.firms]
QUERIES: list[Query] = queries(ZONE, 11)
REGISTER = Register(FIRMS, LEXICON)
PIECES = [FIRMS[0].name, "宁夏", "有限公司", "（", "）", "(曾用名：", "集团", "科技", " ", "　", "砺石", "一"]

cells = st.one_of(
    st.none(),
    st.text(),
    st.lists(st.sampled_from(PIECES), max_size=6).map("".join),
    st.integers(),
    st.floats(),
    st.booleans(),
)
days = st.one_of(st.none(), st.dates(date(2015, 1, 1), date(2030, 1, 1)))


def ask(register: Register, query: Query) -> Match:
    return register.match(read_name(query.text), read_code(query.code or None))


def decided(found: Match) -> tuple[object, ...]:
    return found.firm, found.by, found.review, found.candidates, found.doubts


@given(cells, cells, days)
@settings(max_examples=300, deadline=None)
def test_any_cells_are_matched_or_left_to_a_person(name, code, on):
    found = REGISTER.match(read_name(name), read_code(code), on=on)
    assert (found.firm is None) == (found.by is None)
    assert not (found.firm and found.review)
    scores = [one.score for one in found.candidates]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) <= 5


@given(st.sampled_from(FIRMS), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
@settings(deadline=None)
def test_a_code_with_one_character_wrong_never_links(firm, at, char):
    code = firm.uscc[:at] + char + firm.uscc[at + 1 :]
    found = REGISTER.match(read_name(firm.name), read_code(code))
    assert (found.firm is firm) == (code == firm.uscc)
    assert found.firm in (firm, None)


@given(st.permutations(range(len(FIRMS))), st.lists(st.sampled_from(QUERIES), min_size=20, max_size=20))
@settings(max_examples=30, deadline=None)
def test_the_order_of_a_register_decides_nothing(order, asked):
    other = Register([FIRMS[at] for at in order], LEXICON)
    assert [decided(ask(other, query)) for query in asked] == [decided(ask(REGISTER, query)) for query in asked]


def test_every_right_link_stays_right_or_goes_to_review_when_a_firm_comes_in():
    rng = Random(3)
    before = {query: ask(REGISTER, query).firm for query in QUERIES}
    for _ in range(8):
        more = [Firm(invented_uscc(rng), write(rng, ZONE.province, brand_of_characters(rng)).full) for _ in range(3)]
        register = Register([*FIRMS, *more], LEXICON)
        for query, firm in before.items():
            if firm is query.meant and firm is not None:
                assert ask(register, query).firm in (firm, None)
            elif firm is None:
                assert ask(register, query).firm in (None, *more)


@given(st.sampled_from(QUERIES), st.sampled_from(FIRMS))
@settings(max_examples=60, deadline=None)
def test_a_confirmed_name_always_links_and_an_unknown_one_can_be_confirmed(query, firm):
    found = ask(REGISTER, query)
    if found.by in ("uscc", "name", "former", "alias"):
        return
    taught = REGISTER.confirm(query.text, firm, source="核对")
    again = taught.match(read_name(query.text), read_code(None))
    assert (again.by, again.firm and again.firm.name) == ("alias", firm.name)
    assert len(taught.firms) == len(FIRMS)

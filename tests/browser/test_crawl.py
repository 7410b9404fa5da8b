"""Every page there is, in both languages and at three widths: nothing fails, nothing is sent away, nothing sticks out,
nothing stays untranslated, and nobody is kept out."""

from __future__ import annotations

import pytest

from gaoxin_web.accounts.roles import Role
from gaoxin_web.ui.menu import MENU
from tests.browser.pages import MORE, PAGES, address, further, looker
from tests.gaoxin_web.test_every_view import MAY_BE_MISSING, THINGS

pytestmark = pytest.mark.xdist_group("browser")
WIDTHS = (1920, 1366, 390)
LANGUAGES = ("zh-hans", "en")
IN_MENU = frozenset(entry.view for section in MENU for entry in section.entries)
MISSING = ("a page that is not there", "a page that is not one's own", "a link that opens nothing")


def wrongs_of(visitor, path, names, language, *, missing=False, phone=True):
    """Everything that is wrong with a page; one that was sound before is not looked at again.

    axe-core looks at every page at a desk, in Chinese; in English on a phone where ``phone`` says so.
    """
    if path in visitor.sound:
        return []
    visitor.wide(1366)
    visitor.taken()
    status = visitor.go(path)
    found = [] if status == 200 or (missing and status in (403, 404)) else [f"status {status}"]
    for width in WIDTHS:
        visitor.wide(width)
        found += visitor.sideways()
        if (language, width) == ("zh-hans", 1366) or (language, width, phone) == ("en", 390, True):
            found += visitor.barriers()
    if language == "en":
        found += [f"untranslated: {text}" for text in visitor.untranslated(names)]
    found += visitor.taken()
    if not found:
        visitor.sound.add(path)
    return found


def test_the_stage_has_one_of_everything_that_an_address_names(installation):
    assert sorted(set(THINGS.values()) - set(installation.things)) == [], "make one in stage.py"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("route", PAGES)
def test_a_page_is_sound(route, language, installation, visit):
    visitor, path = visit(looker(PAGES[route]), language), address(route, installation)
    missing, phone = PAGES[route].name in MAY_BE_MISSING, PAGES[route].name in IN_MENU
    assert wrongs_of(visitor, path, installation.names, language, missing=missing, phone=phone) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", MORE)
def test_a_page_in_another_state_is_sound(state, language, installation, visit):
    role, path = further(state, installation)
    missing = state.startswith(MISSING)
    visitor = visit(role, language)
    assert wrongs_of(visitor, path, installation.names, language, missing=missing, phone=False) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", [role.value for role in Role])
def test_everything_in_a_roles_menu_is_sound(role, language, installation, visit):
    visitor = visit(role, language)
    visitor.go("/")
    menu = visitor.page.eval_on_selector_all("#menu a", "links => links.map((link) => link.getAttribute('href'))")
    found = {path: wrongs_of(visitor, path, installation.names, language) for path in ["/", *menu]}
    assert {path: wrongs for path, wrongs in found.items() if wrongs} == {}

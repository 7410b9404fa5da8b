"""Everything can be reached and left by keyboard alone, and one always sees where one is."""

from __future__ import annotations

import pytest

from gaoxin_web.accounts.roles import Role
from tests.browser.pages import PAGES, address, looker

pytestmark = pytest.mark.xdist_group("browser")
HERE = """() => {
  const each = document.activeElement, box = each.getBoundingClientRect();
  window.looks = (one) => [one, one.closest(".ts-wrapper"), one.closest(".ts-control")].filter(Boolean)
    .map(getComputedStyle).map((look) => [look.outline, look.boxShadow, look.borderColor].join()).join();
  window.stops = window.stops || new Map();  // the days, months and years of a date are stops of one field
  window.stops.set(each, [...(window.stops.get(each) || []), window.looks(each)]);
  return {
    tag: each.tagName, href: each.getAttribute("href") || "", id: each.id, body: each === document.body,
    words: (each.getAttribute("aria-label") || each.innerText || each.name || "").trim().slice(0, 40),
    again: each.type !== "date" && window.stops.get(each).length > 1,
    seen: box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth && box.bottom > 0
      && box.top < innerHeight,
  };
}"""
UNMARKED = """() => {
  document.activeElement.blur();
  return [...window.stops].filter(([each]) => each !== document.body)
    .filter(([each, looked]) => looked.every((look) => look === window.looks(each)))
    .map(([each]) => each.outerHTML.slice(0, 160));
}"""
MOST = 150  # stops of a page that are tried
WALKED = (  # pages of every kind: figures, a list, a long table, forms, a wizard, an entrance
    *("overview", "enterprises", "enterprise", "enterprise_ladder", "enterprise_edit", "batch_sheets"),
    *("batch_columns", "batch_firms", "plan", "budget", "round", "round_new", "user", "audit", "fill"),
    *("account_login", "self_check"),
)
ROUTES = {pattern.name: route for route, pattern in PAGES.items()}


def tab(page):
    page.keyboard.press("Tab")
    return page.evaluate(HERE)


def walk(page, most=MOST):
    """Every stop from the top of the page until the keyboard leaves it, for the browser or to begin anew."""
    stops = []
    while len(stops) < most and not (stop := tab(page))["body"] and not (stops and stop["href"] == "#content"):
        stops.append(stop)
    return stops


@pytest.fixture
def at(visit, installation):
    """``at("enterprises")``: whoever may see that page, on it, at a desk, with the keyboard at its top."""

    def go(name, width=1366):
        route = ROUTES[name]
        visitor = visit(looker(PAGES[route]))
        visitor.wide(width)
        visitor.go(address(route, installation))
        return visitor.page

    return go


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_the_whole_menu_is_reached_by_tab(role, visit):
    visitor = visit(role)
    visitor.wide(1366)
    visitor.go("/")
    page = visitor.page
    menu = page.eval_on_selector_all("#menu a", "links => links.map((link) => link.getAttribute('href'))")
    stops = [tab(page) for _ in range(len(menu) + 2)]
    assert [stop["href"] for stop in stops] == ["#content", "/", *menu]
    assert [stop for stop in stops if not stop["seen"]] == []
    assert page.evaluate(UNMARKED) == []


def test_on_a_phone_the_menu_opens_by_enter_and_is_reached_by_tab(visit):
    visitor = visit("officer")
    visitor.wide(390)
    visitor.go("/")
    page = visitor.page
    menu = page.eval_on_selector_all("#menu a", "links => links.map((link) => link.getAttribute('href'))")
    stops = walk(page, 2)
    page.keyboard.press("Enter")
    page.wait_for_selector("#menu.show")
    assert page.get_attribute(".navbar-toggler", "aria-expanded") == "true"
    stops += [tab(page) for _ in range(len(menu) + 1)]
    assert ([stop["tag"] for stop in stops[:2]], [stop["href"] for stop in stops[2:]]) == (
        ["A", "BUTTON"],
        ["/", *menu],
    )
    assert page.evaluate(UNMARKED) == []


def test_the_first_stop_leads_past_the_menu(at):
    page = at("enterprises")
    first = tab(page)
    page.keyboard.press("Enter")
    landed = page.evaluate("document.activeElement.id")
    inside = tab(page) and page.evaluate("!!document.activeElement.closest('main')")
    assert (first["href"], first["seen"], landed, inside) == ("#content", True, "content", True)


@pytest.mark.parametrize("name", WALKED)
def test_every_stop_of_a_page_is_seen_and_marked_and_none_is_a_trap(name, at):
    page = at(name)
    stops = walk(page)
    assert stops
    assert [stop for stop in stops if not stop["seen"] or stop["again"]] == []
    assert page.evaluate(UNMARKED) == []


@pytest.mark.parametrize(
    ("name", "opener"),
    [
        ("overview", "header .dropdown-toggle"),
        ("enterprises", ".card-header .dropdown-toggle"),
        ("round", ".page-header .dropdown-toggle"),
    ],
)
def test_a_menu_closes_by_escape_and_the_keyboard_is_where_it_was(name, opener, at):
    page = at(name)
    button = page.locator(opener).first
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".dropdown-menu.show")
    page.keyboard.press("Escape")
    page.wait_for_selector(".dropdown-menu.show", state="detached")
    assert button.evaluate("each => document.activeElement === each")


def test_the_drawer_of_an_event_closes_by_escape_and_the_keyboard_is_where_it_was(at):
    page = at("audit")
    link = page.locator("td.first a").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#drawer.show #drawer-body :first-child")
    page.keyboard.press("Escape")
    page.wait_for_selector("#drawer.show, #drawer.hiding", state="detached")
    assert link.evaluate("each => document.activeElement === each")


def test_a_slash_goes_to_the_search_field_and_arrows_go_through_the_rows(at):
    page = at("enterprises")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator("[data-list] tbody tr").nth(1).locator("a").first
    assert second.evaluate("each => document.activeElement === each")

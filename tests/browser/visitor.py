"""Somebody at a browser, and what is looked for on a page: nothing outside, nothing wrong, nothing that bars anyone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

AXE = Path(__file__).parents[2] / ".tools" / "axe-core" / "axe.min.js"  # scripts/needs brings it
AXE_RUN = """() => axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"], preload: false,
}).then((found) => found.violations)"""
GRAVE = ("serious", "critical")
QUIET = """() => document.readyState === "complete" && !document.querySelector("[data-chart]:not([data-drawn])")
  && !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, .collapsing")"""
FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"
STICKS_OUT = """() => {
  const clipped = (each) => each && each !== document.body
    && (getComputedStyle(each).overflowX !== "visible" || clipped(each.parentElement));
  return [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > window.innerWidth + 0.5 && !clipped(each.parentElement))
    .slice(0, 5).map((each) => `${each.tagName}.${each.className}: ${each.textContent.trim().slice(0, 40)}`);
}"""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORDS = """() => {
  const found = new Set();
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  const data = "td, code, script, style, template, svg, .source-cell, [lang]:not(html), option, .ts-dropdown";
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    if (text && !walker.currentNode.parentElement.closest(data)) found.add(text);
  }
  for (const each of document.querySelectorAll("[title], [placeholder], [aria-label]")) {
    if (each.closest("td, [lang]:not(html)")) continue;
    for (const name of ["title", "placeholder", "aria-label"]) found.add(each.getAttribute(name) || "");
  }
  return [...found];
}"""


class Visitor:
    """A page of a browser, and everything that goes wrong on it."""

    def __init__(self, context: BrowserContext, base: str, password: str = "") -> None:
        self.context, self.base, self.password = context, base, password
        self.page: Page = context.new_page()
        self.wrongs: list[str] = []
        self.sound: set[str] = set()  # paths that were looked at
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrongs.append(f"error: {error}"))
        self.page.on("request", self._asked)
        self.page.on("requestfailed", self._failed)

    def _said(self, message: ConsoleMessage) -> None:
        about_itself = message.location["url"] == self.page.url and "status of 4" in message.text
        if message.type == "error" and not about_itself:  # a page that is not there says so itself
            self.wrongs.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.base}/", "data:", "blob:")):
            self.wrongs.append(f"outside: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a file that is kept, or somebody who goes on at once
            self.wrongs.append(f"failed: {request.url} {request.failure}")

    def taken(self) -> list[str]:
        """What went wrong since it was last asked."""
        found, self.wrongs[:] = list(self.wrongs), []
        return found

    def sign_in(self, username: str) -> None:
        self.page.goto(f"{self.base}/account/login/")
        self.page.fill("[name=login]", username)
        self.page.fill("[name=password]", self.password)
        self.page.click("main form button")
        self.page.wait_for_url(lambda url: "/account/login/" not in url)

    def go(self, path: str) -> int:
        """Open a page and wait until it is quiet; a page that wants the password again is given it."""
        response = self.page.goto(self.base + path)
        if "/reauthenticate/" in self.page.url:
            self.page.fill("[name=password]", self.password)
            self.page.click("main form button[type=submit], main form button:not([type])")
            self.page.wait_for_url(lambda url: "/reauthenticate/" not in url)
        self.quiet()
        return response.status if response else 0

    def quiet(self) -> None:
        """Charts are drawn, and htmx waits for nothing."""
        self.page.wait_for_function(QUIET)

    def wide(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": 844 if width < 600 else 900})

    def sideways(self) -> list[str]:
        """What makes the page wider than the screen; tables may scroll in a box of their own."""
        if self.page.evaluate(FITS):
            return []
        try:  # a chart follows the width a moment later
            self.page.wait_for_function(FITS, timeout=1500)
        except Exception:
            return [
                f"{self.page.viewport_size['width']} px: {each}" for each in self.page.evaluate(STICKS_OUT) or ["?"]
            ]
        return []

    def barriers(self) -> list[str]:
        """What keeps somebody out, by axe-core: WCAG 2 A and AA, serious or critical."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found: list[dict[str, Any]] = self.page.evaluate(AXE_RUN)
        return [
            f"{rule['id']} {node['target']} {node['any'][0]['message'] if node['any'] else node['html'][:120]}"
            for rule in found
            if rule["impact"] in GRAVE
            for node in rule["nodes"]
        ]

    def untranslated(self, names: Sequence[str]) -> list[str]:
        """Chinese that is none of these names, outside the cells of tables."""
        return [text for text in self.page.evaluate(WORDS) if CHINESE.search(_without(text, names))]


def _without(text: str, names: Sequence[str]) -> str:
    for name in names:
        if name in text:
            text = text.replace(name, "")
    return text

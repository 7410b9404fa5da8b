"""One served installation and one Chromium for all tests of this folder; who looks at it, and in which language."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.served import Installation, serving
from tests.browser.visitor import AXE, Visitor

FLAGS = (
    *("--no-sandbox", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run", "--disable-gpu", "--disable-quic"),
)
LOOK = {"locale": "zh-CN", "reduced_motion": "reduce", "accept_downloads": True}


@pytest.fixture(scope="package")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    assert AXE.is_file(), "no axe-core: `make test` installs it, or run scripts/needs"
    with serving(tmp_path_factory.mktemp("browser")) as served:
        yield served
    assert [line for line in served.log if " ERROR " in line] == [], "".join(served.log)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Ended with the last test here: while it runs, Django would take this process for an asynchronous one."""
    found = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    assert any(found), "no Chromium: `make test` installs it, or run scripts/needs"
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=next(filter(None, found)), args=list(FLAGS))
        yield program
        program.close()


@pytest.fixture(scope="package")
def visit(installation: Installation, browser: Browser) -> Callable[[str, str], Visitor]:
    """``visit(role, language)``: somebody of that role, signed in; nobody with an empty role. Each signs in once."""
    from gaoxin_web.demo.people import ACCOUNTS, PASSWORD  # noqa: PLC0415 - models load after the settings

    kept: dict[tuple[str, str], Visitor] = {}
    signed: dict[str, Any] = {}

    def enter(role: str, language: str = "zh-hans") -> Visitor:
        if (role, language) not in kept:
            context = browser.new_context(**LOOK, storage_state=signed.get(role))
            visitor = kept[role, language] = Visitor(context, installation.base, PASSWORD)
            if role and role not in signed:
                visitor.sign_in(next(one.username for one in ACCOUNTS if one.role == role))
                signed[role] = context.storage_state()
            context.add_cookies([{"name": "django_language", "value": language, "url": installation.base}])
        return kept[role, language]

    return enter


@pytest.fixture
def stranger(installation: Installation, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """``stranger(width=390)``: somebody nobody knows yet, with a browser of their own; nothing may go wrong on it."""
    from gaoxin_web.demo.people import PASSWORD  # noqa: PLC0415 - likewise

    came: list[Visitor] = []

    def come(width: int = 1366, **options: Any) -> Visitor:
        size = {"width": width, "height": 844 if width < 600 else 900}
        came.append(Visitor(browser.new_context(**LOOK, viewport=size, **options), installation.base, PASSWORD))
        return came[-1]

    yield come
    wrongs = [wrong for visitor in came for wrong in visitor.taken()]
    for visitor in came:
        visitor.context.close()
    assert wrongs == []

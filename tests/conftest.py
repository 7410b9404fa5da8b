"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest_plugins = ["tests.ready"]


@pytest.hookimpl(tryfirst=True)  # before xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever takes the Spark session runs on one worker: one Java, started once."""
    for item in items:
        if "spark" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("spark"))


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """One small Spark session for the whole run; it takes seconds to start."""
    pytest.importorskip("pyspark")
    from gaoxin.engine.spark import local_session  # noqa: PLC0415 -- only where a test wants it

    session = local_session()
    yield session
    session.stop()

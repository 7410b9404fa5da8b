"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """One small Spark session for the whole run; it takes seconds to start."""
    pytest.importorskip("pyspark")
    from gaoxin.engine.spark import local_session  # noqa: PLC0415 -- only where a test wants it

    session = local_session()
    yield session
    session.stop()

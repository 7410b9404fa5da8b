"""A zone whose enterprises reported months: filed as the platform files them, so that sheets come of filings."""

from __future__ import annotations

import pytest

WAN = 1_000_000  # steps in 万元: fen


@pytest.fixture
def file(db):
    """``file(enterprise, year, {"output_value@2022-03": 12})``: figures in 万元, filed and restated."""
    from gaoxin_web.enterprises.models import Batch, Filing  # noqa: PLC0415 - models load after the settings
    from gaoxin_web.enterprises.services.sheets import restate  # noqa: PLC0415 - likewise
    from gaoxin_web.rulebook import rulebook  # noqa: PLC0415 - likewise

    def write(enterprise, year, figures, title="月报.xlsx"):
        batch = Batch.objects.create(zone=enterprise.zone, title=title, sha256="0" * 64, state="done")
        values = {
            key: {"value": amount * WAN, "raw": str(amount), "cell": f"产值!C{row}"}
            for row, (key, amount) in enumerate(figures.items(), 2)
        }
        filing = Filing.objects.create(enterprise=enterprise, batch=batch, year=year, values=values)
        restate([enterprise.pk], rulebook())
        return filing

    return write

"""``python -m bench.listed_panel``: judge the panel and rewrite docs/reference/listed-panel.md."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.listed_panel.page import page

PANEL = Path("../shared/data/listed_panel_2019_2021/panel.csv.gz")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.listed_panel", description=__doc__)
    parser.add_argument("panel", nargs="?", type=Path, default=PANEL)
    parser.add_argument("--out", type=Path, default=Path("docs/reference/listed-panel.md"))
    asked = parser.parse_args()
    asked.out.write_text(page(asked.panel), "utf-8")


if __name__ == "__main__":
    main()

"""``python -m bench.identity``: measure, print, rewrite docs/reference/identity.md."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.identity.page import markdown, write

PAGE = Path("docs/reference/identity.md")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.identity", description=__doc__)
    parser.add_argument("--out", type=Path, default=PAGE, help="a page with the markers of the measurement")
    asked = parser.parse_args()
    text = markdown()
    print(text)
    write(asked.out, text)


if __name__ == "__main__":
    main()

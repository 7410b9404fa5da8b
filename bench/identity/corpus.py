"""Brands of real companies, from the public corpus of short names; the firms around them are invented."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from random import Random

from bench.identity.invent import Brands

CORPUS = Path("../shared/data/company_short_names/short_names.txt.gz")
PLAIN = re.compile(r"[\u4e00-\u9fff]{2,4}")


def brands_of(path: Path) -> Brands:
    """Draws one of the corpus's short names of two to four Chinese characters."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        names = [line.strip() for line in file if PLAIN.fullmatch(line.strip())]

    def draw(rng: Random) -> str:
        return rng.choice(names)

    return draw

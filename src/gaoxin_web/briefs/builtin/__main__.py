"""Write the built-in templates anew: ``GAOXIN_DATA=… python -m gaoxin_web.briefs.builtin``."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gaoxin_web.settings")


def write() -> None:
    """Lay out each template and put it beside its module."""
    django.setup()
    from gaoxin_web.briefs.builtin import evaluation, lectures, monthly  # noqa: PLC0415 - words load after the settings

    for made in (monthly, evaluation, lectures):
        made.KIND.built_in.write_bytes(made.template())


if __name__ == "__main__":
    write()

"""Bars for pages: coloured rectangles only; the words and figures beside them are the page's own text.

See docs/decisions/charts-on-pages.md for why no chart library draws them.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

Part = tuple[str, int]  # CSS class, count


def bar(parts: Sequence[Part], whole: int) -> Markup:
    """A stacked bar as inline SVG, stretched to the width of its box; what ``parts`` leave of ``whole`` stays empty.

    It is hidden from screen readers, for the counts stand beside it as text.

    >>> bar([("ready", 3)], 4).partition("><")[2]
    Markup('rect class="ready" x="0" width="3" height="1"/></svg>')
    """
    rects, left = Markup(), 0
    for name, count in parts:
        if count:
            rects += Markup('<rect class="{}" x="{}" width="{}" height="1"/>').format(name, left, count)
        left += count
    frame = '<svg class="bar" viewBox="0 0 {} 1" preserveAspectRatio="none" aria-hidden="true">{}</svg>'
    return Markup(frame).format(max(whole, 1), rects)

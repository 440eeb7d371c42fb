"""Writes a picture as SVG: title above, legend, notes and sources below.

Light and dark come from the reader's settings; print is always light.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from imet_graph.pictures import palette
from imet_graph.pictures.palette import n
from imet_graph.pictures.picture import BOTTOM, SIDE, TOP, Picture, text_element
from imet_graph.pictures.text import FAMILY, cut, width, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

STYLE = (
    "@media screen and (prefers-color-scheme: dark){"
    f".bg,.p{{fill:{palette.DARK_PAPER}}}.i{{fill:{palette.DARK_INK}}}"
    f".s{{fill:{palette.DARK_SOFT}}}.h{{stroke:{palette.DARK_PAPER}}}"
    f".r{{stroke:{palette.DARK_RULE}}}.f{{fill:{palette.DARK_RULE}}}}}"
)
"""Only what differs in the dark; the light colours stand on the elements themselves."""

_KEY_SIZE = 13.0
_AIR = 16.0


def write(picture: Picture) -> bytes:
    """Return the picture as an SVG document, UTF-8."""
    return "\n".join(elements(picture)).encode()


def elements(picture: Picture, *, interactive: bool = False) -> Iterator[str]:
    """Yield the lines of the SVG element; an interactive one leaves room to the page's own parts.

    The page has a title, legend, notes and sources of its own, so there the drawing
    stands alone, cut to what is drawn.
    """
    wide, tall = picture.width, picture.height
    top, bottom = (0.0, float(tall))
    if interactive:
        first, last = picture.extent or (TOP, tall - BOTTOM)
        top, bottom = first - _AIR, last + _AIR
    high = n(bottom - top)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {n(top)} {wide} {high}" '
        f'width="{wide}" height="{high}" role="img" aria-label="{escape(picture.title)}" '
        f'font-family="{FAMILY}">'
    )
    yield f"<title>{escape(picture.title)}</title>"
    yield f"<desc>{escape(picture.subtitle)}</desc>"
    if not interactive:
        yield f"<style>{STYLE}</style>"
        yield f'<rect class="bg" width="{wide}" height="{tall}" fill="{palette.PAPER}"/>'
        title = cut(picture.title, wide - 2 * SIDE, 24, bold=True)
        yield text_element(title, SIDE, 44, 24, bold=True)
        yield text_element(cut(picture.subtitle, wide - 2 * SIDE, 14), SIDE, 68, 14, soft=True)
    yield '<g id="view">'
    yield from picture.body
    if interactive:
        yield from picture.deep
    yield "</g>"
    if not interactive:
        yield from _legend(picture, tall - 70)
        yield from _footer(picture, tall - 44)
    yield "</svg>\n"


def _legend(picture: Picture, y: float) -> Iterator[str]:
    x = float(SIDE)
    for key in picture.legend:
        text = f"{key.label} ({key.count:,})" if key.count else key.label
        yield palette.draw(key.style, x + 8, y - 4, 6.5)
        yield text_element(text, x + 21, y, _KEY_SIZE)
        x += 21 + width(text, _KEY_SIZE) + 24


def _footer(picture: Picture, y: float) -> Iterator[str]:
    room = picture.width - 2 * SIDE
    lines = wrap(" ".join(picture.notes), room, 12, lines=2) if picture.notes else []
    for text in (*lines, sources_line(picture, room)):
        if text:
            yield text_element(text, SIDE, y, 12, soft=True)
        y += 17


def sources_line(picture: Picture, room: float) -> str:
    """Return the line that names the sources under a picture: as many as it holds in full."""
    word = "Source" if len(picture.sources) == 1 else "Sources"
    for count in range(len(picture.sources), 0, -1):
        more = len(picture.sources) - count
        rest = f"; and {more:,} more, listed on the html page" if more else ""
        text = f"{word}: {'; '.join(picture.sources[:count])}{rest}."
        if width(text, 12) <= room:
            return text
        if count == 1:
            return cut(text, room, 12)
    return ""

"""Writes a picture as PNG, with resvg and the font Lato, which both come from packages."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from imet_graph.errors import ImetGraphError, MissingExtra
from imet_graph.pictures import palette, svg

if TYPE_CHECKING:
    from imet_graph.pictures.picture import Picture


def write(picture: Picture, scale: float = 1.0) -> bytes:
    """Return the picture as PNG; ``scale`` 2 gives twice as many pixels each way.

    Raises:
        MissingExtra: if resvg-py is not installed.
    """
    try:
        import resvg_py
    except ImportError as error:
        raise MissingExtra(
            "PNG needs resvg-py.", hint="pip install resvg-py font-lato, or write svg."
        ) from error
    drawing = svg.write(picture).decode()
    try:
        data = resvg_py.svg_to_bytes(
            svg_string=drawing,
            background=palette.PAPER,
            zoom=scale,
            font_files=_fonts(),
            # Looking through the fonts of the machine takes time and gives another
            # picture on another machine; it is done only for letters that Lato lacks.
            skip_system_fonts=not _beyond_lato(drawing) and bool(_fonts()),
            font_family="Lato",
            sans_serif_family="Lato",
        )
    except ValueError as error:
        raise ImetGraphError(f"The picture can't be drawn as png: {error}.") from error
    return bytes(data)


_PUNCTUATION = frozenset("\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2022\u2212")


def _beyond_lato(text: str) -> bool:
    return any(ord(char) > 0xFF and char not in _PUNCTUATION for char in text)


@cache
def _fonts() -> list[str]:
    from importlib.util import find_spec
    from pathlib import Path

    found = find_spec("font_lato")
    if found is None or found.origin is None:
        return []
    folder = Path(found.origin).parent / "files"
    return [str(folder / name) for name in ("Lato-Regular.ttf", "Lato-Bold.ttf")]

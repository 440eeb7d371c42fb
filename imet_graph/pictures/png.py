"""Writes a picture as PNG, with vl-convert, which brings its own font."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imet_graph.errors import ImetGraphError
from imet_graph.pictures import svg

if TYPE_CHECKING:
    from imet_graph.pictures.picture import Picture


MOST = 400_000_000
"""Pixels of a picture, which take four bytes each."""


def write(picture: Picture, scale: float = 1.0) -> bytes:
    """Return the picture as PNG; ``scale`` 2 gives twice as many pixels each way."""
    import vl_convert

    pixels = picture.width * picture.height * scale * scale
    if pixels > MOST:  # short of memory, the library would end the whole process
        raise ImetGraphError(
            f"The picture would have {pixels / 1e6:,.0f} million pixels; at most"
            f" {MOST // 1_000_000} can be drawn.",
            hint="Choose a smaller --scale, or write svg, which has no size.",
        )
    try:
        return vl_convert.svg_to_png(svg.write(picture).decode(), scale=scale)
    except ValueError as error:
        raise ImetGraphError(f"The picture can't be drawn as png: {error}.") from error

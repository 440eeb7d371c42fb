"""Content negotiation: which of the media types on offer a client likes best (RFC 9110).

>>> chosen("text/turtle;q=0.5, application/ld+json", ["text/turtle", "application/ld+json"])
'application/ld+json'
>>> chosen("image/png", ["text/turtle"]) is None
True
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# What clients also call some of the types that the table of formats has.
ALIASES = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
    "application/x-turtle": "text/turtle",
    "text/n3": "text/turtle",
    "text/plain": "application/n-triples",
}


class Range(NamedTuple):
    """A media range of an Accept header with its quality."""

    type: str
    quality: float


def ranges(header: str) -> list[Range]:
    """Return the media ranges of an Accept header; anything unreadable is passed over."""
    found = []
    for part in header.split(",")[:64]:
        name, *parameters = (p.strip() for p in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                try:
                    quality = min(1.0, max(0.0, float(value)))
                except ValueError:
                    quality = 0.0
        if name.count("/") == 1:
            found.append(Range(name.lower(), quality))
    return found


def chosen(header: str, offered: Sequence[str]) -> str | None:
    """Return the offered type that the header prefers, the first of equals, or None.

    No header means that anything will do.
    """
    wanted = ranges(header) if header.strip() else [Range("*/*", 1.0)]
    best: tuple[float, int, str] | None = None
    for place, media_type in enumerate(offered):
        quality = _quality(media_type, wanted)
        if quality > 0 and (best is None or (quality, -place) > (best[0], best[1])):
            best = (quality, -place, media_type)
    return best[2] if best else None


def _quality(media_type: str, wanted: list[Range]) -> float:
    """Return the quality of the most special range that covers a type."""
    family = media_type.partition("/")[0] + "/*"
    found = (-1, 0.0)
    for name, quality in wanted:
        if name == media_type:
            rank = 3
        elif ALIASES.get(name) == media_type:
            rank = 2
        elif name == family:
            rank = 1
        elif name == "*/*":
            rank = 0
        else:
            continue
        found = max(found, (rank, quality))
    return found[1]

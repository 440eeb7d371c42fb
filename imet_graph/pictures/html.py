"""Writes a picture as one html page that works from the disk with the network off.

The page holds the drawing that svg has, the cards of its things, and one script of
our own: pan, zoom, search, a legend that filters, a card with citations. Its
content security policy allows that script and nothing from elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from imet_graph.pictures import palette, svg
from imet_graph.rdf import vocab

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imet_graph.pictures.picture import Picture


def write(picture: Picture) -> bytes:
    """Return the picture as an html document, UTF-8."""
    return "\n".join(_lines(picture)).encode()


def _asset(name: str) -> str:
    return (files("imet_graph.pictures") / "assets" / name).read_text(encoding="utf-8")


def _lines(picture: Picture) -> Iterator[str]:
    script, style = _asset("page.js"), _asset("page.css")
    yield "<!DOCTYPE html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"script-src '{_hash(script)}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'\">"
    )
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    # An empty icon keeps the browser from asking for one.
    yield '<link rel="icon" href="data:,">'
    yield f"<title>{escape(picture.title)}</title>"
    yield f"<style>{style}</style></head><body>"
    yield f"<header><h1>{escape(picture.title)}</h1><p>{escape(picture.subtitle)}</p>"
    yield (
        '<div class="tools"><input id="search" type="search" role="combobox" '
        'aria-label="Search in this picture" placeholder="Search ( / )" aria-controls="hits" '
        'aria-expanded="false" autocomplete="off">'
        '<ul id="hits" role="listbox" aria-label="Found" hidden></ul>'
        '<button id="out" aria-label="Zoom out">\u2212</button>'
        '<button id="in" aria-label="Zoom in">+</button>'
        '<button id="reset">Whole picture</button></div></header>'
    )
    yield (
        '<main><div id="stage" tabindex="0" role="application" '
        'aria-label="Picture: arrows move it, plus and minus zoom, 0 shows all">'
    )
    yield from svg.elements(picture, interactive=True)
    yield '</div><aside id="card" aria-label="Card" aria-live="polite" hidden></aside></main>'
    yield "<footer>"
    yield '<div id="legend" role="group" aria-label="Legend: press to hide or show">'
    for key in picture.legend:
        drawn = palette.draw(key.style, 8, 8, 6)
        count = f" ({key.count:,})" if key.count else ""
        yield (
            f'<button type="button" data-k="{escape(key.kind)}" aria-pressed="true">'
            f'<svg viewBox="0 0 16 16" aria-hidden="true">{drawn}</svg>'
            f"{escape(key.label)}{count}</button>"
        )
    yield "</div>"
    yield from _about(picture)
    yield from _table(picture)
    yield "</footer>"
    yield f'<script type="application/json" id="data">{_data(picture)}</script>'
    yield f"<script>{script}</script>"
    yield "</body></html>\n"


def _about(picture: Picture) -> Iterator[str]:
    count = len(picture.sources)
    if not count and not picture.notes:
        return
    said = f"{count:,} source{'' if count == 1 else 's'}" if count else "Notes"
    yield f'<details class="about"><summary>{said}{" and notes" if picture.notes and count else ""}'
    yield "</summary>"
    for note in picture.notes:
        yield f"<p>{escape(note)}</p>"
    if count:
        yield "<ul>" + "".join(f"<li>{escape(s)}</li>" for s in picture.sources) + "</ul>"
    yield "</details>"


def _table(picture: Picture) -> Iterator[str]:
    """Yield the figures of a chart as a table, for readers who can't see the lines."""
    if not picture.table:
        return
    yield '<details class="about"><summary>The figures as a table</summary><div class="scroll">'
    head, *body = picture.table
    cells = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    yield f"<table><thead><tr>{cells}</tr></thead><tbody>"
    for line in body:
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>"
    yield "</tbody></table></div></details>"


def _data(picture: Picture) -> str:
    """Return what the script needs as JSON that can't end the script element."""
    edges = picture.network.edges if picture.network else []
    data = {
        "cards": {vocab.compact(iri): asdict(card) for iri, card in picture.cards.items()},
        "edges": [[vocab.compact(e.source), vocab.compact(e.target), e.label] for e in edges],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode()

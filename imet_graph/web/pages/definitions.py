"""The vocabulary: classes and properties with their definitions, and terms for the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imet_graph.rdf import vocab
from imet_graph.rdf.terms import text_of
from imet_graph.web.pages.common import Given, Head, to_thing, write_json, write_page
from imet_graph.web.pages.markup import Html, el, link

if TYPE_CHECKING:
    from imet_graph.web.worker import Outlet
    from imet_graph.web.workspace import Desk

_QUERY = (
    "SELECT ?term ?type ?label ?definition ?domain ?range WHERE { "
    "VALUES ?type { owl:Class owl:ObjectProperty owl:DatatypeProperty } "
    f'?term a ?type ; rdfs:label ?label . FILTER(STRSTARTS(STR(?term), "{vocab.DEF}")) '
    "OPTIONAL { ?term skos:definition ?definition } "
    "OPTIONAL { ?term rdfs:domain ?domain FILTER(isIRI(?domain)) } "
    "OPTIONAL { ?term rdfs:range ?range FILTER(isIRI(?range)) } } ORDER BY ?term"
)


def _terms(desk: Desk) -> dict[str, tuple[str, ...]]:
    table = desk.backend.select(_QUERY)
    found: dict[str, tuple[str, ...]] = {}
    for row in table:
        term, *rest = (text_of(value) for value in row)
        found.setdefault(term, tuple(rest))
    return found


def page(desk: Desk, given: Given, out: Outlet) -> Head:
    """Write the vocabulary."""
    groups: dict[str, list[Html]] = {"Classes": [], "Properties": []}
    for term, (kind, label, definition, domain, range_) in _terms(desk).items():
        local = term.removeprefix(vocab.DEF)
        ends = [
            [name, to_thing(end, vocab.compact(end))]
            for name, end in ((" From ", domain), (" to ", range_))
            if end
        ]
        entry = [
            el("dt", el("code", f"imet:{local}"), " ", label, id=local),
            el("dd", definition, el("span", ends, class_="soft") if ends else None),
        ]
        groups["Classes" if kind.endswith("#Class") else "Properties"] += entry
    content = [
        el("h1", "Vocabulary"),
        el(
            "p",
            "The terms of the graph, all of them under ",
            el("code", vocab.DEF),
            ". As ",
            link("?format=turtle", "Turtle"),
            ".",
        ),
        [[el("h2", title), el("dl", rows, class_="terms")] for title, rows in groups.items()],
    ]
    return write_page(out, "Vocabulary", content)


def terms(desk: Desk, given: Given, out: Outlet) -> Head:
    """Write prefixes and terms as JSON, for the editor's completion."""
    listed = [
        [vocab.compact(term), f"{label}: {definition}"]
        for term, (_kind, label, definition, *_ends) in _terms(desk).items()
    ]
    return write_json(out, {"prefixes": vocab.PREFIXES, "terms": listed})

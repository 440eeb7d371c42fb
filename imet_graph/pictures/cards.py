"""Short cards of things, for the page: what it is, when, what is said of it, where that stands."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from imet_graph.network import Network
from imet_graph.pictures.picture import CardText
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import text_of, written
from imet_graph.things.citations import Reference, citations_of, references
from imet_graph.things.kinds import called

if TYPE_CHECKING:
    from collections.abc import Iterable

    from imet_graph.engines import Backend

_AT_ONCE, _FEW = 400, 50


def card_texts(backend: Backend, network: Network) -> tuple[dict[str, CardText], list[str]]:
    """Return the cards of a network's things, and the documents they cite, most cited first."""
    ids = [node.id for node in network.nodes if "://" in node.id]
    via = {v: (e.source, e.target) for e in network.edges for v in e.via}
    citations: dict[str, tuple[str, ...]] = {}
    descriptions: dict[str, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        citations.update(citations_of(backend, part))
        descriptions.update(_descriptions(backend, part))
    # What supports a role or an amendment supports the link drawn for it.
    for thing, found in citations_of(backend, via).items():
        for end in via[thing]:
            citations[end] = tuple(dict.fromkeys((*citations.get(end, ()), *found)))
    known = many_references(backend, (c for group in citations.values() for c in group))
    used: Counter[str] = Counter()
    cards = {}
    for node in network.nodes:
        cited = [known[c] for c in citations.get(node.id, ()) if c in known]
        used.update(ref.document for ref in cited)
        lines = [("date", node.date)] if node.date else []
        if node.id in descriptions:
            lines.append(("about", descriptions[node.id]))
        if "://" in node.id:
            lines.append(("name", vocab.compact(node.id)))
        cards[node.id] = CardText(
            node.label,
            node.type or called(node.kind),
            tuple(lines),
            tuple((_in_line(ref.document, ref.locator), ref.address) for ref in cited),
        )
    documents = sorted(used, key=lambda d: (-used[d], d))
    return cards, documents


def many_references(backend: Backend, citations: Iterable[str]) -> dict[str, Reference]:
    """Return the references of many citations.

    They are asked for a few at a time: an engine takes far longer over one long list.
    """
    wanted = list(dict.fromkeys(citations))
    found: dict[str, Reference] = {}
    for start in range(0, len(wanted), _FEW):
        found.update(references(backend, wanted[start : start + _FEW]))
    return found


def _in_line(document: str, locator: str) -> str:
    return f"{document}, {locator}" if locator else document


def _descriptions(backend: Backend, ids: list[str]) -> dict[str, str]:
    nodes = " ".join(written(ids))
    table = backend.select(
        "SELECT ?thing ?text WHERE { "
        f"VALUES ?thing {{ {nodes} }} ?thing dcterms:description ?text }} ORDER BY ?thing ?text"
    )
    return {text_of(thing): text_of(text) for thing, text in table}

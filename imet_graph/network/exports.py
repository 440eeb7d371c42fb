"""Writes the graph, or a part of it, in the formats of other tools; one module a family."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING

from imet_graph.answers import Triples
from imet_graph.rdf.formats import Format
from imet_graph.rdf.terms import NamedNode, Triple

if TYPE_CHECKING:
    from imet_graph.engines import Backend


def export(
    backend: Backend,
    chosen: Format,
    *,
    entity: str | None = None,
    triples: Iterable[Triple] | None = None,
) -> bytes:
    """Return an export in a format.

    ``entity`` is the IRI of a thing whose neighbourhood is wanted; ``triples`` are
    given where something else than the whole graph is.
    """
    if chosen.use == "bibliography":
        from imet_graph.answers.bibliography import bibliography

        return bibliography(backend, chosen.name, entity)
    if chosen.use == "network":
        from imet_graph.network import of_triples
        from imet_graph.network.parts import part

        network = part(backend, entity) if triples is None else of_triples(backend, triples)
        module = import_module(f"imet_graph.network.{chosen.name.replace('-', '_')}")
        content: bytes = module.write(network)
        return content
    if triples is None:
        triples = neighbourhood(backend, entity) if entity else everything(backend)
    from imet_graph.rdf.files import serialize

    return serialize(triples, chosen.name)


def everything(backend: Backend) -> Iterable[Triple]:
    """Return every triple of a graph."""
    return _construct(backend, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")


def neighbourhood(backend: Backend, iri: str) -> list[Triple]:
    """Return what is said of a thing, what points to it, and its citations with their sources.

    Neighbours come with their types and labels.
    """
    node = str(NamedNode(iri))
    prefixes = (
        "PREFIX imet: <https://w3id.org/imet-graph/def#> "
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    )
    parts = (
        f"CONSTRUCT {{ {node} ?p ?o }} WHERE {{ {node} ?p ?o }}",
        f"CONSTRUCT {{ ?s ?p {node} }} WHERE {{ ?s ?p {node} }}",
        f"CONSTRUCT {{ ?n a ?t ; rdfs:label ?l }} WHERE {{ {{ {node} ?p ?n }} UNION "
        f"{{ ?n ?p {node} }} ?n a ?t . OPTIONAL {{ ?n rdfs:label ?l }} }}",
        f"CONSTRUCT {{ ?c ?p ?o }} WHERE {{ {node} imet:hasCitation ?c . ?c ?p ?o }}",
        f"CONSTRUCT {{ ?d ?p ?o }} WHERE {{ {node} imet:hasCitation ?c . ?c imet:source ?d . "
        "?d ?p ?o }",
    )
    found: dict[Triple, None] = {}
    for part in parts:
        found.update(dict.fromkeys(_construct(backend, prefixes + part)))
    return list(found)


def _construct(backend: Backend, text: str) -> Iterable[Triple]:
    found = backend.query(text)
    assert isinstance(found, Triples)  # noqa: S101 - CONSTRUCT gives triples
    return found

"""``imet-graph export``: the graph, or a part of it, in the formats of other tools."""

from __future__ import annotations

from pathlib import Path

import click

from imet_graph.cli.common import (
    chosen_format,
    graph_options,
    open_graph,
    output_option,
    write_bytes,
)
from imet_graph.errors import UnknownFormat
from imet_graph.rdf.formats import names

_USES = ("rdf", "network", "bibliography")


@click.command()
@click.argument("entity", required=False)
@click.option(
    "-f",
    "--format",
    "format_name",
    metavar="FORMAT",
    help=f"One of: {', '.join(names(*_USES))}. Default: turtle.",
)
@click.option("--query", "query_name", metavar="NAME", help="Export a CONSTRUCT query's triples.")
@output_option
@graph_options
def command(
    entity: str | None,
    format_name: str | None,
    query_name: str | None,
    output: Path | None,
    store: Path | None,
    endpoint: str | None,
) -> None:
    """Write the graph, or a part of it, for other tools.

    Without ENTITY or --query, all of it. With ENTITY, that thing with its
    neighbourhood and its citations. The same input gives the same bytes.

    \b
    imet-graph export --output imet.ttl
    imet-graph export --format ntriples | gzip > imet.nt.gz
    imet-graph export Pakistan --format jsonld
    imet-graph export --format graphml --output imet.graphml
    imet-graph export --format bibtex --output sources.bib
    """
    from imet_graph.answers import Triples
    from imet_graph.network.exports import export
    from imet_graph.rdf.formats import by_name
    from imet_graph.things.names import resolve

    kind = by_name(chosen_format(format_name, output, "turtle", *_USES), *_USES)
    graph = open_graph(store, endpoint)
    triples: Triples | None = None
    if query_name:
        found = graph.query(query_name)
        if not isinstance(found, Triples):
            raise UnknownFormat(
                f"The query {query_name} gives no triples.",
                hint="Export takes CONSTRUCT queries; for a table use `imet-graph query`.",
            )
        triples = found
    iri = resolve(graph.backend, entity).iri if entity else None
    write_bytes(export(graph.backend, kind, entity=iri, triples=triples), output)

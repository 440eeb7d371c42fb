"""The graph for others: ``export`` and ``docs`` write it, ``push`` sends it to an endpoint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imet_graph.cli.common import (
    PATH,
    Out,
    answer_options,
    graph_options,
    number_option,
    say,
    store_option,
    verbose_option,
)

if TYPE_CHECKING:
    from imet_graph.api import Graph


@click.command()
@click.argument("entity", required=False)
@click.option("--query", "query_name", metavar="NAME", help="Export a CONSTRUCT query's triples.")
@answer_options("export")
@graph_options
def export(entity: str | None, query_name: str | None, out: Out, graph: Graph) -> None:
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
    out.write(graph.export(out.format, entity=entity, query=query_name))


@click.command()
@click.option(
    "--endpoint",
    required=True,
    metavar="URL",
    envvar="IMET_GRAPH_ENDPOINT",
    help="The Graph Store or SPARQL Update service to send to.",
)
@click.option(
    "--protocol",
    type=click.Choice(("store", "update")),
    help="Graph Store Protocol or SPARQL Update; told from the address where it can be.",
)
@click.option(
    "--query-endpoint",
    metavar="URL",
    help="Where to count what has arrived; told from the address where it can be.",
)
@click.option("--graph", metavar="IRI", help="The named graph to fill. Default: the default graph.")
@number_option(
    "--batch", default=10_000, most=1_000_000, metavar="N", use="Triples in one request."
)
@click.option("--replace", is_flag=True, help="Empty the graph first.")
@click.option(
    "--state",
    metavar="FILE",
    type=PATH,
    default=Path("imet-graph-push.json"),
    show_default=True,
    help="Remembers what was sent, so that a broken upload goes on where it was.",
)
@store_option("Send a store on disk instead of the bundled graph.")
@verbose_option
def push(
    endpoint: str,
    protocol: str | None,
    query_endpoint: str | None,
    graph: str | None,
    store: Path | None,
    **how: Any,
) -> None:
    """Upload the graph to a SPARQL endpoint.

    Sends batches, goes on where it was broken off, and counts at the end. User and
    password, or a token, are read from IMET_GRAPH_ENDPOINT_USER and _PASSWORD, or
    _TOKEN.

    \b
    imet-graph push --endpoint http://localhost:7878/store
    imet-graph push --endpoint http://localhost:8890/sparql-graph-crud-auth \\
        --graph https://w3id.org/imet-graph/graph/bundled
    imet-graph query country-history --country Pakistan --endpoint http://localhost:7878/query
    """
    from imet_graph.api import load
    from imet_graph.engines.push import push, target

    to = target(endpoint, protocol=protocol, query_url=query_endpoint, graph=graph)
    triples = load(store).triples()
    report = push(triples, to, progress=lambda done: say(f"{done:,} triples sent"), **how)
    before = f", {report.skipped:,} before" if report.skipped else ""
    say(f"Sent {report.sent:,} triples{before}; {to.query_url} now holds {report.found:,}.")


@click.command()
@click.argument("page", type=click.Choice(["ontology", "queries", "questions"]), required=False)
@click.option(
    "-o",
    "--output",
    metavar="DIR|FILE.md",
    type=PATH,
    help="Write all pages into this folder, or the one named to a file.",
)
@verbose_option
def docs(page: str | None, output: Path | None) -> None:
    """Write the reference of the ontology and of the queries.

    \b
    imet-graph docs ontology | less
    imet-graph docs --output docs/reference
    """
    from imet_graph.api import load
    from imet_graph.errors import translating
    from imet_graph.reference import pages

    if page is None and output is None:
        raise click.UsageError("Name a page, such as questions, or a folder with --output.")
    graph = load()
    written = pages(graph.backend, graph.catalog)
    if page is not None:
        written = {f"{page}.md": written[f"{page}.md"]}
    if output is None or (page is not None and output.suffix):
        Out.chosen(None, output, "docs").write(*written.values())
        return
    with translating(output):
        output.mkdir(parents=True, exist_ok=True)
    for name, text in written.items():
        Out("markdown", output / name).write(text)
        say(f"wrote {output / name}")

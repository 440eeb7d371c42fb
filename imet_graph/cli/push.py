"""``imet-graph push``: the graph to a SPARQL endpoint, for those who outgrow one machine."""

from __future__ import annotations

from pathlib import Path

import click

from imet_graph.cli.common import say, verbose_option

_PROTOCOLS = ("store", "update")


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
    type=click.Choice(_PROTOCOLS),
    help="Graph Store Protocol or SPARQL Update; told from the address where it can be.",
)
@click.option(
    "--query-endpoint",
    metavar="URL",
    help="Where to count what has arrived; told from the address where it can be.",
)
@click.option("--graph", metavar="IRI", help="The named graph to fill. Default: the default graph.")
@click.option(
    "--batch",
    type=click.IntRange(1, 1_000_000),
    default=10_000,
    show_default=True,
    metavar="N",
    help="Triples in one request.",
)
@click.option("--replace", is_flag=True, help="Empty the graph first.")
@click.option(
    "--state",
    metavar="FILE",
    type=click.Path(path_type=Path),
    default=Path("imet-graph-push.json"),
    show_default=True,
    help="Remembers what was sent, so that a broken upload goes on where it was.",
)
@click.option(
    "--store",
    metavar="DIR",
    envvar="IMET_GRAPH_STORE",
    type=click.Path(path_type=Path),
    help="Send a store on disk instead of the bundled graph.",
)
@verbose_option
def command(
    endpoint: str,
    protocol: str | None,
    query_endpoint: str | None,
    graph: str | None,
    batch: int,
    replace: bool,
    state: Path,
    store: Path | None,
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
    report = push(
        triples,
        to,
        batch=batch,
        replace=replace,
        state=state,
        progress=lambda done: say(f"{done:,} triples sent"),
    )
    before = f", {report.skipped:,} before" if report.skipped else ""
    say(f"Sent {report.sent:,} triples{before}; {to.query_url} now holds {report.found:,}.")

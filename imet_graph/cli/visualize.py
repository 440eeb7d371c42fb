"""``imet-graph visualize``: pictures of the graph, or of a part of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from imet_graph.cli.common import (
    chosen_format,
    graph_options,
    open_graph,
    output_option,
    say,
    write_bytes,
)
from imet_graph.rdf.formats import names

if TYPE_CHECKING:
    from imet_graph.engines import Backend
    from imet_graph.pictures.picture import Picture

VIEWS = ("network", "timeline", "funding", "map", "hierarchy")


@click.command()
@click.argument("entity", required=False)
@click.option(
    "--view",
    type=click.Choice(VIEWS),
    default="network",
    show_default=True,
    help="What to draw.",
)
@click.option(
    "-f",
    "--format",
    "format_name",
    metavar="FORMAT",
    help=f"One of: {', '.join(names('picture'))}. Default: svg, or as --output ends.",
)
@click.option(
    "--depth",
    type=click.IntRange(1, 2),
    default=1,
    show_default=True,
    help="network: also draw the neighbours' own neighbours.",
)
@click.option("--to", "end", metavar="B", help="network: draw how ENTITY and B are connected.")
@click.option("--query", "query_name", metavar="NAME", help="network: draw a CONSTRUCT query.")
@click.option("--on", metavar="DATE", help="map: the status on this day, such as 2005-06-01.")
@click.option("--year", type=int, metavar="YEAR", help="map: the figures of this fiscal year.")
@click.option("--program", default="imet", show_default=True, help="timeline, funding, map.")
@click.option("--scale", type=click.FloatRange(0.25, 8), default=1.0, help="png: 2 is double size.")
@output_option
@graph_options
def command(
    entity: str | None,
    view: str,
    format_name: str | None,
    depth: int,
    end: str | None,
    query_name: str | None,
    on: str | None,
    year: int | None,
    program: str,
    scale: float,
    output: Path | None,
    store: Path | None,
    endpoint: str | None,
) -> None:
    """Draw the graph, or a part of it, with its sources.

    Without ENTITY the network view draws every named thing; with ENTITY, that
    thing and its neighbours. ENTITY is a name, a code, a number or an IRI. html is
    one file that works offline: pan, zoom, search, filter, click for the sources.

    \b
    imet-graph visualize IMET --output imet.html
    imet-graph visualize Pakistan --depth 2 --output pakistan.svg
    imet-graph visualize "Saudi Arabia" --to "Foreign Assistance Act of 1961" -o path.svg
    imet-graph visualize Indonesia --view timeline --output indonesia.png
    imet-graph visualize --view funding --output appropriations.svg
    imet-graph visualize --view map --on 2005-06-01 --output status.html
    imet-graph visualize --view hierarchy --format mermaid
    """
    from imet_graph.pictures import picture_of, render

    chosen = chosen_format(format_name, output, "svg", "picture")
    graph = open_graph(store, endpoint)
    if end is not None:
        picture = _path(graph.backend, entity, end)
    else:
        triples = graph.query(query_name) if query_name else None
        picture = picture_of(
            graph.backend, view, entity=entity, depth=depth, triples=triples, on=on, year=year,
            program=program,
        )  # fmt: skip
    for note in picture.notes:
        say(note)
    write_bytes(render(picture, chosen, scale=scale), output)


def _path(backend: Backend, start: str | None, end: str) -> Picture:
    """Return the picture of the most telling way from one thing to another."""
    from imet_graph.network import whole
    from imet_graph.network.paths import cited, paths
    from imet_graph.pictures.views.chain import chain
    from imet_graph.things.names import resolve

    if start is None:
        raise click.UsageError("--to needs ENTITY, the thing that the way begins at.")
    ends = [resolve(backend, text).iri for text in (start, end)]
    (found,) = paths(whole(backend), ends[0], ends[1])
    steps = cited(backend, found).steps
    links = [
        (s.edge, [f"{ref.document}, {ref.locator}".rstrip(", ") for ref in s.references])
        for s in steps
    ]
    return chain(backend, found.nodes, links)

"""``imet-graph visualize``: pictures of the graph, or of a part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from imet_graph.cli.common import (
    Out,
    answer_options,
    choice_option,
    graph_options,
    number_option,
    say,
)

if TYPE_CHECKING:
    from imet_graph.api import Graph

_VIEWS = ("network", "timeline", "funding", "map", "hierarchy")


@click.command()
@click.argument("entity", required=False)
@choice_option("--view", _VIEWS, "network", "What to draw.")
@number_option(
    "--depth", default=1, most=2, use="network: also draw the neighbours' own neighbours."
)
@click.option("--to", "end", metavar="B", help="network: draw how ENTITY and B are connected.")
@click.option("--query", "query_name", metavar="NAME", help="network: draw a CONSTRUCT query.")
@click.option("--on", metavar="DATE", help="map: the status on this day, such as 2005-06-01.")
@click.option("--year", type=int, metavar="YEAR", help="map: the figures of this fiscal year.")
@click.option("--program", default="imet", show_default=True, help="timeline, funding, map.")
@click.option("--scale", type=click.FloatRange(0.25, 8), default=1.0, help="png: 2 is double size.")
@answer_options("visualize")
@graph_options
def command(
    entity: str | None,
    view: str,
    depth: int,
    end: str | None,
    query_name: str | None,
    on: str | None,
    year: int | None,
    program: str,
    scale: float,
    out: Out,
    graph: Graph,
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

    if end is not None:
        if entity is None:
            raise click.UsageError("--to needs ENTITY, the thing that the way begins at.")
        from imet_graph.pictures.views.chain import chain

        (way,) = graph.path(entity, end)
        links = [
            (s.edge, [f"{ref.document}, {ref.locator}".rstrip(", ") for ref in s.references])
            for s in way.steps
        ]
        picture = chain(graph.backend, way.nodes, links)
    else:
        triples = graph.query(query_name).result if query_name else None
        picture = picture_of(
            graph.backend, view, entity=entity, depth=depth, triples=triples, on=on, year=year,
            program=program,
        )  # fmt: skip
    for note in picture.notes:
        say(note)
    out.write(render(picture, out.format, scale=scale))

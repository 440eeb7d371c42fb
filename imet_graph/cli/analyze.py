"""``imet-graph analyze``: measures on the network, as tables and as pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from imet_graph.answers import Table
from imet_graph.cli.common import Out, answer_options, graph_options, number_option, say
from imet_graph.network.measures import MEASURES
from imet_graph.network.model import PROJECTIONS
from imet_graph.rdf.terms import NamedNode

if TYPE_CHECKING:
    from imet_graph.api import Graph

_LIST = "\n".join(f"    {m.name:<12} {m.summary}" for m in MEASURES.values())


@click.command(
    help=f"""Measure the network: what is central, what hangs together.

    \b
{_LIST}

    A projection says which kinds of thing are looked at; each measure has one that
    fits it.

    \b
    imet-graph analyze centrality
    imet-graph analyze reach --limit 10
    imet-graph analyze alike --format csv --output alike.csv
    imet-graph analyze communities --picture communities.html
    imet-graph analyze centrality --projection agency-program
    """
)
@click.argument("measure", type=click.Choice(list(MEASURES)))
@click.option(
    "--projection", type=click.Choice(list(PROJECTIONS)), help="Which kinds of thing to look at."
)
@number_option("--limit", default=20, use="Rows at most.")
@click.option(
    "--picture",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also draw the network coloured by the measure (svg, png, html).",
)
@answer_options("analyze")
@graph_options
def command(
    measure: str, projection: str | None, limit: int, picture: Path | None, out: Out, graph: Graph
) -> None:
    """Measure the network (the help text is made above, from the table of measures)."""
    from imet_graph.network import whole
    from imet_graph.network.measures import measure as run
    from imet_graph.network.model import project

    network = whole(graph.backend)
    finding = run(network, measure, projection)
    rows = list(finding.table.rows)
    result = Table(finding.table.variables, rows[:limit])
    out.write(_without_iris(result) if out.format == "table" else result)
    say(finding.note)
    if len(rows) > limit:
        say(f"{len(rows) - limit:,} further rows; --limit {len(rows)} shows all.")
    if picture is not None:
        from imet_graph.pictures import render
        from imet_graph.pictures.views.overlay import overlay

        drawn = Out.chosen(None, picture, "picture")
        part = project(network, projection or MEASURES[measure].projection)
        drawing = overlay(graph.backend, part, finding, MEASURES[measure].summary)
        drawn.write(render(drawing, drawn.format))


def _without_iris(table: Table) -> Table:
    """Return the other columns: the labels say it, the IRIs would crowd them out."""
    columns = zip(table.variables, *table.rows, strict=True)
    kept = [c for c in columns if not all(isinstance(term, NamedNode) for term in c[1:])]
    return Table(tuple(c[0] for c in kept), list(zip(*(c[1:] for c in kept), strict=True)))

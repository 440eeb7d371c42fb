"""``imet-graph analyze``: measures on the network, as tables and as pictures."""

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
    text_output,
    write_bytes,
)
from imet_graph.network.measures import MEASURES
from imet_graph.rdf.formats import names

if TYPE_CHECKING:
    from imet_graph.answers import Table

_PROJECTIONS = ("all", "country-event-provision", "agency-program", "law", "country-country")
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
    "--projection", type=click.Choice(_PROJECTIONS), help="Which kinds of thing to look at."
)
@click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, help="Rows at most."
)
@click.option(
    "--picture",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also draw the network coloured by the measure (svg, png, html).",
)
@click.option(
    "-f",
    "--format",
    "format_name",
    metavar="FORMAT",
    help=f"One of: {', '.join(names('results'))}. Default: table.",
)
@output_option
@graph_options
def command(
    measure: str,
    projection: str | None,
    limit: int,
    picture: Path | None,
    format_name: str | None,
    output: Path | None,
    store: Path | None,
    endpoint: str | None,
) -> None:
    """Measure the network (the help text is made above, from the table of measures)."""
    from imet_graph.answers import Table
    from imet_graph.answers.writers import write
    from imet_graph.network import whole
    from imet_graph.network.measures import measure as run
    from imet_graph.network.projections import project

    chosen = chosen_format(format_name, output, "table", "results")
    backend = open_graph(store, endpoint).backend
    network = whole(backend)
    finding = run(network, measure, projection)
    rows = list(finding.table.rows)
    result = Table(finding.table.variables, rows[:limit])
    if chosen == "table":
        # At a terminal the labels say it; the IRIs would crowd them out.
        result = _without_iris(result)
    with text_output(output) as stream:
        write(result, chosen, stream)
    say(finding.note)
    if len(rows) > limit:
        say(f"{len(rows) - limit:,} further rows; --limit {len(rows)} shows all.")
    if picture is not None:
        from imet_graph.pictures import render
        from imet_graph.pictures.views.overlay import overlay

        kind = chosen_format(None, picture, "svg", "picture")
        part = project(network, projection or MEASURES[measure].projection)
        drawing = overlay(backend, part, finding, MEASURES[measure].summary)
        write_bytes(render(drawing, kind), picture)


def _without_iris(table: Table) -> Table:
    from imet_graph.answers import Table as Made
    from imet_graph.rdf.terms import NamedNode

    rows = list(table.rows)
    kept = [
        i
        for i in range(len(table.variables))
        if not all(isinstance(row[i], NamedNode) for row in rows)
    ]
    return Made(
        tuple(table.variables[i] for i in kept), [tuple(row[i] for i in kept) for row in rows]
    )

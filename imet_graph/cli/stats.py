"""``imet-graph stats``: what is in the graph."""

from __future__ import annotations

from pathlib import Path

import click

from imet_graph.cli.common import (
    graph_options,
    open_graph,
    output_option,
    shows_links,
    text_output,
)

_SECTIONS = (
    ("Things", "stats-classes"),
    ("Sources, by kind", "stats-source-kinds"),
    ("Facts that cite primary law", "stats-primary-share"),
)


@click.command()
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How to write the counts.",
)
@output_option
@graph_options
def command(
    format_name: str, output: Path | None, store: Path | None, endpoint: str | None
) -> None:
    """Count what is in the graph, by class and by kind of source.

    \b
    imet-graph stats
    imet-graph stats --format json --output counts.json
    """
    from imet_graph.answers import Table
    from imet_graph.things.citations import labelled_all

    graph = open_graph(store, endpoint)
    found: list[Table] = []
    for _title, name in _SECTIONS:
        table = graph.query(name)
        assert isinstance(table, Table)  # noqa: S101 - these are SELECT queries
        found.append(table)
    titles = [title for title, _name in _SECTIONS]
    tables = list(zip(titles, labelled_all(found, graph.backend), strict=True))
    with text_output(output) as stream:
        if format_name == "json":
            import json

            counts = {title: table.dicts() for title, table in tables}
            stream.write(json.dumps(counts, ensure_ascii=False, indent=1, default=str) + "\n")
            return
        from imet_graph.answers.table import write_table

        for number, (title, table) in enumerate(tables):
            stream.write(("\n" if number else "") + title + "\n")
            write_table(table, stream, links={} if shows_links(output) else None)

"""``imet-graph show``: the card of a thing."""

from __future__ import annotations

from pathlib import Path

import click

from imet_graph.cli import completion
from imet_graph.cli.common import graph_options, open_graph, output_option, text_output

_MOST = 12


@click.command()
@click.argument("entity", shell_complete=completion.things())
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(["text", "json", "turtle"]),
    default="text",
    help="How to write the card.",
)
@click.option("--all", "everything", is_flag=True, help="Leave nothing out, however long.")
@output_option
@graph_options
def command(
    entity: str,
    format_name: str,
    everything: bool,
    output: Path | None,
    store: Path | None,
    endpoint: str | None,
) -> None:
    """Print everything known of one thing, with its sources.

    ENTITY is a name, a code, a number or an IRI.

    \b
    imet-graph show Pakistan
    imet-graph show pl-94-329
    imet-graph show "22 USC 2347"
    imet-graph show Pakistan --all
    imet-graph show event:pensacola-shooting-2019 --format json
    """
    graph = open_graph(store, endpoint)
    if format_name == "turtle":
        from imet_graph.answers import Triples
        from imet_graph.rdf import files
        from imet_graph.things.names import resolve

        found = resolve(graph.backend, entity)
        triples = graph.backend.query(f"DESCRIBE <{found.iri}>")
        assert isinstance(triples, Triples)  # noqa: S101 - DESCRIBE gives triples
        with text_output(output) as stream:
            stream.write(files.serialize(triples, "turtle").decode("utf-8"))
        return
    card = graph.show(entity, most=None if everything else _MOST)
    with text_output(output) as stream:
        if format_name == "json":
            import json

            stream.write(json.dumps(card.as_dict(), ensure_ascii=False, indent=1) + "\n")
        else:
            from imet_graph.answers.table import terminal_width
            from imet_graph.things.text import write_text

            write_text(card, stream, terminal_width())

"""``imet-graph path``: how two things are connected, in words, with sources."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from imet_graph.cli.common import graph_options, open_graph, output_option, text_output

if TYPE_CHECKING:
    from imet_graph.network import paths


@click.command()
@click.argument("start", metavar="A")
@click.argument("end", metavar="B")
@click.option(
    "-n",
    "--paths",
    "count",
    type=click.IntRange(1, 20),
    default=1,
    show_default=True,
    help="How many different ways to tell, the most telling first.",
)
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How to write the ways.",
)
@output_option
@graph_options
def command(
    start: str,
    end: str,
    count: int,
    format_name: str,
    output: Path | None,
    store: Path | None,
    endpoint: str | None,
) -> None:
    """Tell in words how A and B are connected, with the source of each step.

    A and B are names, codes, numbers or IRIs. Ways that tell much are preferred to
    ways that are merely short: through what triggered, ended or established what,
    rather than through a thing that everything is linked to.

    \b
    imet-graph path "Saudi Arabia" "Foreign Assistance Act of 1961"
    imet-graph path Pakistan Indonesia --paths 3
    imet-graph path NDU IMET --format json
    """
    from imet_graph.network import whole
    from imet_graph.network.paths import cited, paths
    from imet_graph.things.names import resolve

    backend = open_graph(store, endpoint).backend
    ends = [resolve(backend, text) for text in (start, end)]
    network = whole(backend)
    found = [cited(backend, p) for p in paths(network, ends[0].iri, ends[1].iri, count)]
    with text_output(output) as stream:
        if format_name == "json":
            _write_json(found, stream)
        else:
            _write_text(found, stream)


def _write_text(found: list[paths.Path], stream: IO[str]) -> None:
    import textwrap

    for i, path in enumerate(found):
        first, last = path.nodes[0].label, path.nodes[-1].label
        links = f"{len(path.steps)} {'link' if len(path.steps) == 1 else 'links'}"
        stream.write(("\n" if i else "") + f"{first} to {last}, {links}\n")
        known: dict[str, int] = {}
        for number, step in enumerate(path.steps, start=1):
            marks = ""
            for reference in step.references:
                marks += f" [{known.setdefault(reference.text, len(known) + 1)}]"
            stream.write(
                textwrap.fill(f"{number}. {step.sentence}.{marks}", 100, subsequent_indent="   ")
                + "\n"
            )
        if known:
            stream.write("Sources\n")
        for text, number in known.items():
            line = f"[{number}] {text}"
            stream.write(
                textwrap.fill(
                    line, 100, initial_indent="  ", subsequent_indent="      ",
                    break_long_words=False, break_on_hyphens=False,
                )
                + "\n"
            )  # fmt: skip


def _write_json(found: list[paths.Path], stream: IO[str]) -> None:
    import json

    content = [
        {
            "from": path.nodes[0].id,
            "to": path.nodes[-1].id,
            "steps": [
                {
                    "sentence": step.sentence,
                    "subject": step.source.id,
                    "property": step.edge.property,
                    "object": step.target.id,
                    "citations": [reference.as_dict() for reference in step.references],
                }
                for step in path.steps
            ],
        }
        for path in found
    ]
    stream.write(json.dumps(content, ensure_ascii=False, indent=1) + "\n")

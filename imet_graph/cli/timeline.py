"""``imet-graph timeline``: what happened to a country or a programme, in order, with sources."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from imet_graph.cli.common import graph_options, open_graph, output_option, text_output
from imet_graph.errors import InputError

if TYPE_CHECKING:
    from imet_graph.engines import Backend
    from imet_graph.network.chronicle import Entry
    from imet_graph.things.citations import Reference

_COLUMNS = ("date", "event", "label", "type", "link", "triggered_by", "ends", "citation")


@click.command()
@click.argument("entity")
@click.option("--from", "first", metavar="DATE", help="Leave out what was before: 1999 or a day.")
@click.option("--to", "last", metavar="DATE", help="Leave out what came after.")
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(["text", "csv", "json"]),
    default="text",
    show_default=True,
    help="How to write the events.",
)
@output_option
@graph_options
def command(
    entity: str,
    first: str | None,
    last: str | None,
    format_name: str,
    output: Path | None,
    store: Path | None,
    endpoint: str | None,
) -> None:
    """List what happened to ENTITY in order of time, with sources.

    ENTITY is a country, a programme, an agency, a statute or a provision. Dates
    are as precise as their sources: a year stays a year. For a picture use
    `imet-graph visualize ENTITY --view timeline`, for the status on a day
    `imet-graph status`.

    \b
    imet-graph timeline Pakistan
    imet-graph timeline Indonesia --from 1991 --to 2005-12-31
    imet-graph timeline IMET --format csv --output imet.csv
    """
    from imet_graph.network import whole
    from imet_graph.network.chronicle import chronicle
    from imet_graph.things.names import resolve

    for date in (first, last):
        if date and not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", date):
            raise InputError(f"{date!r} is no date.", hint="Write it as 1999 or 1999-10-12.")
    backend = open_graph(store, endpoint).backend
    thing = resolve(backend, entity)
    network = whole(backend)
    if network.node(thing.iri) is None:
        raise InputError(
            f"{thing.label} has no timeline.", hint="Name a country, a programme or an agency."
        )
    entries = chronicle(network, thing.iri, first or "", last or "")
    sources = _sources(backend, entries)
    with text_output(output) as stream:
        if format_name == "text":
            _write_text(thing.label, entries, sources, stream)
        elif format_name == "csv":
            _write_csv(entries, sources, stream)
        else:
            _write_json(entries, sources, stream)


def _sources(backend: Backend, entries: list[Entry]) -> dict[str, list[Reference]]:
    """Return the references of each event, by its IRI."""
    from imet_graph.things.citations import citations_of, references

    cited = citations_of(backend, [entry.event.id for entry in entries])
    known = references(backend, [c for group in cited.values() for c in group])
    return {iri: [known[c] for c in group if c in known] for iri, group in cited.items()}


def _write_text(
    label: str, entries: list[Entry], sources: dict[str, list[Reference]], stream: IO[str]
) -> None:
    import textwrap

    stream.write(f"{label}: {len(entries)} {'event' if len(entries) == 1 else 'events'}\n")
    numbers: dict[str, int] = {}
    for entry in entries:
        marks = "".join(
            f" [{numbers.setdefault(ref.text, len(numbers) + 1)}]"
            for ref in sources.get(entry.event.id, ())
        )
        line = f"{entry.event.date:<12}{entry.event.label} ({entry.event.type}).{marks}"
        stream.write(textwrap.fill(line, 100, subsequent_indent=" " * 12) + "\n")
        for words, others in (("triggered by", entry.triggered_by), ("ends", entry.ends)):
            for other in others:
                said = f"{words} {other.label} ({other.date})"
                indent = " " * 14
                stream.write(
                    textwrap.fill(said, 100, initial_indent=indent, subsequent_indent=indent) + "\n"
                )
    if numbers:
        stream.write("Sources\n")
    for text, number in numbers.items():
        stream.write(
            textwrap.fill(
                f"[{number}] {text}",
                100,
                initial_indent="  ",
                subsequent_indent="      ",
                break_long_words=False,
                break_on_hyphens=False,
            )
            + "\n"
        )


def _values(entry: Entry, refs: list[Reference]) -> tuple[str, ...]:
    return (
        entry.event.date,
        entry.event.id,
        entry.event.label,
        entry.event.type,
        entry.edge.label,
        " | ".join(node.id for node in entry.triggered_by),
        " | ".join(node.id for node in entry.ends),
        " | ".join(ref.text for ref in refs),
    )


def _write_csv(entries: list[Entry], sources: dict[str, list[Reference]], stream: IO[str]) -> None:
    import csv

    lines = csv.writer(stream, lineterminator="\r\n")
    lines.writerow(_COLUMNS)
    for entry in entries:
        lines.writerow(_values(entry, sources.get(entry.event.id, [])))


def _write_json(entries: list[Entry], sources: dict[str, list[Reference]], stream: IO[str]) -> None:
    import json

    content = [
        {
            "date": entry.event.date,
            "event": entry.event.id,
            "label": entry.event.label,
            "type": entry.event.type,
            "link": entry.edge.label,
            "triggered_by": [node.id for node in entry.triggered_by],
            "ends": [node.id for node in entry.ends],
            "citations": [ref.as_dict() for ref in sources.get(entry.event.id, ())],
        }
        for entry in entries
    ]
    stream.write(json.dumps(content, ensure_ascii=False, indent=1) + "\n")

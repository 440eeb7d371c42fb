"""``imet-graph diff``: what changed between two graphs."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from imet_graph.cli.common import (
    chosen_format,
    output_option,
    shows_links,
    verbose_option,
    write_bytes,
)
from imet_graph.cli.paging import answer_output
from imet_graph.rdf.formats import BINARY, names

if TYPE_CHECKING:
    from imet_graph.compare.difference import Change, Difference

_PEOPLE = ("table", "markdown", "html")
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def _graphs(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the word for the bundled graph, and files."""
    from imet_graph.compare import BUNDLED

    word = [CompletionItem(BUNDLED)] if BUNDLED.startswith(incomplete) else []
    return [*word, CompletionItem(incomplete, type="file")]


@click.command()
@click.argument("old", shell_complete=_graphs)
@click.argument("new", shell_complete=_graphs)
@click.option(
    "-f",
    "--format",
    "format_name",
    metavar="FORMAT",
    help=f"One of: text, {', '.join(names('results'))}. Default: text.",
)
@click.option("--summary", is_flag=True, help="Count the things that differ, by class.")
@click.option("--iris/--labels", default=None, help="Print IRIs, or the labels of things.")
@output_option
@verbose_option
@click.pass_context
def command(
    ctx: click.Context,
    old: str,
    new: str,
    format_name: str | None,
    summary: bool,
    iris: bool | None,
    output: Path | None,
) -> None:
    """Tell what changed from one graph to another, with labels.

    OLD and NEW are RDF files, folders of Turtle files, stores on disk, or the word
    bundled for the graph that comes with imet-graph. They are compared as RDF:
    order, prefixes and the labels of blank nodes make no difference. The exit code
    is 0 where they are the same, 1 where they differ, 2 where it could not run.

    \b
    imet-graph diff old.ttl new.ttl
    imet-graph diff bundled my-data/ --summary
    imet-graph diff last-year.store reports.store --format csv --output changes.csv
    """
    from imet_graph.compare import compare, opened

    if format_name == "text" or (not format_name and output and output.suffix == ".txt"):
        chosen = "text"
    else:
        chosen = chosen_format(format_name, output, "text", "results")
    if summary and chosen == "text":
        chosen = "table"
    found = compare(opened(old), opened(new))
    _write(found, chosen, output, summary, iris)
    if found:
        ctx.exit(1)


def _write(
    found: Difference, chosen: str, output: Path | None, summary: bool, iris: bool | None
) -> None:
    from imet_graph.answers.writers import write

    people = chosen in ("text", *_PEOPLE)
    raw = not people if iris is None else iris
    if chosen == "text":
        with answer_output(output, people=True) as stream:
            _write_text(found, stream, raw)
        return
    table = found.summary(iris=raw) if summary else found.table(iris=raw)
    if chosen in BINARY:
        from imet_graph.answers.columns import to_bytes

        write_bytes(to_bytes(table, chosen), output)
        return
    with answer_output(output, people=chosen == "table") as stream:
        write(table, chosen, stream, links={} if shows_links(output) else None)


def _write_text(found: Difference, stream: IO[str], raw: bool) -> None:
    """Write the changes under their classes and things, then how many things differ."""
    total: dict[str, int] = dict.fromkeys(_SIGNS, 0)
    for cls, of_class in groupby(found.changes, key=lambda c: c.cls):
        things = [list(group) for _thing, group in groupby(of_class, key=lambda c: c.thing)]
        kinds = [changes[0].change for changes in things]
        counts = {kind: kinds.count(kind) for kind in _SIGNS if kind in kinds}
        name = found.class_name(cls)
        title = cls if raw and cls else name[:1].upper() + name[1:]
        listed = ", ".join(f"{number} {kind}" for kind, number in counts.items())
        stream.write(f"{title}: {listed}\n")
        for changes in things:
            _write_thing(found, changes, stream, raw)
        stream.write("\n")
        for kind, number in counts.items():
            total[kind] += number
    if not found:
        stream.write("No difference.\n")
        return
    listed = ", ".join(f"{number} {kind}" for kind, number in total.items())
    stream.write(f"Things: {listed}.\n")


def _write_thing(found: Difference, changes: list[Change], stream: IO[str], raw: bool) -> None:
    from imet_graph.answers.table import plain, terminal_width
    from imet_graph.rdf import vocab
    from imet_graph.rdf.terms import NamedNode, text_of

    first, width = changes[0], terminal_width()
    iri = text_of(first.thing)
    title = iri
    if isinstance(first.thing, NamedNode) and not raw:
        name, short = plain(found.name(iri)), vocab.compact(iri)
        title = name if name == short else f"{name} ({short})"
    stream.write(f"{_SIGNS[first.change]} {title}\n")
    for change in changes:
        before, after = (
            plain(str(term) if raw and term is not None else found.words(term))
            for term in (change.old, change.new)
        )
        name = change.property if raw else plain(found.name(change.property))
        if first.change != "changed":
            told = before or after
        elif change.old is None or change.new is None:
            told = f"+ {after}" if change.old is None else f"- {before}"
        else:
            told = f"{before} → {after}"
        stream.write(_filled(f"{name}: {told}", width) + "\n")


def _filled(line: str, width: int) -> str:
    import textwrap

    return textwrap.fill(
        line, max(width, 40), initial_indent="    ", subsequent_indent="        ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip

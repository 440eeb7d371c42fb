"""``imet-graph docs``: the reference of the ontology and the queries."""

from __future__ import annotations

from pathlib import Path

import click

from imet_graph.cli.common import say, verbose_option, write_bytes


@click.command()
@click.argument("page", type=click.Choice(["ontology", "queries", "questions"]), required=False)
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write all pages into this folder instead of one to standard output.",
)
@verbose_option
def command(page: str | None, output: Path | None) -> None:
    """Write the reference of the ontology and of the queries.

    \b
    imet-graph docs ontology | less
    imet-graph docs --output docs/reference
    """
    from imet_graph.api import load
    from imet_graph.errors import translating
    from imet_graph.reference import pages

    if page is None and output is None:
        raise click.UsageError("Name a page, such as questions, or a folder with --output.")
    graph = load()
    written = pages(graph.backend, graph.catalog)
    if output is None:
        write_bytes(written[f"{page}.md"].encode("utf-8"), None)
        return
    with translating(output):
        output.mkdir(parents=True, exist_ok=True)
    for name, text in written.items():
        if page is None or name == f"{page}.md":
            write_bytes(text.encode("utf-8"), output / name)
            say(f"wrote {output / name}")

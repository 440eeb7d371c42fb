"""``imet-graph import``: brings records from outside in: training reports, the Code."""

from __future__ import annotations

import gc
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from imet_graph import resources
from imet_graph.cli.common import PATH, Out, answer_options, say, verbose_option

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


@click.group()
def command() -> None:
    """Import records from outside: training reports, the United States Code.

    \b
    imet-graph import fmtr reports/ --store training
    imet-graph import uslm usc/22/ --output code.ttl
    """


@command.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="IMET_GRAPH_STORE",
    help="Where the store is; by default in your data folder.",
)
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the reconciliation to this file: .json, .csv or .html.",
)
@click.option(
    "--optimize/--no-optimize",
    default=None,
    help="Put the store in order at the end, for faster queries; the default for a new store.",
)
def fmtr(
    files: tuple[Path, ...], store: Path | None, report_file: Path | None, optimize: bool | None
) -> None:
    """Import Foreign Military Training Reports: files, folders, or - for standard input.

    Each report in FILES takes the place of what the store holds of it.

    \b
    imet-graph import fmtr fmtr_2018_2019.tsv.gz
    imet-graph import fmtr reports/ --store training --report reconciliation.html
    """
    from imet_graph.engines.local import LocalBackend
    from imet_graph.training_reports.names import Names
    from imet_graph.training_reports.reconcile import check, summary, write
    from imet_graph.training_reports.run import import_reports

    if report_file:
        check(report_file)
    folder = store or resources.data_folder() / "store"
    names = Names.of(LocalBackend.bundled())
    gc.disable()  # no rows refer to each other in a circle; looking for one takes half a second
    with ExitStack() as ending:
        ending.callback(gc.enable)
        bars: list[ProgressBar[int]] = []

        def start(rows: int) -> None:
            if sys.stderr.isatty():
                bars.append(ending.enter_context(_bar(rows)))

        def advance(rows: int) -> None:
            for bar in bars:
                bar.update(rows)

        result = import_reports(list(files), folder, names, advance, start, optimize=optimize)
    summary(result, sys.stdout)
    if report_file:
        write(result, report_file)
    click.echo(f"The store is {folder}", err=True)


@command.command()
@click.argument("files", nargs=-1, required=True, type=PATH)
@answer_options("rdf")
@verbose_option
@click.pass_context
def uslm(ctx: click.Context, files: tuple[Path, ...], out: Out) -> None:
    """Read sections of the United States Code as statements: files or folders of USLM.

    Of each section: its heading, what became of it, and each Act of its source credit with
    date and page. What of a credit is not understood is told with its place, and the exit
    code is then 1.

    \b
    imet-graph import uslm usc/22/2371.xml
    imet-graph import uslm usc22.xml --output title22.ttl
    imet-graph import uslm usc/ --format ntriples
    """
    from imet_graph.engines.local import LocalBackend
    from imet_graph.law import uslm as reader
    from imet_graph.law.triples import triples
    from imet_graph.rdf.files import serialize
    from imet_graph.rdf.terms import text_of

    known = LocalBackend.bundled().select("SELECT ?s WHERE { ?s a imet:Statute }")
    statutes = {text_of(row[0]) for row in known}
    found, sections, odd = [], 0, 0
    for path in reader.files(files):
        for section in reader.read(path):
            said, pieces = triples(section, statutes)
            found += said
            sections += 1
            odd += len(pieces)
            for piece in pieces:
                say(f"{path}, line {section.line('sourceCredit')}: not understood: {piece}")
    out.write(serialize(found, out.format))
    parts = f"{odd} part{'' if odd == 1 else 's'} of credits not understood"
    say(f"{sections:,} section{'' if sections == 1 else 's'}, {parts}")
    ctx.exit(1 if odd else 0)


def _bar(rows: int) -> ProgressBar[int]:
    """Return a bar of rows done, rate and time left, on standard error."""
    began = time.monotonic()

    def rate(_item: object) -> str:
        return f"{bar.pos / (time.monotonic() - began + 0.01):.0f}/s"

    bar: ProgressBar[int] = click.progressbar(
        length=rows,
        label="rows",
        show_pos=True,
        show_eta=True,
        file=sys.stderr,
        item_show_func=rate,
    )
    return bar

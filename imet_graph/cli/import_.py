"""``imet-graph import``: brings outside records into a store on disk."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


@click.group()
def command() -> None:
    """Import records from outside into a store on disk.

    \b
    imet-graph import fmtr reports/ --store training
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
    from imet_graph.training_reports import report
    from imet_graph.training_reports.names import Names
    from imet_graph.training_reports.run import import_reports

    if report_file:
        report.check(report_file)
    folder = store or _default_store()
    names = Names.of(LocalBackend.bundled())
    bar = _Bar()
    gc.disable()  # no rows refer to each other in a circle; looking for one takes half a second
    try:
        result = import_reports(
            list(files), folder, names, bar.advance, bar.start, optimize=optimize
        )
    finally:
        gc.enable()
        bar.close()
    report.summary(result, sys.stdout)
    if report_file:
        report.write(result, report_file)
    click.echo(f"The store is {folder}", err=True)


def _default_store() -> Path:
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "imet-graph" / "store"


class _Bar:
    """A bar of rows done, rate and time left, on standard error if that is a terminal."""

    def __init__(self) -> None:
        self._bar: ProgressBar[int] | None = None
        self._done = 0

    def start(self, rows: int) -> None:
        """Show the bar."""
        if sys.stderr.isatty():
            import time

            began = time.monotonic()

            def rate(_item: object) -> str:
                return f"{self._done / (time.monotonic() - began + 0.01):.0f}/s"

            bar: ProgressBar[int] = click.progressbar(
                length=rows,
                label="rows",
                show_pos=True,
                show_eta=True,
                file=sys.stderr,
                item_show_func=rate,
            )
            self._bar = bar
            bar.__enter__()

    def advance(self, rows: int) -> None:
        """Move the bar on."""
        self._done += rows
        if self._bar is not None:
            self._bar.update(rows)

    def close(self) -> None:
        """Leave the line of the bar."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)

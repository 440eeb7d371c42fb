"""What exits 1 where something is not as it should be: ``validate``, ``verify`` and ``diff``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from imet_graph import resources
from imet_graph.cli.common import (
    PATH,
    Out,
    answer_options,
    choice_option,
    folder_option,
    graph_options,
    say,
    verbose_option,
)

if TYPE_CHECKING:
    from imet_graph.api import Graph

_SEVERITIES = ("violation", "warning", "info")
_ENGINES = ("sparql", "pyshacl")
_ENGINE_USE = "What applies the shapes; pyshacl is the slow reference."


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...", type=PATH)
@choice_option("--severity", _SEVERITIES, "warning", "List findings at least this severe.")
@choice_option("--fail-on", _SEVERITIES, "violation", "Exit 1 for findings at least this severe.")
@click.option("--no-checks", is_flag=True, help="Apply the shapes only, not the check queries.")
@choice_option("--engine", _ENGINES, "sparql", _ENGINE_USE)
@answer_options("validate")
@graph_options
@click.pass_context
def validate(
    ctx: click.Context,
    files: tuple[Path, ...],
    severity: str,
    fail_on: str,
    no_checks: bool,
    engine: str,
    out: Out,
    graph: Graph,
) -> None:
    """Check the graph or files against the SHACL shapes.

    Without FILE, the whole graph; with FILE, only the things described there,
    read together with the graph so that their links lead somewhere. Each message
    names the thing, the property and what to write. The exit code is 0 where all
    conforms, 1 where it does not, 2 where it could not run.

    \b
    imet-graph validate
    imet-graph validate my-events.ttl
    imet-graph validate my-events.ttl --format sarif --output report.sarif
    imet-graph validate --store reports.store --severity violation
    """
    from imet_graph.validate import Severity
    from imet_graph.validate import validate as validated
    from imet_graph.validate.reports import write

    report = validated(
        graph.backend, files, checks=not no_checks, engine=engine, fail_on=Severity[fail_on.upper()]
    )
    out.write(write(report, out.format, Severity[severity.upper()]))
    ctx.exit(0 if report.conforms else 1)


@click.group()
def verify() -> None:
    """Hold the graph against the documents that it rests on.

    \b
    imet-graph verify law usc/
    """


@verify.command()
@click.argument("files", nargs=-1, required=True, type=PATH)
@choice_option("--severity", _SEVERITIES, "warning", "List findings at least this severe.")
@click.option("--read", "note", is_flag=True, help="Write down that these texts were read.")
@folder_option("--folder", "The folder that holds facts/. Default: data/ of the checkout.")
@answer_options("report")
@verbose_option
@click.pass_context
def law(
    ctx: click.Context,
    files: tuple[Path, ...],
    severity: str,
    note: bool,
    folder: Path | None,
    out: Out,
) -> None:
    """Hold the facts against the United States Code: files or folders of USLM.

    Each finding says what the graph has, in which row, and what the law has, at which
    place. The exit code is 0 where nothing was found, 1 where something was, 2 where it
    could not run. --read notes what the sections say now, once you have read what changed.

    \b
    imet-graph verify law usc/
    imet-graph verify law usc22.xml --format csv --output findings.csv
    imet-graph verify law usc/22/2371.xml --read
    """
    from imet_graph.facts.building import FOLDER
    from imet_graph.facts.tables import Facts
    from imet_graph.law import read
    from imet_graph.law.verify import verify as verified
    from imet_graph.validate import Severity
    from imet_graph.validate.reports import write

    tables = (folder or resources.folder("data")) / FOLDER
    facts = Facts(tables)
    report, sections = verified(facts, files)
    if note:
        say(f"{read.note(tables, facts, sections)} rows of {read.TABLE}.csv written")
        report, _sections = verified(Facts(tables), files)
    out.write(write(report, out.format, Severity[severity.upper()]))
    ctx.exit(0 if report.conforms else 1)


def _graphs(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the word for the bundled graph, and files."""
    from imet_graph.compare import BUNDLED

    word = [CompletionItem(BUNDLED)] if BUNDLED.startswith(incomplete) else []
    return [*word, CompletionItem(incomplete, type="file")]


@click.command()
@click.argument("old", shell_complete=_graphs)
@click.argument("new", shell_complete=_graphs)
@click.option("--summary", is_flag=True, help="Count the things that differ, by class.")
@click.option("--iris/--labels", default=None, help="Print IRIs, or the labels of things.")
@answer_options("diff")
@verbose_option
@click.pass_context
def diff(
    ctx: click.Context, old: str, new: str, summary: bool, iris: bool | None, out: Out
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

    found = compare(opened(old), opened(new))
    raw = not out.people if iris is None else iris
    if summary:
        out.write(found.summary(iris=raw))
    else:
        out.write(found.as_text(iris=raw) if out.format == "text" else found.table(iris=raw))
    if found:
        ctx.exit(1)

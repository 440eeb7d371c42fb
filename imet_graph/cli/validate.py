"""``imet-graph validate``: the graph, a store or files against shapes and checks."""

from __future__ import annotations

from pathlib import Path

import click

from imet_graph.cli.common import (
    chosen_format,
    graph_options,
    open_graph,
    output_option,
    text_output,
)

_SEVERITIES = ("violation", "warning", "info")


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option(
    "-f",
    "--format",
    "format_name",
    metavar="FORMAT",
    help="One of: text, json, turtle, sarif, junit, html, csv. Default: text.",
)
@click.option(
    "--severity",
    type=click.Choice(_SEVERITIES),
    default="warning",
    show_default=True,
    help="List findings at least this severe.",
)
@click.option(
    "--fail-on",
    type=click.Choice(_SEVERITIES),
    default="violation",
    show_default=True,
    help="Exit 1 for findings at least this severe.",
)
@click.option("--no-checks", is_flag=True, help="Apply the shapes only, not the check queries.")
@click.option(
    "--engine",
    type=click.Choice(("sparql", "pyshacl")),
    default="sparql",
    show_default=True,
    help="What applies the shapes; pyshacl is the slow reference.",
)
@output_option
@graph_options
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    format_name: str | None,
    severity: str,
    fail_on: str,
    no_checks: bool,
    engine: str,
    output: Path | None,
    store: Path | None,
    endpoint: str | None,
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
    from imet_graph.validate import Severity, validate
    from imet_graph.validate.reports import write

    kind = chosen_format(format_name, output, "text", "report")
    report = validate(
        open_graph(store, endpoint).backend,
        files,
        checks=not no_checks,
        engine=engine,
        fail_on=Severity.of_name(fail_on),
    )
    text = write(report, kind, Severity.of_name(severity))
    with text_output(output) as stream:
        stream.write(text)
    ctx.exit(0 if report.conforms else 1)

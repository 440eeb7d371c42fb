"""``imet-graph status``: who may, who may not, since when, and under what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imet_graph.cli.common import (
    chosen_format,
    graph_options,
    open_graph,
    output_option,
    say,
    text_output,
)
from imet_graph.errors import ParameterError

if TYPE_CHECKING:
    from datetime import date

    from imet_graph.engines import Backend

_BASES = ("stated", "inferred", "as-last-reported")


@click.command()
@click.option("--on", metavar="DATE", default="today", help="The day. Default: today.")
@click.option("--between", nargs=2, metavar="FROM TO", help="Every status in a span of days.")
@click.option("--changes", nargs=2, metavar="FROM TO", help="What began and what ended.")
@click.option("--country", "countries", multiple=True, metavar="COUNTRY", help="By name or code.")
@click.option(
    "--program",
    "programs",
    multiple=True,
    metavar="PROGRAM",
    help="By name or code, or `all`. Default: IMET; for a named country, all.",
)
@click.option(
    "--basis",
    "bases",
    multiple=True,
    type=click.Choice(_BASES),
    help="Only restrictions on this basis. May be given several times.",
)
@click.option("--all", "everyone", is_flag=True, help="List countries without a ground too.")
@click.option("-f", "--format", "format_name", metavar="FORMAT", help="table, json, csv, tsv, …")
@output_option
@graph_options
def command(
    on: str,
    between: tuple[str, str] | None,
    changes: tuple[str, str] | None,
    countries: tuple[str, ...],
    programs: tuple[str, ...],
    bases: tuple[str, ...],
    everyone: bool,
    format_name: str | None,
    output: Path | None,
    store: Path | None,
    endpoint: str | None,
) -> None:
    """Tell who was barred or limited on a day, under what, by which source.

    \b
    imet-graph status --on 2005-06-01
    imet-graph status --on 1993-01-01 --country Indonesia
    imet-graph status --country Pakistan --between 1990-01-01 2003-12-31
    imet-graph status --changes 2023-07-01 2023-12-31
    imet-graph status --on 2013-12-01 --basis stated --format csv

    "No restriction known" means that the graph knows the law of that day and the
    country, and holds no ground; "not known", that one of them lies beyond it, or
    that a list of that year which may name the country was not read.
    """
    from imet_graph import status as operations
    from imet_graph.status import writing

    if between and changes:
        raise click.UsageError("Give --between or --changes, not both.")
    graph = open_graph(store, endpoint)
    scope: dict[str, Any] = {
        "countries": _resolved(graph.backend, countries, "country"),
        "programs": _programs(graph.backend, programs, bool(countries)),
        "bases": bases,
    }
    chosen = chosen_format(format_name, output, "table", "results")
    if between or changes:
        span = between or changes or ("", "")
        first, last = _day(span[0], "FROM"), _day(span[1], "TO")
        if last < first:
            raise ParameterError("The span ends before it begins.", hint="Give the earlier first.")
        operation = operations.between if between else operations.changes
        report = operation(graph.backend, first, last, **scope)
    else:
        report = operations.status(graph.backend, _day(on, "--on"), everyone=everyone, **scope)
    for note in report.notes:
        say(note)
    if not (report.standings or report.grounds):
        say("The graph holds nothing of the kind for these days, countries and programmes.")
    with text_output(output) as stream:
        if between:
            writing.write_grounds(report, chosen, stream)
        elif changes:
            writing.write_changes(report, chosen, stream)
        else:
            writing.write_standings(report, chosen, stream, in_full=bool(countries))


def _day(text: str, name: str) -> date:
    from imet_graph.queries.parameters import parse_date

    try:
        return parse_date(text)
    except ValueError as error:
        raise ParameterError(f"{name}: {error}") from error


def _resolved(backend: Backend, names: tuple[str, ...], kind: str) -> list[str]:
    if not names:
        return []
    from imet_graph.things.names import resolve

    return [resolve(backend, name, (kind,)).iri for name in names]


def _programs(backend: Backend, names: tuple[str, ...], named_country: bool) -> list[str]:
    """Return the programmes to ask for; none means all."""
    from imet_graph.status import IMET

    if not names:
        return [] if named_country else [IMET.iri]
    return [] if "all" in names else _resolved(backend, names, "program")

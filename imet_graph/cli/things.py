"""What the graph tells in words: ``show``, ``status``, ``timeline``, ``path`` and ``stats``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from imet_graph.cli import completion
from imet_graph.cli.common import Out, answer_options, graph_options, number_option, say
from imet_graph.errors import ParameterError

if TYPE_CHECKING:
    from datetime import date

    from imet_graph.api import Graph

_SECTIONS = {
    "Things": "stats-classes",
    "Sources, by kind": "stats-source-kinds",
    "Facts that cite primary law": "stats-primary-share",
}


@click.command()
@click.argument("entity", shell_complete=completion.things)
@click.option("--all", "everything", is_flag=True, help="Leave nothing out, however long.")
@answer_options("show")
@graph_options
def show(entity: str, everything: bool, out: Out, graph: Graph) -> None:
    """Print everything known of one thing, with its sources.

    ENTITY is a name, a code, a number or an IRI.

    \b
    imet-graph show Pakistan
    imet-graph show pl-94-329
    imet-graph show "22 USC 2347"
    imet-graph show Pakistan --all
    imet-graph show event:pensacola-shooting-2019 --format json
    """
    if out.format not in ("text", "json"):
        from imet_graph.things.names import resolve

        iri = resolve(graph.backend, entity).iri
        out.write(graph.backend.construct(f"DESCRIBE <{iri}>"))
        return
    from imet_graph.cards import MOST

    card = graph.show(entity, most=None if everything else MOST)
    out.write(card.as_dict() if out.format == "json" else card.as_text())


@click.command()
@click.argument("entity")
@click.option("--from", "first", metavar="DATE", help="Leave out what was before: 1999 or a day.")
@click.option("--to", "last", metavar="DATE", help="Leave out what came after.")
@answer_options("timeline")
@graph_options
def timeline(entity: str, first: str | None, last: str | None, out: Out, graph: Graph) -> None:
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
    found = graph.timeline(entity, first or "", last or "")
    if out.format == "json":
        out.write([entry.as_dict() for entry in found])
    else:
        out.write(found.as_text() if out.people else found.as_table())


@click.command()
@click.argument("start", metavar="A")
@click.argument("end", metavar="B")
@number_option(
    *("-n", "--paths", "count"),
    default=1,
    most=20,
    use="How many different ways to tell, the most telling first.",
)
@answer_options("path")
@graph_options
def path(start: str, end: str, count: int, out: Out, graph: Graph) -> None:
    """Tell in words how A and B are connected, with the source of each step.

    A and B are names, codes, numbers or IRIs. Ways that tell much are preferred to
    ways that are merely short: through what triggered, ended or established what,
    rather than through a thing that everything is linked to.

    \b
    imet-graph path "Saudi Arabia" "Foreign Assistance Act of 1961"
    imet-graph path Pakistan Indonesia --paths 3
    imet-graph path NDU IMET --format json
    """
    from imet_graph.network.stories import as_text

    found = graph.path(start, end, most=count)
    out.write([way.as_dict() for way in found] if out.format == "json" else as_text(found))


@click.command()
@answer_options("stats")
@graph_options
def stats(out: Out, graph: Graph) -> None:
    """Count what is in the graph, by class and by kind of source.

    \b
    imet-graph stats
    imet-graph stats --format json --output counts.json
    """
    from imet_graph.answers.text import Grid, Paragraph, Text
    from imet_graph.things.citations import labelled

    found = [graph.query(name).table for name in _SECTIONS.values()]
    tables = list(zip(_SECTIONS, labelled(found, graph.backend), strict=True))
    if out.format == "json":
        out.write({title: table.dicts() for title, table in tables})
        return
    text = Text()
    for title, table in tables:
        text += [*([Paragraph()] if text else []), Paragraph(title), Grid(table)]
    out.write(text)


@click.command()
@click.option("--on", metavar="DATE", help="The day, or today. Default: the last day known.")
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
    type=click.Choice(("stated", "inferred", "as-last-reported")),
    help="Only restrictions on this basis. May be given several times.",
)
@click.option("--all", "everyone", is_flag=True, help="List countries without a ground too.")
@click.option("--brief", is_flag=True, help="One line a country, without sources.")
@click.option("--sources/--no-sources", default=True, help="List the sources, or leave them out.")
@answer_options("status")
@graph_options
def status(
    on: str | None,
    between: tuple[str, str] | None,
    changes: tuple[str, str] | None,
    countries: tuple[str, ...],
    programs: tuple[str, ...],
    bases: tuple[str, ...],
    everyone: bool,
    brief: bool,
    sources: bool,
    out: Out,
    graph: Graph,
) -> None:
    """Tell who was barred or limited on a day, under what, by which source.

    \b
    imet-graph status --no-sources
    imet-graph status --on 2005-06-01 --brief
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
    from imet_graph.things.names import resolve

    if between and changes:
        raise click.UsageError("Give --between or --changes, not both.")
    named = [resolve(graph.backend, p, ("program",)).iri for p in programs if "all" not in programs]
    scope: dict[str, Any] = {
        "countries": [resolve(graph.backend, name, ("country",)).iri for name in countries],
        "programs": named if programs or countries else [operations.IMET.iri],
        "bases": bases,
    }
    if between or changes:
        span = between or changes or ("", "")
        first, last = _day(span[0], "FROM"), _day(span[1], "TO")
        if last < first:
            raise ParameterError("The span ends before it begins.", hint="Give the earlier first.")
        operation = operations.between if between else operations.changes
        report = operation(graph.backend, first, last, **scope)
    else:
        day = _day(on, "--on") if on else None
        report = operations.status(graph.backend, day, everyone=everyone, **scope)
    for note in () if brief else report.notes:
        say(note)
    if brief or not sources:
        report.sources.clear()
    if not (report.standings or report.grounds):
        say("The graph holds nothing of the kind for these days, countries and programmes.")
    if between:
        out.write(writing.grounds(report, out.format))
    elif changes:
        out.write(writing.changes(report, out.format))
    else:
        out.write(writing.standings(report, out.format, in_full=bool(countries), brief=brief))


def _day(text: str, name: str) -> date:
    from imet_graph.rdf.dates import read_day

    try:
        return read_day(text)
    except ValueError as error:
        raise ParameterError(f"{name}: {error}") from error

"""``imet-graph query``: its options come from the header of the query that is asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imet_graph.cli import completion
from imet_graph.cli.asking import ask_missing, at_terminal
from imet_graph.cli.common import (
    chosen_format,
    graph_options,
    limit_options,
    open_graph,
    output_option,
    say,
    shows_links,
    split,
    start_clock,
    text_output,
    write_bytes,
)
from imet_graph.cli.paging import answer_output
from imet_graph.cli.query_options import QUERY, QueryCommand
from imet_graph.engines.guarded import Limits, parse_memory
from imet_graph.errors import ParameterError
from imet_graph.queries import Catalog, QueryFile
from imet_graph.rdf import vocab

_HAS_REPORTS = f"ASK {{ ?report a <{vocab.term('TrainingReport')}> }}"

if TYPE_CHECKING:
    from imet_graph.answers import Result
    from imet_graph.coverage import Gap
    from imet_graph.rdf.terms import Term


@click.command(cls=QueryCommand)
@click.argument(
    "name", metavar="[NAME|FILE.rq|-]", required=False, shell_complete=completion.queries
)
@click.option("--list", "list_all", is_flag=True, help="List the named queries.")
@click.option("--tag", metavar="TAG", help="With --list: only the queries with this tag.")
@click.option("-f", "--format", "format_name", metavar="FORMAT", help="table, csv, tsv, json, …")
@output_option
@click.option(
    "--view",
    type=click.Choice(["best", "network", "timeline", "map", "chart", "hierarchy"]),
    help="Draw the answer; best is the view that the query names.",
)
@click.option("--cite", is_flag=True, help="Add the sources of each row, in full.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most N rows.")
@click.option("--iris/--labels", default=None, help="Print IRIs, or the labels of things.")
@click.option("--exit-status", is_flag=True, help="Exit 1 when an ASK query answers no.")
@click.option(
    "--allow",
    multiple=True,
    type=click.Choice(("SERVICE", "FROM"), case_sensitive=False),
    help="Let the query do this; what its own header allows is not enough.",
)
@click.option("--check", "check_only", is_flag=True, help="Look the query over; don't ask it.")
@click.option(
    "--explain", "explain_only", is_flag=True, help="Show what is sent, timings, the plan."
)
@click.option("--spreadsheet-safe", is_flag=True, help="Defuse cells that look like formulas.")
@click.option(
    "--queries",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="A folder of your own query files.",
)
@limit_options
@graph_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    name: str | None,
    list_all: bool,
    tag: str | None,
    format_name: str | None,
    output: Path | None,
    view: str | None,
    cite: bool,
    limit: int | None,
    iris: bool | None,
    exit_status: bool,
    allow: tuple[str, ...],
    check_only: bool,
    explain_only: bool,
    spreadsheet_safe: bool,
    queries: tuple[Path, ...],
    timeout: float,
    memory: str,
    store: Path | None,
    endpoint: str | None,
    **given: Any,
) -> None:
    """Answer a named query, a query file or standard input.

    \b
    imet-graph query --list
    imet-graph query country-history --country Pakistan --cite
    imet-graph query country-history --help
    imet-graph query country-history --country Pakistan --view best --output history.html
    imet-graph query my-own.rq --format csv --output answer.csv
    imet-graph query my-own.rq --check
    echo 'SELECT ?c { ?c a imet:Country }' | imet-graph query -

    A table shows the labels of things; the formats for machines give IRIs, unless
    --labels is given. At a terminal that shows links, a label leads to the thing, a
    source to its document; FORCE_HYPERLINK=0 forbids that, 1 asks for it.
    """
    if list_all:
        _list(Catalog(queries), tag, output)
        return
    query: QueryFile | None = ctx.meta.get(QUERY)
    if query is None:
        raise click.UsageError("Name a query. `imet-graph query --list` lists them.", ctx)
    if check_only:
        _check(ctx, query, output)
        return
    # A file may come from anywhere: its header says what it needs, the person what it may.
    query = query._replace(allow=frozenset(allow))
    values = {key.removeprefix("param_"): value for key, value in given.items()}
    limits = Limits(timeout or None, parse_memory(memory))
    split(ctx, limits, output=output, stdin=query.text if name == "-" else None)
    graph = open_graph(store, endpoint, queries)
    if name != "-" and at_terminal():
        values = ask_missing(query, values, graph)
    start_clock(ctx, limits)
    bound = graph.bound(query, values)
    if explain_only:
        from imet_graph.cli.explaining import explain

        with text_output(output) as stream:
            explain(graph, query, bound, stream)
        return
    result = graph.answer(query, bound)
    if view:
        from imet_graph.cli.drawing import draw

        draw(graph.backend, query, result, bound, view, format_name, output)
        return
    code = _write(
        graph,
        query,
        result,
        format_name=format_name,
        output=output,
        cite=cite,
        limit=limit,
        iris=iris,
        safe=spreadsheet_safe,
        given=[term for terms in bound.values() for term in terms],
    )
    if exit_status and code:
        ctx.exit(code)


def _write(
    graph: Any,
    query: QueryFile,
    result: Result,
    *,
    format_name: str | None,
    output: Path | None,
    cite: bool,
    limit: int | None,
    iris: bool | None,
    safe: bool,
    given: list[Term],
) -> int:
    """Write a result, and to standard error the gaps it crosses; return 1 for the answer no."""
    from itertools import islice

    from imet_graph.answers import Answer, Table, Triples
    from imet_graph.answers.writers import write, write_sources
    from imet_graph.rdf.formats import BINARY
    from imet_graph.things.citations import Reference, cited, document_addresses, labelled, numbered

    sources: list[Reference] = []
    known_gaps: list[Gap] = []
    links: dict[str, str] | None = None
    rdf = isinstance(result, Triples)
    uses = ("rdf",) if rdf else ("results",)
    chosen = chosen_format(format_name, output, "turtle" if rdf else "table", *uses)
    if isinstance(result, Table):
        if limit is not None:
            result = Table(result.variables, islice(result.rows, limit))
        if query.gaps:
            from imet_graph.coverage import crossed

            result = result.collect()
            known_gaps = crossed(graph.backend, query, result.rows, given)
        people = chosen in ("table", "markdown", "html")
        if cite and people:
            result, sources = numbered(result, graph.backend, query.cite)
        elif cite:
            result = cited(result, graph.backend, query.cite)
        if (people and iris is None) or iris is False:
            result = labelled(result, graph.backend)
        if chosen == "table" and shows_links(output):
            links = document_addresses([result], graph.backend)
    elif isinstance(result, Triples) and limit is not None:
        result = Triples(islice(result.triples, limit))
    if chosen in BINARY and isinstance(result, Table):
        from imet_graph.answers.columns import to_bytes

        write_bytes(to_bytes(result, chosen), output)
        return 0
    with answer_output(output, people=chosen == "table") as stream:
        write(result, chosen, stream, safe=safe, links=links)
        if sources:
            write_sources(sources, chosen, stream)
    if "training-store" in query.tags and not graph.backend.query(_HAS_REPORTS):
        say(
            "Note: the graph that was asked holds no training reports, so this answer says "
            "nothing of training. Import some with `imet-graph import fmtr FILE --store DIR` "
            "and ask again with --store DIR."
        )
    for gap in known_gaps:
        say(f"Note: {gap.label}: {gap.text}")
    return 1 if isinstance(result, Answer) and not result.value else 0


def _check(ctx: click.Context, query: QueryFile, output: Path | None) -> None:
    """Write what is wrong with a query file; exit 1 if anything is."""
    from imet_graph.queries.lint import lint

    problems = lint(query)
    where = str(query.path or query.name)
    with text_output(output) as stream:
        for problem in problems:
            stream.write(f"{where}:{problem.line}: {problem.rule}: {problem.message}\n")
        if not problems:
            stream.write(f"{where}: nothing to mend.\n")
    if problems:
        ctx.exit(1)


def _list(catalog: Catalog, tag: str | None, output: Path | None) -> None:
    from imet_graph.answers import Literal, Table
    from imet_graph.answers.writers import write

    chosen = [q for q in catalog if tag is None or tag in q.tags]
    if not chosen:
        known = sorted({t for q in catalog for t in q.tags})
        raise ParameterError(f"No query has the tag {tag!r}.", hint=f"Tags: {', '.join(known)}.")
    rows = [
        (
            Literal(q.name),
            Literal(q.question or q.title),
            Literal(", ".join(p.option for p in q.parameters)),
        )
        for q in chosen
    ]
    with text_output(output) as stream:
        write(Table(("query", "question", "parameters"), rows), "table", stream)

"""``imet-graph query``: its options come from the header of the query that is asked."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imet_graph.backends.guarded import Limits, parse_memory
from imet_graph.cli.common import (
    chosen_format,
    graph_options,
    limit_options,
    open_graph,
    output_option,
    say,
    split,
    start_clock,
    text_output,
)
from imet_graph.errors import FileProblem, ParameterError
from imet_graph.queries import Catalog, Parameter, QueryFile
from imet_graph.queries.header import parse

if TYPE_CHECKING:
    from imet_graph.coverage import Gap
    from imet_graph.results import Result
    from imet_graph.terms import Term

_QUERY = "imet_graph.query"


class QueryCommand(click.Command):
    """A command whose parameters are its own and those of the query that is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Find the query first, since its header says which options there are."""
        folders = tuple(Path(v) for v in _values(args, "--queries"))
        name = self._name(args)
        if name is not None:
            ctx.meta[_QUERY] = find(name, folders)
        return super().parse_args(ctx, args)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the command's parameters, with those of the query."""
        own = super().get_params(ctx)
        query: QueryFile | None = ctx.meta.get(_QUERY)
        if query is None:
            return own
        return [*own[:1], *(_option(p) for p in query.parameters), *own[1:]]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help of the query if one is named, else that of the command."""
        query: QueryFile | None = ctx.meta.get(_QUERY)
        if query is None:
            super().format_help_text(ctx, formatter)
            return
        for text in (query.title, query.question, query.summary):
            if text:
                formatter.write_paragraph()
                with formatter.indentation():
                    formatter.write_text(text)
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(f"Example: {example(query)}")

    def _name(self, args: list[str]) -> str | None:
        """Return the first argument that is neither an option nor an option's value."""
        valued = {
            opt
            for param in self.params
            if isinstance(param, click.Option) and not param.is_flag
            for opt in param.opts
        }
        skip = False
        for arg in args:
            if skip:
                skip = False
            elif arg == "-" or not arg.startswith("-"):
                return arg
            else:
                skip = arg in valued
        return None


def _values(args: list[str], option: str) -> list[str]:
    """Return the values of an option, before Click has parsed anything."""
    found = [b for a, b in pairwise(args) if a == option]
    return found + [a.split("=", 1)[1] for a in args if a.startswith(option + "=")]


def _option(parameter: Parameter) -> click.Option:
    kind = parameter.type if not parameter.allowed else "|".join(parameter.allowed)
    notes = [parameter.description or parameter.prompt]
    if parameter.required:
        notes.append("Required.")
    if parameter.default is not None:
        notes.append(f"Default: {parameter.default}.")
    if parameter.multiple:
        notes.append("May be given several times.")
    if parameter.example:
        notes.append(f"Example: {parameter.example}.")
    return click.Option(
        [parameter.option, f"param_{parameter.name}"],
        metavar=kind.upper().replace("-", "_"),
        multiple=parameter.multiple,
        help=" ".join(note for note in notes if note),
    )


def example(query: QueryFile) -> str:
    """Return a command line that runs a query with its examples."""
    words = [f"imet-graph query {query.name}"]
    for parameter in query.parameters:
        if parameter.example and (parameter.required or parameter.default is None):
            value = f'"{parameter.example}"' if " " in parameter.example else parameter.example
            words.append(f"{parameter.option} {value}")
    return " ".join(words)


def find(name: str, folders: tuple[Path, ...] = ()) -> QueryFile:
    """Return a query: ``-`` is standard input, a path a file, else a name of the catalogue.

    Raises:
        UnknownQuery, FileProblem, QueryHeaderError: naming what was looked for.
    """
    if name == "-":
        return parse(sys.stdin.read(), "standard input")
    path = Path(name)
    if path.suffix == ".rq" or path.parent != Path():
        if not path.is_file():
            raise FileProblem(f"{path}: there is no such query file.", hint="Check the path.")
        return QueryFile.read(path)
    return Catalog(folders).get(name)


@click.command(cls=QueryCommand)
@click.argument("name", metavar="[NAME|FILE.rq|-]", required=False)
@click.option("--list", "list_all", is_flag=True, help="List the named queries.")
@click.option("--tag", metavar="TAG", help="With --list: only the queries with this tag.")
@click.option("-f", "--format", "format_name", metavar="FORMAT", help="table, csv, tsv, json, …")
@output_option
@click.option("--cite", is_flag=True, help="Add the sources of each row, in full.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most N rows.")
@click.option("--iris/--labels", default=None, help="Print IRIs, or the labels of things.")
@click.option("--exit-status", is_flag=True, help="Exit 1 when an ASK query answers no.")
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
    cite: bool,
    limit: int | None,
    iris: bool | None,
    exit_status: bool,
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
    imet-graph query my-own.rq --format csv --output answer.csv
    echo 'SELECT ?c { ?c a imet:Country }' | imet-graph query -

    A table shows the labels of things; the formats for machines give IRIs, unless
    --labels is given.
    """
    if list_all:
        _list(Catalog(queries), tag, output)
        return
    query: QueryFile | None = ctx.meta.get(_QUERY)
    if query is None:
        raise click.UsageError("Name a query. `imet-graph query --list` lists them.", ctx)
    values = {key.removeprefix("param_"): value for key, value in given.items()}
    limits = Limits(timeout or None, parse_memory(memory))
    split(ctx, limits, output=output, stdin=query.text if name == "-" else None)
    graph = open_graph(store, endpoint, queries)
    start_clock(ctx, limits)
    bound = graph.bound(query, values)
    result = graph.answer(query, bound)
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

    from imet_graph.results import Answer, Table, Triples
    from imet_graph.results.writers import write, write_sources
    from imet_graph.sources import Reference, cited, labelled, numbered

    sources: list[Reference] = []
    known_gaps: list[Gap] = []
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
    elif isinstance(result, Triples) and limit is not None:
        result = Triples(islice(result.triples, limit))
    with text_output(output) as stream:
        write(result, chosen, stream, safe=safe)
        if sources:
            write_sources(sources, chosen, stream)
    for gap in known_gaps:
        say(f"Note: {gap.label}: {gap.text}")
    return 1 if isinstance(result, Answer) and not result.value else 0


def _list(catalog: Catalog, tag: str | None, output: Path | None) -> None:
    from imet_graph.results import Literal, Table
    from imet_graph.results.writers import write

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

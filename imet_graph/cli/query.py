"""``imet-graph query``: its options come from the header of the query that is asked."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imet_graph.answers import Literal, Table, Triples
from imet_graph.cli import completion
from imet_graph.cli.common import (
    Out,
    folder_option,
    opened,
    output_option,
    say,
    size_option,
    source_options,
    split,
)
from imet_graph.engines.guarded import Limits, parse_memory, start_clock
from imet_graph.errors import FileProblem, ImetGraphError, ParameterError
from imet_graph.queries import Catalog, Parameter, QueryFile
from imet_graph.queries.header import parse

if TYPE_CHECKING:
    from imet_graph.answering import Answer

QUERY = "imet_graph.query"  # where the context keeps the query


class QueryCommand(click.Command):
    """A command whose parameters are its own and those of the query that is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Find the query first, since its header says which options there are."""
        folders = [b for a, b in pairwise(args) if a == "--queries"]
        folders += [a.partition("=")[2] for a in args if a.startswith("--queries=")]
        name = self._name(args)
        if name is not None and not (ctx.resilient_parsing and name == "-"):
            try:
                ctx.meta[QUERY] = _find(name, tuple(map(Path, folders)))
            except ImetGraphError:
                if not ctx.resilient_parsing:  # while a name is being completed, there is none
                    raise
        return super().parse_args(ctx, args)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the command's parameters, with those of the query."""
        own = super().get_params(ctx)
        query: QueryFile | None = ctx.meta.get(QUERY)
        return [*own[:1], *map(_option, query.parameters if query else ()), *own[1:]]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help of the query if one is named, else that of the command."""
        query: QueryFile | None = ctx.meta.get(QUERY)
        if query is None:
            super().format_help_text(ctx, formatter)
            return
        for text in (query.title, query.question, query.summary, f"Example: {query.example()}"):
            if text:
                formatter.write_paragraph()
                with formatter.indentation():
                    formatter.write_text(text)

    def _name(self, args: list[str]) -> str | None:
        """Return the first argument that is neither an option nor an option's value."""
        options = [p for p in self.params if isinstance(p, click.Option) and not p.is_flag]
        valued = {opt for option in options for opt in option.opts}
        for before, arg in pairwise(["", *args]):
            if before not in valued and (arg == "-" or not arg.startswith("-")):
                return arg
        return None


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
        shell_complete=completion.values(parameter),
    )


def _find(name: str, folders: tuple[Path, ...]) -> QueryFile:
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
@folder_option("--queries", "A folder of your own query files.", multiple=True)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=60,
    show_default=True,
    help="Stop after so many seconds; 0: never.",
)
@size_option("--memory", "4G", "Stop when it takes more memory than this; 0: no bound.")
@source_options
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
    from imet_graph.api import load

    if list_all:
        _list(Catalog(queries), tag, Out.chosen(format_name, output, "results"))
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
    child = split(ctx, limits, output, query.text if name == "-" else None)
    graph = load(store, endpoint=endpoint, queries=queries)
    if name != "-" and sys.stdin.isatty() and sys.stderr.isatty():
        values = completion.ask_missing(query, values, graph)
    if child:
        start_clock(limits.seconds)
    bound = graph.bound(query, values)
    if explain_only:
        from imet_graph.cli.explaining import explain

        with opened(output) as stream:
            explain(graph, query, bound, stream)
        return
    answer = graph.answer(query, bound, limit)
    if view:
        from imet_graph.pictures import render

        out = Out.chosen(format_name, output, "picture")
        picture = answer.visualize(view)
        for told in picture.notes:
            say(told)
        out.write(render(picture, out.format))
        return
    kind = "rdf" if isinstance(answer.result, Triples) else "results"
    out = Out.chosen(format_name, output, kind)
    _write(answer, out, cite, out.people if iris is None else not iris, spreadsheet_safe)
    if exit_status and answer.truth is False:
        ctx.exit(1)


def _write(answer: Answer, out: Out, cite: bool, labels: bool, safe: bool) -> None:
    """Write an answer, and to standard error its notes and the gaps that it crosses."""
    from imet_graph.things.citations import document_addresses

    links: dict[str, str] | None = None
    content: Any = answer.result
    cite = cite and isinstance(content, Table)
    if isinstance(content, Table):
        how = ("numbers" if out.people else "text") if cite else ""
        content = answer.shown(cite=how, labels=labels)
        if out.links:
            links = document_addresses([content], answer.backend)
        if how == "numbers" and answer.sources:
            from imet_graph.answers.text import Grid, Sources, Text

            content = Text([Grid(content), Sources([ref.text for ref in answer.sources])])
    about = answer.about(cite=cite) if out.format == "json" else None
    out.write(content, safe=safe, links=links, about=about)
    for note in answer.notes:
        say(f"Note: {note.shell}")
    for gap in answer.gaps:
        say(f"Note: {gap.label}: {gap.text}")


def _check(ctx: click.Context, query: QueryFile, output: Path | None) -> None:
    """Write what is wrong with a query file; exit 1 if anything is."""
    from imet_graph.queries.lint import lint

    problems = lint(query)
    where = str(query.path or query.name)
    told = [f"{where}:{p.line}: {p.rule}: {p.message}\n" for p in problems]
    with opened(output) as stream:
        stream.writelines(told or [f"{where}: nothing to mend.\n"])
    if problems:
        ctx.exit(1)


def _list(catalog: Catalog, tag: str | None, out: Out) -> None:
    chosen = [q for q in catalog if tag is None or tag in q.tags]
    if not chosen:
        known = sorted({t for q in catalog for t in q.tags})
        raise ParameterError(f"No query has the tag {tag!r}.", hint=f"Tags: {', '.join(known)}.")
    cells = [
        (q.name, q.question or q.title, ", ".join(p.option for p in q.parameters)) for q in chosen
    ]
    rows = [tuple(map(Literal, row)) for row in cells]
    out.write(Table(("query", "question", "parameters"), rows))

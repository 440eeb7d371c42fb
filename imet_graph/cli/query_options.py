"""The options of ``imet-graph query``: its own, and those of the query that is named."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import click

from imet_graph.cli import completion
from imet_graph.errors import FileProblem, ImetGraphError
from imet_graph.queries import Catalog, Parameter, QueryFile
from imet_graph.queries.header import parse

QUERY = "imet_graph.query"  # where the context keeps the query


class QueryCommand(click.Command):
    """A command whose parameters are its own and those of the query that is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Find the query first, since its header says which options there are."""
        folders = tuple(Path(v) for v in _values(args, "--queries"))
        name = self._name(args)
        if name is not None and not (ctx.resilient_parsing and name == "-"):
            try:
                ctx.meta[QUERY] = find(name, folders)
            except ImetGraphError:
                if not ctx.resilient_parsing:  # while a name is being completed, there is none
                    raise
        return super().parse_args(ctx, args)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the command's parameters, with those of the query."""
        own = super().get_params(ctx)
        query: QueryFile | None = ctx.meta.get(QUERY)
        if query is None:
            return own
        return [*own[:1], *(_option(p) for p in query.parameters), *own[1:]]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help of the query if one is named, else that of the command."""
        query: QueryFile | None = ctx.meta.get(QUERY)
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
            formatter.write_text(f"Example: {query.example()}")

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
        shell_complete=completion.values(parameter),
    )


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

"""Completes what is typed at a shell, and asks at a terminal for what a query needs.

A shell asks by starting the command anew for every press of the Tab key, so nothing
is imported here that is not needed for the word at hand.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from imet_graph.errors import ImetGraphError, ParameterError
from imet_graph.rdf import vocab

if TYPE_CHECKING:
    from imet_graph.api import Graph
    from imet_graph.queries import Catalog, Parameter, QueryFile

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def queries(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the named queries that begin so, each with its title."""
    from imet_graph.queries import Catalog

    try:
        catalog = Catalog(ctx.params.get("queries") or ())
    except ImetGraphError:
        return []
    names = [name for name in catalog.names() if name.startswith(incomplete)]
    return [CompletionItem(name, help=_title(catalog, name)) for name in names]


def _title(catalog: Catalog, name: str) -> str | None:
    try:
        return catalog.get(name).title
    except ImetGraphError:  # its header is to be mended; its name is completed all the same
        return None


def values(parameter: Parameter) -> Completer:
    """Return a completer of the values that a query's parameter can have."""

    def complete(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
        from imet_graph.queries.parameters import kinds_of

        if parameter.allowed:
            return [CompletionItem(v) for v in parameter.allowed if v.startswith(begun)]
        kinds = kinds_of(parameter.type)
        return things(ctx, param, begun, kinds) if kinds else []

    return complete


def things(
    ctx: click.Context, _param: click.Parameter, incomplete: str, kinds: tuple[str, ...] = ()
) -> list[CompletionItem]:
    """Return things whose code or name begins so, of some kinds or of all.

    There are none of an endpoint, which would take too long. What is completed is the
    code, in which there are no spaces; the name stands beside it.
    """
    if ctx.params.get("endpoint"):
        return []
    try:
        found = _listed(ctx.params.get("store"))
    except (ImetGraphError, OSError):
        return []
    begun = incomplete.casefold().replace('"', "")
    items = []
    for iri, label in found:
        kind = vocab.kind_of(iri)
        if kinds and kind not in kinds:
            continue
        local = vocab.local(iri)
        code = local if len(kinds) == 1 else f"{kind}:{local}"
        if any(name.casefold().startswith(begun) for name in (code, local, label)):
            items.append(CompletionItem(code, help=label))
    return items


def _listed(store: str | Path | None) -> list[tuple[str, str]]:
    """Return IRI and label of every thing that has a name, in the order of the labels.

    Of the bundled graph they are kept in a file, since opening the graph for every
    press of a key would take longer than the rest.
    """
    from imet_graph import resources

    def read() -> list[tuple[str, str]]:
        from imet_graph.engines.local import LocalBackend
        from imet_graph.things.names import NAMED_KINDS, names_of

        backend = LocalBackend.at(Path(store)) if store else LocalBackend.bundled()
        return [(entity.iri, entity.label) for entity in names_of(backend, NAMED_KINDS)]

    return read() if store else resources.kept("names", resources.graph_files(), read)


def ask_missing(query: QueryFile, given: dict[str, Any], graph: Graph) -> dict[str, Any]:
    """Return ``given`` with a value for each required parameter that had none.

    Each answer is checked at once; a wrong one is explained and asked for again.

    Raises:
        click.Abort: if the person ends the input instead.
    """
    answers = dict(given)
    for parameter in query.parameters:
        lacks = answers.get(parameter.name) in (None, (), [])
        if lacks and parameter.required and parameter.default is None:
            answers[parameter.name] = _ask(parameter, graph)
    return answers


def _ask(parameter: Parameter, graph: Graph) -> Any:
    from imet_graph.queries.parameters import to_term

    example = f" (for example {parameter.example})" if parameter.example else ""
    question = f"{parameter.prompt or parameter.name}{example}: "
    while True:
        with _completing(lambda: _choices(parameter, graph)):
            text = _read(question).strip()
        if not text:
            continue
        many = [part.strip() for part in text.split(";")] if parameter.multiple else [text]
        try:
            for value in many:
                to_term(parameter, value, graph.backend)
        except ParameterError as error:
            click.echo(f"  {error.command_line}", err=True)
            continue
        return many if parameter.multiple else text


def _choices(parameter: Parameter, graph: Graph) -> list[str]:
    """Return the values that a parameter may have, as far as they can be listed."""
    from imet_graph.queries.parameters import kinds_of
    from imet_graph.rdf.terms import text_of
    from imet_graph.things.names import names_of

    if parameter.allowed:
        return list(parameter.allowed)
    try:
        if parameter.allowed_query:
            return [text_of(row[0]) for row in graph.query(parameter.allowed_query)]
        kinds = kinds_of(parameter.type)
        return [entity.label for entity in names_of(graph.backend, kinds)] if kinds else []
    except ImetGraphError:  # completion is a courtesy: the question still stands
        return []


def _read(question: str) -> str:
    try:
        if sys.stdout.isatty():
            return input(question)
        # input() would write the question into the answer that goes elsewhere.
        click.echo(question, err=True, nl=False)
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line
    except EOFError as error:
        click.echo("", err=True)
        raise click.Abort from error


@contextmanager
def _completing(values: Callable[[], list[str]]) -> Iterator[None]:
    """Complete with the Tab key from values that are listed when it is first pressed."""
    try:
        import readline
    except ImportError:  # Windows has none: then there is no completion
        yield
        return
    listed = cache(values)

    def complete(text: str, state: int) -> str | None:
        fitting = [v for v in listed() if v.casefold().startswith(text.casefold())]
        return fitting[state] if state < len(fitting) else None

    readline.set_completer(complete)
    readline.set_completer_delims("\n")
    readline.parse_and_bind("tab: complete")
    try:
        yield
    finally:
        readline.set_completer(None)

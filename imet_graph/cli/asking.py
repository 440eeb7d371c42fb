"""Asks the person at a terminal for what a query needs, with completion of values."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from imet_graph.errors import ImetGraphError, ParameterError
from imet_graph.queries.parameters import to_term

if TYPE_CHECKING:
    from imet_graph.api import Graph
    from imet_graph.queries import Parameter, QueryFile


def at_terminal() -> bool:
    """Whether somebody is there who can be asked: input and messages go to a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


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
    example = f" (for example {parameter.example})" if parameter.example else ""
    question = f"{parameter.prompt or parameter.name}{example}: "
    while True:
        with _completing(lambda: choices(parameter, graph)):
            text = _read(question).strip()
        if not text:
            continue
        many = [part.strip() for part in text.split(";")] if parameter.multiple else [text]
        try:
            for value in many:
                to_term(parameter, value, graph.backend)
        except ParameterError as error:
            click.echo(f"  {error}", err=True)
            continue
        return many if parameter.multiple else text


def choices(parameter: Parameter, graph: Graph) -> list[str]:
    """Return the values that a parameter may have, as far as they can be listed."""
    from imet_graph.queries.parameters import kinds_of
    from imet_graph.things.names import names_of

    if parameter.allowed:
        return list(parameter.allowed)
    try:
        if parameter.allowed_query:
            from imet_graph.answers import Table
            from imet_graph.rdf.terms import text_of

            found = graph.query(parameter.allowed_query)
            return [text_of(row[0]) for row in found] if isinstance(found, Table) else []
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


class _completing:  # noqa: N801 - used as a function is
    """Complete with the Tab key from values that are listed when it is first pressed."""

    def __init__(self, values: Callable[[], list[str]]) -> None:
        self._values = values
        self._listed: list[str] | None = None

    def __enter__(self) -> None:
        try:
            import readline
        except ImportError:  # Windows has none: then there is no completion
            return
        readline.set_completer(self._complete)
        readline.set_completer_delims("\n")
        readline.parse_and_bind("tab: complete")

    def __exit__(self, *_: object) -> None:
        if "readline" in sys.modules:
            sys.modules["readline"].set_completer(None)

    def _complete(self, text: str, state: int) -> str | None:
        if self._listed is None:
            self._listed = self._values()
        fitting = [v for v in self._listed if v.casefold().startswith(text.casefold())]
        return fitting[state] if state < len(fitting) else None

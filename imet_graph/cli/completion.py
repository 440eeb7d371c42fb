"""Completes what is typed at a shell: names of queries, things of the graph, values.

A shell asks by starting the command anew for every press of the Tab key, so nothing
is imported here that is not needed for the word at hand.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from imet_graph.errors import ImetGraphError

if TYPE_CHECKING:
    from imet_graph.queries import Parameter

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def queries(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the named queries that begin so, each with its title."""
    from imet_graph.queries import Catalog

    try:
        catalog = Catalog(ctx.params.get("queries") or ())
    except ImetGraphError:
        return []
    names = [name for name in catalog.names() if name.startswith(incomplete)]
    return [CompletionItem(name, help=_title(catalog.folders, name)) for name in names]


def things(*kinds: str) -> Completer:
    """Return a completer of things of these kinds, by code or name; of all kinds if none."""

    def complete(
        ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return _things(ctx, kinds, incomplete)

    return complete


def values(parameter: Parameter) -> Completer:
    """Return a completer of the values that a query's parameter can have."""

    def complete(
        ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from imet_graph.queries.parameters import kinds_of

        if parameter.allowed:
            return [CompletionItem(v) for v in parameter.allowed if v.startswith(incomplete)]
        kinds = kinds_of(parameter.type)
        return _things(ctx, kinds, incomplete) if kinds else []

    return complete


def _things(ctx: click.Context, kinds: tuple[str, ...], incomplete: str) -> list[CompletionItem]:
    """Return things whose code or name begins so; none of an endpoint, which would take too long.

    What is completed is the code, in which there are no spaces; the name stands beside it.
    """
    if ctx.params.get("endpoint"):
        return []
    from imet_graph.backends.local import LocalBackend
    from imet_graph.lookup import NAMED_KINDS, names_of

    try:
        store = ctx.params.get("store")
        backend = LocalBackend.at(Path(store)) if store else LocalBackend.bundled()
        found = names_of(backend, kinds or NAMED_KINDS)
    except ImetGraphError:
        return []
    begun = incomplete.casefold().replace('"', "")
    items = []
    for entity in found:
        code = entity.iri.rsplit("/", 1)[-1] if len(kinds) == 1 else entity.name
        local = entity.iri.rsplit("/", 1)[-1].casefold()
        if any(
            name.startswith(begun) for name in (code.casefold(), local, entity.label.casefold())
        ):
            items.append(CompletionItem(code, help=entity.label))
    return items


def _title(folders: list[Path], name: str) -> str | None:
    """Return the title in a query's header, without reading the rest."""
    for folder in folders:
        path = folder / f"{name}.rq"
        if path.is_file():
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    if line.startswith("#+ title:"):
                        return line.partition(":")[2].strip().strip('"')
            return None
    return None

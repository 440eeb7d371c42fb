"""Completes what is typed at a shell: names of queries, things of the graph, values.

A shell asks by starting the command anew for every press of the Tab key, so nothing
is imported here that is not needed for the word at hand.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from imet_graph.errors import ImetGraphError
from imet_graph.rdf import vocab

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
    store = ctx.params.get("store")
    try:
        found = _listed(Path(store) if store else None)
    except (ImetGraphError, OSError):
        return []
    begun = incomplete.casefold().replace('"', "")
    items = []
    for iri, label in found:
        kind = vocab.kind_of(iri)
        if kinds and kind not in kinds:
            continue
        local = iri.rsplit("/", 1)[-1]
        code = local if len(kinds) == 1 else f"{kind}:{local}"
        if any(name.casefold().startswith(begun) for name in (code, local, label)):
            items.append(CompletionItem(code, help=label))
    return items


def _listed(store: Path | None) -> list[tuple[str, str]]:
    """Return IRI and label of every thing that has a name, in the order of the labels.

    Of the bundled graph they are kept in a file, since opening the graph for every
    press of a key would take longer than the rest.
    """
    from imet_graph import resources

    kept: Path | None = None
    if store is None:
        folder = resources.cache_folder()
        kept = folder / f"names-{resources.fingerprint(resources.graph_files())}.json"
        if kept.is_file():
            return [(iri, label) for iri, label in json.loads(kept.read_text(encoding="utf-8"))]
    from imet_graph.engines.local import LocalBackend
    from imet_graph.things.names import NAMED_KINDS, names_of

    backend = LocalBackend.at(store) if store else LocalBackend.bundled()
    found = [(entity.iri, entity.label) for entity in names_of(backend, NAMED_KINDS)]
    if kept is not None:
        _keep(kept, found)
    return found


def _keep(path: Path, names: list[tuple[str, str]]) -> None:
    """Write the names beside their place and move them there; forget those of former graphs."""
    from imet_graph import resources

    try:
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
        draft.replace(path)
        resources.forget_old(path, "names-*.json")
    except OSError:  # no cache, no harm: they are read from the graph again
        return


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

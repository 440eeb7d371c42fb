"""Uploads a graph to a SPARQL endpoint in batches, and counts there what has arrived.

Adding a triple twice changes nothing, so a batch whose fate is unknown is simply
sent again. Progress is kept in a small file; what was sent is recognised by a
running checksum, so that a changed graph is never taken for the rest of an old one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from imet_graph.engines.remote import Client, RemoteBackend
from imet_graph.errors import EndpointError, InputError, translating
from imet_graph.rdf.terms import BlankNode, NamedNode, Triple, text_of

# Ends of addresses by which products name their services, with the query service beside each.
_SERVICES = (
    ("sparql-graph-crud-auth", "store", "sparql"),
    ("sparql-graph-crud", "store", "sparql"),
    ("sparql-auth", "update", "sparql"),
    ("rdf-graphs/service", "store", ""),
    ("statements", "update", ""),
    ("update", "update", "query"),
    ("store", "store", "query"),
    ("data", "store", "query"),
)


class Target(NamedTuple):
    """Where a graph goes: the service, its protocol, the graph there, and where to ask.

    ``graph`` is the IRI of a named graph, or None for the default graph.
    """

    url: str
    protocol: str
    query_url: str
    graph: str | None = None


class PushReport(NamedTuple):
    """What a push did: triples sent now, sent before, and found at the endpoint after it."""

    sent: int
    skipped: int
    found: int


def target(
    url: str, *, protocol: str | None = None, query_url: str | None = None, graph: str | None = None
) -> Target:
    """Return a target, completing from the address what is not given.

    >>> target("http://localhost:7878/update").query_url
    'http://localhost:7878/query'
    """
    plain = url.rstrip("/")
    for end, kind, beside in _SERVICES:
        if plain.endswith("/" + end):
            protocol = protocol or kind
            stem = plain[: -len(end)]
            query_url = query_url or (stem + beside if beside else stem.rstrip("/"))
            break
    if protocol is None or query_url is None:
        raise EndpointError(
            f"{url} does not say which service it is.",
            hint="Add --protocol store or update, and --query-endpoint URL.",
        )
    if graph is not None:
        try:
            NamedNode(graph)
        except ValueError as error:
            raise InputError(
                f"--graph can't be {graph!r}.", hint="Write an IRI, such as http://…/graph."
            ) from error
    return Target(url, protocol, query_url, graph)


def push(
    triples: Iterable[Triple],
    to: Target,
    *,
    batch: int = 10_000,
    replace: bool = False,
    state: Path | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> PushReport:
    """Upload triples, ``batch`` at a time, and verify how many the endpoint holds then.

    ``state`` is the file that remembers what was sent, for another attempt; with
    ``replace``, what the graph holds is removed before the first batch.

    Raises:
        InputError: for triples with blank nodes, which no batch may share.
        EndpointError: if the endpoint refuses a batch, or holds less than was sent.
    """
    client = Client(to.url)
    kept = _read(state, to, batch)
    running = hashlib.sha256()
    done = skipped = sent = 0
    if replace and not kept:
        _send(client, to, None)
    for chunk in _batches(triples, batch):
        body = "".join(f"{triple} .\n" for triple in chunk).encode()
        running.update(body)
        done += len(chunk)
        if kept and done <= int(kept.get("done", 0)):
            skipped = done
            if done == kept["done"] and running.hexdigest() != kept["checksum"]:
                raise InputError(
                    "The graph has changed since the upload that was broken off.",
                    hint=f"Remove {state} and push again from the start.",
                )
            continue
        _send(client, to, body)
        sent += len(chunk)
        _write(state, to, batch, done, running.hexdigest())
        progress(done)
    found = count(to)
    if found < done:
        raise EndpointError(
            f"{to.query_url} holds {found:,} triples after {done:,} were sent.",
            hint="Check --graph and --query-endpoint; then push again with --replace.",
        )
    if state is not None:
        state.unlink(missing_ok=True)
    return PushReport(sent, skipped, found)


def count(to: Target) -> int:
    """Return how many triples the target's graph holds."""
    pattern = f"GRAPH <{to.graph}> {{ ?s ?p ?o }}" if to.graph else "?s ?p ?o"
    table = RemoteBackend(to.query_url).select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
    return next(int(text_of(row[0])) for row in table)


def _batches(triples: Iterable[Triple], size: int) -> Iterator[list[Triple]]:
    several = iter(triples)
    while chunk := list(islice(several, size)):
        for triple in chunk:
            if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
                raise InputError(
                    f"{triple} has a blank node, which would not be the same in two batches.",
                    hint="Give the thing an IRI.",
                )
        yield chunk


def _send(client: Client, to: Target, body: bytes | None) -> None:
    """Add N-Triples to the target's graph; None empties it."""
    from urllib.parse import quote

    method, url, kind = "POST", to.url, "application/sparql-update"
    if to.protocol == "store":
        method, kind = "PUT" if body is None else "POST", "application/n-triples"
        url += f"?graph={quote(to.graph, safe='')}" if to.graph else "?default"
        content = body or b""
    elif body is None:
        content = f"CLEAR SILENT {f'GRAPH <{to.graph}>' if to.graph else 'DEFAULT'}".encode()
    else:
        opened, closed = (f"GRAPH <{to.graph}> {{\n", "}") if to.graph else ("", "")
        content = b"INSERT DATA { " + opened.encode() + body + closed.encode() + b" }"
    try:
        # Adding what is there already, or emptying twice, changes nothing: safe to repeat.
        with client.send(method, url, {"Content-Type": kind}, content, again=True) as answer:
            answer.read()
    except EndpointError as error:
        if to.protocol == "store" or body is None:
            raise
        raise EndpointError(
            error.message,
            hint="Try a smaller --batch (Virtuoso's parser takes about 4,000 triples), "
            "or the Graph Store service.",
        ) from error


def _key(to: Target, batch: int) -> str:
    return f"{to.url} {to.graph or 'default'} {batch}"


def _read(state: Path | None, to: Target, batch: int) -> dict[str, int | str]:
    """Return what an earlier attempt at the same target has done, if anything."""
    if state is None or not state.is_file():
        return {}
    with translating(state):
        try:
            kept = json.loads(state.read_text(encoding="utf-8"))
        except json.JSONDecodeError:
            kept = {}
    if not isinstance(kept, dict) or kept.get("target") != _key(to, batch):
        raise InputError(
            f"{state} is of another upload.", hint="Name another file with --state, or remove it."
        )
    return kept


def _write(state: Path | None, to: Target, batch: int, done: int, checksum: str) -> None:
    if state is None:
        return
    kept = {"target": _key(to, batch), "done": done, "checksum": checksum}
    with translating(state):
        draft = state.with_name(state.name + ".part")
        draft.write_text(json.dumps(kept), encoding="utf-8")
        draft.replace(state)

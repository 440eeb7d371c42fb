"""Uploading to real servers: all of it, in batches, again, and from where it broke off."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from imet_graph.engines.local import LocalBackend
from imet_graph.engines.push import Target, count, push, target
from imet_graph.errors import EndpointError, InputError
from imet_graph.rdf.terms import BlankNode, NamedNode, Triple
from tests.engines import servers
from tests.engines.conftest import credentials

SMALL = Path(__file__).with_name("constructs.ttl")
PLACES = [
    pytest.param("oxigraph", "store", id="oxigraph-store"),
    pytest.param("oxigraph", "update", id="oxigraph-update"),
    pytest.param("virtuoso", "store", id="virtuoso-store", marks=pytest.mark.virtuoso),
    pytest.param("virtuoso", "update", id="virtuoso-update", marks=pytest.mark.virtuoso),
]


@pytest.fixture
def triples() -> list[Triple]:
    """Return the triples of the small graph."""
    return list(LocalBackend.of_files([SMALL]).triples())


@pytest.fixture
def place(request: pytest.FixtureRequest) -> Iterator[Callable[[str, str], Target]]:
    """Return a function that gives a target in a named graph of its own."""
    with_user = []
    made: list[Target] = []

    def get(name: str, protocol: str) -> Target:
        server: servers.Server = request.getfixturevalue(name)
        keeper = credentials(server)
        keeper.__enter__()
        with_user.append(keeper)
        url = server.store if protocol == "store" else server.update
        graph = f"http://example.org/{request.node.name}".replace("[", "-").replace("]", "")
        made.append(target(url, graph=graph))
        return made[-1]

    yield get
    for to in made:  # Virtuoso's default graph, which others ask, is the union of all
        push([], to, replace=True)
    for keeper in with_user:
        keeper.__exit__(None, None, None)


@pytest.mark.parametrize(("name", "protocol"), PLACES)
def test_a_graph_arrives_whole(
    place: Callable[[str, str], Target], triples: list[Triple], name: str, protocol: str
) -> None:
    """Every triple arrives, in as many batches as it takes; twice changes nothing."""
    to = place(name, protocol)
    steps: list[int] = []
    report = push(triples, to, batch=20, replace=True, progress=steps.append)
    assert report.sent == report.found == count(to) == len(triples)
    assert steps == [*range(20, len(triples), 20), len(triples)]
    assert push(triples, to, batch=1000).found == len(triples)
    assert push(triples[:5], to, replace=True).found == 5


@pytest.mark.parametrize(("name", "protocol"), PLACES)
def test_a_broken_upload_goes_on_where_it_was(
    place: Callable[[str, str], Target],
    triples: list[Triple],
    tmp_path: Path,
    name: str,
    protocol: str,
) -> None:
    """The state file remembers; what was sent is not sent again, and the file goes at the end."""
    to, state = place(name, protocol), tmp_path / "state.json"

    def stop(done: int) -> None:
        if done == 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        push(triples, to, batch=20, replace=True, state=state, progress=stop)
    assert json.loads(state.read_text())["done"] == 40
    report = push(triples, to, batch=20, replace=True, state=state)
    assert (report.skipped, report.sent, report.found) == (40, len(triples) - 40, len(triples))
    assert not state.exists()


def test_a_changed_graph_is_not_taken_for_the_rest(
    place: Callable[[str, str], Target], triples: list[Triple], tmp_path: Path
) -> None:
    """If what was sent has changed since, the upload is refused; so is another target's file."""
    to, state = place("oxigraph", "store"), tmp_path / "state.json"

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        push(triples, to, batch=20, state=state, progress=stop)
    with pytest.raises(InputError, match="changed"):
        push(triples[1:], to, batch=20, state=state)
    with pytest.raises(InputError, match="another upload"):
        push(triples, to, batch=30, state=state)
    state.write_text("no JSON")
    with pytest.raises(InputError, match="another upload"):
        push(triples, to, batch=20, state=state)


def test_less_than_was_sent_is_an_error(oxigraph: servers.Server, triples: list[Triple]) -> None:
    """The count at the end is believed, not the server's politeness."""
    to = target(oxigraph.store, graph="http://example.org/counted")
    elsewhere = Target(to.url, to.protocol, to.query_url, "http://example.org/counted")
    push(triples, elsewhere)
    wrong = Target(f"{to.url}?graph=http://example.org/lost#", "store", to.query_url, "http://x.y/")
    with pytest.raises(EndpointError, match=f"holds 0 triples after {len(triples)} were sent"):
        push(triples, wrong)


def test_blank_nodes_are_refused(oxigraph: servers.Server) -> None:
    """A blank node would become another one in each batch."""
    triple = Triple(BlankNode("b"), NamedNode("a:p"), NamedNode("a:o"))
    with pytest.raises(InputError, match="blank node"):
        push([triple], target(oxigraph.store))


@pytest.mark.parametrize(
    ("url", "protocol", "query"),
    [
        ("http://h:7878/store", "store", "http://h:7878/query"),
        ("http://h:7878/update", "update", "http://h:7878/query"),
        ("http://h/sparql-auth", "update", "http://h/sparql"),
        ("http://h/sparql-graph-crud-auth/", "store", "http://h/sparql"),
        ("http://h/ds/data", "store", "http://h/ds/query"),
        ("http://h/repositories/r/statements", "update", "http://h/repositories/r"),
        ("http://h/repositories/r/rdf-graphs/service", "store", "http://h/repositories/r"),
    ],
)
def test_services_are_told_by_their_addresses(url: str, protocol: str, query: str) -> None:
    """Oxigraph, Virtuoso, Fuseki and GraphDB name their services each in its way."""
    to = target(url)
    assert (to.protocol, to.query_url) == (protocol, query)


def test_an_address_that_tells_nothing_is_refused() -> None:
    """Then the person has to say; a graph must be an IRI."""
    with pytest.raises(EndpointError, match="--protocol"):
        target("http://h/unknown")
    with pytest.raises(InputError, match="--graph"):
        target("http://h/store", graph="no iri")


def test_the_command(oxigraph: servers.Server, imet: Callable[..., object], tmp_path: Path) -> None:
    """`imet-graph push` sends the bundled graph and says how much arrived."""
    done = imet(
        "push", "--endpoint", oxigraph.store, "--graph", "http://example.org/command",
        "--batch", "50000", cwd=tmp_path,
    )  # fmt: skip
    total = len(list(LocalBackend.bundled().triples()))
    assert done.returncode == 0  # type: ignore[attr-defined]
    last = done.stderr.splitlines()[-1]  # type: ignore[attr-defined]
    assert last == f"Sent {total:,} triples; {oxigraph.query} now holds {total:,}."
    assert list(tmp_path.iterdir()) == []

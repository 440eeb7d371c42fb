"""Constructs of SPARQL, and parameters in every place, on a small graph and four engines.

Where an engine is known to differ, the test holds that it still does: the list of
what queries must avoid (docs/engines.md) is kept true in both directions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from imet_graph.engines import Backend
from imet_graph.engines.local import LocalBackend
from imet_graph.engines.push import push, target
from imet_graph.engines.remote import RemoteBackend
from imet_graph.errors import ImetGraphError
from imet_graph.queries.parameters import bind
from imet_graph.rdf import vocab
from imet_graph.rdf.files import RDF_FORMATS
from imet_graph.rdf.terms import NamedNode, Term
from tests.engines import servers
from tests.engines.by_rdflib import RdflibBackend
from tests.engines.comparing import Comparable, comparable, ordered
from tests.engines.conftest import ENGINES, GRAPH, credentials

HERE = Path(__file__).parent


@dataclass
class Case:
    """One construct: a query with values for its parameters, and who is known to differ."""

    name: str
    differs: tuple[str, ...] = ()
    values: dict[str, list[Term]] = field(default_factory=dict)
    query: str = ""

    @property
    def text(self) -> str:
        """The query, its parameters bound and its prefixes declared."""
        text = bind(self.query, self.values)
        used = [p for p in vocab.PREFIXES if re.search(rf"\b{p}:", text)]
        return "".join(f"PREFIX {p}: <{vocab.PREFIXES[p]}>\n" for p in used) + text


def term(text: str) -> Term:
    """Return a term written as in Turtle, or as a prefixed name of the project."""
    import pyoxigraph

    if text.startswith("c:"):
        return NamedNode(vocab.expand(text[2:]) or "")
    (quad,) = pyoxigraph.parse(f"<a:a> <a:b> {text} .".encode(), format=RDF_FORMATS["turtle"])
    assert not isinstance(quad.object, pyoxigraph.Triple)
    return quad.object


def read() -> Iterator[Case]:
    """Yield the cases of the file."""
    case: Case | None = None
    for line in (HERE / "constructs.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            name, _, differs = line[3:].partition(" ! ")
            if case:
                yield case
            case = Case(name, tuple(filter(None, differs.split(", "))))
        elif case and line.startswith("@"):
            variable, _, value = line[1:].partition(" ")
            case.values.setdefault(variable, []).append(term(value))
        elif case:
            case.query += line + "\n"
    if case:
        yield case


CASES = list(read())


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Backend]]:
    """Return the engines with the small graph in each; those not installed are left out."""
    local = LocalBackend.of_files([HERE / "constructs.ttl"])
    found: dict[str, Backend] = {
        "local": local,
        "rdflib": RdflibBackend.of_triples(local.triples()),
    }
    import contextlib

    with contextlib.ExitStack() as stack:
        if servers.oxigraph_program():
            server = stack.enter_context(servers.oxigraph(tmp_path_factory.mktemp("oxigraph")))
            push(local.triples(), target(server.store))
            found["oxigraph"] = RemoteBackend(server.query)
        if servers.virtuoso_program():
            server = stack.enter_context(servers.virtuoso(tmp_path_factory.mktemp("virtuoso")))
            with credentials(server):
                push(local.triples(), target(server.store, graph=GRAPH))
            found["virtuoso"] = RemoteBackend(server.query)
        yield found


def answer(backend: Backend, case: Case) -> Comparable | str:
    """Return the answer, or the kind of error there is instead."""
    try:
        return comparable(backend.query(case.text), ordered(case.query))
    except ImetGraphError as error:
        return type(error).__name__


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_construct(name: str, case: Case, engines: dict[str, Backend]) -> None:
    """An engine answers as the embedded one does, unless it is known to differ."""
    if name not in engines:
        pytest.skip(f"{name} is not installed")
    expected = answer(engines["local"], case)
    assert not isinstance(expected, str), "the embedded engine must answer"
    assert (answer(engines[name], case) == expected) == (name not in case.differs)


def test_the_cases_are_all_there() -> None:
    """The file has been read whole; names are used once; markers name engines."""
    text = (HERE / "constructs.txt").read_text(encoding="utf-8")
    assert len(CASES) == text.count("\n## ") == len({case.name for case in CASES}) >= 150
    assert {name for case in CASES for name in case.differs} <= set(ENGINES)

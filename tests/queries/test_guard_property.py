"""The guard against engines: what it lets pass fetches nothing, what is harmless passes."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from imet_graph.errors import QuerySyntaxError, UnsafeQuery
from imet_graph.queries.guard import check
from imet_graph.queries.lint import parse
from tests.drawn import drawn
from tests.engines.by_rdflib import RdflibBackend, operators

from .conftest import Listener, connects

GLUE = st.sampled_from(["", "", "", "", " ", "\n", "\t", " # SERVICE\n", ".", ". ", "\\u0020"])
CASE = st.sampled_from([str.upper, str.lower, str.title, lambda word: word])
ADDRESS = st.sampled_from(["<{u}>", "<{u}>", "u:x", ":x", "?g", "$g", "<{u}#>"])
HARMLESS = [
    '?s ?p "SERVICE <http://example.org/> { }"',
    "?s ?p 'FROM' ",
    "?s ?p '''a'b\nSERVICE <http://example.org/> { ?a ?b ?c }'''",
    "?s <http://example.org/SERVICE> ?FROM",
    "?s u:SERVICE u:from",
    "# SERVICE <http://example.org/> { }\n?s ?p ?o",
    "FILTER(?s < ?o && ?p > ?o)",
    "FILTER(?s<1)",
    "OPTIONAL { ?s ?service ?o }",
    "VALUES ?x { 'SERVICE' <http://example.org/FROM> }",
    "?s ?p 1.0e1",
    "?s ?p true",
    "?s ?p 'x'@en-from",
    "BIND(1 AS ?z)",
    "",
]
HIDING = ["# \\u000a", '?s ?p "\\u0022 .', "?s ?p true", "?s ?p 1.0e1", "BIND(1 AS ?z)"]
WRAPPERS = [
    "{}",
    "{{ {} }}",
    "OPTIONAL {{ {} }}",
    "{{ {} }} UNION {{ ?a ?b ?c }}",
    "FILTER EXISTS {{ {} }}",
    "FILTER NOT EXISTS {{ {} }}",
    "MINUS {{ {} }}",
    "{{ SELECT ?s WHERE {{ {} }} GROUP BY ?s }}",
    "GRAPH ?h {{ {} }}",
]
PREFIXES = "PREFIX u: <{u}> PREFIX : <{u}> "
many = drawn(400, HealthCheck.function_scoped_fixture)


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    """Return a store in which every harmless pattern has a solution to go on with."""
    store = pyoxigraph.Store()
    node = pyoxigraph.NamedNode("a:a")
    numbers = (pyoxigraph.Literal(True), pyoxigraph.Literal(10.0), node)
    store.extend(pyoxigraph.Quad(node, node, thing) for thing in numbers)
    return store


def passes(text: str) -> bool:
    """Return whether the guard lets a query pass."""
    try:
        check(text)
    except UnsafeQuery:
        return False
    return True


def reaches_out(text: str) -> bool:
    """Return whether rdflib's algebra has a request in it."""
    try:
        names = set(operators(parse(text).algebra))
    except QuerySyntaxError:
        return False
    return bool(names & {"ServiceGraphPattern", "FROM"})


@st.composite
def remote_queries(draw: st.DrawFn) -> str:
    """Draw a query that asks another machine, written as strangely as parsers allow."""
    word = draw(CASE)
    glue = [draw(GLUE) for _ in range(6)]
    silent = draw(st.sampled_from(["", word("silent")]))
    before = draw(st.sampled_from(HARMLESS + HIDING))
    after = draw(st.sampled_from(["", "\n", "?s ?p ?o"]))
    address = draw(ADDRESS)
    service = "".join(
        (before, glue[0], word("service"), glue[1], silent, glue[2], address, glue[3],
         "{ ?a ?b ?c }", glue[4], after)
    )  # fmt: skip
    wrapped = draw(st.sampled_from(WRAPPERS)).format(service)
    return PREFIXES + "SELECT * {" + wrapped + glue[5] + "}"


@many
@given(query=remote_queries())
def test_nothing_that_passes_reaches_out(
    query: str, store: pyoxigraph.Store, listener: Listener
) -> None:
    """A query that passes has no request in rdflib's algebra, and Oxigraph connects to nobody."""
    text = query.replace("{u}", listener.url)
    if passes(text):
        assert not reaches_out(text)
        assert not connects(text, store, listener)


@many
@given(
    word=CASE, glue=GLUE, named=st.sampled_from(["", "named"]), address=ADDRESS, tail=GLUE,
    where=st.sampled_from(["", "where"]),
)  # fmt: skip
def test_no_dataset_clause_passes(
    word: object, glue: str, named: str, address: str, tail: str, where: str
) -> None:
    """FROM is refused however it is glued to its neighbours."""
    text = (
        PREFIXES + f"SELECT *{glue}{word('from')}{glue}{word(named)}{glue}{address}{tail}"  # type: ignore[operator]
        + f"{word(where)}{{ ?s ?p ?o }}"  # type: ignore[operator]
    ).replace("{u}", "http://example.org/")  # fmt: skip
    if passes(text):
        assert not reaches_out(text)


@many
@given(st.lists(st.sampled_from(HARMLESS), min_size=1, max_size=5), st.sampled_from(WRAPPERS))
def test_harmless_queries_pass(parts: list[str], wrapper: str) -> None:
    """The same words in strings, IRIs, names, variables and comments refuse nothing."""
    body = wrapper.format(" . ".join(part for part in parts if part))
    check((PREFIXES + "SELECT * { " + body + "\n}").replace("{u}", "http://example.org/"))


@pytest.mark.parametrize("text", [
    "SELECT * { SERVICE <a:b> { ?s ?p ?o } }",
    "SELECT * { OPTIONAL { { SELECT * { SERVICE ?g { ?s ?p ?o } } } } }",
    "SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }",
    "ASK FROM NAMED <http://127.0.0.1:1/> { ?s ?p ?o }",
])  # fmt: skip
def test_rdflib_refuses_by_itself(text: str) -> None:
    """The rdflib engine walks the algebra before it runs anything, guard or no guard."""
    with pytest.raises(UnsafeQuery):
        RdflibBackend.of_triples([]).query(text)


def test_the_oracles_see_a_request(store: pyoxigraph.Store, listener: Listener) -> None:
    """Both oracles of this file do notice one: the properties could fail."""
    text = f"SELECT * {{ SERVICE SILENT <{listener.url}> {{ ?s ?p ?o }} }}"
    assert reaches_out(text)
    assert connects(text, store, listener)
    assert not connects("SELECT * { ?s ?p ?o }", store, listener)

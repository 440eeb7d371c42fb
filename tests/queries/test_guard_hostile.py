"""Texts that hide a request from a reader who is no engine: each is tried beside a listener.

A text is hostile because the listener is called when the engine is asked without the
guard, never because a parser says so. Those that the engine can't read are no attack,
and count for nothing.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pyoxigraph as ox
import pytest

from imet_graph.api import Graph
from imet_graph.errors import UnsafeQuery
from imet_graph.queries.guard import _others, check

from .conftest import Listener, connects

SUITE = Path(__file__).parents[3] / "shared" / "w3c" / "sparql11"
HEAD = (
    "PREFIX u: <@> PREFIX : <@> PREFIX p: <http://a:> PREFIX d: <http://d/> "
    "PREFIX service: <a:> PREFIX from: <a:> PREFIX aSERVICE: <a:> PREFIX QFXZJFF: <a:> "
)
REQUESTS = (
    "SERVICE<@>{?x ?y 'z'}",
    "service silent <@> { ?x ?y 'z' }",
    "SeRvIcE#'\n<@>{?x ?y 'z'}",
    "SERVICESILENTu:x{?x ?y 'z'}",
    "SERVICE:x{?x ?y 'z'}",
)
# Where ` is, there is an expression that ends with its bracket, and a request behind it.
EXPRESSIONS = (
    "?a<'x>'||true)` ?l ?m 'n'",
    "?a<='x>'||true)` ?l ?m 'n'",
    "?a<?b)`#>\n",
    "?a<=?b)`#>\n",
    "?a<?b&&?b>?a)`",
    "1<2)`#>\n",
    "?a<d:b)`#>\n",
    "?a<'>'&&'x'<'>')`",
    "BOUND(?a)&&?a<?b)`#>\n",
    "EXISTS{?s ?p ?o}&&1<'>')` ?l ?m 'n'",
)
PATTERNS = (
    "FILTER({})",
    "OPTIONAL{{ ?s ?p ?o FILTER({} }}",
    "{{ FILTER({} }} UNION {{ ?s ?p ?o }}",
    "FILTER EXISTS {{ FILTER({} }}",
    "{{ SELECT ?a {{ FILTER({} }} }}",
    "LATERAL {{ FILTER({} }}",
    "MINUS {{ FILTER({} }}",
)
GLUED = (
    "?s ?p p:service <@> {?x ?y ?z}",
    "?s ?p p:xSERVICE<@>{?x ?y ?z}",
    "?s ?p d:b.c.SERVICE<@>{?x ?y ?z}",
    "?s ?p d:b.c.service silent <@>{?x ?y ?z}",
    "?s ?p 1.SERVICE<@>{?x ?y ?z}",
    "?s ?p 1e0SERVICE<@>{?x ?y ?z}",
    "?s ?p trueSERVICEu:x{?x ?y ?z}",
    "?s ?p 'x'SERVICE<@>{?x ?y ?z}",
    "?s ?p '''x''SERVICE''',''SERVICE<@>{?x ?y ?z}",
    "VALUES ?x {'''x'} SERVICE<@>{?k ?l ?m} #\\uD800'''\n",
    'VALUES ?x {"""x"} SERVICE<@>{?k ?l ?m} #\\uD800"""\n',
    "BIND(<@> AS ?e) SERVICE?e{?x ?y ?z}",
    "BIND(<@> AS ?e) SERVICE$e{?x ?y ?z}",
    "GRAPH ?g {} SERVICE<@>{?x ?y ?z}",
    "?s ?p 1 SERVICE:a\u00b7{?x ?y ?z}",
    "?s ?p 1 SERVICE:a\u0300{?x ?y ?z}",
    "?s ?p d:b\u207aGRAPH SERVICE:x{?x ?y ?z}",
    "?s aQFXZJFF:x SERVICE:a\u00b7{?x ?y ?z}",
    "SERVICE service:x {?x ?y ?z} SERVICE<@>{?x ?y ?z}",
)
WHOLE = (
    "SELECT (?a<'x>' AS ?c) { ` ?l ?m 'n' }",
    "SELECT (1<2 AS ?c) { `#>\n }",
    "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING(1<'x>'||EXISTS{`})",
    "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING(EXISTS{FILTER(1<2)`#>\n})",
    "SELECT ?s { ?s ?p ?o } ORDER BY (EXISTS{FILTER(1<2)`#>\n})",
    "SELECT (EXISTS{FILTER(1<'x>'||true)` ?l ?m 'n'} AS ?c) {}",
    "ASK { FILTER(1<2)`#>\n }",
    "CONSTRUCT { ?s ?p ?o } WHERE { FILTER(1<2)`#>\n }",
    "CONSTRUCT WHERE { ?s ?p ?o } ORDER BY (EXISTS{FILTER(1<2)`#>\n})",
    "DESCRIBE ?s { ?s ?p ?o FILTER(1<2)`#>\n }",
    "DESCRIBE ?s { FILTER('a'<'x>'||true)` ?s ?p 'z' }",
    "DESCRIBE d:x { FILTER(1<2)`#>\n }",
)


def texts() -> list[str]:
    """Return queries in which ``@`` stands for the listener's address."""
    bound = [f"BIND(({e.replace(')`', ') AS ?c)`')}" for e in EXPRESSIONS]
    inside = bound + [p.format(e) for p, e in product(PATTERNS, EXPRESSIONS)]
    found = [f"SELECT * {{ BIND(1 AS ?a) BIND(2 AS ?b) {text} }}" for text in inside]
    found = [text.replace("`", request) for text in (*found, *WHOLE) for request in REQUESTS]
    return [HEAD + text for text in (*found, *(f"SELECT * {{ {text} }}" for text in GLUED))]


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """Return a store in which every pattern before a request has a solution."""
    store = ox.Store()
    node = ox.NamedNode("a:a")
    things = [ox.Literal(1), ox.Literal(1.0), ox.Literal(True), ox.Literal("x"), ox.Literal("n")]
    things += [ox.NamedNode(iri) for iri in ("http://a:", "http://d/b.c", "http://d/x", "a:a")]
    things += [ox.Literal("z"), ox.Literal("x''SERVICE"), ox.Literal("")]
    store.extend(ox.Quad(node, node, thing) for thing in things)
    store.add(ox.Quad(ox.NamedNode("http://d/x"), node, node))
    rdf_type = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    store.add(ox.Quad(node, rdf_type, ox.NamedNode("a:x")))
    store.add(ox.Quad(node, node, ox.NamedNode("http://d/b\u207aGRAPH")))
    return store


def test_hostile_texts_are_refused(store: ox.Store, listener: Listener) -> None:
    """At least two hundred of them do call the listener, and none of those passes the guard."""
    hostile, passed = 0, []
    for text in (t.replace("@", listener.url) for t in texts()):
        if not connects(text, store, listener):
            continue
        hostile += 1
        try:
            check(text)
        except UnsafeQuery:
            continue
        passed.append(text)
    assert passed == []
    assert hostile >= 200, hostile


def test_nothing_leaves_by_the_facade(listener: Listener) -> None:
    """Asked of a graph, each of them is refused, also those that the engine can't read."""
    from imet_graph.engines.local import LocalBackend

    graph = Graph(LocalBackend.of_quads([]))
    before = len(listener.callers)
    for text in (t.replace("@", listener.url) for t in texts()):
        with pytest.raises(UnsafeQuery):
            graph.sparql(text)
    assert listener.callers[before:] == []


def test_the_letters_in_the_place_of_others_make_no_name_another() -> None:
    """They stand nowhere in the text, differ from each other, and no two can overlap."""
    for text in ("", "x" * 1000, " ".join(a + b for a in "JKQXZ" for b in "ACE")):
        words = list(_others(text).values())
        assert [len(word) for word in words] == [7, 4, 4] and len(set(words)) == 3
        assert not any(word.lower() in text.lower() for word in words)
        for one, other in product(words, words):
            ends = (one[-n:] for n in range(1, min(len(one), len(other))))
            assert not any(other.startswith(end) for end in ends), (one, other)


@pytest.mark.skipif(not SUITE.is_dir(), reason="../shared is not here")
def test_the_queries_of_the_w3c_are_refused_for_fetching_alone() -> None:
    """Every query of the suite that is SPARQL passes, but for those with SERVICE or FROM."""
    refused = []
    paths = sorted(SUITE.rglob("*.rq"))
    for path in paths:
        text = path.read_text(encoding="utf-8")
        try:
            check(text)
        except UnsafeQuery as error:
            word = error.message.split()[0]
            if "-bad-" not in path.name:
                assert word in ("SERVICE", "FROM"), f"{path}: {error}"
                assert word in text.upper(), path
                refused.append(path.name)
    assert len(paths) > 300 and len(refused) == 12, refused


CASES = {
    "q1": "SELECT ?leak { BIND('a' AS ?a) FILTER(?a<'x>'||true)SERVICE<@>{?leak ?y 'z'} }",
    "q2": "SELECT ?leak { BIND(1 AS ?a) BIND(2 AS ?b) FILTER(?a<?b)SERVICE#>\n<@>{?leak ?y ?z} }",
    "q3": "PREFIX p: <http://a:> SELECT * { ?s ?p p:service silent<@>{?x ?y ?z} }",
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES)
def test_the_command_says_so(
    imet: Callable[..., subprocess.CompletedProcess[str]],
    tmp_path: Path,
    listener: Listener,
    text: str,
) -> None:
    """`query` refuses with exit 2, `--check` tells it with 1, and nobody is called."""
    path = tmp_path / "q.rq"
    path.write_text(text.replace("@", listener.url))
    before = len(listener.callers)
    asked = imet("query", path)
    assert asked.returncode == 2 and asked.stdout == ""
    assert "SERVICE at line " in asked.stderr and "refused" in asked.stderr
    checked = imet("query", path, "--check")
    assert checked.returncode == 1 and "safe: SERVICE at line " in checked.stdout
    assert listener.callers[before:] == []

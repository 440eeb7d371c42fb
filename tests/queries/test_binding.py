"""Parameters are bound as terms, in every group that uses them."""

from __future__ import annotations

import pytest

from imet_graph.answers import Table
from imet_graph.engines.local import LocalBackend
from imet_graph.queries.parameters import bind
from imet_graph.queries.text import groups, variables
from imet_graph.rdf.terms import Literal, NamedNode, Quad, text_of
from imet_graph.rdf.vocab import form

P, Q, A, B, C = (NamedNode(f"http://example.org/{x}") for x in "pqabc")
BACKEND = LocalBackend.of_quads(
    [Quad(A, P, Literal("x")), Quad(B, P, Literal("y")), Quad(A, Q, B), Quad(B, Q, C)]
)
E = "PREFIX e: <http://example.org/> "

# Query, values of ?v, expected first column.
CASES = [
    ("SELECT ?s { ?s e:p ?v }", [Literal("x")], ["a"]),
    ("SELECT ?s { ?s e:p ?o FILTER(?o = ?v) }", [Literal("y")], ["b"]),
    ("SELECT ?s { ?s e:q ?o { SELECT ?s { ?s e:p ?v } } }", [Literal("x")], ["a"]),
    (
        "SELECT ?s { ?s e:q ?t OPTIONAL { ?s e:p ?o FILTER(?o = ?v) } FILTER(!BOUND(?o)) }",
        [Literal("x")],
        ["b"],
    ),
    ("SELECT ?s { ?s e:q ?t FILTER NOT EXISTS { ?s e:p ?v } }", [Literal("x")], ["b"]),
    ("SELECT ?s { { ?s e:p ?v } UNION { ?s e:q ?v } }", [B], ["a"]),
    ("SELECT ?s { ?s e:q ?t MINUS { ?s e:p ?v } }", [Literal("x")], ["b"]),
    ("SELECT ?v (COUNT(?s) AS ?n) { ?s e:p ?v } GROUP BY ?v", [Literal("x")], ["x"]),
    (
        "SELECT ?s { { SELECT ?s (COUNT(?o) AS ?n) { ?s ?v ?o } GROUP BY ?s } FILTER(?n = 1) }",
        [P],
        ["a", "b"],
    ),
    ("SELECT ?s { ?s e:p ?v }", [Literal("x"), Literal("y")], ["a", "b"]),
    ("SELECT ?s { VALUES ?z { 1 2 } ?s e:p ?v FILTER(?z = 1) }", [Literal("x")], ["a"]),
    ("SELECT ?s { ?s e:q+ ?v }", [C], ["a", "b"]),
    ("SELECT ?s { ?s e:q+ ?v }", [B, C], ["a", "a", "b"]),
    ("SELECT ?v { ?v e:q+ ?o }", [A], ["a", "a"]),
    ("SELECT ?s { ?s e:q ?v FILTER(?v != ?s && BOUND(?v)) }", [C], ["b"]),
    ("SELECT ?d { ?s e:q ?v BIND(?v AS ?d) }", [C], ["c"]),
    ("SELECT ?s { ?s e:q ?o VALUES ?v { e:c } FILTER(?o = ?v) }", [C], ["b"]),
    ("SELECT ?s { ?s e:q ?o FILTER(?o IN (?v)) }", [C], ["b"]),
    ("SELECT ?s { { ?s e:q ?v } UNION { ?s e:p ?o } }", [B], ["a", "a", "b"]),
]


@pytest.mark.parametrize(("query", "values", "expected"), CASES, ids=[c[0] for c in CASES])
def test_a_bound_variable_holds_wherever_it_stands(
    query: str, values: list[Literal], expected: list[str]
) -> None:
    """Filters, sub-selects, OPTIONAL, MINUS and EXISTS all see the value."""
    found = BACKEND.query(bind(E + query, {"v": values}))
    assert isinstance(found, Table)
    names = sorted(text_of(row[0]).rsplit("/", 1)[-1] for row in found)
    assert names == expected


def test_a_construct_template_and_a_values_block_get_no_values() -> None:
    """Blocks are inserted into groups only."""
    text = "CONSTRUCT { ?s ?p ?v } WHERE { VALUES (?s ?v) { (<a:a> <a:b>) } ?s ?p ?v }"
    assert bind(text, {"v": [P]}).count("VALUES ?v") == 1
    roles = [g.role for g in groups(text).children]
    assert roles == ["template", "pattern"]


def test_text_in_strings_comments_and_iris_is_no_syntax() -> None:
    """Braces and variables inside strings, comments and IRIs are left alone."""
    text = 'SELECT ?s { ?s <http://e/#?v> ?v, "{ ?v }" # { ?v }\n }'
    value = Literal("x")
    assert variables('SELECT ?s { ?s ?p "?v" # ?w\n }') == {"s", "p"}
    assert form("# SELECT\nBASE <a:> PREFIX x: <b:> construct { } where { }") == "CONSTRUCT"
    inserted = f"{{ VALUES ?v {{ {value} }} ?s <"
    assert bind(text, {"v": [value]}) == text.replace("{ ?s <", inserted, 1)
    assert bind("ASK { ?s ?p ?o }", {}) == "ASK { ?s ?p ?o }"

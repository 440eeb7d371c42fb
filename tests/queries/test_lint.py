"""`query --check`: each rule has a query that breaks it, and no bundled query breaks any."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from imet_graph.queries import Catalog
from imet_graph.queries.header import parse
from imet_graph.queries.lint import Problem, lint

Run = Callable[..., "subprocess.CompletedProcess[str]"]
HEADER = "#+ title: T\n#+ summary: S.\n#+ question: Q?\n#+ tags: [t]\n"
ON = (
    "#+ parameters:\n#+   - {name: day, type: date, prompt: P, example: 2004-01-01, "
    "description: D}\n"
)
THING = "#+ parameters:\n#+   - {name: thing, type: topic, prompt: P, example: x, description: D}\n"

# Header and query, and the line, rule and part of the message that are expected.
CASES: dict[str, tuple[str, int, str, str]] = {
    "no question": ("#+ title: T\n#+ summary: S\n#+ tags: [t]\nASK {}", 1, "header", "question"),
    "no question mark": (HEADER.replace("Q?", "Q") + "ASK {}", 1, "header", "question mark"),
    "no tags": (HEADER.replace("#+ tags: [t]\n", "") + "ASK {}", 1, "header", "tags"),
    "parameter not used": (HEADER + ON + "ASK { ?s ?p ?o }", 6, "parameter", "?day is declared"),
    "parameter without prompt": (
        HEADER + ON.replace("prompt: P, ", "") + "ASK { ?s ?p ?day }", 6, "parameter", "a prompt",
    ),
    "unsafe": (HEADER + "SELECT * { SERVICE <a:b> { ?s ?p ?o } }", 5, "safe", "SERVICE"),
    "not SPARQL": (HEADER + "SELECT *\nWHERE { ?s ?p }", 6, "syntax", "Not SPARQL"),
    "prefix not declared": (HEADER + "ASK { ?s imet:x ?o }", 5, "syntax", "not declared"),
    "prefix not used": (HEADER + "PREFIX a: <a:>\nASK {}", 5, "prefix", "a: is declared"),
    "ties": (HEADER + "SELECT ?s { ?s ?p ?o } ORDER BY ?s\nLIMIT 3", 6, "ties", "Break ties"),
    "ties in a sub-select": (
        HEADER + "SELECT ?s { { SELECT ?s { ?s ?p ?o } LIMIT 3 } } ORDER BY ?s ?o", 5, "ties", "",
    ),
    "unbound": (HEADER + "SELECT ?s { ?s ?p ?o FILTER(?q > 1) }", 5, "unbound", "?q"),
    "GRAPH": (HEADER + "ASK { GRAPH ?g { ?s ?p ?o } }", 5, "portable", "GRAPH"),
    "dates": (HEADER + ON + "ASK { ?s ?p ?d FILTER(?d <= ?day) }", 7, "portable", "Virtuoso"),
    "cast": (
        HEADER + "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
        "SELECT (xsd:date(?o) AS ?d) { ?s ?p ?o }", 6, "portable", "STRDT",
    ),
    "path from a parameter": (
        HEADER + THING + "ASK { ?thing <a:b>+ ?o }", 1, "portable", "?thing of the path",
    ),
    "path between constants": (
        HEADER + "ASK { ?s a <a:c> ; <a:b>* <a:d> }", 1, "portable", "both ends",
    ),
    "path between constants inside EXISTS": (
        HEADER + "ASK { ?s a <a:x> FILTER NOT EXISTS { ?s a <a:c> . <a:e> <a:q> 1 ; a <a:c> ; "
        "<a:b>* <a:d> } }", 1, "portable", "both ends",
    ),
    "path between constants inside EXISTS in SELECT": (
        HEADER + "SELECT ?s (EXISTS { <a:e> a <a:c> ; <a:b>* <a:d> } AS ?x) { ?s ?p ?o }", 1,
        "portable", "both ends",
    ),
    "citation": (
        HEADER + "#+ cite: [event]\nSELECT ?s { ?s ?p ?o }", 1, "cite", "event",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "rule", "part"), CASES.values(), ids=CASES)
def test_each_rule_finds_its_fault(text: str, line: int, rule: str, part: str) -> None:
    """One problem, on its line, with a message that says what to write."""
    found = lint(parse(text, "x"))
    assert [(p.line, p.rule) for p in found] == [(line, rule)], found
    assert part in found[0].message


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s { ?s ?p ?o } ORDER BY ?o ?s LIMIT 3",
        "SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?s ORDER BY DESC(?n) ?s LIMIT 3",
        "ASK { ?s a <a:c> ; <a:b>* ?o . ?o a <a:c> }",
        "ASK { ?s a/<a:b>* <a:c> }",
        "SELECT ?s { ?s ?p ?o BIND(1 AS ?once) }",
        "ASK { ?s a <a:c> FILTER NOT EXISTS { ?s a <a:d> ; <a:p> ?s } }",
        "ASK { ?s a <a:c> FILTER NOT EXISTS { ?s a <a:d> , <a:e> ; <a:p> [ <a:q> 1 ] , (1 2) ; } }",
        "ASK { ?s a <a:c> FILTER(1 = 2 || !(EXISTS { ?s a <a:d> ; <a:p>* ?o . ?o a <a:d> })) }",
        "SELECT ?s (EXISTS { ?s a <a:d> ; <a:p> ?s } AS ?x) { ?s a <a:c> }",
        "SELECT ?s { ?s a <a:c> BIND(EXISTS { ?s a <a:d> ; <a:p> ?s } AS ?x) }",
        "PREFIX a: <a:> ASK { ?s a:b 'LIMIT 3 GRAPH' }",
        "SELECT ?sum { ?s <a:n> ?n ; <a:sum> ?known BIND(IF(?n > 0, ?known, ?unknown) AS ?sum) }",
    ],
)
def test_what_is_right_passes(text: str) -> None:
    """No rule cries wolf over these."""
    assert lint(parse(HEADER + text, "x")) == []


@pytest.mark.parametrize("name", Catalog().names())
def test_bundled_queries_have_nothing_to_mend(name: str) -> None:
    """Every query that comes with imet-graph passes every rule."""
    assert lint(Catalog().get(name)) == []


def test_the_command(imet: Run, tmp_path: Path) -> None:
    """File, line, rule and message; exit 1 if there is something to mend, else 0."""
    path = tmp_path / "own.rq"
    path.write_text(HEADER + "SELECT ?s { ?s ?p ?o } LIMIT 3")
    done = imet("query", path, "--check")
    assert done.returncode == 1
    assert done.stdout.startswith(f"{path}:5: ties: Break ties before LIMIT")
    good = imet("query", "country-history", "--check")
    assert (good.returncode, good.stdout.endswith("nothing to mend.\n")) == (0, True)


def test_problems_are_sorted_by_line() -> None:
    """They come in the order in which one reads the file."""
    found = lint(parse("PREFIX a: <a:>\nSELECT ?s { GRAPH ?g { ?s ?p ?o } }\nLIMIT 1", "x"))
    assert found == sorted(found)
    assert isinstance(found[0], Problem)

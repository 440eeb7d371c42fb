"""Queries only read, and only here."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from imet_graph.errors import UnsafeQuery
from imet_graph.queries.guard import check

REFUSED = {
    "SERVICE": "SELECT * { SERVICE <http://example.org/sparql> { ?s ?p ?o } }",
    "service in small letters": "select * { service silent ?g { ?s ?p ?o } }",
    "FROM": "SELECT * FROM <http://example.org/data> { ?s ?p ?o }",
    "FROM NAMED": "SELECT * FROM NAMED <file:///etc/passwd> { ?s ?p ?o }",
    "LOAD": "LOAD <http://example.org/data>",
    "INSERT DATA": "INSERT DATA { <a:a> <a:b> <a:c> }",
    "DELETE WHERE": "DELETE WHERE { ?s ?p ?o }",
    "an update after a prefix": "PREFIX a: <a:>\nDROP ALL",
    "an escape that hides a word": "SELECT * { \\u0053ERVICE <a:b> { ?s ?p ?o } }",
    "no space before the brace": "SELECT*FROM<http://example.org/>{?s ?p ?o}",
    "SERVICE as a prefix": "PREFIX : <a:> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "SERVICE before a prefix": "PREFIX a: <a:> SELECT * { SERVICEa:x { ?s ?p ?o } }",
    "SERVICE SILENT in one": "SELECT * { SERVICESILENT<a:b>{ ?s ?p ?o } }",
    "SERVICE after a word": "SELECT * { ?s ?p trueSERVICE<a:b>{ ?s ?p ?o } }",
    "SERVICE after a number": "SELECT * { ?s ?p 1.0e1SERVICE<a:b>{ ?s ?p ?o } }",
    "FROM as a prefix": "PREFIX : <a:> SELECT * FROM:x { ?s ?p ?o }",
    "FROM before a prefix": "PREFIX a: <a:> SELECT * FROMa:x WHERE { ?s ?p ?o }",
    "FROM NAMED in one": "SELECT * FROMNAMED<a:b> { ?s ?p ?o }",
    "an escape that ends a comment": "SELECT * { # \\u000a SERVICE <a:b> { ?s ?p ?o }\n }",
    "SERVICE behind a comparison": "ASK { FILTER(1<2)SERVICE#>\n<a:b>{ ?s ?p ?o } }",
    "SERVICE behind a quote": "ASK { FILTER('a'<'x>'||true)SERVICE<a:b>{ ?s ?p 'z' } }",
    "FROM behind a comparison": "SELECT (1<2 AS ?x) FROM#>\n<a:b> { ?s ?p ?o }",
    "an update behind a comparison": "ASK { FILTER(1<2)#>\n } ; DROP#>\nALL",
    "the end of a name": "PREFIX d: <d:> ASK { ?s ?p d:b.c.SERVICE<a:b>{ ?s ?p ?o } }",
    "the end of no name": "PREFIX p: <http://a:> ASK { ?s ?p p:service ?g { ?s ?p 1 } }",
    "a string that is none": "ASK { VALUES ?x {'''x'} SERVICE<a:b>{ ?s ?p ?o } #\\uD800'''\n }",
    "an escape beside a word": 'ASK { ?s ?p "service" , "\\u0041" }',
    "an escape that ends a string": 'SELECT * { ?s ?p "\\u0022 } # " SERVICE <a:b> {}\n }',
}
ALLOWED = [
    'SELECT * { ?s ?p "SERVICE <http://example.org/> { INSERT }" }',
    "SELECT * { ?s <http://example.org/FROM> ?LOAD } # DROP ALL",
    "PREFIX insert: <a:> SELECT * { ?s insert:DELETE ?o }",
    "SELECT * { ?s ?p '''SERVICE\n'FROM' ''' }",
    'SELECT * { ?s ?p "x"@from }',
    "PREFIX service: <a:> SELECT * { ?s service:army service:navy . { ?s ?p ?o } }",
    "PREFIX service: <a:> SELECT * { GRAPH service:army { ?s ?p ?o } }",
    "PREFIX e: <a:> SELECT * { ?s e:hasService e:FROM } ORDER BY ?service",
    'SELECT * { ?s ?p "caf\\u00e9" }',
    'SELECT * { ?s ?p "caf\\u00e9" , "service" }',
    "PREFIX v: <http://example.org/service#> SELECT * { ?s v:service/v:from* ?from }",
    "SELECT * { ?a ?b ?c FILTER(?a<?b&&?c>'service'||?a<'from') }",
    "SELECT * { ?a ?b ?c FILTER(?a<'SERVICE'&&?b>'x') }",
    "SELECT * { ?s <http://example.org/service/from?load=1> ?o FILTER(?s<?o) }",
    "SELECT * { ?s ?p <urn:x:service> , <mailto:from@example.org> }",
    "PREFIX e: <a:> SELECT (COUNT(*) AS ?download) { ?s e:service.from ?o . _:from e:load 1 }",
    "SELECT * { ?s ?p 'from' . ?s ?p }",
]


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_updates_and_fetching_are_refused_with_the_place(text: str) -> None:
    """The message names the keyword or the escape, with line and column."""
    with pytest.raises(UnsafeQuery, match=r"line \d+, column \d+"):
        check(text)


@pytest.mark.parametrize("text", ALLOWED)
def test_the_same_words_in_strings_names_and_comments_are_nothing(text: str) -> None:
    """Only bare keywords are refused."""
    check(text)


def test_a_keyword_can_be_allowed_by_name() -> None:
    """What is allowed by name passes, and nothing else with it."""
    check(REFUSED["SERVICE"], allow=frozenset({"SERVICE"}))
    with pytest.raises(UnsafeQuery):
        check(REFUSED["FROM"], allow=frozenset({"SERVICE"}))


def test_a_file_can_not_allow_itself(
    imet: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """What the header of a query file allows holds only if the person allows it too."""
    path = tmp_path / "own.rq"
    path.write_text("#+ allow: [SERVICE]\nSELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
    refused = imet("query", path)
    assert refused.returncode == 2
    assert "--allow SERVICE" in refused.stderr
    allowed = imet("query", path, "--allow", "SERVICE")
    assert allowed.returncode == 2
    assert "refused: a query may not fetch" not in allowed.stderr

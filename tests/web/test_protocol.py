"""The SPARQL 1.1 Protocol's query operation, case by case from a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
import yaml

from .running import FORM, Running

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "protocol.yaml").read_text(encoding="utf-8")
)
_DATA = "http://kasei.us/2009/09/sparql/data/{}.rdf"


def _encoded(given: dict[str, Any]) -> str:
    pairs = []
    for name, values in given.items():
        for value in values if isinstance(values, list) else [values]:
            graph = name.endswith("graph-uri") and value.startswith("data")
            pairs.append((name, _DATA.format(value) if graph else value))
    return urlencode(pairs)


def _request(case: dict[str, Any]) -> tuple[str, str, dict[str, str], bytes | None]:
    address = case.get("raw") or _encoded(case.get("get", {}))
    headers = {"accept": case["accept"]} if "accept" in case else {}
    body = None
    if "form" in case:
        body, headers["content-type"] = _encoded(case["form"]).encode(), FORM
    elif "direct" in case:
        body, headers["content-type"] = case["direct"].encode(), "application/sparql-query"
    else:
        for key, coding in (
            ("body", "utf-8"),
            ("body-utf16", "utf-16"),
            ("body-latin1", "latin-1"),
        ):
            if key in case:
                body = case[key].encode(coding)
                if case["content-type"]:
                    headers["content-type"] = case["content-type"]
    method = case.get("method") or ("GET" if body is None else "POST")
    return method, "/sparql" + (f"?{address}" if address else ""), headers, body


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_case(protocol_server: Running, case: dict[str, Any]) -> None:
    """The server answers each request with the status, type and content of its case."""
    method, path, headers, body = _request(case)
    got = protocol_server.ask(path, method, headers, body)
    assert got.status == case["expect"], got.text
    if "type" in case:
        assert got.type == case["type"]
    if "true" in case:
        assert json.loads(got.body)["boolean"] is case["true"]
    if "has" in case:
        assert case["has"] in got.text
    if case["expect"] == 405:
        assert "POST" in got.headers["allow"]
    if method == "HEAD":
        assert got.body == b"" and int(got.headers["content-length"]) > 0


def test_cases_are_all_read() -> None:
    """The file holds as many cases as it has names: none is lost to a repeated key."""
    text = (Path(__file__).parent / "protocol.yaml").read_text(encoding="utf-8")
    assert len(CASES) == text.count("- name:") >= 60
    assert len({case["name"] for case in CASES}) == len(CASES)


def test_description_is_of_this_endpoint(server: Running) -> None:
    """The service description names the address at which it was asked."""
    got = server.ask("/sparql", headers={"accept": "application/n-triples"})
    quads = list(ox.parse(got.body, format=ox.RdfFormat.N_TRIPLES))
    named = [q.object.value for q in quads if q.predicate.value.endswith("#endpoint")]
    assert named == [f"{server.url}/sparql"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.1", "text/html"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml;q=0.3, application/n-triples", "application/n-triples"),
    ],
)
def test_thing_by_negotiation(server: Running, accept: str, media_type: str) -> None:
    """A thing has a path of its own, where it is a page or RDF, as Accept says."""
    got = server.ask("/id/country/PAK", headers={"accept": accept})
    assert (got.status, got.type) == (200, media_type)
    assert "Accept" in got.headers["vary"]
    assert "Pakistan" in got.text


def test_things_rdf_has_its_citations(server: Running) -> None:
    """The RDF of a thing holds its statements and the sources that they cite."""
    got = server.ask("/id/event/pensacola-shooting-2019?format=ntriples")
    quads = list(ox.parse(got.body, format=ox.RdfFormat.N_TRIPLES))
    predicates = {q.predicate.value.rpartition("#")[2] for q in quads}
    assert {"hasCitation", "source", "locator"} <= predicates


def test_unknown_thing_is_404(server: Running) -> None:
    """A thing of which nothing is known is not found, as page and as RDF."""
    for accept in ("text/html", "text/turtle"):
        assert server.ask("/id/country/XQX", headers={"accept": accept}).status == 404


def test_thing_in_a_type_that_there_is_not(server: Running) -> None:
    """A thing can't be had as a picture."""
    assert server.ask("/id/country/PAK", headers={"accept": "image/png"}).status == 406


def test_ontology_as_rdf(server: Running) -> None:
    """The vocabulary's address gives every term in RDF."""
    got = server.ask("/def", headers={"accept": "application/n-triples"})
    assert got.type == "application/n-triples"
    subjects = {str(q.subject) for q in ox.parse(got.body, format=ox.RdfFormat.N_TRIPLES)}
    assert {"<https://w3id.org/imet-graph/def#Country>", "<https://w3id.org/imet-graph/def>"} <= (
        subjects
    )


@pytest.mark.parametrize("view", ["timeline", "map", "figures", "tree"])
def test_picture_to_keep(server: Running, view: str) -> None:
    """Each picture is saved as an SVG document with its title and its sources."""
    got = server.ask(f"/api/drawing/{view}?whole=1&of=" + ("agencies" if view == "tree" else ""))
    assert (got.status, got.type) == (200, "image/svg+xml")
    assert "attachment" in got.headers["content-disposition"]
    assert got.text.lstrip().startswith("<svg") and "<title>" in got.text


@pytest.mark.parametrize("view", ["table", "graph", "timeline", "map", "chart"])
def test_each_view_of_results(server: Running, view: str) -> None:
    """A result is shown in each view, or told why it can't be."""
    query = (
        "SELECT ?country ?date ?n { ?event imet:affectsCountry ?country ; imet:date ?date ; "
        "a imet:Coup . BIND(STRLEN(?date) AS ?n) } ORDER BY ?event ?country"
    )
    for text in (query, "CONSTRUCT { ?a ?p ?b } { ?a ?p ?b . ?a a imet:Agency }", "ASK {}",
                 "SELECT ?l { ?s a imet:Program ; rdfs:label ?l }"):  # fmt: skip
        got = server.ask(
            "/editor?" + urlencode({"query": text, "view": view}), headers={"accept": "text/html"}
        )
        assert got.status == 200 and 'role="status"' in got.text, got.text
    path = f"/queries/top-recipients?view={view}"
    assert server.ask(path, headers={"accept": "text/html"}).status == 200


def test_a_question_of_statuses_is_mapped_as_the_day_is(server: Running) -> None:
    """A prohibition that is waived is not painted as one on the question's page either."""
    path = "/queries/status-on-date?on=2005-06-01&country=Pakistan&view=map"
    page = server.ask(path, headers={"accept": "text/html"}).text
    assert "<title>Pakistan: not barred: notice required</title>" in page
    assert 'data-k="prohibited"' not in page


def test_every_question_has_a_form_and_an_answer(server: Running) -> None:
    """Every named query answers its own example, and its download is what it shows."""
    from imet_graph.queries import Catalog

    for query in Catalog():
        if query.allow:
            continue
        given = {p.name: p.example or p.default or "" for p in query.parameters if p.required}
        got = server.ask(
            f"/queries/{query.name}?" + urlencode({**given, "ask": "1"}),
            headers={"accept": "text/html"},
        )
        assert got.status == 200 and 'class="error"' not in got.text, query.name
        assert 'id="answer"' in got.text, query.name

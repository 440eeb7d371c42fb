"""Clients that others wrote work against the server: SPARQLWrapper, curl, our own remote engine."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess

import pytest

from imet_graph.answers import Table
from imet_graph.engines.remote import RemoteBackend

from .running import Running, serving

_QUERY = (
    "PREFIX imet: <https://w3id.org/imet-graph/def#> "
    "SELECT ?s { ?s a imet:Program } ORDER BY ?s LIMIT 3"
)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper(server: Running, method: str) -> None:
    """SPARQLWrapper gets rows, an answer and a graph, by GET and by POST."""
    from SPARQLWrapper import JSON, TURTLE, XML, SPARQLWrapper

    client = SPARQLWrapper(f"{server.url}/sparql")
    client.setMethod(method)
    client.setReturnFormat(JSON)
    client.setQuery(_QUERY)
    rows = client.queryAndConvert()["results"]["bindings"]
    assert len(rows) == 3
    client.setQuery("ASK { ?s ?p ?o }")
    assert client.queryAndConvert()["boolean"] is True
    client.setReturnFormat(XML)
    client.setQuery(_QUERY)
    assert b"<binding" in client.queryAndConvert().toxml().encode()
    client.setReturnFormat(TURTLE)
    client.setQuery("DESCRIBE <https://w3id.org/imet-graph/id/country/PAK>")
    assert b"Pakistan" in client.queryAndConvert()


def test_sparqlwrapper_direct_post_and_error(server: Running) -> None:
    """SPARQLWrapper's direct POST works, and its error for bad queries carries our message."""
    from SPARQLWrapper import JSON, POST, POSTDIRECTLY, SPARQLWrapper
    from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

    client = SPARQLWrapper(f"{server.url}/sparql", returnFormat=JSON)
    client.setMethod(POST)
    client.setRequestMethod(POSTDIRECTLY)
    client.setQuery(_QUERY)
    assert len(client.queryAndConvert()["results"]["bindings"]) == 3
    client.setQuery("SELECT { ?s }")
    with pytest.raises(QueryBadFormed, match="line 1, column"):
        client.query()


def _curl(*args: str) -> str:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    done = subprocess.run(["curl", "-sS", *args], capture_output=True, check=True)
    return done.stdout.decode()


def test_curl(server: Running) -> None:
    """curl gets csv by form and Turtle of a thing."""
    text = _curl("-H", "Accept: text/csv", "--data-urlencode", f"query={_QUERY}",
                 f"{server.url}/sparql")  # fmt: skip
    assert len(list(csv.reader(io.StringIO(text)))) == 4
    text = _curl("-H", "Accept: text/turtle", f"{server.url}/id/country/PAK")
    assert "country:PAK" in text
    text = _curl("-G", "--data-urlencode", f"query={_QUERY}", f"{server.url}/sparql")
    assert len(json.loads(text)["results"]["bindings"]) == 3


def test_curl_body_of_100_mb(server: Running) -> None:
    """curl is told 413 for a body of 100 MB."""
    done = subprocess.run(
        ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-H",
         "Content-Type: application/sparql-query", "--data-binary", "@-", f"{server.url}/sparql"],
        input=b" " * 104_857_600, capture_output=True, check=False,
    )  # fmt: skip
    assert done.stdout == b"413"


def test_own_remote_engine(server: Running) -> None:
    """imet-graph itself can ask the server as an endpoint."""
    found = RemoteBackend(f"{server.url}/sparql").query(_QUERY)
    assert isinstance(found, Table)
    assert len(list(found)) == 3


def test_cors_for_an_origin_that_is_allowed() -> None:
    """With --cors, pages of that origin may read; those of others still may not."""
    with serving("--cors", "https://ok.example", "--allow-host", "graph.example") as server:
        path = "/sparql?query=ASK%7B%7D"
        got = server.ask(path, headers={"origin": "https://ok.example"})
        assert got.headers["access-control-allow-origin"] == "https://ok.example"
        assert server.ask(path, headers={"origin": "https://evil.example"}).status == 403
        asked = {"origin": "https://ok.example", "access-control-request-method": "POST"}
        got = server.ask("/sparql", "OPTIONS", asked)
        assert "POST" in got.headers["access-control-allow-methods"]
        assert server.ask(path, headers={"host": "graph.example:8000"}).status == 200

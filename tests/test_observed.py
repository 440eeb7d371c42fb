"""Each trap seen in the libraries that this project stands on is closed here.

One test for each row of what was observed of rdflib 7.6, pyoxigraph 0.5 and pySHACL
0.40. Others are elsewhere: that no value changes a query's form in
tests/queries/test_hostile_values.py, that a query is stopped in time in
tests/engines/test_guarded.py.
"""

from __future__ import annotations

import io
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph
import pytest

from imet_graph.answers import Table
from imet_graph.answers.writers import write
from imet_graph.api import Graph
from imet_graph.engines import Backend
from imet_graph.engines.local import LocalBackend, read_rdf
from imet_graph.errors import FileProblem, ImetGraphError, QuerySyntaxError, UnsafeQuery
from imet_graph.queries.parameters import bind
from imet_graph.rdf.terms import Literal, NamedNode
from tests.engines.by_rdflib import RdflibBackend

Run = Callable[..., "subprocess.CompletedProcess[str]"]
ENGINES = {
    "embedded": lambda: LocalBackend.of_quads([]),
    "rdflib": lambda: RdflibBackend.of_triples([]),
}


@pytest.fixture
def visitors() -> Iterator[tuple[str, list[str]]]:
    """Return an address on loopback, and the list of who came to it."""
    came: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, address = server.accept()
            except OSError:
                return
            came.append(str(address))
            connection.close()

    threading.Thread(target=accept, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/", came
    server.close()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("text", ["SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
                                  "SELECT * FROM <{0}> {{ ?s ?p ?o }}"],
                         ids=["SERVICE", "FROM"])  # fmt: skip
def test_a_query_fetches_nothing(engine: str, text: str, visitors: tuple[str, list[str]]) -> None:
    """SERVICE and FROM are refused before either engine sees them; nobody is visited."""
    url, came = visitors
    graph = Graph(ENGINES[engine]())
    with pytest.raises(UnsafeQuery):
        graph.sparql(text.format(url))
    assert came == []


@pytest.mark.parametrize("engine", ENGINES)
def test_load_of_a_file_is_refused(engine: str, tmp_path: Path) -> None:
    """LOAD <file:…> neither passes the guard nor runs in an engine behind it."""
    secret = tmp_path / "secret.ttl"
    secret.write_text("<a:secret> <a:b> <a:c> .")
    backend: Backend = ENGINES[engine]()
    text = f"LOAD <{secret.as_uri()}>"
    with pytest.raises(UnsafeQuery):
        Graph(backend).sparql(text)
    with pytest.raises(QuerySyntaxError):
        backend.query(text)
    assert not backend.query("ASK { <a:secret> ?p ?o }")


def test_rdf_xml_entities_are_not_expanded(tmp_path: Path) -> None:
    """A document type is refused at once, in whatever case or encoding it comes."""
    levels = "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    text = (
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">{levels}]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="a:">'
        '<rdf:Description rdf:about="a:x"><e:p>&i;</e:p></rdf:Description></rdf:RDF>'
    )
    assert len(text) < 1024
    for content in (text.encode(), text.replace("DOCTYPE", "doctype").encode(),
                    text.encode("utf-16"), text.encode("utf-8-sig")):  # fmt: skip
        path = tmp_path / "laughs.rdf"
        path.write_bytes(content)
        begun = time.monotonic()
        with pytest.raises(ImetGraphError) as caught:
            list(read_rdf(path))
        assert "laughs.rdf" in str(caught.value)
        assert time.monotonic() - begun < 15


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_json_ld_contexts_are_not_fetched(
    scheme: str, tmp_path: Path, visitors: tuple[str, list[str]]
) -> None:
    """A context at an address, or in another file, is refused with what to do instead."""
    url, came = visitors
    context = tmp_path / "context.jsonld"
    context.write_text('{"@context": {"name": "http://example.org/name"}}')
    address = url if scheme == "http" else context.as_uri()
    path = tmp_path / "data.jsonld"
    path.write_text(f'{{"@context": "{address}", "@id": "a:b", "name": "x"}}')
    with pytest.raises(FileProblem, match=r"data\.jsonld: a JSON-LD context at another address"):
        list(read_rdf(path))
    assert came == []


def test_a_parameter_that_stands_in_a_filter_only() -> None:
    """Where substitution in pyoxigraph raises, binding as VALUES answers."""
    text = "SELECT ?s { VALUES ?s { 1 2 3 } FILTER(?s < ?limit) }"
    limit = Literal(3)
    store = pyoxigraph.Store()
    with pytest.raises(RuntimeError, match="limit"):
        store.query(text, substitutions={pyoxigraph.Variable("limit"): limit})
    found = LocalBackend.of_quads([]).query(bind(text, {"limit": [limit]}))
    assert isinstance(found, Table)
    assert [str(row[0]) for row in found] == [str(Literal(1)), str(Literal(2))]


@pytest.mark.parametrize("format_name", ["csv", "tsv"])
def test_cells_that_a_spreadsheet_would_run(format_name: str) -> None:
    """With the switch, text that begins like a formula is defused; numbers and dates stay."""
    integer = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    risky = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"]
    rows = [(Literal(text),) for text in risky]
    rows += [(Literal(text, language="en"),) for text in risky]
    rows += [(Literal("-5", datatype=integer),)]
    raw, safe = io.StringIO(), io.StringIO()
    write(Table(("x",), rows), format_name, raw)
    write(Table(("x",), rows), format_name, safe, safe=True)
    assert "'=1+1" not in raw.getvalue()
    for text in ("=1+1", "+1", "-1", "@SUM(A1)"):
        assert safe.getvalue().count(f"'{text}") == 2
    assert "'-5" not in safe.getvalue()


def test_importing_the_package_changes_no_library(tmp_path: Path) -> None:
    """pySHACL patches rdflib when it is imported: asking and showing never import it."""
    code = (
        "import sys\nfrom imet_graph.api import load\ngraph = load()\n"
        "graph.sparql('ASK { ?s ?p ?o }')\ngraph.show('country:PAK')\n"
        "print(sorted({'pyshacl', 'rdflib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("stopper", ["--timeout"])
def test_a_limit_of_time_is_kept(imet: Run, stopper: str, bundled: object) -> None:
    """Where a signal handler in Python would run after the query, the query is stopped."""
    begun = time.monotonic()
    done = imet("query", "-", stopper, "1", stdin="SELECT (COUNT(*) AS ?n) "
                "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")  # fmt: skip
    assert done.returncode == 2
    assert "stopped after 1 seconds" in done.stderr
    assert time.monotonic() - begun < 15

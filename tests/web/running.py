"""Starts `imet-graph serve` and asks it, byte by byte where a test needs that."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

FORM = "application/x-www-form-urlencoded"
HOSTILE = "<script>document.title='owned'</script><img src=x onerror=alert(1)>"


@dataclass
class Got:
    """A response."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass
class Running:
    """A server: its address, and the process."""

    host: str
    port: int
    process: subprocess.Popen[str] = field(repr=False)

    @property
    def url(self) -> str:
        """The address of the first page, without the last slash."""
        return f"http://{self.host}:{self.port}"

    def ask(
        self,
        path: str,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        body: bytes | str | None = None,
        timeout: float = 60,
    ) -> Got:
        """Return the response to a request, whatever its status."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            data = body.encode() if isinstance(body, str) else body
            connection.request(method, path, data, headers or {})
            response = connection.getresponse()
            found = {k.lower(): v for k, v in response.getheaders()}
            return Got(response.status, found, response.read())
        finally:
            connection.close()

    def connect(self) -> socket.socket:
        """Return an open connection, for clients that misbehave."""
        return socket.create_connection((self.host, self.port), timeout=60)


@contextmanager
def serving(*options: str, installed: bool = False) -> Iterator[Running]:
    """Run a server until the block is left; ``installed``: by the command that people type."""
    program = [str(Path(sys.executable).with_name("imet-graph"))]
    if not installed:
        program = [sys.executable, "-m", "imet_graph"]
    process = subprocess.Popen(
        [*program, "serve", "--port", "0", *options],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    assert process.stderr is not None
    lines = []
    try:
        for line in process.stderr:
            lines.append(line)
            found = re.match(r"Serving http://([\d.]+):(\d+)/", line)
            if found:
                yield Running(found[1], int(found[2]), process)
                break
        else:
            raise AssertionError("the server did not start: " + "".join(lines))
    finally:
        process.terminate()
        process.wait(20)
        process.stderr.close()


def protocol_store(folder: Path) -> None:
    """Make a store with four named graphs, as the protocol's test cases have them."""
    store = ox.Store(str(folder))
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    a = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    for n in range(4):
        graph = ox.NamedNode(f"http://kasei.us/2009/09/sparql/data/data{n}.rdf")
        thing = ox.NamedNode(f"http://example.org/thing{n}")
        store.add(ox.Quad(thing, label, ox.Literal(f"thing {n}"), graph))
        store.add(ox.Quad(thing, a, ox.NamedNode(f"http://kasei.us/e/ns/T{n}"), graph))
    store.flush()


def hostile_store(folder: Path) -> None:
    """Make a store in which a country's label, note and address are attacks."""
    store = ox.Store(str(folder))
    text = f"""
    @prefix imet: <https://w3id.org/imet-graph/def#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix dcterms: <http://purl.org/dc/terms/> .
    @prefix country: <https://w3id.org/imet-graph/id/country/> .
    @prefix citation: <https://w3id.org/imet-graph/id/citation/> .
    @prefix source: <https://w3id.org/imet-graph/id/source/> .
    @prefix program: <https://w3id.org/imet-graph/id/program/> .
    @prefix event: <https://w3id.org/imet-graph/id/event/> .
    imet:Country rdfs:label "Country"@en ; a owl:Class .
    imet:Event rdfs:label "Event"@en ; a owl:Class .
    program:imet a imet:Program ; rdfs:label "IMET"@en .
    country:XXX a imet:Country ; rdfs:label "{HOSTILE}"@en ; imet:alpha3 "XXX" ;
        dcterms:description "</script>{HOSTILE}" ; imet:hasCitation citation:c ;
        owl:sameAs <javascript:alert(1)> .
    citation:c a imet:Citation ; imet:source source:s ; imet:locator "p. {HOSTILE}" .
    source:s a imet:Source ; rdfs:label "{HOSTILE}"@en ; imet:address "javascript:alert(2)" .
    event:e a imet:Event ; rdfs:label "{HOSTILE} event"@en ; imet:date "2001" ;
        imet:affectsCountry country:XXX ; imet:affectsProgram program:imet .
    """
    store.load(input=text.encode(), format=ox.RdfFormat.TURTLE)
    store.flush()

"""The engine at an address: any service of the SPARQL 1.1 Protocol.

Python's own HTTP client is used, since nothing here needs more. Credentials come
from the environment, never from the command line, where others could read them:
``IMET_GRAPH_ENDPOINT_USER`` and ``_PASSWORD``, ``_TOKEN`` (sent as a bearer
token), ``_HEADER`` (lines ``Name: value``). Answers are read while they arrive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.client import HTTPException
from typing import IO, Any

import pyoxigraph as ox

from imet_graph.answers import Answer, Result, Row, Table, Triples
from imet_graph.engines.http import Client
from imet_graph.errors import EndpointError
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Triple

_RESULTS = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_GRAPHS = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
# Servers cut answers at round numbers, Virtuoso at 10,000 unless told otherwise.
_CAPS = frozenset((1_000, 10_000, 50_000, 100_000, 500_000, 1_000_000))
_LONGEST_GET = 2_000
_BROKEN = (SyntaxError, ValueError, OSError, HTTPException)
_FORM = re.compile(
    r"(?:\s++|#[^\n\r]*+|BASE\s*+<[^>]*+>|PREFIX\s++[^\s:]*+:\s*+<[^>]*+>)*+([a-z]++)",
    re.IGNORECASE,
)


class RemoteBackend:
    """A graph behind a SPARQL endpoint.

    Args:
        endpoint: the address of its query service, http or https.
        timeout: seconds without a byte after which a request is given up.
    """

    def __init__(self, endpoint: str, *, timeout: float = 120.0) -> None:
        self._client = Client(endpoint, timeout=timeout)
        self.name = self._client.name

    def parse(self, text: str) -> None:
        """Do nothing: how another engine reads a text can't be told here."""

    def query(self, text: str) -> Result:
        """Return the result of a query; rows are read from the network as they are wanted.

        Raises:
            EndpointError: if the endpoint can't be reached, refuses the query, or
                cuts its answer short.
        """
        whole = with_prefixes(text)
        answer = self._ask(whole)
        kind = (answer.headers.get("Content-Type") or "").split(";")[0].strip().lower()
        results = ox.QueryResultsFormat.from_media_type(kind) if kind else None
        if results is not None and "sparql-results" in kind:
            return self._results(answer, results, text)
        graph = ox.RdfFormat.from_media_type(kind) if kind else None
        if graph is not None and kind not in ("application/json", "text/xml", "application/xml"):
            return Triples(self._triples(answer, graph))
        answer.close()
        raise EndpointError(
            f"{self.name} answered with {kind or 'no media type'}, not with results of SPARQL.",
            hint="Check that the address is that of its query service (often …/sparql or …/query).",
        )

    def _ask(self, text: str) -> Any:
        from urllib.parse import urlencode

        asked = urlencode({"query": text})
        # Asked for either, Virtuoso gives triples as a table of its own kind.
        headers = {"Accept": _GRAPHS if form(text) in ("CONSTRUCT", "DESCRIBE") else _RESULTS}
        if len(asked) <= _LONGEST_GET:
            joint = "&" if "?" in self._client.url else "?"
            return self._client.send("GET", f"{self._client.url}{joint}{asked}", headers)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        # A query only reads, so it may be asked again whatever the method.
        return self._client.send("POST", self._client.url, headers, asked.encode(), again=True)

    def _results(self, answer: Any, kind: ox.QueryResultsFormat, text: str) -> Result:
        try:
            found = ox.parse_query_results(answer, format=kind)
        except _BROKEN as error:
            raise self._broken(error) from error
        if isinstance(found, ox.QueryBoolean):
            answer.close()
            return Answer(bool(found))
        names = tuple(variable.value for variable in found.variables)
        return Table(names, self._rows(found, answer, text))

    def _rows(self, found: ox.QuerySolutions, answer: IO[bytes], text: str) -> Iterator[Row]:
        count = 0
        try:
            for solution in found:
                count += 1
                yield tuple(solution)
            _read_to_the_end(answer)
        except _BROKEN as error:
            raise self._broken(error) from error
        finally:
            answer.close()
        self._refuse_cut(getattr(answer, "headers", {}), count, text)

    def _refuse_cut(self, headers: Any, count: int, text: str) -> None:
        """Raise if the server says that it gave a part; warn if the count looks like its cap."""
        cap = str(headers.get("X-SPARQL-MaxRows") or "")
        if (cap.isdigit() and count >= int(cap)) or headers.get("X-SQL-State"):
            why = headers.get("X-SQL-Message") or f"at most {cap} rows"
            raise EndpointError(
                f"{self.name} cut its answer short after {count:,} rows ({why}).",
                hint="Ask for less with LIMIT and OFFSET, or have its cap raised "
                "(Virtuoso: ResultSetMaxRows).",
            )
        if count in _CAPS and f"LIMIT {count}" not in " ".join(text.upper().split()):
            import logging

            logging.getLogger("imet_graph").warning(
                "%s gave exactly %s rows: that may be its cap, and the answer incomplete.",
                self.name,
                f"{count:,}",
            )

    def _triples(self, answer: IO[bytes], kind: ox.RdfFormat) -> Iterator[Triple]:
        try:
            for quad in ox.parse(answer, format=kind):
                yield quad.triple
            _read_to_the_end(answer)
        except _BROKEN as error:
            raise self._broken(error) from error
        finally:
            answer.close()

    def _broken(self, error: Exception) -> EndpointError:
        return EndpointError(
            f"{self.name}: the answer broke off or is malformed ({error}).",
            hint="Ask again; if it happens again, ask for less with LIMIT.",
        )


def _read_to_the_end(answer: Any) -> None:
    """Raise if fewer bytes came than were announced, which a reader in parts is not told."""
    answer.read()
    missing = getattr(answer, "length", None)
    if missing:
        raise ValueError(f"{missing:,} bytes are missing")


def form(text: str) -> str:
    """Return SELECT, ASK, CONSTRUCT or DESCRIBE: the word after comments and prefixes.

    >>> form("#+ title: ASK\\nPREFIX a: <a:> # SELECT\\nconstruct { ?s a a:b } { ?s ?p ?o }")
    'CONSTRUCT'
    """
    found = _FORM.match(text)
    return found[1].upper() if found else ""


def with_prefixes(text: str) -> str:
    """Return query text that declares those of the project's prefixes that it may use.

    They stand on the first line, so that line numbers in messages still hold.
    A prefix that is declared twice, or for nothing, does no harm.

    >>> with_prefixes("ASK { country:PAK ?p ?o }")
    'PREFIX country: <https://w3id.org/imet-graph/id/country/> ASK { country:PAK ?p ?o }'
    """
    written = set(re.findall(r"(?<![\w-])([A-Za-z][\w-]*+):", text))
    declared = set(re.findall(r"PREFIX\s+([A-Za-z][\w-]*):", text, re.IGNORECASE))
    lacking = sorted((written - declared) & set(vocab.PREFIXES))
    return "".join(f"PREFIX {name}: <{vocab.PREFIXES[name]}> " for name in lacking) + text

"""The engine at an address: any service of the SPARQL 1.1 Protocol.

Python's own HTTP client is used, since nothing here needs more. Credentials come
from the environment, never from the command line, where others could read them:
``IMET_GRAPH_ENDPOINT_USER`` and ``_PASSWORD``, ``_TOKEN`` (sent as a bearer
token), ``_HEADER`` (lines ``Name: value``). Answers are read while they arrive.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from http.client import HTTPException, RemoteDisconnected
from typing import IO, TYPE_CHECKING, Any, TypeVar

import pyoxigraph as ox

from imet_graph.answers import Result, Row, Table, Triples, Truth
from imet_graph.engines import Backend
from imet_graph.errors import EndpointError
from imet_graph.rdf.vocab import form, with_prefixes

if TYPE_CHECKING:
    from http.client import HTTPMessage
    from urllib.error import HTTPError
    from urllib.request import OpenerDirector

_Item = TypeVar("_Item")

VARIABLE = "IMET_GRAPH_ENDPOINT"
_TRY_AGAIN = frozenset((502, 503, 504))
_PAUSES = (0.3, 1.2)
_LONGEST_PAUSE = 10.0
_HINTS = {
    400: "Mend the query; the endpoint may not know some of its functions.",
    401: f"Set {VARIABLE}_USER and {VARIABLE}_PASSWORD, or {VARIABLE}_TOKEN.",
    403: f"Your account may not do this; check {VARIABLE}_USER or {VARIABLE}_TOKEN.",
    404: "Check the address: it must be that of the query service (often …/sparql or …/query).",
    405: "Check the address: it must be that of the SPARQL service.",
    413: "Send less at a time with --batch.",
}
# A connection broke that had been there, so that asking again may help.
_BROKE_OFF = (ConnectionResetError, RemoteDisconnected, BrokenPipeError)
_RESULTS = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_GRAPHS = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
# Servers cut answers at round numbers, Virtuoso at 10,000 unless told otherwise.
_CAPS = frozenset((1_000, 10_000, 50_000, 100_000, 500_000, 1_000_000))
_LONGEST_GET = 2_000
_BROKEN = (SyntaxError, ValueError, OSError, HTTPException)


class Client:
    """Sends requests to one service.

    Certificates are verified. A redirect is followed only to the same host and
    never from https to http, since credentials would go with it.
    """

    def __init__(self, url: str, *, timeout: float = 120.0) -> None:
        from urllib.parse import urlsplit, urlunsplit

        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise EndpointError(
                f"{url!r} is no address of an endpoint.", hint="Write http://… or https://…."
            )
        host = parts.netloc.rpartition("@")[2]
        self.url = urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
        self.name = urlunsplit((parts.scheme, host, parts.path, "", ""))
        self.timeout = timeout
        user = parts.username or os.environ.get(f"{VARIABLE}_USER") or ""
        password = parts.password or os.environ.get(f"{VARIABLE}_PASSWORD") or ""
        self._headers = _extra_headers()
        self._opener = _opener(self.url, user, password)

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        again: bool = False,
    ) -> Any:
        """Return the response to a request, a stream of bytes with ``headers`` and ``status``.

        A GET, or any request that says ``again``, is sent up to three times while
        the service is overloaded or the connection breaks.

        Raises:
            EndpointError: saying what was answered and what to do.
        """
        import time
        from urllib.error import HTTPError, URLError
        from urllib.request import Request

        request = Request(url, data=body, method=method)  # noqa: S310 - http or https, see __init__
        for name, value in {**headers, **self._headers}.items():
            request.add_header(name, value)
        pauses = list(_PAUSES) if again or method == "GET" else []
        while True:
            pause: float | None = pauses.pop(0) if pauses else None
            try:
                return self._opener.open(request, timeout=self.timeout)
            except HTTPError as error:
                if error.code not in _TRY_AGAIN or pause is None:
                    raise self._refused(error) from error
                wanted = error.headers.get("Retry-After") or ""
                if wanted.isdigit():
                    pause = max(pause, min(float(wanted), _LONGEST_PAUSE))
            except (URLError, OSError) as error:
                reason = getattr(error, "reason", error)
                if not isinstance(reason, _BROKE_OFF) or pause is None:
                    raise self._unreachable(reason) from error
            time.sleep(pause)

    def _refused(self, error: HTTPError) -> EndpointError:
        detail = " ".join(error.read(2_000).decode("utf-8", "replace").split())
        error.close()
        if detail.startswith("<"):
            detail = ""
        said = f": {detail[:200].rstrip('.')}" if detail else ""
        return EndpointError(
            f"{self.name} answered {error.code} {error.reason}{said}.",
            hint=_HINTS.get(error.code, "Ask again later, or ask for less."),
        )

    def _unreachable(self, reason: object) -> EndpointError:
        import ssl

        if isinstance(reason, ssl.SSLCertVerificationError):
            return EndpointError(
                f"{self.name}: its certificate can't be verified ({reason.verify_message}).",
                hint="Check the address; for an authority of your own set SSL_CERT_FILE.",
            )
        if isinstance(reason, TimeoutError):
            return EndpointError(
                f"{self.name} sent nothing for {self.timeout:g} seconds.",
                hint="Ask again, or ask for less with LIMIT.",
            )
        text = getattr(reason, "strerror", None) or str(reason)
        return EndpointError(
            f"{self.name} can't be reached ({text}).",
            hint="Check the address and that the server is running.",
        )


class RemoteBackend(Backend):
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
            triples = (quad.triple for quad in ox.parse(answer, format=graph))
            return Triples(self._reading(triples, answer))
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
            return Truth(bool(found))
        names = tuple(variable.value for variable in found.variables)
        return Table(names, self._rows(found, answer, text))

    def _rows(self, found: ox.QuerySolutions, answer: IO[bytes], text: str) -> Iterator[Row]:
        count = 0
        for row in self._reading(map(tuple, found), answer):
            count += 1
            yield row
        self._refuse_cut(getattr(answer, "headers", {}), count, text)

    def _reading(self, items: Iterable[_Item], answer: IO[bytes]) -> Iterator[_Item]:
        """Yield what is read of an answer; raise if fewer bytes came than were announced."""
        try:
            yield from items
            answer.read()  # a reader in parts is told of what is missing only at the end
            if missing := getattr(answer, "length", None):
                raise ValueError(f"{missing:,} bytes are missing")
        except _BROKEN as error:
            raise self._broken(error) from error
        finally:
            answer.close()

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

    def _broken(self, error: Exception) -> EndpointError:
        return EndpointError(
            f"{self.name}: the answer broke off or is malformed ({error}).",
            hint="Ask again; if it happens again, ask for less with LIMIT.",
        )


def _extra_headers() -> dict[str, str]:
    headers = {"User-Agent": "imet-graph"}
    token = os.environ.get(f"{VARIABLE}_TOKEN")
    if token:
        headers["Authorization"] = f"Bearer {token.strip()}"
    for line in os.environ.get(f"{VARIABLE}_HEADER", "").splitlines():
        name, colon, value = line.partition(":")
        if not colon or not name.strip():
            raise EndpointError(
                f"{VARIABLE}_HEADER has a line that is no header.", hint="Write Name: value."
            )
        headers[name.strip()] = value.strip()
    return headers


def _opener(url: str, user: str, password: str) -> OpenerDirector:
    from urllib import request
    from urllib.error import HTTPError
    from urllib.parse import urlsplit

    class SameHost(request.HTTPRedirectHandler):
        """Follows redirects that stay where they are."""

        def redirect_request(
            self, req: Any, fp: Any, code: int, msg: str, headers: HTTPMessage, newurl: str
        ) -> Any:
            old, new = urlsplit(req.full_url), urlsplit(newurl)
            if new.hostname != old.hostname or (old.scheme, new.scheme) == ("https", "http"):
                raise HTTPError(req.full_url, code, f"and points to {new.hostname}", headers, None)
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    handlers: list[Any] = [SameHost()]
    if user:
        known = request.HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, url, user, password)
        # The longest path that all of a service's addresses share is its host.
        parts = urlsplit(url)
        known.add_password(None, f"{parts.scheme}://{parts.netloc}/", user, password)
        handlers += [request.HTTPBasicAuthHandler(known), request.HTTPDigestAuthHandler(known)]
    return request.build_opener(*handlers)

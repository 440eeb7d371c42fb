"""Requests to endpoints that misbehave: each ends in a message, not in a traceback."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest

from imet_graph.answers import Table, Triples, Truth
from imet_graph.engines.remote import Client, RemoteBackend
from imet_graph.errors import EndpointError
from imet_graph.rdf.vocab import form, with_prefixes

JSON = "application/sparql-results+json"
Reply = tuple[int, dict[str, str], bytes]
ROWS = (
    b'{"head":{"vars":["x"]},"results":{"bindings":['
    b'{"x":{"type":"literal","value":"1"}},{"x":{"type":"literal","value":"2"}}]}}'
)
ASK = b'{"head":{},"boolean":true}'


class Endpoint:
    """A server on loopback that gives the replies it was told to, one after the other."""

    def __init__(self) -> None:
        self.replies: list[Reply | None] = []
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._reply()

            def do_POST(self) -> None:
                self._reply()

            def _reply(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.requests.append((self.command, self.path, dict(self.headers), body))
                reply = outer.replies.pop(0)
                if reply is None:  # hang up without a word
                    self.close_connection = True
                    return
                status, headers, content = reply
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", headers.get("X-Length", str(len(content))))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/sparql"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """Return an endpoint; pauses between attempts are cut short."""
    monkeypatch.setattr("imet_graph.engines.remote._PAUSES", (0.01, 0.01))
    server = Endpoint()
    yield server
    server.close()


def ok(content: bytes, kind: str = JSON, **headers: str) -> Reply:
    """Return a good reply."""
    extra = {name.replace("_", "-"): value for name, value in headers.items()}
    return 200, {"Content-Type": kind, **extra}, content


def ask(endpoint: Endpoint, *replies: Reply | None, text: str = "ASK {}") -> object:
    """Return what a query gives when the endpoint replies so."""
    endpoint.replies = list(replies)
    result = RemoteBackend(endpoint.url, timeout=5).query(text)
    if isinstance(result, Table):
        return [str(row[0]) for row in result]
    return bool(result) if isinstance(result, Truth) else len(list(result))


def test_rows_answers_and_triples(endpoint: Endpoint) -> None:
    """The three kinds of result are told by the media type of the answer."""
    assert ask(endpoint, ok(ROWS)) == ['"1"', '"2"']
    assert ask(endpoint, ok(ASK)) is True
    text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    assert ask(endpoint, ok(b"<a:s> <a:p> <a:o> .", "application/n-triples"), text=text) == 1
    assert endpoint.requests[-1][2]["Accept"].startswith("application/n-triples")
    backend = RemoteBackend(endpoint.url)
    endpoint.replies = [ok(b"", "text/turtle; charset=utf-8")]
    assert isinstance(backend.query(text), Triples)


def test_short_queries_are_got_and_long_ones_posted(endpoint: Endpoint) -> None:
    """A query that is too long for an address goes in the body."""
    ask(endpoint, ok(ASK))
    ask(endpoint, ok(ASK), text="ASK {} #" + "x" * 5000)
    assert [request[0] for request in endpoint.requests] == ["GET", "POST"]
    assert endpoint.requests[1][3].startswith(b"query=ASK")


@pytest.mark.parametrize("status", [502, 503, 504])
def test_an_overloaded_endpoint_is_asked_again(endpoint: Endpoint, status: int) -> None:
    """Three times in all, since a query only reads."""
    busy: Reply = (status, {"Retry-After": "0"}, b"busy")
    assert ask(endpoint, busy, busy, ok(ASK)) is True
    assert ask(endpoint, busy, ok(ASK), text="ASK {} #" + "x" * 5000) is True
    with pytest.raises(EndpointError, match=f"{status} .*busy"):
        ask(endpoint, busy, busy, busy)


def test_a_connection_that_breaks_is_tried_again(endpoint: Endpoint) -> None:
    """An endpoint that hangs up without a word gets another chance, not endlessly."""
    assert ask(endpoint, None, ok(ASK)) is True
    with pytest.raises(EndpointError, match="can't be reached"):
        ask(endpoint, None, None, None)


@pytest.mark.parametrize(
    ("status", "hint"),
    [(400, "Mend"), (401, "_USER"), (403, "account"), (404, "address"), (500, "later")],
)
def test_refusals_say_what_to_do(endpoint: Endpoint, status: int, hint: str) -> None:
    """Other errors are not tried again, and each has a next step."""
    with pytest.raises(EndpointError, match=f"{status} ") as caught:
        ask(endpoint, (status, {}, b"<html>no</html>"))
    assert hint in (caught.value.hint or "")
    assert "<html>" not in caught.value.message
    assert len(endpoint.requests) == 1


def test_a_refused_update_is_not_repeated(endpoint: Endpoint) -> None:
    """A POST is sent once, unless the caller says that it may be repeated."""
    endpoint.replies = [(503, {}, b""), ok(b"")]
    with pytest.raises(EndpointError, match="503"):
        Client(endpoint.url).send("POST", endpoint.url, {}, b"INSERT")
    assert len(endpoint.requests) == 1


def test_an_answer_cut_short_is_no_answer(endpoint: Endpoint) -> None:
    """Half a result, or one that the server capped, never passes for the whole."""
    with pytest.raises(EndpointError, match="broke off"):
        ask(endpoint, ok(ROWS[:-40]))
    with pytest.raises(EndpointError, match="cut its answer short after 2 rows"):
        ask(endpoint, ok(ROWS, X_SPARQL_MaxRows="2"))
    with pytest.raises(EndpointError, match="incomplete"):
        ask(endpoint, ok(ROWS, X_SQL_State="S1TAT", X_SQL_Message="incomplete results"))
    with pytest.raises(EndpointError, match="broke off"):
        ask(endpoint, ok(ROWS, X_Length="100000"), text="SELECT ?x { ?x ?y ?z }")
    whole_lines = ok(b"<a:s> <a:p> <a:o> .\n", "application/n-triples", X_Length="9999")
    with pytest.raises(EndpointError, match="bytes are missing"):
        ask(endpoint, whole_lines, text="CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")


def test_a_round_number_of_rows_is_pointed_out(
    endpoint: Endpoint, caplog: pytest.LogCaptureFixture
) -> None:
    """As many rows as servers use as a cap may be an incomplete answer."""
    row = b'{"x":{"type":"literal","value":"1"}}'
    body = b'{"head":{"vars":["x"]},"results":{"bindings":[' + b",".join([row] * 10_000) + b"]}}"
    ask(endpoint, ok(body), text="SELECT ?x { ?x ?y ?z }")
    assert "exactly 10,000 rows" in caplog.text
    caplog.clear()
    ask(endpoint, ok(body), text="SELECT ?x { ?x ?y ?z } LIMIT 10000")
    assert caplog.text == ""


def test_an_answer_that_is_no_sparql(endpoint: Endpoint) -> None:
    """A web page at the address is recognised as one."""
    with pytest.raises(EndpointError, match="text/html, not with results"):
        ask(endpoint, ok(b"<html></html>", "text/html"))


def test_credentials_go_nowhere_else(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    """A redirect to another host is not followed; to the same host it is."""
    monkeypatch.setenv("IMET_GRAPH_ENDPOINT_TOKEN", "secret")
    monkeypatch.setenv("IMET_GRAPH_ENDPOINT_HEADER", "X-One: 1\nX-Two: 2")
    with pytest.raises(EndpointError, match=r"points to example\.org"):
        ask(endpoint, (302, {"Location": "http://example.org/sparql"}, b""))
    assert ask(endpoint, (302, {"Location": "/other"}, b""), ok(ASK)) is True
    headers = endpoint.requests[-1][2]
    assert headers["Authorization"] == "Bearer secret"
    assert (headers["X-One"], headers["X-Two"]) == ("1", "2")


def test_user_and_password_answer_a_challenge(endpoint: Endpoint) -> None:
    """They are sent when the endpoint asks for them, and never shown in a message."""
    url = endpoint.url.replace("//", "//someone:hidden@")
    endpoint.replies = [(401, {"WWW-Authenticate": 'Basic realm="r"'}, b""), ok(ASK)]
    backend = RemoteBackend(url)
    assert backend.query("ASK {}")
    assert endpoint.requests[1][2]["Authorization"].startswith("Basic ")
    assert "hidden" not in backend.name


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "sparql", "http://", ""]
)
def test_only_web_addresses_are_endpoints(url: str) -> None:
    """Anything else is refused before a request is made."""
    with pytest.raises(EndpointError, match="no address of an endpoint"):
        RemoteBackend(url)


def test_nobody_there() -> None:
    """A port where nothing listens."""
    with pytest.raises(EndpointError, match=r"can't be reached \(Connection refused\)"):
        RemoteBackend("http://127.0.0.1:1/sparql").query("ASK {}")


def test_a_silent_endpoint_is_given_up() -> None:
    """No byte within the timeout: an error that says so."""
    import socket

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/sparql"
        with pytest.raises(EndpointError, match=r"sent nothing for 0\.2 seconds"):
            RemoteBackend(url, timeout=0.2).query("ASK {}")


def test_a_bad_header_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A header variable that holds no header."""
    monkeypatch.setenv("IMET_GRAPH_ENDPOINT_HEADER", "nonsense")
    with pytest.raises(EndpointError, match="no header"):
        RemoteBackend("http://127.0.0.1:1/")


def test_prefixes_and_forms() -> None:
    """The project's prefixes are declared where they are used and not declared yet."""
    assert with_prefixes("PREFIX imet: <a:> ASK { imet:x a imet:y }").count("PREFIX") == 1
    assert with_prefixes("ASK { ?s ?p ?o }") == "ASK { ?s ?p ?o }"
    cases: list[tuple[str, str]] = [
        ("select ?x {}", "SELECT"),
        ("# ASK\nBASE <a:> PREFIX : <b:>\nDESCRIBE <a:b>", "DESCRIBE"),
        ("", ""),
    ]
    assert [form(text) for text, _ in cases] == [expected for _, expected in cases]

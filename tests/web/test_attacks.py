"""Attacks that a server on this machine must bear: each is tried and refused."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from .running import FORM, HOSTILE, Running, serving

_PAGES = (
    "/id/country/XXX",
    "/id/citation/c",
    "/id/source/s",
    "/id/event/e",
    "/search?q=script",
    "/graph?at=country:XXX",
    "/timeline?of=event:e",
    "/status?country=XXX",
    "/editor?" + urlencode({"query": "SELECT * { ?s ?p ?o }"}),
    "/editor?" + urlencode({"query": "SELECT * { ?s ?p ?o }", "view": "graph"}),
    "/editor?" + urlencode({"query": "SELECT ?d ?s { ?s imet:date ?d }", "view": "timeline"}),
    "/queries/country-history?country=XXX",
)


@pytest.mark.parametrize("path", _PAGES)
def test_script_in_label(hostile_server: Running, path: str) -> None:
    """A label, a note or an address in the data that is a script stays text."""
    got = hostile_server.ask(path, headers={"accept": "text/html"})
    assert got.status in (200, 404)
    assert "<script>document" not in got.text and "<img" not in got.text
    assert not re.search(r"""(href|src|action)=["']?\s*javascript:""", got.text)


def test_script_in_label_is_shown(hostile_server: Running) -> None:
    """The attack stands on the page as text, so the test above has looked at something."""
    got = hostile_server.ask("/id/country/XXX", headers={"accept": "text/html"})
    assert "&lt;script&gt;document" in got.text


@pytest.mark.parametrize(
    "path",
    [
        "/search?q={}",
        "/status?country={}&on=2005-06-01",
        "/status?on={}",
        "/map?on={}",
        "/graph?at={}",
        "/timeline?of={}",
        "/figures?of={}",
        "/queries/{}",
        "/queries/country-history?country={}",
        "/queries/country-history?country=Pakistan&from_date={}",
        "/queries/country-history?{}=1",
        "/editor?query={}",
        "/editor?view={}&query=ASK+%7B%7D",
        "/id/country/{}",
        "/{}",
        "/sparql?query={}",
        "/api/suggest?q={}",
        "/api/neighbours?of={}",
    ],
)
def test_script_in_parameter(server: Running, path: str) -> None:
    """A script in a parameter never comes back as markup, nor in a message of an error."""
    got = server.ask(path.format(quote(HOSTILE)), headers={"accept": "text/html"})
    assert got.status < 500, got.text
    if got.type == "text/html":
        assert "<script>document" not in got.text and "<img" not in got.text
    else:  # then nothing may take it for html
        assert got.headers["x-content-type-options"] == "nosniff"
        assert got.type in ("text/plain", "application/json")


def test_policy_on_every_kind_of_response(server: Running) -> None:
    """Pages, data, assets and errors carry a policy that allows our own scripts alone."""
    for path in ("/", "/nothing", "/assets/common.js", "/sparql?query=ASK%7B%7D", "/api/terms"):
        headers = server.ask(path, headers={"accept": "*/*"}).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src 'self';" in policy
        assert "unsafe" not in policy and "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_pages_have_no_inline_script_or_style(server: Running) -> None:
    """No page needs what the policy forbids, and none names another host for its parts."""
    for path in ("/", "/id/country/PAK", "/map?on=2005-06-01", "/timeline?of=country:PAK",
                 "/graph", "/editor", "/figures", "/tree", "/queries", "/status"):  # fmt: skip
        text = server.ask(path, headers={"accept": "text/html"}).text
        assert not re.search(r"<script(?! src=)", text), path
        assert not re.search(r"<style|\sstyle=|\son\w+=", text), path
        assert not re.findall(r'(?:src|data)="(?!/)[^"]*://', text), path
        assert not re.findall(r'<link[^>]+href="(?!/)', text), path


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../pyproject.toml",
        "/assets/..%2f..%2f..%2f..%2f..%2fetc/passwd",
        "/assets/%2e%2e/%2e%2e/app.py",
        "/assets//etc/passwd",
        "/assets/..%5c..%5capp.py",
        "/assets/common.js%00.css",
        "/queries/../../etc/passwd",
        "/queries/..%2f..%2fpyproject",
        "/queries/%2fetc%2fpasswd",
        "/queries/checks%2fcycle",
        "/id/../../../../etc/passwd",
        "/id/%2e%2e/%2e%2e/etc/passwd",
        "/id/country/..%2f..%2f",
        "/api/drawing/..%2f..%2fmap",
        "//etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
    ],
)
def test_path_traversal(server: Running, path: str) -> None:
    """No path leads out of what the server offers."""
    for accept in ("text/html", "text/turtle", "*/*"):
        got = server.ask(path, headers={"accept": accept})
        assert got.status == 404, got.text[:200]
        assert "root:" not in got.text and "[project]" not in got.text


def test_updates_change_nothing(server: Running) -> None:
    """Updates by GET and POST, in the right place and the wrong one, are refused."""
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    path = f"/sparql?{urlencode({'query': count, 'format': 'csv'})}"
    before = server.ask(path).body
    update = "INSERT DATA { <a:a> <a:b> <a:c> }"
    tries = [
        server.ask("/sparql?" + urlencode({"update": update})),
        server.ask("/sparql?" + urlencode({"query": update})),
        server.ask("/sparql", "POST", {"content-type": FORM}, urlencode({"update": update})),
        server.ask("/sparql", "POST", {"content-type": FORM}, urlencode({"query": update})),
        server.ask("/sparql", "POST", {"content-type": "application/sparql-update"}, update),
        server.ask("/sparql", "POST", {"content-type": "application/sparql-query"}, update),
        server.ask("/editor?" + urlencode({"query": update}), headers={"accept": "text/html"}),
        server.ask("/sparql", "PUT", {"content-type": "text/turtle"}, "<a:a> <a:b> <a:c> ."),
    ]
    assert [got.status for got in tries] == [403, 400, 403, 400, 403, 400, 200, 405]
    assert "refused" in tries[6].text
    assert server.ask(path).body == before


def test_body_of_100_mb(server: Running) -> None:
    """A body that is said to have 100 MB is refused before it is read."""
    with server.connect() as client:
        client.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/sparql-query\r\nContent-Length: 104857600\r\n\r\n"
        )
        assert b" 413 " in client.recv(4096)


def test_body_of_100_mb_in_chunks(server: Running) -> None:
    """One that does not say how long it is, is refused when it has come to the limit."""
    with server.connect() as client:
        client.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        piece = b"10000\r\n" + b" " * 65536 + b"\r\n"
        sent = 0
        answer = b""
        client.setblocking(False)
        deadline = time.monotonic() + 30
        while sent < 104_857_600 and not answer and time.monotonic() < deadline:
            try:
                sent += client.send(piece)
            except BlockingIOError:
                time.sleep(0.01)
            except OSError:
                break
            try:
                answer = client.recv(4096)
            except BlockingIOError:
                continue
            except OSError:
                break
        assert b" 413 " in answer
        assert sent < 16_000_000


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_foreign_host(server: Running, host: str) -> None:
    """A name that is not this server's is not answered: the end of DNS rebinding."""
    got = server.ask("/sparql?query=ASK%7B%7D", headers={"host": host})
    assert got.status in (400, 421)
    assert "boolean" not in got.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000"])
def test_own_hosts(server: Running, host: str) -> None:
    """The names of this machine are answered, whatever the port that a proxy saw."""
    assert server.ask("/sparql?query=ASK%7B%7D", headers={"host": host}).status == 200


def test_page_on_another_site(server: Running) -> None:
    """A page of another origin gets no answer, and a browser would not let it read one."""
    foreign = {"origin": "https://evil.example"}
    got = server.ask("/sparql?query=ASK%7B%7D", headers=foreign)
    assert got.status == 403 and "boolean" not in got.text
    assert "access-control-allow-origin" not in got.headers
    got = server.ask("/sparql", "OPTIONS", {**foreign, "access-control-request-method": "POST"})
    assert not any(name.startswith("access-control") for name in got.headers)
    got = server.ask("/sparql?query=ASK%7B%7D")
    assert got.headers["cross-origin-resource-policy"] == "same-origin"
    own = server.ask("/sparql?query=ASK%7B%7D", headers={"origin": server.url})
    assert own.status == 200 and "access-control-allow-origin" not in own.headers


_ASKS = "/sparql?" + urlencode({"query": "ASK {}"})
_WITH_QUERY = "/editor?" + urlencode({"query": "SELECT (40 + 2 AS ?x) {}"})
_LOADED = {"sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
_VISITED = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-user": "?1"}
_FRAMED = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", _ASKS, _LOADED, 403),
        ("GET", "/", _LOADED, 403),
        ("GET", _WITH_QUERY, _LOADED, 403),
        ("HEAD", _WITH_QUERY, _LOADED, 403),
        ("GET", "/api/terms", _LOADED, 403),
        ("GET", "/assets/common.js", _LOADED, 403),
        ("GET", _WITH_QUERY, _FRAMED, 403),
        ("GET", _ASKS, _VISITED, 403),
        ("GET", "/api/terms", _VISITED, 403),
        ("GET", "/queries/program-list?format=csv", _VISITED, 403),
        ("GET", "/id/country/PAK?format=turtle", _VISITED, 403),
        ("POST", "/sparql", _VISITED, 403),
        ("GET", "/", _VISITED, 200),
        ("GET", "/id/country/PAK", _VISITED, 200),
        ("GET", "/queries/program-list", _VISITED, 200),
        ("GET", _WITH_QUERY, _VISITED, 200),
    ],
)
def test_what_another_site_sends(
    server: Running, site: str, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    """What its page loads or posts is refused; a person may follow a link to a page, no data."""
    sent = {"accept": "text/html", "sec-fetch-site": site, "content-type": FORM, **headers}
    got = server.ask(path, method, sent, "query=ASK+%7B%7D" if method == "POST" else None)
    assert got.status == status, got.text[:200]


@pytest.mark.parametrize("site", ["same-origin", "none", ""])
def test_what_the_person_asks_is_answered(server: Running, site: str) -> None:
    """Our own pages, a typed address and programs that say nothing get their answers."""
    sent = {"sec-fetch-site": site} if site else {}
    assert server.ask(_ASKS, headers=sent).status == 200
    got = server.ask(_WITH_QUERY, headers={"accept": "text/html", **sent})
    assert got.status == 200 and ">42<" in got.text


def test_a_query_in_a_link_waits_for_the_button(server: Running) -> None:
    """The editor that another site's link leads to shows the query, and its result only when run.

    Neither is the page given to others who ask for it here, nor theirs to whom comes so.
    """
    here = {"accept": "text/html", "sec-fetch-site": "same-origin"}
    there = {"accept": "text/html", "sec-fetch-site": "cross-site", **_VISITED}
    for _ in range(2):
        got = server.ask(_WITH_QUERY, headers=there)
        assert "SELECT (40 + 2 AS ?x) {}" in got.text and ">42<" not in got.text
        assert "has not been run" in got.text and ">Run<" in got.text
        got = server.ask(_WITH_QUERY, headers=here)
        assert ">42<" in got.text and "has not been run" not in got.text


def test_origins_that_may_read_may_ask() -> None:
    """An origin allowed with --cors is answered, from its own site too; another is not."""
    with serving("--cors", "https://a.example", "--workers", "1") as server:
        sent = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}
        got = server.ask(_ASKS, headers={**sent, "origin": "https://a.example"})
        assert got.status == 200
        assert got.headers["access-control-allow-origin"] == "https://a.example"
        assert server.ask(_ASKS, headers={**sent, "origin": "https://b.example"}).status == 403
        assert server.ask(_ASKS, headers=sent).status == 403


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        '"' + '\\"' * 450_000,
        "SELECT * { " + "a.-" * 300_000,
        '"""\n' + '\\"""\n' * 150_000,
        "SELECT * { FILTER(1" + "<#>" * 300_000,
        "SELECT * { FILTER(1" + "<'>" * 300_000,
        "PREFIX a: <a:> " * 60_000,
        "SELECT * { " + "a:service " * 90_000,
        "SELECT * { ?s ?p '" + "a" * 900_000 + "' . ?s nil:x ?o }",
    ],
    ids=lambda text: text[:25],
)
def test_a_text_that_is_long_to_read_keeps_nobody_waiting(server: Running, text: str) -> None:
    """A megabyte that is no query is told so, and the others are answered meanwhile.

    Time that grows with the square of its length would be hours for these.
    """
    with ThreadPoolExecutor(2) as threads:
        sent = {"content-type": "application/sparql-query"}
        asked = [threads.submit(server.ask, "/sparql", "POST", sent, text) for _ in range(2)]
        assert server.ask("/assets/common.js", timeout=20).status == 200
        assert server.ask("/", headers={"accept": "text/html"}, timeout=60).status == 200
        assert [one.result().status for one in asked] == [400, 400]


def test_no_module_of_the_working_folder_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file called like a module of Python or of ours, where the server is started, stays shut."""
    for name in ("struct", "json", "asyncio", "imet_graph", "sitecustomize", "click", "rdflib"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').close()\n")
    monkeypatch.chdir(tmp_path)
    with serving("--workers", "1", installed=True) as server:
        assert server.ask(_ASKS).status == 200
    done = subprocess.run(
        [Path(sys.executable).with_name("imet-graph"), "shell"],
        input="stats\nASK {}\n", text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0 and "yes" in done.stdout, done.stderr
    assert not (tmp_path / "ran").exists()


@pytest.mark.long
def test_slow_heads_are_cut_off(server: Running) -> None:
    """Fifty clients that never end their headers do not keep others waiting, and are cut off."""
    slow = [server.connect() for _ in range(50)]
    try:
        for client in slow:
            client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        begin = time.monotonic()
        assert server.ask("/sparql?query=ASK%7B%7D").status == 200
        assert time.monotonic() - begin < 30
        for client in slow:
            client.settimeout(30)
            with pytest.raises((ConnectionError, EOFError)):
                # A closed connection gives nothing, and takes nothing after that.
                if client.recv(4096) == b"":
                    raise EOFError
    finally:
        for client in slow:
            client.close()


@pytest.mark.long
def test_slow_body_is_cut_off(server: Running) -> None:
    """A client that does not send the body that it announced is told so, and cut off."""
    with server.connect() as client:
        client.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/sparql-query\r\nContent-Length: 100\r\n\r\nASK"
        )
        begin = time.monotonic()
        assert b" 408 " in client.recv(4096)
        assert 15 < time.monotonic() - begin < 30


def test_slow_reader_does_not_block(server: Running) -> None:
    """A client that does not take its answer holds no worker."""
    query = "SELECT * { ?s ?p ?o } LIMIT 60000"
    readers = []
    try:
        for _ in range(8):
            client = server.connect()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.sendall(
                f"GET /sparql?{urlencode({'query': query})} HTTP/1.1\r\n"
                "Host: localhost\r\n\r\n".encode()
            )
            readers.append(client)
        for client in readers:
            assert client.recv(12) == b"HTTP/1.1 200"
        begin = time.monotonic()
        assert json.loads(server.ask("/sparql?query=ASK%7B%7D").body)["boolean"] is True
        assert time.monotonic() - begin < 30
    finally:
        for client in readers:
            client.close()


def test_head_of_a_megabyte(server: Running) -> None:
    """A header of a megabyte is refused."""
    with server.connect() as client:
        try:
            client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 1_000_000)
            answer = client.recv(4096)
        except ConnectionError:
            return
        assert answer == b"" or b" 400 " in answer or b" 431 " in answer

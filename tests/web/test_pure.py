"""The parts of the server that are values in, values out."""

from __future__ import annotations

import asyncio
import io
import json

import pytest

from imet_graph.web import framing
from imet_graph.web.accept import chosen
from imet_graph.web.access import Access
from imet_graph.web.app import App
from imet_graph.web.jobs import bounded
from imet_graph.web.messages import Job, Refused, Request, Response
from imet_graph.web.pages.failure import failure
from imet_graph.web.pages.markup import el, link, text
from imet_graph.web.workspace import path_of, thing_at

_OFFERED = ["text/html", "text/turtle", "application/n-triples"]
_LOCAL = {"host": "localhost"}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/*", "text/html"),
        ("text/*;q=0.5, application/n-triples", "application/n-triples"),
        ("text/html;q=0, */*", "text/turtle"),
        ("TEXT/TURTLE", "text/turtle"),
        ("application/x-turtle", "text/turtle"),
        ("text/turtle;q=0.3;charset=utf-8, text/html;q=0.2", "text/turtle"),
        ("text/turtle;q=nonsense, text/html;q=0.1", "text/html"),
        ("image/png", None),
        (",,;q=1,/", None),
        ("*/*;q=0", None),
    ],
)
def test_negotiation(header: str, expected: str | None) -> None:
    """The type with the highest quality is chosen, by the most special range that covers it."""
    assert chosen(header, _OFFERED) == expected


@pytest.mark.parametrize(
    ("method", "path", "job"),
    [
        ("GET", "/", "home"),
        ("HEAD", "/search", "search"),
        ("GET", "/id/country/PAK", "card"),
        ("GET", "/map", "picture"),
        ("GET", "/queries/x", "question"),
        ("GET", "/api/terms", "terms"),
    ],
)
def test_routes(method: str, path: str, job: str) -> None:
    """Each path is a job of its own."""
    found = App().handle(Request(method, path, "", {**_LOCAL, "accept": "text/html"}))
    assert isinstance(found, Job) and found.name == job


def test_asset_and_options_are_answered_at_once() -> None:
    """Files and questions before a request need no worker."""
    found = App().handle(Request("GET", "/assets/explorer.css", "", _LOCAL))
    assert isinstance(found, Response) and found.media_type.startswith("text/css")
    found = App().handle(Request("OPTIONS", "/queries", "", _LOCAL))
    assert isinstance(found, Response) and found.status == 204


@pytest.mark.parametrize("local", ["", "..", "a/../b", "a b", "a<b", 'a"b', "a\nb", "a\0b"])
def test_things_that_can_be_none(local: str) -> None:
    """A path that can be no IRI is not found."""
    with pytest.raises(Refused) as caught:
        thing_at("/id/" + local)
    assert caught.value.status == 404


def test_paths_of_things() -> None:
    """Things and terms have paths; others have none."""
    assert path_of("https://w3id.org/imet-graph/def#Country") == "/def#Country"
    assert path_of("https://example.org/x") is None
    assert thing_at("/id/country/PAK") == "https://w3id.org/imet-graph/id/country/PAK"


def test_markup() -> None:
    """Text and attributes are escaped; addresses of other schemes are no links."""
    assert el("p", "<b>", title='"') == '<p title="&quot;">&lt;b&gt;</p>'
    assert el("input", disabled=True, value=None) == "<input disabled>"
    assert text(["a", None, ("&", el("br"))]) == "a&amp;<br>"
    for bad in ("javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "//evil.example", "x"):
        assert "<a" not in link(bad, "x")
    assert 'rel="external noopener noreferrer"' in link("https://example.org/", "x")


def test_errors_in_each_form() -> None:
    """An error is told as text, as a page or as JSON, with its status."""
    refused = Refused(404, "No <b>.", hint="Look.", headers={"x-a": "b"})
    assert failure(refused, "text").body == b"No <b>. Look.\n"
    assert b"No &lt;b&gt;." in failure(refused, "html").body
    assert json.loads(failure(refused, "json").body) == {"error": "No <b>.", "hint": "Look."}
    assert failure(refused).headers["x-a"] == "b"


def test_bounded() -> None:
    """As many rows as may be pass; one more is refused."""
    assert list(bounded(range(3), 3)) == [0, 1, 2]
    with pytest.raises(Refused, match="more than 2 rows"):
        list(bounded(range(3), 2))


def test_frames() -> None:
    """What is framed on one side is read on the other, also without waiting."""
    data = framing.json_frame(b"H", 7, {"a": 1}) + framing.frame(b"E", 7)
    stream = io.BytesIO(data)
    assert framing.read(stream) == (b"H", 7, b'{"a": 1}')
    assert framing.read(stream) == (b"E", 7, b"")
    assert framing.read(stream) is None

    async def read() -> framing.Frame:
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        return await framing.read_async(reader)

    assert asyncio.run(read()) == (b"H", 7, b'{"a": 1}')


def test_any_origin_may_be_allowed() -> None:
    """With '*' every origin may read."""
    access = Access(origins=frozenset({"*"}))
    request = Request("GET", "/sparql", "", {**_LOCAL, "origin": "https://a.example"})
    access.check(request)
    assert access.headers(request)["access-control-allow-origin"] == "*"

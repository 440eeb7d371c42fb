"""Decides what a request is: a response at once, or a job for a worker.

Pure but for reading the page assets: :func:`App.handle` takes a request and
returns a value; what is slow is done by whoever gets the job.
"""

from __future__ import annotations

from dataclasses import asdict
from importlib.resources import files
from urllib.parse import quote

from imet_graph.rdf import vocab
from imet_graph.rdf.formats import by_name
from imet_graph.web import description, protocol
from imet_graph.web.accept import chosen
from imet_graph.web.access import Access
from imet_graph.web.messages import Job, Refused, Request, Response
from imet_graph.web.workspace import thing_at

_HTML = "text/html"
_RDF = {by_name(name, "rdf").media_type: name for name in protocol.GRAPH_FORMATS}
_ASSETS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_READ = ("GET", "HEAD")

# Pages and data that only take parameters: path, job, and whether it is JSON.
_SIMPLE = {
    "/": ("home", "html"),
    "/search": ("search", "html"),
    "/graph": ("graph", "html"),
    "/status": ("status", "html"),
    "/queries": ("questions", "html"),
    "/editor": ("editor", "html"),
    "/def": ("definitions", "html"),
    "/api/suggest": ("suggest", "json"),
    "/api/neighbours": ("neighbours", "json"),
    "/api/terms": ("terms", "json"),
}
_VIEWS = {"/timeline": "timeline", "/map": "map", "/figures": "funding", "/tree": "hierarchy"}


class App:
    """The server's routes."""

    def __init__(self, access: Access | None = None) -> None:
        self.access = access or Access()
        self._assets = _read_assets()

    def handle(self, request: Request) -> Response | Job:
        """Return what a request is answered with, or the job that answers it.

        Raises:
            Refused: with the status that says why not.
        """
        self.access.check(request)
        found = self._route(request)
        if isinstance(found, Job) and self.access.from_elsewhere(request):
            if found.form != "html":
                raise Refused(
                    403,
                    "A link on another site may lead to a page here, but to no data.",
                    hint="Open a page of this server, and go on from there.",
                )
            if found.name == "editor":
                found.given["unasked"] = True
        return found

    def _route(self, request: Request) -> Response | Job:
        path = request.path
        if path == "/sparql":
            return self._sparql(request)
        if request.method == "OPTIONS":
            return Response(204, headers={"allow": "GET, HEAD, OPTIONS"})
        if request.method not in _READ:
            raise Refused(
                405,
                f"{request.method} is not for this address.",
                hint="Use GET.",
                headers={"allow": "GET, HEAD, OPTIONS"},
            )
        given: dict[str, object] = {"path": path, "parameters": request.pairs()}
        if path.startswith("/assets/"):
            return self._asset(path)
        if path.startswith("/id/"):
            return self._thing(request, thing_at(path))
        if path in _SIMPLE:
            job, form = _SIMPLE[path]
            if job == "definitions" and self._rdf_wanted(request):
                return Job("thing", {"iri": vocab.ONTOLOGY, "format": self._rdf_wanted(request)})
            return Job(job, given, form=form, keep=True)
        if path in _VIEWS:
            return Job("picture", {**given, "view": _VIEWS[path]}, form="html", keep=True)
        if path.startswith("/api/drawing/"):
            view = _VIEWS.get("/" + path.removeprefix("/api/drawing/"), "")
            return Job("drawing", {**given, "view": view}, form="text", keep=True)
        if path.startswith("/queries/"):
            name = path.removeprefix("/queries/")
            if "format" in request.parameters():
                return Job("question-data", {**given, "name": name}, keep=True)
            return Job("question", {**given, "name": name}, form="html", keep=True)
        if path == "/favicon.ico":
            return self._asset("/assets/icon.svg")
        raise Refused(404, "There is no such page.", hint="Search, or begin at the first page.")

    def _sparql(self, request: Request) -> Response | Job:
        if request.method == "OPTIONS":
            headers = {"allow": ", ".join(protocol.METHODS)}
            headers.update(self.access.preflight(request, protocol.METHODS))
            return Response(204, headers=headers)
        operation = protocol.parse(request)
        if operation is None:
            return self._describe(request)
        wanted = dict(asdict(operation), safe=request.parameters().get("safe") == "1")
        return Job("sparql", wanted, headers={"vary": "Accept"}, keep=True)

    def _describe(self, request: Request) -> Response:
        types = description.media_types()
        accepted = chosen(request.header("accept"), [*types, _HTML])
        if accepted == _HTML:
            return Response(303, headers={"location": "/editor", "vary": "Accept"})
        if accepted is None:
            raise Refused(406, "The service description is RDF.", hint="Accept text/turtle.")
        body = description.describe(f"http://{request.header('host')}/sparql", _RDF[accepted])
        return Response(200, body, f"{accepted}; charset=utf-8", {"vary": "Accept"})

    def _thing(self, request: Request, iri: str) -> Job:
        wanted = self._rdf_wanted(request)
        headers = {"vary": "Accept", "link": f'<{quote(iri, safe=":/#()*,;=@!$&+~")}>; rel="about"'}
        if wanted:
            return Job("thing", {"iri": iri, "format": wanted}, headers=headers, keep=True)
        given: dict[str, object] = {"iri": iri, "parameters": request.pairs()}
        return Job("card", given, form="html", headers=headers, keep=True)

    @staticmethod
    def _rdf_wanted(request: Request) -> str | None:
        """Return the RDF format that a request asks for, or None for the page."""
        asked = request.parameters().get("format")
        if asked is not None:
            if asked in protocol.GRAPH_FORMATS:
                return asked
            if asked == "html":
                return None
            raise Refused(406, f"There is no {asked!r} of it.", hint="Choose turtle or jsonld.")
        accepted = chosen(request.header("accept"), [_HTML, *_RDF])
        if accepted is None:
            listed = ", ".join([_HTML, *_RDF])
            raise Refused(406, "It can't be given in that type.", hint=f"Accept one of: {listed}.")
        return _RDF.get(accepted)

    def _asset(self, path: str) -> Response:
        found = self._assets.get(path.removeprefix("/assets/"))
        if found is None:
            raise Refused(404, "There is no such file.")
        body, media_type = found
        return Response(200, body, media_type, {"cache-control": "no-cache"})


def _read_assets() -> dict[str, tuple[bytes, str]]:
    """Return the page assets by name: only what was there at the start is ever served."""
    found = {}
    for item in (files("imet_graph.web") / "assets").iterdir():
        suffix = "." + item.name.rpartition(".")[2]
        if suffix in _ASSETS:
            found[item.name] = (item.read_bytes(), f"{_ASSETS[suffix]}; charset=utf-8")
    return found

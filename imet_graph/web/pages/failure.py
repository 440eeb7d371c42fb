"""How an error is told: as a page, as text, or as JSON."""

from __future__ import annotations

import json

from imet_graph.web.messages import Refused, Response
from imet_graph.web.pages.layout import page
from imet_graph.web.pages.markup import el, link

_TITLES = {
    400: "That can't be asked so",
    403: "Refused",
    404: "Not found",
    405: "Not so",
    406: "Not in that form",
    421: "Another host",
    503: "Stopped",
}


def failure(refused: Refused, form: str = "text") -> Response:
    """Return the response that tells an error."""
    message, hint = refused.message, refused.hint or ""
    told = getattr(refused, "told", {})
    headers = {**refused.headers, "cache-control": "no-store"}
    if form == "json":
        body = json.dumps({"error": message, "hint": hint}).encode()
        return Response(refused.status, body, "application/json; charset=utf-8", headers)
    if form == "html":
        near = [
            el("li", link(f"/search?q={_quoted(name)}", name))
            for name in told.get("suggestions", ())
        ]
        title = _TITLES.get(refused.status, "That did not work")
        content = [
            el("h1", title),
            el("p", message, class_="error", role="alert"),
            el("p", hint) if hint else None,
            el("ul", near) if near else None,
            el("p", link("/", "To the first page")),
        ]
        return Response(
            refused.status, page(title, content).encode(), "text/html; charset=utf-8", headers
        )
    text = f"{message} {hint}".strip() + "\n"
    return Response(refused.status, text.encode(), "text/plain; charset=utf-8", headers)


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text)

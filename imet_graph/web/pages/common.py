"""What pages share: reading parameters, writing a page, naming things, listing sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from imet_graph.rdf import vocab
from imet_graph.web.pages.layout import page
from imet_graph.web.pages.markup import Child, Html, el, link
from imet_graph.web.workspace import path_of

if TYPE_CHECKING:
    from imet_graph.things.citations import Reference
    from imet_graph.web.worker import Outlet
    from imet_graph.web.workspace import Desk

Head = dict[str, Any]
Given = dict[str, Any]


def parameters(given: Given) -> dict[str, str]:
    """Return the parameters that have a value, without space around it; of several the last."""
    return {name: value.strip() for name, value in given["parameters"] if value.strip()}


def write_page(
    out: Outlet, title: str, content: Child, *, status: int = 200, **kwargs: Any
) -> Head:
    """Write a page and return the head of the answer."""
    out.write(page(title, content, **kwargs))
    return {"media_type": "text/html; charset=utf-8", "status": status}


def write_json(out: Outlet, value: object) -> Head:
    """Write a value as JSON and return the head of the answer."""
    import json

    out.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    return {"media_type": "application/json; charset=utf-8"}


def to_thing(iri: str, label: str) -> Html:
    """Return a link to a thing of the graph, or to a page elsewhere."""
    return link(path_of(iri) or iri, label)


def named(desk: Desk, text: str) -> tuple[str, str | None]:
    """Return what a field shows for a value that is a prefixed name: its label, and the name."""
    from imet_graph.errors import EntityNotFound
    from imet_graph.things.names import resolve

    if ":" not in text:
        return text, None
    try:
        found = resolve(desk.backend, text)
    except EntityNotFound:
        return text, None
    return found.label, vocab.compact(found.iri)


def address(path: str, **values: str | None) -> str:
    """Return a path with parameters.

    >>> address("/graph", at="country:PAK", hide=None)
    '/graph?at=country%3APAK'
    """
    from urllib.parse import urlencode

    given = {name: value for name, value in values.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


def source_list(references: Sequence[Reference], start: int = 1) -> Html:
    """Return the numbered list of sources that ``[n]`` points to."""
    items = []
    for number, ref in enumerate(references, start=start):
        rest = ", ".join(part for part in (ref.locator, ref.publisher, ref.date) if part)
        items.append(
            el(
                "li",
                to_thing(ref.iri, ref.document),
                f" ({ref.kind})" if ref.kind else None,
                f", {rest}" if rest else None,
                f". Note: {ref.note}" if ref.note else None,
                [". ", link(ref.address, ref.address, class_="address")] if ref.address else None,
                id=f"source-{number}",
                value=number,
            )
        )
    return el(
        "section",
        el("h2", "Sources", id="sources"),
        el("ol", items, class_="sources"),
        aria_labelledby="sources",
    )


def marks(numbers: Iterable[int]) -> Html:
    """Return the marks ``[n]`` that lead to sources."""
    return el(
        "span",
        [link(f"#source-{n}", f"[{n}]", aria_label=f"Source {n}", class_="mark") for n in numbers],
        class_="marks",
    )


def kind_name(kind: str) -> str:
    """Return what people call a kind of thing."""
    from imet_graph.things.kinds import called

    return called(kind).replace("-", " ")


def compact(iri: str) -> str:
    """Return the prefixed name of an IRI."""
    return vocab.compact(iri)

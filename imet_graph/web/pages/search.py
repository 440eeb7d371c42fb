"""Search by name, code or number, and the suggestions while a name is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imet_graph.errors import EntityNotFound
from imet_graph.web.pages.common import (
    Given,
    Head,
    address,
    compact,
    kind_name,
    parameters,
    to_thing,
    write_json,
    write_page,
)
from imet_graph.web.pages.markup import el, link
from imet_graph.web.workspace import path_of

if TYPE_CHECKING:
    from imet_graph.web.worker import Outlet
    from imet_graph.web.workspace import Desk, Name

_FIRST = ("country", "program", "agency", "statute", "institution", "event", "topic", "provision")


def find(desk: Desk, text: str, kinds: tuple[str, ...] = (), most: int = 10) -> list[Name]:
    """Return the things whose names are most like the text, the nearest first, each once.

    Names with all its words in another order come last.
    """
    from imet_graph.things.names import fold

    wanted = fold(text)
    if not wanted:
        return []
    words = wanted.split()
    scored = []
    for name in desk.names:
        if kinds and name.kind not in kinds:
            continue
        at = name.folded.find(wanted)
        if at < 0:
            if not all(word in name.folded for word in words):
                continue
            near = 4
        elif name.folded == wanted:
            near = 0
        elif at == 0:
            near = 1
        else:
            near = 2 if name.folded[at - 1] == " " else 3
        order = _FIRST.index(name.kind) if name.kind in _FIRST else len(_FIRST)
        scored.append(((near, order, name.rank, len(name.folded), name.label), name))
    found: dict[str, Name] = {}
    for _score, name in sorted(scored, key=lambda pair: pair[0]):
        found.setdefault(name.iri, name)
        if len(found) >= most:
            break
    return list(found.values()) or _resolved(desk, text, kinds)


def _resolved(desk: Desk, text: str, kinds: tuple[str, ...]) -> list[Name]:
    """Return what the text names in another way: a public law, a section of the Code, an IRI."""
    from imet_graph.things.names import NAMED_KINDS, resolve
    from imet_graph.web.workspace import Name

    try:
        found = resolve(desk.backend, text, kinds or NAMED_KINDS)
    except EntityNotFound:
        return []
    return [Name("", found.label, 0, found.iri, found.label, found.kind)]


def suggest(desk: Desk, given: Given, out: Outlet) -> Head:
    """Write suggestions as JSON: label, kind, name that matched, id and path."""
    values = parameters(given)
    kinds = tuple(k for k in values.get("kinds", "").split(",") if k and k != "all")
    found = find(desk, values.get("q", "")[:200], kinds)
    return write_json(
        out,
        [
            {
                "label": n.label,
                "kind": kind_name(n.kind),
                "also": n.name if n.name != n.label else "",
                "id": compact(n.iri),
                "path": path_of(n.iri),
            }
            for n in found
        ],
    )


def page(desk: Desk, given: Given, out: Outlet) -> Head:
    """Write what was found."""
    text = parameters(given).get("q", "")[:200]
    found = find(desk, text, most=50)
    items = [
        el(
            "li",
            to_thing(n.iri, n.label),
            el("span", kind_name(n.kind), class_="kind"),
            el("span", f"also {n.name}", class_="soft") if n.name != n.label else None,
            " ",
            link(address("/graph", at=compact(n.iri)), "graph", class_="small"),
        )
        for n in found
    ]
    if not text:
        said = "Type a name, a code or a number into the field above."
    elif found:
        said = f"{len(found)}{' or more' if len(found) == 50 else ''} found for “{text}”."
    else:
        said = f"Nothing is known as “{text}”."
    near = _near(desk, text) if text and not found else []
    units = link("/queries/unit-history", "Training of a unit")
    content = [
        el("h1", "Search"),
        el("p", said, role="status"),
        el("ol", items, class_="found") if items else None,
        [
            el("p", "Did you mean"),
            el("ul", [el("li", link(address("/search", q=n), n)) for n in near]),
        ]
        if near
        else None,
        el("p", units, " finds units of the training reports by a part of their name.")
        if text and not found
        else None,
    ]
    return write_page(out, f"Search: {text}" if text else "Search", content)


def _near(desk: Desk, text: str) -> list[str]:
    from imet_graph.things.names import Entity, near

    names = [(n.name, n.rank, Entity(n.iri, n.label, n.kind)) for n in desk.names]
    return near(names, text)

"""The page of a thing: what is asked of it first, its facts, its citations, and where to go on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from imet_graph.rdf import vocab
from imet_graph.web.messages import Refused
from imet_graph.web.pages.common import (
    Given,
    Head,
    address,
    kind_name,
    marks,
    parameters,
    source_list,
    to_thing,
    write_page,
)
from imet_graph.web.pages.markup import Html, el, link, text

if TYPE_CHECKING:
    from imet_graph.cards import Card, Fact, Part, Value
    from imet_graph.web.worker import Outlet
    from imet_graph.web.workspace import Desk

_TIMELINES = ("country", "program", "statute", "agency")
_MOST = 40


def page(desk: Desk, given: Given, out: Outlet) -> Head:
    """Write the card of a thing.

    Raises:
        Refused: 404, if nothing is known of it.
    """
    from imet_graph.cards import card
    from imet_graph.things.names import Entity, label_of

    iri = given["iri"]
    label = label_of(desk.backend, iri)
    if label is None:
        raise Refused(
            404, f"Nothing is known of {vocab.compact(iri)}.", hint="Search for it by name."
        )
    everything = parameters(given).get("all") == "1"
    kind = vocab.kind_of(iri) or ""
    found = card(desk.backend, Entity(iri, label, kind), None if everything else _MOST)
    number = {cited: n for n, cited in enumerate(found.sources, start=1)}
    if label == vocab.compact(iri) and found.types:  # an activity, say, has a number but no name
        label = f"{found.types[0]} {label.partition(':')[2]}"
    first = [f for f in found.facts if f.featured]
    rest = [f for f in found.facts if not f.featured]
    content = [
        el(
            "header",
            el("p", ", ".join(found.types) or kind_name(kind), class_="kind"),
            el("h1", label),
            el("p", el("code", vocab.compact(iri)), class_="soft"),
            _ways(iri, kind),
            class_="card-head",
        ),
        [_part(part, number) for part in found.parts],
        _facts("Facts", first, number, found) if first or found.citations else None,
        _facts("More", rest, number, None) if rest else None,
        source_list(list(found.sources.values())) if found.sources else None,
    ]
    return write_page(out, label, el("article", content, class_="card"))


def _ways(iri: str, kind: str) -> Html:
    from imet_graph.things.kinds import drawn

    name = vocab.compact(iri)
    ways = []
    if kind in drawn():
        ways.append(link(address("/graph", at=name), "Graph"))
    if kind in _TIMELINES:
        ways.append(link(address("/timeline", of=name), "Timeline"))
    if kind == "country":
        ways.append(link(address("/status", country=name), "Status today"))
        ways.append(link(address("/figures", of=name), "Figures"))
        ways.append(link(address("/queries/country-history", country=name), "History"))
    ways.append(link("?format=turtle", "Turtle"))
    ways.append(link("?format=jsonld", "JSON-LD"))
    return el("ul", [el("li", way) for way in ways], class_="ways")


def _facts(title: str, facts: list[Fact], number: dict[str, int], card: Card | None) -> Html:
    rows: list[Html] = []
    if card is not None and card.citations:
        listed = marks(number[c] for c in card.citations if c in number)
        rows += [el("dt", "stands in"), el("dd", listed)]
    for fact in facts:
        rows.append(el("dt", fact.heading))
        if len(fact.values) == 1 and not fact.left_out:
            rows.append(el("dd", _value(fact.values[0], number)))
            continue
        items = [el("li", _value(value, number)) for value in fact.values]
        more = None
        if fact.left_out:
            more = el(
                "p",
                f"{fact.left_out:,} more are left out. ",
                link("?all=1", "Show all"),
                class_="soft",
            )
        rows.append(el("dd", more, el("ul", items)))
    return _section(title, el("dl", rows, class_="facts"))


def _part(part: Part, number: dict[str, int]) -> Html:
    """Return lines, or a table, of what is asked first."""
    if not part.columns:
        return _section(part.heading, el("ul", [el("li", _value(v, number)) for v in part.lines]))
    head = el("tr", [el("th", name, scope="col") for name in part.columns], el("th", "sources"))
    rows = [
        el(
            "tr",
            el("th", cells[0], scope="row"),
            [el("td", cell, class_="number") for cell in cells[1:]],
            el("td", marks(number[c] for c in cited if c in number)),
        )
        for cells, cited in part.rows
    ]
    table = el("table", el("thead", head), el("tbody", rows))
    inner = el("div", table, class_="scroll", tabindex="0", role="region", aria_label=part.heading)
    return _section(part.heading, inner)


def _section(title: str, content: Html) -> Html:
    heading = re.sub(r"\W+", "-", title.lower())
    return el("section", el("h2", title, id=heading), content, aria_labelledby=heading)


def _value(value: Value, number: dict[str, int]) -> list[Html]:
    if value.iri:
        shown = to_thing(value.iri, value.text)
    elif value.text.startswith("http"):
        shown = link(value.text, value.text)
    else:  # a literal such as /us/usc/t22/s2347 is no path of ours
        shown = text(value.text)
    parts = [el("span", value.detail, class_="when")] if value.detail else []
    parts.append(shown)
    cited = [number[c] for c in value.citations if c in number]
    return [*parts, marks(cited)] if cited else parts

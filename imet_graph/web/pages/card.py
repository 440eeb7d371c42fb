"""The page of a thing: its facts, its citations, what points to it, and where to go on."""

from __future__ import annotations

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
    from imet_graph.things.cards import Card, Fact, Value
    from imet_graph.web.desk import Desk
    from imet_graph.web.worker import Outlet

_TIMELINES = ("country", "program", "statute", "agency")
_MOST = 40


def page(desk: Desk, given: Given, out: Outlet) -> Head:
    """Write the card of a thing.

    Raises:
        Refused: 404, if nothing is known of it.
    """
    from imet_graph.things.cards import card
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
    _name_activities(desk, found)
    own = [f for f in found.facts if not f.incoming]
    incoming = [f for f in found.facts if f.incoming]
    content = [
        el(
            "header",
            el("p", ", ".join(found.types) or kind_name(kind), class_="kind"),
            el("h1", label),
            el("p", el("code", vocab.compact(iri)), class_="soft"),
            _ways(iri, kind),
            class_="card-head",
        ),
        _facts("Facts", own, number, found) if own or found.citations else None,
        _facts("What points to it", incoming, number, None) if incoming else None,
        source_list(list(found.sources.values())) if found.sources else None,
    ]
    return write_page(out, label, el("article", content, class_="card"))


def _name_activities(desk: Desk, card: Card) -> None:
    """Give the activities on a card the name of their course and their first day.

    A training report numbers its activities, and a list of numbers says nothing.
    """
    from dataclasses import replace

    from imet_graph.answers import Table
    from imet_graph.rdf.terms import NamedNode, text_of

    values = [v for fact in card.facts for v in fact.values if v.iri]
    bare = [v.iri for v in values if v.iri and v.text == vocab.compact(v.iri)]
    wanted = [str(NamedNode(iri)) for iri in bare if vocab.kind_of(iri) == "activity"]
    if not wanted:
        return
    rows = desk.backend.query(
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        f"PREFIX imet: <{vocab.DEF}> SELECT ?activity ?course ?day WHERE {{ "
        f"VALUES ?activity {{ {' '.join(wanted)} }} ?activity imet:course/rdfs:label ?course . "
        "OPTIONAL { ?activity imet:startDate ?day } }"
    )
    assert isinstance(rows, Table)  # noqa: S101 - SELECT gives a table
    named = {text_of(iri): (text_of(course), text_of(day)) for iri, course, day in rows}
    for fact in card.facts:
        if not any(value.iri in named for value in fact.values):
            continue
        known = [(v, named.get(v.iri or "", (v.text, v.detail))) for v in fact.values]
        told = [replace(v, text=text, detail=day or v.detail) for v, (text, day) in known]
        fact.values = sorted(told, key=lambda v: (v.detail, v.text))


def _ways(iri: str, kind: str) -> Html:
    from imet_graph.network.model import KIND_NAMES

    name = vocab.compact(iri)
    ways = []
    if kind in KIND_NAMES:
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
        if fact.label == "label":
            continue
        rows.append(el("dt", fact.label))
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
    heading = title.lower().replace(" ", "-")
    return el(
        "section",
        el("h2", title, id=heading),
        el("dl", rows, class_="facts"),
        aria_labelledby=heading,
    )


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

"""What the network tells of things, in words with sources: how two are connected, what happened.

The shortest way by number of links is seldom the telling one: everything is two
steps from everything by way of IMET. A link is the longer the less it tells
(:func:`imet_graph.network.cost`), and so is a step through a thing that very
many others are linked to.
"""

from __future__ import annotations

import math
import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from imet_graph.answers import Row, Table
from imet_graph.answers.text import Footnotes, Grid, Paragraph, Text
from imet_graph.errors import InputError
from imet_graph.network import Edge, Network, Node, cost, whole
from imet_graph.rdf.terms import Literal
from imet_graph.rdf.vocab import compact
from imet_graph.things.citations import Reference, sources_of

if TYPE_CHECKING:
    from imet_graph.engines import Backend

_HUB = 0.35


class Step(NamedTuple):
    """One link of a path, as it stands in the graph, with the sources that support it."""

    edge: Edge
    source: Node
    target: Node
    references: tuple[Reference, ...] = ()

    @property
    def sentence(self) -> str:
        """The link in words; a date stands behind what happened or was enacted."""
        source, target = (
            f"{node.label} ({node.date})" if node.date else node.label
            for node in (self.source, self.target)
        )
        return f"{source} {self.edge.label} {target}"


class Path(NamedTuple):
    """A way from one thing to another; ``nodes`` are its things in order."""

    nodes: tuple[Node, ...]
    steps: tuple[Step, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the path as plain dictionaries and lists, for JSON."""
        return {
            "from": self.nodes[0].id,
            "to": self.nodes[-1].id,
            "steps": [
                {
                    "sentence": step.sentence,
                    "subject": step.source.id,
                    "property": step.edge.property,
                    "object": step.target.id,
                    "citations": [reference.as_dict() for reference in step.references],
                }
                for step in self.steps
            ],
        }


def as_text(found: list[Path]) -> Text:
    """Return paths for reading, step by step, with numbered sources."""
    text = Text()
    notes = Footnotes()
    for path in found:
        first, last = path.nodes[0].label, path.nodes[-1].label
        links = f"{len(path.steps)} {'link' if len(path.steps) == 1 else 'links'}"
        text += [*([Paragraph()] if text else []), Paragraph(f"{first} to {last}, {links}")]
        for number, step in enumerate(path.steps, start=1):
            marks = notes.marks(reference.text for reference in step.references)
            text.append(Paragraph(f"{number}. {step.sentence}. {marks}", 0, 3))
    return Text([*text, *notes.sources()])


def paths(network: Network, start: str, end: str, most: int = 1) -> list[Path]:
    """Return the most telling ways from one thing to another; `InputError` if there is none."""
    import networkx

    by_id = network.by_id()
    for iri in (start, end):
        if iri not in by_id:
            raise InputError(
                f"{compact(iri)} is no node of the network.",
                hint="Name a country, programme, statute, provision, agency, event, school "
                "or topic.",
            )
    if start == end:
        raise InputError(
            f"{by_id[start].label} is both ends of the path.", hint="Name two different things."
        )
    degrees = network.degrees()
    graph: networkx.Graph[str] = networkx.Graph()
    for edge in network.edges:
        first, second = sorted((edge.source, edge.target))
        known = graph.get_edge_data(first, second)
        if known is None or cost(edge) < cost(known["edge"]):
            through = _HUB * (math.log2(1 + degrees[first]) + math.log2(1 + degrees[second])) / 2
            graph.add_edge(first, second, edge=edge, length=cost(edge) + through)
    try:
        found = islice(networkx.shortest_simple_paths(graph, start, end, weight="length"), most)
        ways = list(found)
    except (networkx.NetworkXNoPath, networkx.NodeNotFound) as error:
        raise InputError(
            f"Nothing connects {by_id[start].label} with {by_id[end].label}.",
            hint="Their cards tell what each of them is linked to.",
        ) from error
    result = []
    for way in ways:
        edges: list[Edge] = [graph[a][b]["edge"] for a, b in pairwise(way)]
        steps = tuple(Step(edge, by_id[edge.source], by_id[edge.target]) for edge in edges)
        result.append(Path(tuple(by_id[i] for i in way), steps))
    return result


def cited(backend: Backend, path: Path) -> Path:
    """Return a path whose steps carry their sources.

    A link is supported by the citations of the thing that states it: the role,
    amendment or account text it goes by way of, else the thing it starts at.
    """
    stating = ([*step.edge.via] or [step.source.id] for step in path.steps)
    found = sources_of(backend, stating)
    steps = (s._replace(references=r) for s, r in zip(path.steps, found, strict=True))
    return path._replace(steps=tuple(steps))


class Entry(NamedTuple):
    """An event with the link that joins it to the thing, and what led to it and what it ended."""

    event: Node
    edge: Edge
    triggered_by: tuple[Node, ...] = ()
    ends: tuple[Node, ...] = ()
    references: tuple[Reference, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the entry as plain dictionaries and lists, for JSON."""
        return {
            "date": self.event.date,
            "event": self.event.id,
            "label": self.event.label,
            "type": self.event.type,
            "link": self.edge.label,
            "triggered_by": [node.id for node in self.triggered_by],
            "ends": [node.id for node in self.ends],
            "citations": [reference.as_dict() for reference in self.references],
        }


class Timeline(list[Entry]):
    """What happened to a thing, the earliest first; ``label`` is what it is called."""

    label = ""

    def as_table(self) -> Table:
        """Return the entries as rows for machines, with their sources in full."""
        rows: list[Row] = []
        for entry in self:
            *values, _citations = entry.as_dict().values()
            values.append([reference.text for reference in entry.references])
            rows.append(tuple(Literal(v if isinstance(v, str) else " | ".join(v)) for v in values))
        names = ("date", "event", "label", "type", "link", "triggered_by", "ends", "citation")
        return Table(names, rows)

    def as_text(self) -> Text:
        """Return the entries for reading, as records with numbered sources."""
        notes = Footnotes()
        rows: list[Row] = []
        for entry in self:
            led_to, ended = (
                "; ".join(f"{node.label} ({node.date})" for node in others)
                for others in (entry.triggered_by, entry.ends)
            )
            event = f"{entry.event.label} ({entry.event.type})"
            marks = notes.marks(reference.text for reference in entry.references)
            rows.append(tuple(map(Literal, (entry.event.date, event, led_to, ended, marks))))
        table = Table(("date", "event", "triggered by", "ends", "source"), rows)
        head = f"{self.label}: {len(self)} {'event' if len(self) == 1 else 'events'}"
        return Text([Paragraph(head), Grid(table, records=True), *notes.sources()])

    def _repr_html_(self) -> str:
        """Return the entries as a notebook shows them."""
        from imet_graph.answers.writers import as_html

        return as_html(self.as_text())


def timeline(backend: Backend, name: str, first: str = "", last: str = "") -> Timeline:
    """Return what happened to a thing, from a year or a day to another, with sources.

    Raises:
        EntityNotFound, InputError: if the thing is unknown or has no events, or a date is none.
    """
    from imet_graph.things.names import resolve

    for day in filter(None, (first, last)):
        if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", day):
            raise InputError(f"{day!r} is no date.", hint="Write it as 1999 or 1999-10-12.")
    thing, network = resolve(backend, name), whole(backend)
    if network.node(thing.iri) is None:
        raise InputError(
            f"{thing.label} has no timeline.", hint="Name a country, a programme or an agency."
        )
    entries = entries_of(network, thing.iri, first, last)
    sources = sources_of(backend, ([entry.event.id] for entry in entries))
    found = Timeline(e._replace(references=r) for e, r in zip(entries, sources, strict=True))
    found.label = thing.label
    return found


def entries_of(network: Network, iri: str, first: str = "", last: str = "") -> list[Entry]:
    """Return the events linked to a thing, the earliest first; ``KeyError`` if it is no node.

    An event whose date is only known to lie in a year counts as in it.
    """
    by_id = network.by_id()
    links = network.links()
    found: dict[str, Entry] = {}
    for edge in links[iri]:
        event = by_id[edge.source if edge.target == iri else edge.target]
        if event.kind != "event" or event.id in found:
            continue
        if (first and _before(event.date, first)) or (last and _before(last, event.date)):
            continue
        own = [e for e in links[event.id] if e.source == event.id]
        found[event.id] = Entry(
            event,
            edge,
            tuple(by_id[e.target] for e in own if e.property.endswith("#triggeredBy")),
            tuple(by_id[e.target] for e in own if e.property.endswith("#endsEvent")),
        )
    return sorted(found.values(), key=lambda entry: (entry.event.date, entry.event.label))


def _before(date: str, other: str) -> bool:
    """Return whether a date lies before another, as far as both are precise.

    >>> _before("1999", "1999-10-12"), _before("1998", "1999-10-12")
    (False, True)
    """
    length = min(len(date), len(other))
    return date[:length] < other[:length]

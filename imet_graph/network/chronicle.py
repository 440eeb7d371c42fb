"""What happened to a thing, in order of time."""

from __future__ import annotations

from dataclasses import dataclass

from imet_graph.network.model import Edge, Network, Node


@dataclass(frozen=True)
class Entry:
    """An event with the link that joins it to the thing, and what led to it and what it ended."""

    event: Node
    edge: Edge
    triggered_by: tuple[Node, ...] = ()
    ends: tuple[Node, ...] = ()


def chronicle(network: Network, iri: str, first: str = "", last: str = "") -> list[Entry]:
    """Return the events linked to a thing, the earliest first.

    ``first`` and ``last`` are dates, as precise as the caller likes; an event whose
    date is only known to lie in a year counts as in it.

    Raises:
        KeyError: if the network has no such node.
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

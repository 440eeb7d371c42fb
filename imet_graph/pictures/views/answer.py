"""The answer to a query as a picture, in the view that the query's header names."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from imet_graph.answers import Table, Triples
from imet_graph.errors import InputError
from imet_graph.network import Edge, Network, Node, whole
from imet_graph.network.gather import nodes_of
from imet_graph.pictures.axis import TimeScale, day_span
from imet_graph.pictures.palette import STYLES
from imet_graph.pictures.picture import BOTTOM, HEIGHT, SIDE, TOP, WIDTH, Key, Picture
from imet_graph.pictures.views import network as networks
from imet_graph.pictures.views import timeline
from imet_graph.pictures.views.answer_charts import chart, on_map
from imet_graph.pictures.views.hierarchy import draw_trees
from imet_graph.pictures.views.rows import Rows, finish
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode, text_of
from imet_graph.things.kinds import kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from imet_graph.answers import Result
    from imet_graph.engines import Backend
    from imet_graph.queries import QueryFile
    from imet_graph.rdf.terms import Term

_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?\Z")


def day_of(query: QueryFile, bound: Mapping[str, Sequence[Term]]) -> date | None:
    """Return the day that a query with these values asks of: that of its parameter ``on``."""
    dated = any(p.name == "on" and p.type == "date" for p in query.parameters)
    terms = bound.get("on") if dated else None
    return date.fromisoformat(text_of(terms[0])) if terms else None


def of_result(
    backend: Backend, result: Result, view: str, title: str, on: date | None = None
) -> Picture:
    """Return the picture of an answer in a view: network, timeline, map, chart or hierarchy.

    With ``on``, the day that the answer tells of, a map weighs its status periods.

    Raises:
        InputError: if the answer lacks the columns that the view needs.
    """
    if isinstance(result, Triples):
        return networks.of_result(backend, result, title)
    if not isinstance(result, Table):
        raise InputError("A yes or no can't be drawn.", hint="Draw a query that gives rows.")
    answer = Rows(backend, result, title, on)
    if not answer.rows:
        raise InputError(
            "The answer has no rows, so there is nothing to draw.",
            hint="Ask with other parameters.",
        )
    draw = {
        "network": _network, "timeline": _timeline, "map": on_map, "chart": chart,
        "hierarchy": _hierarchy,
    }.get(view)  # fmt: skip
    if draw is None:
        raise InputError(
            f"An answer can't be drawn as {view}.",
            hint="Use network, timeline, map, chart or hierarchy.",
        )
    return draw(answer)


def _network(answer: Rows) -> Picture:
    columns = answer.things(*(k for k in STYLES if k != "other"))
    if not columns:
        raise answer.lacking("things")
    ids = {text_of(row[i]) for row in answer.rows for i in columns if row[i] is not None}
    everything = whole(answer.backend)
    part = everything.only(ids, answer.title)
    linked = {frozenset((e.source, e.target)) for e in part.edges}
    # What stands in one row belongs together, also where the graph says it in several steps.
    for row in answer.rows:
        present = [i for i in columns if row[i] is not None]
        for i in present[1:]:
            ends = text_of(row[present[0]]), text_of(row[i])
            if ends[0] != ends[1] and frozenset(ends) not in linked:
                linked.add(frozenset(ends))
                words = answer.names[i].replace("_", " ")
                part.edges.append(Edge(*ends, f"column:{answer.names[i]}", words))
    part.edges.sort(key=lambda e: (e.source, e.target, e.property))
    return networks.drawn(answer.backend, part, answer.title)


def _timeline(answer: Rows) -> Picture:
    days = answer.columns(lambda t: isinstance(t, Literal) and bool(_DAY.match(t.value)))
    # Rows of fiscal years have a first day of their own.
    years = answer.columns(lambda t: isinstance(t, NamedNode) and vocab.kind_of(t.value) == "fy")
    if not days and not years:
        raise answer.lacking("dates")
    when = (days or years)[0]
    things = answer.columns(lambda t: isinstance(t, NamedNode) and vocab.kind_of(t.value) != "fy")
    events: dict[str, timeline.Dated] = {}
    known = {n.id: n for n in nodes_of(answer.backend, _ids(answer, things))}
    event_columns = [i for i in things if all(
        row[i] is None or kind_of(text_of(row[i])) == "event" for row in answer.rows)]  # fmt: skip
    main = (event_columns or things or [when])[0]
    for number, row in enumerate(answer.rows):
        text = text_of(row[when])
        when_text = text if days else text.rsplit("/", 1)[-1][:4]
        span = day_span(when_text)
        if row[when] is None or span is None:
            continue
        iri = text_of(row[main])
        extra = [answer.label(row[i]) for i in things if i != main and row[i] is not None][:2]
        said = answer.label(row[main]) + (f" ({'; '.join(extra)})" if extra else "")
        node = known.get(iri)
        kind = node.kind if node else kind_of(iri)
        unique = iri if iri not in events else f"{iri}#{number}"
        events[unique] = timeline.Dated(
            Node(unique, said, kind, answer.names[main], when_text), *span
        )
    ordered = sorted(events.values(), key=lambda e: (e.first, e.node.label))
    kept, left = ordered[:80], ordered[80:]
    if not kept:
        raise answer.lacking("dates")
    picture = Picture(answer.title, f"{len(ordered):,} rows with a date", view="timeline")
    scale = TimeScale(
        kept[0].first.replace(month=1, day=1),
        max(e.last for e in kept).replace(month=12, day=31), SIDE + 130.0, WIDTH - SIDE,
    )  # fmt: skip
    bottom = timeline.draw_events(picture, kept, scale, TOP + 20.0)
    picture.height = max(HEIGHT, int(bottom + 40 + BOTTOM))
    axis = Picture("")
    scale.draw(axis, TOP + 10, bottom)
    picture.extent = (TOP - 6, bottom + 20)
    picture.body[:0] = axis.body
    picture.boxes += axis.boxes
    if left:
        picture.notes.append(f"Left out for want of room: the last {len(left):,} rows.")
    nodes = sorted((e.node for e in kept), key=lambda n: n.id)
    finish(answer, picture, Network(nodes, [], answer.title))
    picture.legend = [Key("event", answer.names[main].replace("_", " "), STYLES["event"])]
    return picture


def _hierarchy(answer: Rows) -> Picture:
    columns = answer.things("agency", "topic", "program", "institution")
    if len(columns) < 2:
        raise answer.lacking("things with their wholes")
    children: dict[str, list[str]] = {}
    edges = []
    below = set()
    for row in answer.rows:
        child, parent = text_of(row[columns[0]]), text_of(row[columns[1]])
        if child and parent and child not in children.get(parent, ()):
            children.setdefault(parent, []).append(child)
            below.add(child)
            edges.append(Edge(child, parent, "column:parent", answer.names[columns[1]]))
    ids = set(children) | below
    by_id = {n.id: n for n in nodes_of(answer.backend, ids)}
    ids &= set(by_id)
    roots = sorted((i for i in children if i not in below), key=lambda i: by_id[i].label)
    if not roots:
        raise answer.lacking("things with their wholes")
    for group in children.values():
        group.sort(key=lambda i: by_id[i].label)
    picture = Picture(answer.title, f"{len(ids):,} things", view="hierarchy")
    draw_trees(picture, roots, children, by_id)
    picture.network = Network([by_id[i] for i in sorted(ids)], edges, answer.title)
    networks.finish(answer.backend, picture, picture.network)
    return picture


def _ids(answer: Rows, columns: list[int]) -> set[str]:
    return {text_of(row[i]) for row in answer.rows for i in columns if row[i] is not None}

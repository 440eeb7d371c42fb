"""The timeline: status periods as bars, events as marks, both on one axis of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from imet_graph.errors import InputError
from imet_graph.network import Edge, Network, Node, cost
from imet_graph.network.gather import at
from imet_graph.pictures.axis import Rows, TimeScale, day_span
from imet_graph.pictures.cards import card_texts
from imet_graph.pictures.palette import RULE, STATUS_STYLES, STYLES, Style, n
from imet_graph.pictures.picture import BOTTOM, HEIGHT, SIDE, TOP, CardText, Key, Picture, key
from imet_graph.pictures.text import cut, width
from imet_graph.things.kinds import counted

if TYPE_CHECKING:
    from imet_graph.engines import Backend
    from imet_graph.status.model import Ground, Report

_LEFT = SIDE + 130.0
_RIGHT = 1600.0 - SIDE
_BAR, _EVENT = 17.0, 19.0
_MOST_EVENTS = 60
_UNKNOWN = Style("#DDDDDD", "#8A8A8A")


@dataclass
class Dated:
    """An event with the days between which it happened."""

    node: Node
    first: date
    last: date


def of_thing(
    backend: Backend, iri: str, program: str = "", network: Network | None = None
) -> Picture:
    """Return the timeline of a country, a programme or another thing that events affect.

    ``program`` is the IRI of the programme whose status periods are drawn for a
    country; ``network`` is that of the whole graph, if the caller has read it.

    Raises:
        InputError: if no event or period of it has a date.
    """
    if network is None:
        near = at(backend, [iri], "event")
        network = at(backend, [n.id for n in near.nodes]) if near.edges else near
    center = network.node(iri)
    if center is None:
        raise InputError(f"{iri} has no timeline.", hint="Name a country or a programme.")
    events, left_out = _events(network, iri)
    report = _periods(backend, iri, program) if center.kind == "country" else None
    grounds = report.grounds if report else []
    if not events and not grounds:
        raise InputError(
            f"Nothing of {center.label} has a date, so there is no timeline.",
            hint="Name a country or a programme.",
        )
    picture = Picture(f"{center.label}: timeline", view="timeline")
    picture.subtitle = _subtitle(grounds, events, program)
    scale = _scale(grounds, events)
    y = TOP + 20.0
    y = _draw_periods(picture, grounds, scale, y)
    y = draw_events(picture, events, scale, y)
    picture.height = max(HEIGHT, int(y + 40 + BOTTOM))
    axis = Picture("")
    scale.draw(axis, TOP + 10, y)
    picture.extent = (TOP - 6, y + 20)
    picture.body[:0] = axis.body
    picture.boxes += axis.boxes
    if left_out:
        picture.notes.append(f"Left out for want of room: {counted('event', left_out)}.")
    _finish(backend, picture, network, center, events, report)
    return picture


def _events(network: Network, iri: str) -> tuple[list[Dated], int]:
    by_id = network.by_id()
    links = network.links()
    found = []
    for edge in links[iri]:
        other = by_id[edge.source if edge.target == iri else edge.target]
        span = day_span(other.date) if other.kind == "event" else None
        if span:
            found.append(Dated(other, *span))
    unique = {d.node.id: d for d in found}
    # Where there are too many, those with the most telling links stay.
    ranked = sorted(
        unique.values(), key=lambda d: (-sum(1 / cost(e) for e in links[d.node.id]), d.node.id)
    )
    kept = sorted(ranked[:_MOST_EVENTS], key=lambda d: (d.first, d.node.label))
    return kept, max(0, len(ranked) - _MOST_EVENTS)


def _periods(backend: Backend, iri: str, program: str) -> Report:
    from imet_graph.status import between

    return between(
        backend, date(1900, 1, 1), date(2100, 1, 1), countries=[iri],
        programs=[program] if program else [],
    )  # fmt: skip


def _subtitle(grounds: list[Ground], events: list[Dated], program: str) -> str:
    parts = []
    if grounds:
        names = sorted({g.program.label for g in grounds})
        under = names[0] if len(names) == 1 else f"{len(names)} programmes"
        parts.append(f"{len(grounds):,} status periods under {under}, one bar for each ground")
    if events:
        parts.append(counted("event", len(events)))
    return "; ".join(parts)


def _scale(grounds: list[Ground], events: list[Dated]) -> TimeScale:
    days = [d.first for d in events] + [d.last for d in events]
    days += [g.start for g in grounds] + [g.end for g in grounds if g.end]
    # A bar without end runs on past the last thing known, so that it is seen to be open.
    last = max(days)
    return TimeScale(date(min(days).year, 1, 1), date(last.year + 2, 1, 1), _LEFT, _RIGHT)


def _draw_periods(picture: Picture, grounds: list[Ground], scale: TimeScale, y: float) -> float:
    """Draw a band of rows for each status; return where they end."""
    by_status: dict[str, list[Ground]] = {}
    for ground in grounds:
        by_status.setdefault(_code(ground), []).append(ground)
    order = [*STATUS_STYLES, *sorted(set(by_status) - set(STATUS_STYLES))]
    for status in (s for s in order if s in by_status):
        members = sorted(by_status[status], key=lambda g: (g.start, g.iri))
        style = STATUS_STYLES.get(status, _UNKNOWN)
        rows = Rows(gap=10)
        rows.row(SIDE, SIDE + width(members[0].label, 13, bold=True))
        picture.label(members[0].label, SIDE, y + 12, 13, bold=True, extra=f'data-k="{status}"')
        for ground in members:
            _draw_bar(picture, ground, style, status, scale, rows, y)
        y += len(rows) * _BAR + 8
        picture.add(
            f'<path class="r" d="M{SIDE} {n(y - 4)}H{n(_RIGHT)}" stroke="{RULE}" '
            'stroke-width="0.6"/>'
        )
    return y + (10 if grounds else 0)


def _code(ground: Ground) -> str:
    return ground.status.rsplit("/", 1)[-1]


def _draw_bar(
    picture: Picture,
    ground: Ground,
    style: Style,
    status: str,
    scale: TimeScale,
    rows: Rows,
    y: float,
) -> None:
    start, sure = scale.x(ground.start), scale.x(ground.start_latest)
    end = scale.x(ground.end) if ground.end else scale.right
    end = max(end, start + 3)
    said = ground.under[0].label if ground.under else ground.label
    text = cut(said, 330, 11)
    wide = width(text, 11)
    # The name stands in the bar if it fits, else behind it, else before it.
    inside = end - start >= wide + 8 and _light(style)
    right = end if inside else end + 5 + wide
    before = right > scale.right + 1 and not inside
    left = start - 5 - wide if before else start
    row = rows.row(left, end if before else right)
    top = y + row * _BAR
    open_end = "" if ground.end else ", no end known"
    tip = f"{ground.label}: {ground.since} to {ground.until or 'open'}{open_end}. {said}"
    dash = ' stroke-dasharray="3 2"' if ground.basis != "stated" else ""
    picture.add(
        f'<g class="m" data-k="{status}" data-t="{key(ground.iri)}">'
        f"<title>{_escape(tip)}</title>"
        f'<rect x="{n(start)}" y="{n(top + 2)}" width="{n(end - start)}" height="12" rx="2" '
        f'fill="{style.fill}" stroke="{style.line}" stroke-width="1"{dash}/>'
        + (
            f'<rect x="{n(start)}" y="{n(top + 2)}" width="{n(sure - start)}" height="12" '
            f'fill="#FFFFFF" fill-opacity="0.6"/>'
            if sure - start > 1
            else ""
        )
        + (
            ""
            if ground.end
            else f'<path d="M{n(end)} {n(top + 2)}l7 6l-7 6z" fill="{style.line}"/>'
        )
        + "</g>"
    )
    extra = f'data-k="{status}" data-t="{key(ground.iri)}"'
    if inside:
        # Dark letters on the light bar, also where the page is dark.
        picture.label(
            text, start + 4, top + 12, 11, halo=False, extra=f'{extra} style="fill:#1A1D21"'
        )
    elif before:
        picture.label(text, start - 5, top + 12, 11, anchor="end", extra=extra)
    else:
        picture.label(text, end + 5, top + 12, 11, extra=extra)


def _light(style: Style) -> bool:
    """Return whether dark letters can be read on a fill."""
    red, green, blue = (int(style.fill[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue > 150


def draw_events(picture: Picture, events: list[Dated], scale: TimeScale, y: float) -> float:
    """Draw the events as marks with their names, in rows; return where they end."""
    if not events:
        return y
    picture.label("Events", SIDE, y + 13, 13, bold=True, extra='data-k="event"')
    rows = Rows(gap=12)
    # A name drawn to the left of its mark may reach the heading.
    rows.row(SIDE, SIDE + width("Events", 13, bold=True))
    for event in events:
        node = event.node
        x0, x1 = scale.x(event.first), scale.x(event.last)
        text = cut(f"{node.date} · {node.label}", 430, 12)
        wide = width(text, 12)
        before = x1 + 12 + wide > scale.right
        left = x0 - 12 - wide if before else x0 - 8
        right = x1 + 8 if before else x1 + 12 + wide
        top = y + rows.row(left, right) * _EVENT
        if x1 - x0 > 3:
            picture.add(
                f'<path data-k="event" d="M{n(x0)} {n(top + 9)}H{n(x1)}" '
                f'stroke="{STYLES["event"].fill}" stroke-width="3" stroke-linecap="round"/>'
            )
        tip = f"{node.date}: {node.label} ({node.type or node.kind})"
        picture.mark("event", x0, top + 9, 5.5, tip, node.id)
        extra = f'data-k="event" data-t="{key(node.id)}"'
        if before:
            picture.label(text, x0 - 10, top + 13, 12, anchor="end", extra=extra)
        else:
            picture.label(text, x1 + 10, top + 13, 12, extra=extra)
    return y + len(rows) * _EVENT + 8


def _finish(
    backend: Backend,
    picture: Picture,
    network: Network,
    center: Node,
    events: list[Dated],
    report: Report | None,
) -> None:
    from imet_graph.coverage import reach

    part = network.only([center.id, *(e.node.id for e in events)], picture.title)
    ordered = [e.node.id for e in events]
    part.edges += [Edge(a, b, "then", "then") for a, b in pairwise(ordered)]
    picture.network = part
    picture.cards, picture.sources = card_texts(backend, part)
    statuses: dict[str, tuple[str, int]] = {}
    for ground in report.grounds if report else ():
        cited = [report.sources[c] for c in ground.citations if report and c in report.sources]
        picture.cards[ground.iri] = CardText(
            f"{ground.country.label}: {ground.label}",
            "Status period",
            (
                ("from", ground.since),
                ("to", ground.until or "no end known"),
                ("programme", ground.program.label),
                ("under", "; ".join(u.label for u in ground.under)),
                ("basis", ground.basis.replace("-", " ")),
            ),
            tuple((f"{r.document}, {r.locator}".rstrip(", "), r.address) for r in cited),
        )
        for reference in cited:
            if reference.document not in picture.sources:
                picture.sources.append(reference.document)
        label, count = statuses.get(_code(ground), (ground.label, 0))
        statuses[_code(ground)] = (label, count + 1)
    order = [*STATUS_STYLES, *sorted(set(statuses) - set(STATUS_STYLES))]
    picture.legend = [
        Key(code, statuses[code][0], _square(STATUS_STYLES.get(code, _UNKNOWN)), statuses[code][1])
        for code in order
        if code in statuses
    ]
    if events:
        picture.legend.append(Key("event", "events", STYLES["event"], len(events)))
    if report and any(g.basis != "stated" for g in report.grounds):
        picture.notes.append("A dashed outline: the period is inferred or as last reported.")
    if report and any(g.start != g.start_latest for g in report.grounds):
        picture.notes.append("A pale beginning: it began on one of those days.")
    limits = reach(backend) if report else None
    if limits:
        picture.notes.append(f"The graph knows the law from {limits[0]} to {limits[1]}.")


def _square(style: Style) -> Style:
    return Style(style.fill, style.line, "square")


def _escape(text: str) -> str:
    from html import escape

    return escape(text)

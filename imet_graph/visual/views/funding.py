"""The funding chart: money by fiscal year, one line for each kind of figure and dataset.

Figures of different kinds are different things, so each has its own line and none
are added up. A year without a figure breaks the line.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from imet_graph.errors import InputError
from imet_graph.lookup import label_of
from imet_graph.network import Edge, Network, Node
from imet_graph.sources import citations_of, references
from imet_graph.visual.axis import Scale, nice
from imet_graph.visual.palette import RULE, SERIES, Style, n
from imet_graph.visual.picture import BOTTOM, HEIGHT, SIDE, TOP, WIDTH, CardText, Key, Picture, key
from imet_graph.visual.views.figures import Figure, figures, money

if TYPE_CHECKING:
    from collections.abc import Callable

    from imet_graph.backends import Backend

# In the order in which money comes into being: asked for, made law, spent, delivered.
_ORDER = ("request", "authorized", "enacted", "estimate", "allocated", "actual", "obligated",
          "outlay", "deliveries", "training-planned", "training-reported")  # fmt: skip
_COLOURS = {
    "request": SERIES[3], "authorized": SERIES[6], "enacted": SERIES[0], "estimate": SERIES[5],
    "allocated": "#332288", "actual": SERIES[1], "obligated": SERIES[2], "outlay": "#999933",
    "deliveries": "#AA4499", "training-planned": SERIES[5], "training-reported": SERIES[4],
}  # fmt: skip
_LEFT = SIDE + 78.0
_RIGHT = WIDTH - SIDE - 20.0


def by_year(backend: Backend, program: str, country: str | None = None) -> Picture:
    """Return the chart of a programme's money by fiscal year, for a country or the world.

    Where the figures count trainees, a second panel shows the amount for each.

    Raises:
        InputError: if there is no figure.
    """
    found = figures(backend, program, country)
    name = label_of(backend, program) or program
    where = (label_of(backend, country) or country) if country else "world"
    if not found:
        raise InputError(
            f"There is no figure of money for {name}, {where}.",
            hint="`imet-graph query --list` shows what can be asked of figures.",
        )
    each = [f for f in found if f.trainees]
    picture = Picture(
        f"{name}: {where}" if country else f"{name}: the account, worldwide",
        "United States dollars of the day (not adjusted for inflation) by fiscal year; a line "
        "breaks where a year has no figure",
        view="funding",
    )
    low, high = min(f.place for f in found), max(f.place for f in found)
    split = HEIGHT - BOTTOM - 30.0 if not each else 640.0
    plot = _Plot(picture, low, high)
    plot.draw(_series(found), TOP + 30, split, "dollars", lambda f: f.amount)
    if each:
        plot.draw(
            _series(each), split + 66, HEIGHT - BOTTOM - 30.0, "dollars for each trainee",
            lambda f: f.amount / (f.trainees or 1),
        )  # fmt: skip
    _legend(picture, found)
    _cards(backend, picture, found)
    picture.notes.append(
        "Kinds of figure are different things and never add up; training reported is the value of "
        "courses delivered, not money allotted."
    )
    if any(f.amount < 0 for f in found):
        picture.notes.append("A figure below zero was taken back by a later law.")
    picture.network = _as_network(found, picture.title)
    picture.table = _table(found)
    return picture


class _Plot:
    """Panels that share one axis of fiscal years."""

    def __init__(self, picture: Picture, low: float, high: float) -> None:
        self.picture = picture
        self.low, self.high = low, max(high, low + 1)

    def x(self, place: float) -> float:
        return _LEFT + (_RIGHT - _LEFT) * (place - self.low) / (self.high - self.low)

    def draw(
        self,
        series: dict[tuple[str, str], list[Figure]],
        top: float,
        bottom: float,
        unit: str,
        value: Callable[[Figure], float],
    ) -> None:
        """Draw one panel: rules with their amounts, years, then the lines and points."""
        values = [value(f) for group in series.values() for f in group]
        most, step = nice(max(values))
        # A little room below zero for what was taken back.
        below = max(step / 5, -min(values) * 1.2) if min(values) < 0 else 0.0
        floor = bottom
        bottom = floor - (floor - top) * below / (most + below)
        scale = Scale(most, bottom, top)
        picture = self.picture
        picture.label(unit, SIDE, top - 14, 12, soft=True, halo=False)
        level = 0.0
        while level <= most * 1.001:
            y = scale.y(level)
            picture.add(
                f'<path class="r" d="M{n(_LEFT)} {n(y)}H{n(_RIGHT)}" stroke="{RULE}" '
                f'stroke-width="{1.5 if level == 0 else 0.8}"/>'
            )
            text = _amount(level, most)
            picture.label(text, _LEFT - 8, y + 4, 12, anchor="end", soft=True, halo=False)
            level += step
        self._years(floor if below else bottom)
        for (kind, _dataset), group in series.items():
            self._line(kind, group, scale, value)

    def _years(self, bottom: float) -> None:
        years = int(self.high - self.low) + 1
        room = (_RIGHT - _LEFT) / max(1, years)
        step = next(s for s in (1, 2, 5, 10, 20) if s * room >= 52 or s == 20)
        for year in range(int(self.low), int(self.high) + 1):
            if year % step == 0:
                x = self.x(year)
                self.picture.add(
                    f'<path class="r" d="M{n(x)} {n(bottom)}v5" stroke="{RULE}" stroke-width="1"/>'
                )
                self.picture.label(
                    f"FY{year}", x, bottom + 20, 12, anchor="middle", soft=True, halo=False
                )

    def _line(
        self, kind: str, group: list[Figure], scale: Scale, value: Callable[[Figure], float]
    ) -> None:
        colour = _COLOURS.get(kind, "#777777")
        for run in _runs(group):
            points = [(self.x(f.place), scale.y(value(f))) for f in run]
            if len(points) > 1:
                path = "L".join(f"{n(x)} {n(y)}" for x, y in points)
                self.picture.add(
                    f'<path data-k="{kind}" d="M{path}" fill="none" stroke="{colour}" '
                    'stroke-width="2" stroke-linejoin="round"/>'
                )
        size = 3.6 if len(group) > 30 else 4.4
        for figure in group:
            said = f"{figure.year}, {figure.kind_label}: {money(value(figure))}"
            self.picture.add(
                f'<g class="m" data-k="{kind}" data-t="{key(figure.iri)}">'
                f"<title>{escape(f'{said} ({figure.dataset_label})')}</title>"
                f'<circle cx="{n(self.x(figure.place))}" cy="{n(scale.y(value(figure)))}" '
                f'r="{size}" fill="{colour}" stroke="#FFFFFF" stroke-width="0.8"/></g>'
            )


def _series(found: list[Figure]) -> dict[tuple[str, str], list[Figure]]:
    """Return the figures by kind and dataset, in the order of the legend."""
    grouped: dict[tuple[str, str], list[Figure]] = {}
    for figure in found:
        grouped.setdefault(figure.series, []).append(figure)
    order = {kind: i for i, kind in enumerate(_ORDER)}
    return dict(sorted(grouped.items(), key=lambda s: (order.get(s[0][0], 99), s[0][1])))


def _runs(group: list[Figure]) -> list[list[Figure]]:
    """Return what a line joins: one figure of each full year, cut where a year has none.

    The transition quarter is no year, a second figure of a year adds to the first or
    differs from it, and what was taken back is below zero: these stand alone.
    """
    largest: dict[float, Figure] = {}
    for figure in group:
        known = largest.get(figure.place)
        if figure.place % 1 == 0 and figure.amount >= 0:
            largest[figure.place] = (
                figure if known is None or figure.amount > known.amount else known
            )
    runs: list[list[Figure]] = []
    for _place, figure in sorted(largest.items()):
        last = runs[-1][-1] if runs else None
        if last is not None and figure.place - last.place <= 1:
            runs[-1].append(figure)
        else:
            runs.append([figure])
    return runs


def _amount(level: float, most: float) -> str:
    if most >= 2_000_000:
        return f"{level / 1_000_000:,.10g} million" if level else "0"
    return f"{level:,.10g}"


def _legend(picture: Picture, found: list[Figure]) -> None:
    seen: dict[str, Figure] = {}
    counts: dict[str, int] = {}
    for (kind, _dataset), group in _series(found).items():
        seen.setdefault(kind, group[0])
        counts[kind] = counts.get(kind, 0) + len(group)
    picture.legend = [
        Key(kind, figure.kind_label, Style(_COLOURS.get(kind, "#777777"), "#333333"), counts[kind])
        for kind, figure in seen.items()
    ]


def _cards(backend: Backend, picture: Picture, found: list[Figure]) -> None:
    cited = citations_of(backend, [f.iri for f in found])
    known = references(backend, [c for group in cited.values() for c in group])
    used: dict[str, int] = {}
    for figure in found:
        refs = [known[c] for c in cited.get(figure.iri, ()) if c in known]
        for ref in refs:
            used[ref.document] = used.get(ref.document, 0) + 1
        lines = [("amount", f"${figure.amount:,.0f}"), ("dataset", figure.dataset_label)]
        if figure.trainees:
            lines.append(("trainees", f"{figure.trainees:,}"))
        picture.cards[figure.iri] = CardText(
            f"{figure.year}, {figure.kind_label}",
            "Figure",
            tuple(lines),
            tuple((f"{r.document}, {r.locator}".rstrip(", "), r.address) for r in refs),
        )
    picture.sources = sorted(used, key=lambda d: (-used[d], d))


def _as_network(found: list[Figure], title: str) -> Network:
    """Return the figures as chains of years, for the formats that know only networks."""
    nodes, edges = [], []
    for group in _series(found).values():
        for i, figure in enumerate(group):
            label = f"{figure.year} {figure.kind_label}: {money(figure.amount)}"
            nodes.append(Node(figure.iri, label, "other", figure.kind_label, figure.year))
            if i:
                edges.append(Edge(group[i - 1].iri, figure.iri, "next", "next"))
    return Network(sorted(nodes, key=lambda node: node.id), edges, title)


def _table(found: list[Figure]) -> list[list[str]]:
    lines = [["fiscal year", "kind", "dataset", "dollars", "trainees"]]
    for f in found:
        trainees = str(f.trainees) if f.trainees is not None else ""
        lines.append([f.year, f.kind_label, f.dataset_label, f"{f.amount:,.0f}", trainees])
    return lines

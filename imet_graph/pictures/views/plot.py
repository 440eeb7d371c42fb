"""Lines and points of figures by fiscal year: what charts of money and of counts share."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from imet_graph.pictures.axis import Scale, nice
from imet_graph.pictures.palette import RULE, SERIES, n
from imet_graph.pictures.picture import SIDE, WIDTH, Picture, key
from imet_graph.pictures.views.figures import Figure, money

if TYPE_CHECKING:
    from collections.abc import Callable

# In the order in which money comes into being: asked for, made law, spent, delivered.
_ORDER = ("request", "authorized", "enacted", "directed", "estimate", "allocated", "actual",
          "obligated", "outlay", "deliveries", "training-planned", "training-reported")  # fmt: skip
_COLOURS = {
    "request": SERIES[3], "authorized": SERIES[6], "enacted": SERIES[0], "estimate": SERIES[5],
    "allocated": "#332288", "actual": SERIES[1], "obligated": SERIES[2], "outlay": "#999933",
    "deliveries": "#AA4499", "directed": "#661100", "training-planned": SERIES[5],
    "training-reported": SERIES[4],
}  # fmt: skip


def colour_of(kind: str) -> str:
    """Return the colour of a kind of figure; kinds not known share the series' in turn."""
    known = _COLOURS.get(kind)
    return known or SERIES[sum(map(ord, kind)) % len(SERIES)]


_LEFT = SIDE + 78.0
_RIGHT = WIDTH - SIDE - 20.0


class Plot:
    """Panels that share one axis of fiscal years."""

    def __init__(
        self, picture: Picture, low: float, high: float, say: Callable[[float], str] = money
    ) -> None:
        self.picture = picture
        self.say = say
        self.low, self.high = low, max(high, low + 1)

    def x(self, place: float) -> float:
        """Return where a fiscal year lies."""
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
        colour = colour_of(kind)
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
            said = f"{figure.year}, {figure.kind_label}: {self.say(value(figure))}"
            self.picture.add(
                f'<g class="m" data-k="{kind}" data-t="{key(figure.iri)}">'
                f"<title>{escape(f'{said} ({figure.dataset_label})')}</title>"
                f'<circle cx="{n(self.x(figure.place))}" cy="{n(scale.y(value(figure)))}" '
                f'r="{size}" fill="{colour}" stroke="#FFFFFF" stroke-width="0.8"/></g>'
            )


def series_of(found: list[Figure]) -> dict[tuple[str, str], list[Figure]]:
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

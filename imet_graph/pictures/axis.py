"""Scales and axes: years along the bottom, amounts up the side, rows that hold labelled bars."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from imet_graph.pictures.palette import RULE, n

if TYPE_CHECKING:
    from imet_graph.pictures.picture import Picture


def day_span(text: str) -> tuple[date, date] | None:
    """Return the first and last day of a date that may be a month or a year, None if unknown.

    >>> day_span("2018-08")
    (datetime.date(2018, 8, 1), datetime.date(2018, 8, 31))
    """
    parts = text.split("-")
    try:
        year = int(parts[0])
        if len(parts) == 1:
            return date(year, 1, 1), date(year, 12, 31)
        month = int(parts[1])
        if len(parts) == 2:
            following = date(year + month // 12, month % 12 + 1, 1)
            return date(year, month, 1), date.fromordinal(following.toordinal() - 1)
        day = date(year, month, int(parts[2][:2]))
    except (ValueError, IndexError):
        return None
    return day, day


@dataclass(frozen=True)
class TimeScale:
    """Places days between two edges, in pixels."""

    first: date
    last: date
    left: float
    right: float

    def x(self, day: date) -> float:
        """Return where a day lies; days outside lie at the edge."""
        span = max(1, self.last.toordinal() - self.first.toordinal())
        part = (day.toordinal() - self.first.toordinal()) / span
        return self.left + (self.right - self.left) * min(1.0, max(0.0, part))

    def draw(self, picture: Picture, top: float, bottom: float) -> None:
        """Draw a rule for every few years from top to bottom, and the years at both ends.

        A long timeline is read from above, where its foot is out of sight.
        """
        years = self.last.year - self.first.year + 1
        room = (self.right - self.left) / max(1, years)
        step = next(s for s in (1, 2, 5, 10, 20, 50, 100) if s * room >= 44 or s == 100)
        for year in range(self.first.year, self.last.year + 1):
            if year % step:
                continue
            x = self.x(date(year, 1, 1))
            if x < self.left - 0.1 or x > self.right - 20:
                continue
            picture.add(
                f'<path class="r" d="M{n(x)} {n(top)}V{n(bottom)}" stroke="{RULE}" '
                'stroke-width="1"/>'
            )
            for y in (top - 5, bottom + 16):
                picture.label(str(year), x, y, 12, anchor="middle", soft=True, halo=False)


@dataclass(frozen=True)
class Scale:
    """Places amounts between two edges, in pixels, zero included."""

    most: float
    bottom: float
    top: float

    def y(self, value: float) -> float:
        """Return how high an amount lies."""
        return self.bottom - (self.bottom - self.top) * value / (self.most or 1)


def nice(most: float) -> tuple[float, float]:
    """Return a round top for an axis up to ``most``, and the step between its rules.

    >>> nice(118_400_000.0)
    (125000000.0, 25000000.0)
    """
    if most <= 0:
        return 1.0, 1.0
    raw = most / 5
    power = 10 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999)
    return math.ceil(most / step - 1e-9) * step, step


class Rows:
    """Rows in which bars with labels stand side by side without touching.

    >>> rows = Rows(gap=10)
    >>> [rows.row(0, 50), rows.row(40, 90), rows.row(61, 80)]
    [0, 1, 0]
    """

    def __init__(self, gap: float) -> None:
        self._gap = gap
        self._ends: list[list[tuple[float, float]]] = []

    def row(self, left: float, right: float) -> int:
        """Return the first row in which nothing stands between the two edges, and fill it."""
        for i, taken in enumerate(self._ends):
            if all(right + self._gap <= a or left >= b + self._gap for a, b in taken):
                taken.append((left, right))
                return i
        self._ends.append([(left, right)])
        return len(self._ends) - 1

    def __len__(self) -> int:
        return len(self._ends)

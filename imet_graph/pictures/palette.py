"""Colours and shapes, those of the kinds of thing from the ontology.

The colours are Okabe and Ito's and Tol's, which colour-blind readers can tell
apart; the shapes tell the same in grey print.
"""

from __future__ import annotations

from dataclasses import dataclass

from imet_graph.things.kinds import drawn


@dataclass(frozen=True)
class Style:
    """Fill and outline colours, and a shape, for one kind of thing or one series."""

    fill: str
    line: str
    shape: str = "circle"

    @property
    def link(self) -> str:
        """The colour of lines to such a mark: pale fills would not show as lines."""
        return self.line if self.fill in ("#F0E442", "#FFFFFF", "#BBBBBB") else self.fill


STYLES: dict[str, Style] = {
    kind.name: Style(kind.fill, kind.line, kind.sign) for kind in drawn().values()
}

# Statuses from barred to free; Tol's sunset scale, whose steps also differ in lightness.
STATUS_STYLES: dict[str, Style] = {
    "prohibited": Style("#A50026", "#5E0016"),
    "suspended": Style("#DD3D2D", "#8C1E13"),
    "limited": Style("#F67E4B", "#A3400F"),
    "limited-to-expanded-imet": Style("#FDB366", "#A35D0C"),
    "conditioned": Style("#FEDA8B", "#9A7410"),
    "notice-required": Style("#EAECCC", "#7E8140"),
    "waived": Style("#98CAE1", "#2F6F8C"),
    "reinstated": Style("#6EA6CD", "#28567A"),
    "no-restriction-known": Style("#4A7BB7", "#24446B"),
    "not-known": Style("#DDDDDD", "#8A8A8A"),
}

# For lines and bars of figures, in this order; Okabe and Ito's without yellow.
SERIES: tuple[str, ...] = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#777777",
)  # fmt: skip

INK = "#1A1D21"
SOFT = "#5A626B"
PAPER = "#FFFFFF"
RULE = "#C9CED4"

DARK_INK = "#E8EAED"
DARK_SOFT = "#A3ABB4"
DARK_PAPER = "#15181C"
DARK_RULE = "#3A4149"


def shape(kind: str, x: float, y: float, r: float) -> str:
    """Return the SVG element of a mark of radius ``r`` in the shape of its kind."""
    return draw(STYLES.get(kind, STYLES["other"]), x, y, r)


def draw(style: Style, x: float, y: float, r: float) -> str:
    """Return the SVG element of a mark in a style."""
    import math

    paint = f'fill="{style.fill}" stroke="{style.line}"'
    name = style.shape
    if name.endswith("-small"):
        name, r = name.removesuffix("-small"), r * 0.82
    if name == "circle":
        return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r)}" {paint}/>'
    if name == "square":
        side = r * 1.75
        return (
            f'<rect x="{n(x - side / 2)}" y="{n(y - side / 2)}" width="{n(side)}" '
            f'height="{n(side)}" {paint}/>'
        )
    corners, turn, scale = {
        "triangle": (3, -90, 1.22),
        "diamond": (4, -90, 1.2),
        "pentagon": (5, -90, 1.1),
        "hexagon": (6, 0, 1.1),
    }[name]
    points = []
    for i in range(corners):
        angle = math.radians(turn + i * 360 / corners)
        points.append(f"{n(x + r * scale * math.cos(angle))},{n(y + r * scale * math.sin(angle))}")
    return f'<polygon points="{" ".join(points)}" {paint}/>'


def n(value: float) -> str:
    """Return a number for SVG: at most two decimals, the same on every machine.

    >>> n(12.0), n(0.126), n(-0.001)
    ('12', '0.13', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text

"""A picture before it has a format: marks, labels, legend, sources.

Views make a :class:`Picture`; the modules named after a format write it. Labels
remember their boxes, so that a test can hold that none covers another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from imet_graph.errors import translating
from imet_graph.pictures.palette import INK, PAPER, SOFT, Style, n, shape
from imet_graph.pictures.text import width
from imet_graph.rdf import vocab
from imet_graph.rdf.formats import by_extension

if TYPE_CHECKING:
    from imet_graph.network import Network

WIDTH, HEIGHT = 1600, 1000
TOP, BOTTOM, SIDE = 84, 98, 40
"""Margins: the title stands above, legend and sources below, nothing at the sides."""


class Box(NamedTuple):
    """The rectangle that a label fills."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    def meets(self, other: Box) -> bool:
        """Return whether the two rectangles share more than a border."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True)
class Key:
    """An entry of the legend; ``kind`` is what the marks of the entry carry."""

    kind: str
    label: str
    style: Style
    count: int = 0


@dataclass(frozen=True)
class CardText:
    """What the page shows of a thing when its mark is clicked.

    ``lines`` are facts as (name, value); ``sources`` are citations as (text,
    address), the address empty where the graph has none.
    """

    label: str
    kind: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    sources: tuple[tuple[str, str], ...] = ()


@dataclass
class Picture:
    """A drawing of ``width`` by ``height`` pixels.

    ``network`` is what dot and mermaid draw of it. ``deep`` are elements that only
    the page shows, when it is zoomed in. ``notes`` say what the picture leaves
    out; ``sources`` name the documents that its data come from. ``table`` holds
    the figures of a chart, its heading first, for the page. ``extent`` is from what
    height to what height something is drawn, where that is not all between the title
    and the legend.
    """

    title: str
    subtitle: str = ""
    width: int = WIDTH
    height: int = HEIGHT
    view: str = "network"
    body: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    deep: list[str] = field(default_factory=list)
    legend: list[Key] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    cards: dict[str, CardText] = field(default_factory=dict)
    network: Network | None = None
    table: list[list[str]] = field(default_factory=list)
    extent: tuple[float, float] | None = None

    def _repr_svg_(self) -> str:
        """Return the picture as a notebook shows it."""
        from imet_graph.pictures import render

        return render(self, "svg").decode("utf-8")

    def save(self, path: str | Path) -> None:
        """Write the picture to a file whose extension names the format: html, svg, png, …

        Raises:
            UnknownFormat: if there is no such format.
            FileProblem: if the file can't be written.
        """
        from imet_graph.pictures import render

        content = render(self, by_extension(path, "picture").name)
        with translating(path):
            Path(path).write_bytes(content)

    def add(self, element: str) -> None:
        """Add an SVG element, above all that was added before."""
        self.body.append(element)

    def label(
        self,
        text: str,
        x: float,
        y: float,
        size: float = 13,
        *,
        anchor: str = "start",
        bold: bool = False,
        soft: bool = False,
        extra: str = "",
        halo: bool = True,
    ) -> Box:
        """Add a line of text whose baseline is at ``y``, and return its box."""
        self.add(text_element(text, x, y, size, anchor, bold, soft, extra, halo))
        box = text_box(text, x, y, size, anchor, bold)
        self.boxes.append(box)
        return box

    def mark(self, kind: str, x: float, y: float, r: float, tip: str, target: str = "") -> None:
        """Add the mark of a thing; ``target`` is the IRI of its card."""
        self.add(
            f'<g class="m" data-k="{escape(kind)}" data-t="{key(target)}">'
            f"<title>{escape(tip)}</title>{shape(kind, x, y, r)}</g>"
        )


def key(iri: str) -> str:
    """Return what stands for a thing in a drawing: its short name, fit for an attribute."""
    return escape(vocab.compact(iri))


def text_element(
    text: str,
    x: float,
    y: float,
    size: float,
    anchor: str = "start",
    bold: bool = False,
    soft: bool = False,
    extra: str = "",
    halo: bool = False,
) -> str:
    """Return an SVG text element; a halo of paper colour keeps it legible above lines."""
    classes = " ".join(c for c, on in (("s" if soft else "i", True), ("h", halo)) if on)
    attributes = [f'class="{classes}"', f'x="{n(x)}"', f'y="{n(y)}"', f'font-size="{n(size)}"']
    attributes.append(f'fill="{SOFT if soft else INK}"')
    if anchor != "start":
        attributes.append(f'text-anchor="{anchor}"')
    if bold:
        attributes.append('font-weight="700"')
    if halo:
        attributes.append(f'stroke="{PAPER}" stroke-width="3" paint-order="stroke"')
    if extra:
        attributes.append(extra)
    return f"<text {' '.join(attributes)}>{escape(text, quote=False)}</text>"


def text_box(
    text: str, x: float, y: float, size: float, anchor: str = "start", bold: bool = False
) -> Box:
    """Return the box of a line of text whose baseline is at ``y``."""
    wide = width(text, size, bold=bold)
    left = {"start": x, "middle": x - wide / 2, "end": x - wide}[anchor]
    return Box(left, y - size * 0.8, left + wide, y + size * 0.24, text)

"""Places labels beside marks so that none covers another, the most linked things first.

Labels that find no room at full size are tried again smaller, to be read when
the page is zoomed in: level 1 shows at twice the size, level 2 at four times,
level 3 at eight times.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from imet_graph.pictures.picture import Box, text_box
from imet_graph.pictures.text import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_CELL = 40.0
LEVELS = 4


@dataclass(frozen=True)
class Mark:
    """A mark that wants a label: its place and radius; the first of a list go first."""

    key: str
    label: str
    x: float
    y: float
    r: float


@dataclass(frozen=True)
class Placed:
    """A label with its place: baseline, font size and the zoom level from which it shows."""

    mark: Mark
    text: str
    x: float
    y: float
    size: float
    anchor: str
    level: int
    box: Box


class Taken:
    """The rectangles already used, found by a grid."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = {}

    def add(self, box: Box) -> None:
        """Mark a rectangle as used."""
        for cell in self._of(box):
            self._cells.setdefault(cell, []).append(box)

    def free(self, box: Box, *, own: Box | None = None) -> bool:
        """Return whether nothing but ``own`` lies under a rectangle."""
        return not any(
            box.meets(other) and other is not own
            for cell in self._of(box)
            for other in self._cells.get(cell, ())
        )

    @staticmethod
    def _of(box: Box) -> Iterable[tuple[int, int]]:
        for cx in range(int(box.left // _CELL), int(box.right // _CELL) + 1):
            for cy in range(int(box.top // _CELL), int(box.bottom // _CELL) + 1):
                yield cx, cy


def place(marks: Sequence[Mark], frame: Box) -> list[Placed]:
    """Return labels for as many marks as there is room for inside the frame.

    Marks are kept clear as well, if they are large enough to be hidden by a label.
    """
    taken = Taken()
    own: dict[str, Box] = {}
    for mark in marks:
        box = Box(mark.x - mark.r, mark.y - mark.r, mark.x + mark.r, mark.y + mark.r, "")
        own[mark.key] = box
        # In a crowd most marks may lie under a label's halo; the best linked ones may not.
        if len(marks) <= 80 or len(own) <= 40:
            taken.add(box)
    found: list[Placed] = []
    waiting = list(marks)
    for level in range(LEVELS):
        still: list[Mark] = []
        font = 13.0 / 2**level
        for mark in waiting:
            best = _try(mark, font, 290 / 2**level, taken, own[mark.key], frame, level)
            if best is None:
                still.append(mark)
            else:
                taken.add(best.box)
                found.append(best)
        waiting = still
    return found


def _try(
    mark: Mark, font: float, most: float, taken: Taken, own: Box, frame: Box, level: int
) -> Placed | None:
    text = cut(mark.label, most, font)
    gap = font * 0.3
    for x, y, anchor in (
        (mark.x + mark.r + gap, mark.y + font * 0.35, "start"),
        (mark.x - mark.r - gap, mark.y + font * 0.35, "end"),
        (mark.x, mark.y - mark.r - gap, "middle"),
        (mark.x, mark.y + mark.r + gap + font * 0.8, "middle"),
    ):
        box = text_box(text, x, y, font, anchor)
        inside = (
            box.left >= frame.left
            and box.right <= frame.right
            and box.top >= frame.top
            and box.bottom <= frame.bottom
        )
        if inside and taken.free(box, own=own):
            return Placed(mark, text, x, y, font, anchor, level, box)
    return None

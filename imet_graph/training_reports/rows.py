"""Says what one row of a training report is; pure, and without knowledge of RDF.

>>> row = classify(Cells(country="Chad", program="IMET", title="A", quantity="1 39529-7099"))
>>> row.kind, row.quantity, row.cells.place, row.flags
('activity', 1, '', ('quantity-text',))
"""

from __future__ import annotations

import re
from typing import NamedTuple

from imet_graph.training_reports import cells as read
from imet_graph.training_reports.cells import Flags, given

KINDS = ("activity", "control", "known-zero", "header", "rejected")
"""What a row is in the account of rows."""
ACTIVITY, CONTROL, ZERO, HEADER, REJECTED = KINDS
FRAGMENT = "fragment"
"""A leaked line of layout: the rest of a cell of the row above. It counts as a header row."""
_YEAR = r"(?:(?:fiscal year|fy)\s*'?(?:\d{2,4})?|\d{4})"
_TOTAL = re.compile(
    rf"(?:{_YEAR}\s+)?"
    r"(?:(?:.*\b)?program(?:me)?s?\s+|(?P<wider>grand|country|region(?:al)?|report)\s+)?"
    rf"(?:sub-?)?totals?(?:\s*[-:]?\s*(?:for\s+)?{_YEAR})?(?:\s*\(cont.*\))?[.:]?\Z",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"no (?:activit(?:y|ies)|training)(?: activities)? (?:was |were )?reported\b", re.IGNORECASE
)
_MONEY = re.compile(r"\$-?[\d,]+(?:\.\d+)?\Z")
_HEADINGS = {
    "training:course_title", "course title", "course", "qty", "quantity", "total cost",
    "start date", "us unit",
}  # fmt: skip
_TITLE_NUMBER = re.compile(r"(.*\S)\s+(\d{1,3})\Z")


class Cells(NamedTuple):
    """The cells of a row."""

    country: str = ""
    code: str = ""
    program: str = ""
    title: str = ""
    delivery: str = ""
    recipient: str = ""
    start_raw: str = ""
    start: str = ""
    end_raw: str = ""
    end: str = ""
    place: str = ""
    quantity: str = ""
    cost: str = ""
    page: str = ""
    group: str = ""
    source: str = ""
    id: str = ""


class Origin(NamedTuple):
    """The line of a row, the bytes of it, and what the row is called within its report."""

    line: int = 0
    raw: bytes = b""
    name: str = ""


NOWHERE = Origin()


class Row(NamedTuple):
    """A row with what was understood of it; cost is in cents, None is unknown."""

    kind: str
    cells: Cells = Cells()
    quantity: int | None = None
    cost: int | None = None
    start: str = ""
    end: str = ""
    flags: Flags = ()
    reason: str = ""
    origin: Origin = NOWHERE

    @property
    def detailed(self) -> bool:
        """Whether the row names units, dates or a place, as an activity does."""
        c = self.cells
        return bool(c.start or c.end or c.start_raw or c.end_raw) or (
            given(c.place) or given(c.delivery) or given(c.recipient)
        )

    def rejected(self, reason: str) -> Row:
        """Return the row as one that can't be counted."""
        return self._replace(kind=REJECTED, reason=reason)


def classify(cells: Cells, years: tuple[int, int] = (1999, 2030), origin: Origin = NOWHERE) -> Row:
    """Return what a row is. ``years`` are the first and last year of its report."""
    kind, reason = _by_words(cells)
    if kind not in (ACTIVITY, CONTROL):
        return Row(kind, cells, reason=reason, origin=origin)
    quantity, rest, flags = read.quantity(cells.quantity)
    cost, more = read.cost(cells.cost, glued="rows-glued" in flags)
    flags += more
    if rest and not given(cells.place):
        cells = cells._replace(place=rest)
        flags += ("place-from-quantity",)
    start = end = ""
    if kind == CONTROL:
        if quantity is None or cost is None:
            kind, reason = REJECTED, "a control total without readable figures"
    else:
        start, end, more = read.span(cells, years)
        flags += more
        if quantity is None and cost is None:
            if fragment := _fragment(cells, start or end):
                return fragment._replace(origin=origin)
            if not cells.title:
                kind, reason = REJECTED, "no title, quantity or cost"
        elif (
            quantity is None
            and not (cells.quantity or cells.start or cells.end)
            and (found := _TITLE_NUMBER.match(cells.title))  # "AWC 1"
        ):
            cells, quantity = cells._replace(title=found[1]), int(found[2])
            flags += ("quantity-from-title",)
    if len(flags) > 1:
        flags = tuple(dict.fromkeys(flags))
    return Row(kind, cells, quantity, cost, start, end, flags, reason, origin)


def _by_words(cells: Cells) -> tuple[str, str]:
    """Return what a row is by its words, and why it is rejected where it is."""
    country, program, title = cells.country, cells.program, cells.title
    if not country and not program and not title:
        return (REJECTED, "no country, programme or title") if any(cells) else (HEADER, "")
    # A heading has words where an activity has numbers, or nothing at all beside it.
    if title.casefold() in _HEADINGS and not _figured(cells.quantity + cells.cost + cells.start):
        return HEADER, ""
    none = _NONE.match(program) or _NONE.match(title)
    if none and country and _figured(cells.quantity + cells.cost, "123456789"):
        return REJECTED, "it says that there was no activity, and has figures"
    if not country or not (program or none):
        return REJECTED, "no country" if program or none else "no programme label"
    if none:
        return ZERO, ""
    total = _TOTAL.match(title) if "otal" in title.lower() else None
    if total and total["wider"]:
        return REJECTED, "a control total of several programmes"
    return CONTROL if total else ACTIVITY, ""


def _figured(text: str, digits: str = "") -> bool:
    """Return whether one of the digits stands in a text; by default any of any script."""
    return any(char in digits if digits else char.isdigit() for char in text)


def _fragment(cells: Cells, dated: str) -> Row | None:
    """Return a row that is the rest of the one above it, or None.

    Where a cell of the page wraps, its second line may come as a row of its own:
    words in the title or unit, and nothing else. Where the wrapped row spilled to
    the left, the start date stands in the column of the delivery unit and the cost,
    with its dollar sign, in that of the recipient.
    """
    start = read.printed(cells.delivery)
    if start and _MONEY.match(cells.recipient):
        cost, _flags = read.cost(cells.recipient)
        return Row(FRAGMENT, cells, cost=cost, start=start, flags=("cost-spilled",))
    words = cells.title or given(cells.recipient) or given(cells.delivery)
    if dated or not words or cells.quantity or cells.cost:
        return None
    return Row(FRAGMENT, cells)

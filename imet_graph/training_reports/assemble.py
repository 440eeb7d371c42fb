"""Puts rows in order: joins leaked fragments to their rows, tells totals without a title.

A row waits until the rows after it show that nothing more belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from imet_graph.training_reports import programs
from imet_graph.training_reports.rows import (
    ACTIVITY,
    CONTROL,
    FRAGMENT,
    HEADER,
    REJECTED,
    Row,
    given,
)

_TOTAL = re.compile(r"\b(?:sub-?)?tot(?:al)?s?\b", re.IGNORECASE)
"""A word for a total: "prototype" is none."""

UNTITLED_TOTALS_FROM = 2007
"""The first year in whose reports a row without a title may be a control total."""


def assembled(rows: Iterable[Row], first_year: int) -> Iterator[Row]:
    """Yield rows as they finally count; every row that comes in goes out once."""
    held: Row | None = None
    fragments: list[Row] = []
    listed, so_far = ("", ""), (0, 0)  # the programme that is being listed, and its sums
    for row in rows:
        if row.kind == HEADER:
            yield row  # a blank line or a heading ends no row
            continue
        if row.kind == FRAGMENT:
            fragments.append(row)
            continue
        key = (row.cells.country, row.cells.program)
        sums = so_far if key == listed else (0, 0)
        if row.kind == ACTIVITY and not row.cells.title:
            _untitled(row, first_year, fragments, sums)
        elif (
            row.kind == ACTIVITY
            and key == listed
            and (row.quantity, row.cost) == sums
            and not row.detailed
            and _TOTAL.search(row.cells.title)
        ):
            row.kind = CONTROL  # "IMET-1 Totals", "Subtotal - IMET": a total in other words
        if fragments and row.kind == CONTROL and "control-carries-activity" in row.flags:
            for fragment in fragments:
                fragment.kind = REJECTED
                fragment.reason = (
                    f"title of a row whose figures are lost in the control total of line {row.line}"
                )
            if held:
                yield held
            yield from fragments
        elif fragments:
            yield from _joined(held, fragments)
        elif held:
            yield held
        held = row
        if fragments:
            fragments = []
        if row.kind == ACTIVITY:
            listed = key
            so_far = (sums[0] + (row.quantity or 0), sums[1] + (row.cost or 0))
    yield from _joined(held, fragments)


def _untitled(row: Row, first_year: int, before: list[Row], sums: tuple[int, int]) -> None:
    """Make a row without a title a control total, where that is what it is."""
    if row.quantity is None or row.cost is None:
        return
    if not row.detailed:
        if first_year >= UNTITLED_TOTALS_FROM or (row.quantity, row.cost) == sums:
            row.kind = CONTROL
    elif before and row.quantity >= sums[0] and row.cost >= sums[1] > 0:
        row.kind = CONTROL
        row.flags += ("control-carries-activity",)


def _joined(held: Row | None, fragments: list[Row]) -> Iterator[Row]:
    """Yield a row with the fragments after it joined to it, then the fragments."""
    for fragment in fragments:
        same = held is not None and (
            held.cells.country == fragment.cells.country
            and _programme(held) == _programme(fragment)
        )
        if held is None or not same or held.kind != ACTIVITY:
            fragment.kind = REJECTED
            fragment.reason = "the rest of a row that is not there"
            continue
        fragment.kind = HEADER
        _append(held, fragment)
    if held is not None:
        yield held
    yield from fragments


def _programme(row: Row) -> tuple[str, int | None]:
    """Return the programme and year of a label; at a break of page the department may be lost."""
    name, year, _department = programs.parse(row.cells.program, row.cells.country)
    return name, year


def _append(row: Row, fragment: Row) -> None:
    rest = fragment.cells
    row.cells.title = f"{row.cells.title} {rest.title}".strip()
    flags = {"continued"}
    if "cost-spilled" in fragment.flags:
        if row.cost is None:
            row.cost = fragment.cost
            flags.add("cost-spilled")
        if not row.start:
            row.start = fragment.start
            flags.add("date-recovered")
    else:
        for name in ("delivery", "recipient", "place"):
            more = getattr(rest, name)
            if given(more):
                setattr(row.cells, name, f"{getattr(row.cells, name)} {more}".strip())
    row.flags += tuple(sorted(flags - set(row.flags)))

"""Draws rows as a table that fits a width, or as records where a row would be too tall."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from operator import le
from typing import TypeAlias

from imet_graph.answers import Row
from imet_graph.answers.text import Grid, Word, columns, length, plain, shown, words, wrap
from imet_graph.rdf.terms import Literal, NamedNode, text_of

Cells: TypeAlias = list[list[str]]

_NUMBER = re.compile(r".*#(integer|decimal|double|float)\Z")
_DATED = re.compile(r".*#(date|gYear|gYearMonth)\Z")
_DATES = ("date", "day", "year")
_DATE = re.compile(r"(\d{4}(-\d\d(-\d\d)?)?\b|\Z)")
_MARKS = re.compile(r"(\[\d+\] ?)*\Z")
_GAP = 2
_NARROWEST = 12
_LOOKED_AT = 20  # so many of the longest cells of a column say how wide it has to be
_TALLEST = 3  # a row of more lines than this is hard to follow across: records are read instead


def drawn(grid: Grid, total: int, links: Mapping[str, str] | None) -> list[str]:
    """Return the lines of a table, or of records where a row would have more than three."""
    names, rows = grid.table.variables, list(grid.table.rows)
    cells = [[plain(text_of(term)) for term in row] for row in rows]
    targets = [[""] * len(names)] * len(rows)
    if links is not None:
        from imet_graph.answers.links import address

        targets = [
            [address(t.value, links) if isinstance(t, NamedNode) else "" for t in row]
            for row in (rows if grid.table.things is None else grid.table.things)
        ]
    numeric = [i for i in range(len(names)) if _all_of(rows, i, _NUMBER)]
    right = [i in numeric for i in range(len(names))]
    for i in numeric:
        # Years stay as they are: only where one number has five digits are all grouped.
        if any(len(row[i].split(".")[0]) > 4 for row in cells):
            for row in cells:
                row[i] = _grouped(row[i])
    lines = None if grid.records else _table(names, cells, targets, right, total)
    if lines is None:
        dates = [
            i
            for i, name in enumerate(names)
            if (name in (grid.lead[:1] or _DATES) or (not grid.lead and _all_of(rows, i, _DATED)))
            and any(row[i] for row in cells)
            and all(_DATE.match(row[i]) for row in cells)
        ]
        lines = list(_records(names, cells, targets, dates[:1], grid.lead, total))
    return lines


def _table(
    names: tuple[str, ...], cells: Cells, targets: Cells, right: list[bool], total: int
) -> list[str] | None:
    """Return the lines of a table; None where it is too wide, or a row would be too tall."""
    widths = _widths(names, cells, total)
    if widths is None:
        return None
    gap = " " * _GAP
    pads = [str.rjust if to_right else str.ljust for to_right in right]
    heads = [pad(name, width) for pad, name, width in zip(pads, names, widths, strict=True)]
    lines = [gap.join(heads), gap.join(["─" * w for w in widths])]
    for row, aims in zip(cells, targets, strict=True):
        if not any(aims) and all(map(str.isascii, row)) and all(map(le, map(len, row), widths)):
            lines.append(gap.join([pad(c, w) for pad, c, w in zip(pads, row, widths, strict=True)]))
            continue
        wrapped = [
            wrap(words(cell, aim), width)
            for cell, aim, width in zip(row, aims, widths, strict=True)
        ]
        height = max(map(len, wrapped))
        if height > _TALLEST and len(names) > 1:
            return None
        pieces = [shown(cell) for cell in wrapped]
        for i in range(height):
            parts = []
            for cell, texts, width, to_right in zip(wrapped, pieces, widths, right, strict=True):
                # The bytes of a link take no room.
                space = " " * (width - (length(cell[i]) if i < len(cell) else 0))
                text = texts[i] if i < len(texts) else ""
                parts.append(space + text if to_right else text + space)
            lines.append(gap.join(parts))
    return lines


def _widths(names: tuple[str, ...], cells: Cells, total: int) -> list[int] | None:
    """Return a width for each column, or None if no row could keep to three lines."""
    if not names:
        return []
    by_column = list(zip(*cells, strict=True)) if cells else [()] * len(names)
    natural = [max([len(n), *map(columns, c)]) for n, c in zip(names, by_column, strict=True)]
    room = total - _GAP * (len(names) - 1)
    if sum(natural) <= room:
        return natural
    longest = [
        [words(c) for c in sorted(column, key=columns)[-_LOOKED_AT:]] for column in by_column
    ]
    floors = [
        min(n, max([_NARROWEST, len(name), *(_needed(w) for c in column for w in c.split())]))
        for n, name, column in zip(natural, names, by_column, strict=True)
    ]
    for height in range(2, _TALLEST + 1):
        widths = []
        for floor, n, cut in zip(floors, natural, longest, strict=True):
            tried = range(max(floor, n // height - 1), min(n, room) + 1)
            fits = (w for w in tried if all(len(wrap(cell, w)) <= height for cell in cut))
            widths.append(next(fits, n))
        if sum(widths) <= room:
            break
    else:
        if len(names) > 1:
            return None
        widths = [room]
    # Give what is left to the columns that want it most, a character at a time.
    for _ in range(room - sum(widths)):
        wants = [n - w for n, w in zip(natural, widths, strict=True)]
        widths[wants.index(max(wants))] += 1
    return widths


def _needed(word: str) -> int:
    """Return the width that a word needs: an address should stay whole, to be copied."""
    return columns(word) if word.startswith("http") else min(columns(word), 32)


def _records(
    names: tuple[str, ...],
    cells: Cells,
    targets: Cells,
    dates: list[int],
    lead: tuple[str, ...],
    total: int,
) -> Iterator[str]:
    """Yield the lines of records: date and heading with its sources, below them the fields."""
    last = len(names) - 1
    marked = names[last] == "source" and all(_MARKS.match(row[last]) for row in cells)
    others = [i for i in range(len(names)) if i not in dates and not (marked and i == last)]
    telling = [i for i in others if len({row[i] for row in cells}) > 1]
    heads = [i for n in lead for i in others if names[i] == n] or (telling or others)[:1]
    labels = {i: words(names[i].replace("_", " ") + ":") for i in others if i not in heads}
    # A span of days, which may stand for one, is let into the heading.
    left = min(10, max(columns(row[i]) for row in cells for i in dates)) + _GAP if dates else 0
    under = " " * (left or _GAP)
    room = max(20, total - len(under))
    for row, aims in zip(cells, targets, strict=True):
        head = _row([words(row[i], aims[i]) for i in heads if row[i]])
        marks = words(row[last]) if marked else []
        first, *more = shown(wrap(head + marks, room, max(20, total - left)))
        for i in dates:
            day = shown([words(row[i], aims[i])])[0]
            first = day + " " * max(_GAP, left - columns(row[i])) + first
        yield first
        waiting: list[list[Word]] = []  # fields that share a line
        for field in [label + words(row[i], aims[i]) for i, label in labels.items() if row[i]]:
            if waiting and length(_row([*waiting, field])) > room:
                more += shown([_row(waiting)])
                waiting = []
            if length(field) > room:
                begun, *rest = shown(wrap(field, room - _GAP, room))
                more += [begun, *(" " * _GAP + line for line in rest)]
            else:
                waiting.append(field)
        more += shown([_row(waiting)]) if waiting else []
        yield from (under + line for line in more)


def _row(parts: list[list[Word]]) -> list[Word]:
    """Return parts of a record in one line, with points between them."""
    return [word for i, part in enumerate(parts) for word in ([("·", "")] if i else []) + part]


def _grouped(number: str) -> str:
    """Return a number with thousands set apart, its digits unchanged.

    >>> _grouped("1234567.50")
    '1,234,567.50'
    """
    found = re.match(r"([+-]?)(\d{4,})(\.\d+)?\Z", number)
    if not found:
        return number
    return f"{found[1]}{int(found[2]):,}{found[3] or ''}"


def _all_of(rows: list[Row], column: int, kind: re.Pattern[str]) -> bool:
    """Whether a column has values, and all of them are literals of a kind of datatype."""
    terms = [row[column] for row in rows if row[column] is not None]
    return bool(terms) and all(
        isinstance(t, Literal) and bool(kind.match(t.datatype.value)) for t in terms
    )

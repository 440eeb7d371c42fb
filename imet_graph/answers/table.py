"""Draws rows as a table that fits the terminal, or as records where it can't.

No table library is used: those looked at take 30 to 150 ms to import, a third
of what the whole command may cost (docs/decisions/0007-table.md).
"""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Mapping
from operator import le
from typing import IO

from imet_graph.answers import Row, Table
from imet_graph.rdf.terms import Literal, NamedNode, text_of

_NUMBER = re.compile(r".*#(integer|decimal|double|float)\Z")
_NARROWEST = 10
_GAP = 2


def write_table(
    table: Table,
    stream: IO[str],
    width: int | None = None,
    *,
    links: Mapping[str, str] | None = None,
) -> None:
    """Write a table to a stream, wrapped to ``width`` columns (default: the terminal's).

    Numbers stand to the right. If the columns would be narrower than ten
    characters, each row is written as a record, one line for each field.

    With ``links`` the names of things are links, for a terminal that shows them: to
    the address that ``links`` has for the IRI, else to the IRI.
    """
    rows = list(table.rows)
    targets = [[""] * len(table.variables)] * len(rows)
    if links is not None:
        from imet_graph.answers.links import address

        things = rows if table.things is None else table.things
        targets = [
            [address(t.value, links) if isinstance(t, NamedNode) else "" for t in row]
            for row in things
        ]
    total = width or terminal_width()
    cells = [[_cell(term) for term in row] for row in rows]
    right = [_is_numeric(rows, i) for i in range(len(table.variables))]
    for i in (i for i, numeric in enumerate(right) if numeric):
        # Years stay as they are: only where one number has five digits are all grouped.
        if any(len(row[i].split(".")[0]) > 4 for row in cells):
            for row in cells:
                row[i] = _grouped(row[i])
    widths = _widths(table.variables, cells, total)
    if widths is None:
        _write_records(table.variables, cells, targets, stream, total)
        return
    plain_line = [""] * len(widths)
    _write_line([[name] for name in table.variables], plain_line, widths, right, stream)
    _write_line([["─" * w] for w in widths], plain_line, widths, right, stream)
    pads = [str.rjust if to_right else str.ljust for to_right in right]
    gap = " " * _GAP
    for row, aims in zip(cells, targets, strict=True):
        if links is None and all(map(le, map(len, row), widths)):
            line = gap.join([pad(cell, w) for pad, cell, w in zip(pads, row, widths, strict=True)])
            stream.write(line.rstrip() + "\n")
            continue
        wrapped = [_wrap(cell, w) for cell, w in zip(row, widths, strict=True)]
        _write_line(wrapped, aims, widths, right, stream)


def terminal_width() -> int:
    """Return ``COLUMNS``, else the width of the terminal, else 100.

    As :func:`shutil.get_terminal_size`, whose module takes 4 ms to import.
    """
    named = os.environ.get("COLUMNS", "")
    if named.isdigit() and int(named) > 0:
        return int(named)
    try:
        return os.get_terminal_size(1).columns or 100
    except OSError:
        return 100


def _cell(term: object) -> str:
    return plain(text_of(term))  # type: ignore[arg-type]


def plain(text: str) -> str:
    """Return text in one line; control characters in data must not steer the terminal."""
    if text.isprintable() and "  " not in text and text == text.strip():
        return text  # most are so, and tables are long
    text = " ".join(text.split())
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _grouped(number: str) -> str:
    """Return a number with thousands set apart, its digits unchanged.

    >>> _grouped("1234567.50")
    '1,234,567.50'
    """
    found = re.match(r"([+-]?)(\d{4,})(\.\d+)?\Z", number)
    if not found:
        return number
    return f"{found[1]}{int(found[2]):,}{found[3] or ''}"


def _is_numeric(rows: list[Row], column: int) -> bool:
    terms = [row[column] for row in rows if row[column] is not None]
    return bool(terms) and all(
        isinstance(t, Literal) and bool(_NUMBER.match(t.datatype.value)) for t in terms
    )


def _widths(names: tuple[str, ...], cells: list[list[str]], total: int) -> list[int] | None:
    """Return a width for each column, or None if they can't all be wide enough."""
    if not names:
        return []
    columns = list(zip(*cells, strict=True)) if cells else [()] * len(names)
    natural = [max([len(n), *map(len, column)]) for n, column in zip(names, columns, strict=True)]
    least = [
        min(
            n,
            max(
                [_NARROWEST, len(name), *(_needed(w) for c in column[:200] for w in c.split()[:40])]
            ),
        )
        for n, name, column in zip(natural, names, columns, strict=True)
    ]
    room = total - _GAP * (len(names) - 1)
    if sum(natural) <= room:
        return natural
    if sum(least) > room:
        return None
    widths = list(least)
    spare = room - sum(widths)
    # Give what is left to the columns that want it most, a character at a time.
    while spare > 0:
        wants = [n - w for n, w in zip(natural, widths, strict=True)]
        if max(wants) <= 0:
            break
        widths[wants.index(max(wants))] += 1
        spare -= 1
    return widths


def _needed(word: str) -> int:
    """Return the width that a word needs: an address should stay whole, to be copied."""
    return len(word) if word.startswith("http") else min(len(word), 32)


def _wrap(text: str, width: int) -> list[str]:
    if len(text) <= width:  # most are: the spaces in a cell are single ones already
        return [text]
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def _write_line(
    cells: list[list[str]],
    targets: list[str],
    widths: list[int],
    right: list[bool],
    stream: IO[str],
) -> None:
    for i in range(max((len(lines) for lines in cells), default=0)):
        parts = []
        for lines, target, width, to_right in zip(cells, targets, widths, right, strict=True):
            text = lines[i] if i < len(lines) else ""
            space = " " * (width - len(text))  # the bytes of a link take no room
            text = _link(text, target, len(lines))
            parts.append(space + text if to_right else text + space)
        stream.write((" " * _GAP).join(parts).rstrip() + "\n")


def _link(text: str, target: str, pieces: int) -> str:
    """Return text as a link; terminals take pieces with one mark and address for one link."""
    if not target:
        return text
    from imet_graph.answers.links import linked

    return linked(text, target, "1" if pieces > 1 else "")


def _write_records(
    names: tuple[str, ...],
    cells: list[list[str]],
    targets: list[list[str]],
    stream: IO[str],
    total: int,
) -> None:
    label = max((len(name) for name in names), default=0)
    heads = [name.ljust(label) + " " * _GAP for name in names]
    bare = [name.rstrip() for name in names]
    room = max(20, total - label - _GAP)
    under = "\n" + " " * (label + _GAP)
    for number, (row, aims) in enumerate(zip(cells, targets, strict=True)):
        if number:
            stream.write("\n")
        if not any(aims) and max(map(len, row)) <= room:
            lines = [h + c if c else b for h, c, b in zip(heads, row, bare, strict=True)]
            stream.write("\n".join(lines) + "\n")
            continue
        for head, cell, target in zip(heads, row, aims, strict=True):
            lines = _wrap(cell, room)
            text = under.join(_link(line, target, len(lines)) for line in lines)
            stream.write((head + text).rstrip() + "\n")

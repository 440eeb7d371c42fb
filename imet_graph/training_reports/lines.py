"""Makes classified rows of the lines of a file: finds the cells, and what can't be one row.

A line with too many or too few cells is read where it can be told which is which.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from imet_graph.training_reports.header import COLUMNS
from imet_graph.training_reports.reader import MAX_LINE, Source, report_of, years_of
from imet_graph.training_reports.rows import (
    FRAGMENT,
    HEADER,
    MAX_FIELD,
    REJECTED,
    Cells,
    Row,
    classify,
    clean,
    figure,
)

UUID = 36
"""Characters of the ids that the publisher gives; by a shorter one a row can't be told."""

_FIGURES = [Cells.__slots__.index(name) for name in ("quantity", "cost")]

_PLAIN = bytes(range(0x20, 0x7F)).replace(b'"', b"\t")
"""What cells are made of that need no cleaning: printable ASCII without quotes, and the tab."""


@dataclass
class _Shape:
    """Where the cells stand in the rows of a file."""

    header: list[str]
    years: tuple[int, int]

    def __post_init__(self) -> None:
        at = {name: self.header.index(COLUMNS[name]) for name in Cells.__slots__}
        self.order = list(at.values())
        self.width = len(self.header)
        self.needed = max(at[name] for name in ("country", "program", "title", "cost"))
        self.named = [at["source"], at["group"]]


Seen = dict[str, tuple[str, int, int]]
"""File, line and fingerprint of the row that bears an id."""


def rows_of(source: Source, report: str, years: tuple[int, int], seen: Seen) -> Iterator[Row]:
    """Yield the rows of a source that belong to a report, each classified."""
    shape = _Shape(source.header, years)
    simple = len(source.reports) == 1 and not source.strays
    main = source.reports.most_common(1)[0][0]
    for number, line in source.lines():
        named = "" if simple else report_of(line, shape.named, shape.width - 1)
        if (named if named in source.reports else main) != report:
            continue
        cells = line.decode("utf-8").split("\t")
        if named in source.strays and _agreed(named, cells, shape):
            row = Row(REJECTED, Cells(), reason=f"of the report {named}, not of {main}")
        else:
            row = _row(cells, line, shape)
        row.line = number
        if len(row.cells.id) == UUID:
            mine = (source.name, number, hash(line))
            first = seen.setdefault(row.cells.id, mine)
            if first is not mine and first[2] == mine[2]:
                of = f" of {first[0]}" if first[0] != source.name else ""
                row.kind, row.reason = REJECTED, f"the row of line {first[1]}{of} again"
        if row.kind in (REJECTED, FRAGMENT):
            row.raw = line
        yield row


def _agreed(named: str, cells: list[str], shape: _Shape) -> bool:
    """Whether title and group name the same report, so that neither is damaged.

    Of a few rows no report is made, which would take the place of the whole one.
    """
    return all(i < len(cells) and years_of(cells[i].encode()) == named for i in shape.named)


def _row(cells: list[str], line: bytes, shape: _Shape) -> Row:
    flags: tuple[str, ...] = ()
    if len(cells) != shape.width:
        if not line.strip():
            return Row(HEADER, Cells(), reason="blank line", raw=line)
        cells, reason = _fitted(cells, line, shape)
        if reason:
            return Row(REJECTED, Cells(), reason=reason)
        flags = ("row-short",) if len(cells) < shape.width else ()
        cells += [""] * (shape.width - len(cells))
    picked = [cells[i] for i in shape.order]
    if not _plain(line):
        came, picked = picked, [clean(text) for text in picked]
        if b"\0" in line or not line.isascii():
            for i in _FIGURES:
                picked[i] = figure(came[i])
            if any("\0" in text for text in came):
                flags += ("control-characters",)
    if len(line) > MAX_FIELD and any(len(text) > MAX_FIELD for text in picked):
        return Row(REJECTED, Cells(), reason=f"a cell of more than {MAX_FIELD} characters")
    row = classify(Cells(*picked), shape.years)
    row.flags += flags
    return row


def _fitted(cells: list[str], line: bytes, shape: _Shape) -> tuple[list[str], str]:
    """Return the cells of a row that has too many or too few, and why it can't be read, or ""."""
    width = shape.width
    reason = f"{len(cells)} columns instead of {width}"
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if len(cells) > width and b'"' in line:
        cells = _quoted(line) or cells
    if len(line) > MAX_LINE - 4:  # the reader cuts between two characters
        return cells, f"a line of more than {MAX_LINE} bytes, of which these are the first"
    if len(cells) > width:
        # With the title in its place, the last, what follows belongs to no column, unless it
        # is another row.
        last = max((i for i, cell in enumerate(cells) if years_of(cell.encode())), default=0)
        if shape.named[0] == width - 1 == last:
            return cells[:width], ""
        return cells, reason
    if len(cells) <= shape.needed:
        return cells, reason
    if len(cells) - 1 not in shape.named and years_of(cells[-1].encode()):
        return cells, f"{reason}: one before the last is missing"
    return cells, ""


def _quoted(line: bytes) -> list[str]:
    """Return the cells of a line in which quotes hold tabs."""
    try:
        return next(csv.reader([line.decode("utf-8")], delimiter="\t"))
    except csv.Error:
        return []


def _plain(line: bytes) -> bool:
    """Return whether no cell of a line has quotes, odd characters, or needless spaces."""
    return (
        not line.translate(None, _PLAIN)
        and b"  " not in line
        and b" \t" not in line
        and b"\t " not in line
        and line[:1] != b" "
        and line[-1:] != b" "
    )

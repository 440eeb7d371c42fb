"""Makes rows of the lines of a file: finds their cells, classifies them, puts them in order.

A line with too many or too few cells is read where it can be told which is which. A row
waits until those after it show that nothing more belongs to it, and totals are told.
"""

from __future__ import annotations

import contextlib
import csv
import re
from collections.abc import Iterable, Iterator

from imet_graph.training_reports.cells import Flags, clean, figure, given
from imet_graph.training_reports.names import hashed, parse
from imet_graph.training_reports.reader import COLUMNS, MAX_LINE, Source, report_of, years_of
from imet_graph.training_reports.rows import (
    ACTIVITY,
    CONTROL,
    FRAGMENT,
    HEADER,
    REJECTED,
    Cells,
    Origin,
    Row,
    classify,
)

_MAX_FIELD = 10_000
_ID = re.compile(r"[0-9A-Za-z-]{36}\Z")
"""An id as the publisher gives them; by a shorter one a row can't be told."""
_FIGURES = [Cells._fields.index(name) for name in ("quantity", "cost")]
_PLAIN = bytes(range(0x20, 0x7F)).replace(b'"', b"\t")
"""What cells are made of that need no cleaning: printable ASCII without quotes, and the tab."""

Seen = dict[str, tuple[str, int, int]]
"""File, line and fingerprint of the row that bears an id."""


class _Shape:
    """Where the cells stand in the rows of a file."""

    def __init__(self, header: list[str]) -> None:
        at = {name: header.index(COLUMNS[name]) for name in Cells._fields}
        self.order = list(at.values())
        self.width = len(header)
        self.needed = max(at[name] for name in ("country", "program", "title", "cost"))
        self.named = [at["source"], at["group"]]


def rows_of(source: Source, report: str, seen: Seen) -> Iterator[Row]:
    """Yield the rows of a source that belong to a report, each classified."""
    shape = _Shape(source.header)
    years = (int(report[:4]), int(report[5:]))
    simple = len(source.reports) == 1 and not source.strays
    main = source.reports.most_common(1)[0][0]
    for number, line in source.lines():
        named = "" if simple else report_of(line, shape.named, shape.width - 1)
        if (named if named in source.reports else main) != report:
            continue
        texts = line.decode("utf-8").split("\t")
        if named in source.strays and _agreed(named, texts, shape):
            reason = f"of the report {named}, not of {main}"
            yield Row(REJECTED, reason=reason, origin=Origin(number, line))
        elif not line.strip():
            yield Row(HEADER, origin=Origin(number, line))
        else:
            cells, flags, reason = _cells(texts, line, shape)
            name = ""
            if not reason:
                name, reason = _name(cells, seen, (source.name, number, hash(line)))
            origin = Origin(number, line, name)
            if reason:
                yield Row(REJECTED, cells, reason=reason, origin=origin)
                continue
            row = classify(cells, years, origin)
            yield row._replace(flags=row.flags + flags) if flags else row


def _agreed(named: str, texts: list[str], shape: _Shape) -> bool:
    """Whether title and group name the same report, so that neither is damaged.

    Of a few rows no report is made, which would take the place of the whole one.
    """
    return all(i < len(texts) and years_of(texts[i].encode()) == named for i in shape.named)


def _name(cells: Cells, seen: Seen, came: tuple[str, int, int]) -> tuple[str, str]:
    """Return what a row is called within its report, and why it is no row of its own, or "".

    That is the publisher's id, and where there is none, what the row says: a name must not
    change because another row is added or taken away. Where an id stands on two rows that
    say different things, what the second says is part of its name.
    """
    if not _ID.match(cells.id):
        return _digest(cells), ""
    file, line, first = seen.setdefault(cells.id, came)
    if line == came[1] and file == came[0]:
        return cells.id, ""
    if first != came[2]:
        return f"{cells.id}-{_digest(cells)}", ""
    return "", f"the row of line {line}{f' of {file}' if file != came[0] else ''} again"


def _digest(cells: Cells) -> str:
    return hashed("\t".join(cells), 8)


def _cells(texts: list[str], line: bytes, shape: _Shape) -> tuple[Cells, Flags, str]:
    """Return the cells of a row, what was done to them, and why it can't be read, or ""."""
    flags: Flags = ()
    if len(texts) != shape.width:
        texts, reason = _fitted(texts, line, shape)
        if reason:
            return Cells(), (), reason
        flags = ("row-short",) if len(texts) < shape.width else ()
        texts += [""] * (shape.width - len(texts))
    picked = [texts[i] for i in shape.order]
    if not _plain(line):
        came, picked = picked, [clean(text) for text in picked]
        if b"\0" in line or not line.isascii():
            for i in _FIGURES:
                picked[i] = figure(came[i])
            if any("\0" in text for text in came):
                flags += ("control-characters",)
    if len(line) > _MAX_FIELD and any(len(text) > _MAX_FIELD for text in picked):
        return Cells(), (), f"a cell of more than {_MAX_FIELD} characters"
    return Cells._make(picked), flags, ""


def _fitted(texts: list[str], line: bytes, shape: _Shape) -> tuple[list[str], str]:
    """Return the cells of a row that has too many or too few, and why it can't be read, or ""."""
    width = shape.width
    reason = f"{len(texts)} columns instead of {width}"
    while len(texts) > width and not texts[-1].strip():
        texts.pop()
    if len(texts) > width and b'"' in line:
        with contextlib.suppress(csv.Error):  # quotes hold tabs
            texts = next(csv.reader([line.decode("utf-8")], delimiter="\t"))
    if len(line) > MAX_LINE - 4:  # the reader cuts between two characters
        return texts, f"a line of more than {MAX_LINE} bytes, of which these are the first"
    if len(texts) > width:
        # With the title in its place, the last, what follows belongs to no column, unless it
        # is another row.
        last = max((i for i, cell in enumerate(texts) if years_of(cell.encode())), default=0)
        if shape.named[0] == width - 1 == last:
            return texts[:width], ""
        return texts, reason
    if len(texts) <= shape.needed:
        return texts, reason
    if len(texts) - 1 not in shape.named and years_of(texts[-1].encode()):
        return texts, f"{reason}: one before the last is missing"
    return texts, ""


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


_TOTAL = re.compile(r"\b(?:sub-?)?tot(?:al)?s?\b", re.IGNORECASE)
"""A word for a total: "prototype" is none."""
CARRIES = "control-carries-activity"
"""The flag of a total in whose row an activity stands."""
_UNTITLED_TOTALS_FROM = 2007
"""The first year in whose reports a row without a title may be a control total."""


def assembled(rows: Iterable[Row], first_year: int) -> Iterator[Row]:
    """Yield rows as they finally count; every row that comes in goes out once."""
    held: Row | None = None
    fragments: list[Row] = []
    listed, so_far = ("", ""), (0, 0)  # the programme that is being listed, and its sums
    for came in rows:
        row = came
        if row.kind == HEADER:
            yield row  # a blank line or a heading ends no row
            continue
        if row.kind == FRAGMENT:
            fragments.append(row)
            continue
        key = (row.cells.country, row.cells.program)
        sums = so_far if key == listed else (0, 0)
        if row.kind == ACTIVITY:
            row = _as_total(row, first_year, fragments, sums, listed=key == listed)
        if CARRIES in row.flags:
            if held:
                yield held
            lost = "title of a row whose figures are lost in the control total of line"
            yield from (f.rejected(f"{lost} {row.origin.line}") for f in fragments)
        else:
            yield from _joined(held, fragments)
        held, fragments = row, []
        if row.kind == ACTIVITY:
            listed = key
            so_far = (sums[0] + (row.quantity or 0), sums[1] + (row.cost or 0))
    yield from _joined(held, fragments)


def _as_total(
    row: Row, first_year: int, before: list[Row], sums: tuple[int, int], *, listed: bool
) -> Row:
    """Return a row as a control total where that is what it is, by what it adds up to."""
    if row.quantity is None or row.cost is None:
        return row
    same = (row.quantity, row.cost) == sums
    if row.cells.title:  # "IMET-1 Totals", "Subtotal - IMET": a total in other words
        total = listed and same and not row.detailed and bool(_TOTAL.search(row.cells.title))
    elif row.detailed:
        if before and row.quantity >= sums[0] and row.cost >= sums[1] > 0:
            return row._replace(kind=CONTROL, flags=(*row.flags, CARRIES))
        return row
    else:
        total = first_year >= _UNTITLED_TOTALS_FROM or same
    return row._replace(kind=CONTROL) if total else row


def _joined(held: Row | None, fragments: list[Row]) -> Iterator[Row]:
    """Yield a row with the fragments after it joined to it, then the fragments."""
    done = []
    for fragment in fragments:
        country, label = fragment.cells.country, fragment.cells.program
        if (
            held is None
            or held.kind != ACTIVITY
            or held.cells.country != country
            # Programme and year; at a break of page the department may be lost.
            or parse(held.cells.program, country)[:2] != parse(label, country)[:2]
        ):
            done.append(fragment.rejected("the rest of a row that is not there"))
        else:
            held = _with(held, fragment)
            done.append(fragment._replace(kind=HEADER))
    if held is not None:
        yield held
    yield from done


def _with(row: Row, fragment: Row) -> Row:
    """Return a row with the rest of it."""
    cells, rest = row.cells, fragment.cells
    changed = {"title": f"{cells.title} {rest.title}".strip()}
    cost, start, flags = row.cost, row.start, {"continued"}
    if "cost-spilled" in fragment.flags:
        if cost is None:
            cost = fragment.cost
            flags.add("cost-spilled")
        if not start:
            start = fragment.start
            flags.add("date-recovered")
    else:
        for name in ("delivery", "recipient", "place"):
            if given(more := getattr(rest, name)):
                changed[name] = f"{getattr(cells, name)} {more}".strip()
    flags -= set(row.flags)
    return row._replace(
        cells=cells._replace(**changed), cost=cost, start=start, flags=(*row.flags, *sorted(flags))
    )

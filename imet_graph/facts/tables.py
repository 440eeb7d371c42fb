"""Reads the tables of facts and checks each cell; messages name file, line and column."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from imet_graph.errors import ParseProblem, translating
from imet_graph.facts import dates, schema
from imet_graph.facts.schema import Column, Table
from imet_graph.rdf import vocab

_VARIABLE = re.compile(r"\{\+?([^}]+)\}")
_CHECKS: dict[str, tuple[Callable[[str], object], str]] = {
    "integer": (re.compile(r"-?\d+\Z").match, "a whole number"),
    "decimal": (re.compile(r"-?\d+(\.\d+)?\Z").match, "a number, without separators"),
    "boolean": (re.compile(r"(true|false)\Z").match, "true or false"),
    "date": (re.compile(r"\d{4}-\d\d-\d\d\Z").match, "a day, such as 2018-08-03"),
    "anyURI": (re.compile(r"https?://\S+\Z").match, "a web address"),
}


@dataclass(frozen=True)
class Row:
    """One row: where it stands, and its cells by column."""

    table: Table
    line: int
    cells: dict[str, str]

    @property
    def address(self) -> str:
        """The IRI of the thing that the row is."""
        return self.fill(self.table.about)

    def fill(self, template: str) -> str:
        """Return an address with the cells of the row in the place of its variables."""
        return _VARIABLE.sub(lambda found: self.cells[found[1]], template)

    def values(self, column: Column) -> list[str]:
        """Return the values of a cell, none if it is empty."""
        text = self.cells[column.name]
        if not text:
            return []
        return text.split(column.separator) if column.separator else [text]

    def links(self, column: Column) -> list[str]:
        """Return the IRIs that a cell names."""
        return [_VARIABLE.sub(value, column.value, count=1) for value in self.values(column)]

    def problem(self, column: str, message: str, hint: str | None = None) -> ParseProblem:
        """Return the error that a cell is wrong."""
        place = f"{self.table.file}, line {self.line}, column {column}"
        path = self.table.file
        return ParseProblem(f"{place}: {message}", hint=hint, path=path, line=self.line)


class Facts:
    """All tables of a folder, each cell checked."""

    def __init__(self, folder: Path) -> None:
        """Read them.

        Raises:
            FileProblem, ParseProblem: naming file, line and column.
        """
        self.tables = schema.read(folder)
        self.rows = {t.name: list(_rows(folder / t.file, t)) for t in self.tables.values()}
        self.by_address: dict[str, Row] = {}
        for row in self:
            if not row.table.about:
                continue
            former = self.by_address.setdefault(row.address, row)
            if former is not row:
                raise row.problem(
                    "id",
                    f"{row.cells['id']!r} is the id of line {former.line} of {former.table.file}.",
                    "An id is used once, and never again.",
                )

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows of all tables."""
        for rows in self.rows.values():
            yield from rows

    def check_links(self, codes: set[str], rows: Iterable[Row] | None = None) -> None:
        """Check that whatever a cell names has a row, or is one of the ontology's codes.

        All rows are looked at, or those given.

        Raises:
            ParseProblem: naming the cell and what is near.
        """
        for row in self if rows is None else rows:
            for column in row.table.columns:
                if column.virtual or not column.value.startswith(vocab.BASE):
                    continue
                for value, link in zip(row.values(column), row.links(column), strict=True):
                    if link not in self.by_address and link not in codes:
                        raise row.problem(column.name, *self._nearest(value, link, codes))

    def _nearest(self, value: str, link: str, codes: set[str]) -> tuple[str, str]:
        start = link[: max(link.rfind("/"), link.rfind("#")) + 1]
        known = [one[len(start) :] for one in (*self.by_address, *codes) if one.startswith(start)]
        kind = "class" if start == vocab.DEF else start.rstrip("/").rpartition("/")[2]
        near = get_close_matches(value.rpartition("/")[2], known, n=3)
        hint = f"Did you mean {' or '.join(near)}?" if near else "Add its row first."
        return f"there is no {kind} {value!r}.", hint


def _rows(path: Path, table: Table) -> Iterator[Row]:
    with translating(path), path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        header = next(reader, [])
        if header != table.header:
            odd = [n for n in header if n not in table.header]
            lacking = [n for n in table.header if n not in header]
            raise ParseProblem(
                f"{table.file}, line 1: the columns are not those of {schema.METADATA}"
                + (f"; unknown: {', '.join(odd)}" if odd else "")
                + (f"; missing: {', '.join(lacking)}" if lacking else "")
                + ".",
                hint=f"Write {','.join(table.header)}.",
                path=str(path),
                line=1,
            )
        line = 2
        for cells in reader:
            if len(cells) != len(header):
                raise ParseProblem(
                    f"{table.file}, line {line}: {len(cells)} cells where the header has "
                    f"{len(header)}.",
                    hint="A text with a comma stands in double quotes.",
                    path=str(path),
                    line=line,
                )
            row = Row(table, line, dict(zip(header, cells, strict=True)))
            _check(row)
            yield row
            line = reader.line_num + 1


def _check(row: Row) -> None:
    for column in row.table.columns:
        if column.virtual:
            continue
        text = row.cells[column.name]
        if not text:
            if column.required:
                raise row.problem(column.name, "is empty.", "Every row has one.")
            continue
        if text != text.strip():
            raise row.problem(column.name, f"{text!r} begins or ends with a space.")
        for value in row.values(column):
            _check_value(row, column, value)


def _check_value(row: Row, column: Column, value: str) -> None:
    if not value:
        raise row.problem(column.name, f"one of the values between {column.separator} is empty.")
    if column.pattern and not re.fullmatch(column.pattern, value):
        raise row.problem(column.name, f"{value!r} does not fit {column.pattern}.")
    if column.is_date:
        try:
            dates.ends(value)
        except ValueError as error:
            raise row.problem(column.name, f"{value!r}: {error}.") from error
    elif column.datatype in _CHECKS:
        check, expected = _CHECKS[column.datatype]
        if not check(value):
            raise row.problem(column.name, f"{value!r} is not {expected}.")
    elif column.value and not re.fullmatch(r"[\w.~/-]+", value):
        raise row.problem(column.name, f"{value!r} is no id.")

"""Reads the tables of facts row by row, and keeps account of what became of each row.

>>> row = Row("topics.csv", 2, {"id": "pme", "label": " Military education "})
>>> row["label"], row.id, row.place
('Military education', 'pme', 'topics.csv, line 2')
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from imet_graph.errors import FileProblem, ParseProblem


@dataclass(frozen=True)
class Row:
    """One row of a table; ``line`` is the line of the file on which it begins."""

    file: str
    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return the text of a column without outer white space.

        Raises:
            ParseProblem: if the table has no such column.
        """
        try:
            return self.values[column].strip()
        except KeyError:
            raise ParseProblem(
                f"{self.file} has no column {column!r}.",
                hint=f"Its columns are: {', '.join(self.values)}.",
            ) from None

    def get(self, column: str) -> str:
        """Return the text of a column, or nothing where the table has no such column."""
        return self.values.get(column, "").strip()

    def items_of(self, column: str, separator: str = ";") -> list[str]:
        """Return the parts of a column that holds several, without empty ones."""
        parts = (part.strip() for part in self[column].split(separator))
        return [part for part in parts if part]

    @property
    def id(self) -> str:
        """The row's own id, or its line where the table has none."""
        return self.values.get("id", "").strip() or f"line {self.line}"

    @property
    def place(self) -> str:
        """File and line, for messages."""
        return f"{self.file}, line {self.line}"

    def __hash__(self) -> int:
        return hash((self.file, self.line))


@dataclass(frozen=True)
class Entry:
    """A row that did not become a thing of its own, and why; ``into`` where it was merged."""

    row: Row
    reason: str
    into: str = ""


@dataclass
class Account:
    """What became of the rows of one file: loaded, merged into something, or left out."""

    file: str
    rows: list[Row]
    loaded: set[int] = field(default_factory=set)
    merged: dict[int, Entry] = field(default_factory=dict)
    left_out: dict[int, Entry] = field(default_factory=dict)
    remarks: list[Entry] = field(default_factory=list)

    def load(self, row: Row) -> None:
        """Note that the row became a thing of its own."""
        self._once(row)
        self.loaded.add(row.line)

    def merge(self, row: Row, into: str, reason: str) -> None:
        """Note that what the row says went into a thing that another row made."""
        self._once(row)
        self.merged[row.line] = Entry(row, reason, into)

    def leave_out(self, row: Row, reason: str) -> None:
        """Note that the row is not in the graph."""
        self._once(row)
        self.left_out[row.line] = Entry(row, reason)

    def remark(self, row: Row, text: str) -> None:
        """Note what of a row, loaded all the same, could not be made a link."""
        self.remarks.append(Entry(row, text))

    def unsettled(self) -> list[Row]:
        """Return the rows of which nothing has been said."""
        settled = self.loaded | self.merged.keys() | self.left_out.keys()
        return [row for row in self.rows if row.line not in settled]

    def _once(self, row: Row) -> None:
        if row.line in self.loaded or row.line in self.merged or row.line in self.left_out:
            raise ParseProblem(
                f"{row.place}: the row {row.id!r} was accounted for twice.",
                hint="Let each importer settle a row once.",
            )


class FactTables:
    """The tables of one folder, each read once, each with its account."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise FileProblem(
                f"{folder} is no folder.", hint="Name the folder that holds the tables of facts."
            )
        self.folder = folder
        self.accounts: dict[str, Account] = {}
        self.rows = cache(self._read)

    def __contains__(self, file: str) -> bool:
        return (self.folder / file).is_file()

    def account(self, file: str) -> Account:
        """Return the account of a file, opening it at the first call."""
        if file not in self.accounts:
            self.accounts[file] = Account(file, self.rows(file))
        return self.accounts[file]

    def _read(self, file: str) -> list[Row]:
        path = self.folder / file
        try:
            with path.open(encoding="utf-8", newline="") as stream:
                return list(_rows(file, csv.reader(stream, strict=True)))
        except OSError as error:
            raise FileProblem(
                f"{path} can't be read: {error.strerror}.",
                hint="Name the folder that holds the tables of facts.",
            ) from error
        except (csv.Error, UnicodeDecodeError) as error:
            raise ParseProblem(f"{path} is no CSV in UTF-8: {error}.") from error


def _rows(file: str, reader: object) -> list[Row]:
    lines = iter(reader)  # type: ignore[call-overload]
    header: list[str] = next(lines, [])
    found: list[Row] = []
    begin = reader.line_num + 1  # type: ignore[attr-defined]
    for cells in lines:
        if len(cells) != len(header):
            raise ParseProblem(
                f"{file}, line {begin}: {len(cells)} cells under {len(header)} columns.",
                hint="Quote cells that hold a comma.",
            )
        found.append(Row(file, begin, dict(zip(header, cells, strict=True))))
        begin = reader.line_num + 1  # type: ignore[attr-defined]
    return found

"""Reads training reports as lines of tab-separated text; knows no RDF.

Each input is checked from end to end before anything is written: the first
reading finds what it is (header, separator, encoding, which report its rows
belong to), the second yields the rows.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import shutil
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import IO

from imet_graph.errors import FileProblem, ParseProblem, translating

COLUMNS = {
    "id": "training:id:admin",
    "country": "training:country",
    "code": "qa:training_country_iso_3166_1",
    "program": "training:program",
    "title": "training:course_title",
    "delivery": "training:delivery_unit",
    "recipient": "training:recipient_unit",
    "start_raw": "training:start_date_raw",
    "start": "qa:training_start_date_clean",
    "end_raw": "training:end_date_raw",
    "end": "qa:training_end_date_clean",
    "place": "training:location",
    "quantity": "training:quantity",
    "cost": "training:total_cost",
    "page": "training:page_number",
    "group": "qa:training_group",
    "source": "training:source_title_with_volume_section:admin",
}
"""The columns that are read, by the name they have here and in the files."""
_MAGIC = (b"PK\x03\x04", b"%PDF", b"\x89PNG", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
UTF_8 = "Save the file as UTF-8."
HINT = "The columns are those in which Security Force Monitor publishes the reports, tab-separated."
MAX_LINE = 1 << 20
"""Bytes after which a line is cut: no row of a report is a thousandth of this."""
SUFFIXES = (".tsv", ".tsv.gz", ".txt", ".txt.gz")
_REPORT = re.compile(rb"((?:19|20)\d\d)(?:[-_/]| - | ?\xe2\x80\x93 ?| and )((?:19|20)\d\d)(?!\d)")


@dataclass
class Source:
    """An input that was read once and found to be rows of training reports."""

    name: str
    path: Path
    spooled: bool = False
    header: list[str] = field(default_factory=list)
    reports: Counter[str] = field(default_factory=Counter)
    strays: frozenset[str] = frozenset()
    """Reports that hardly any row names."""
    digest: str = ""

    @property
    def rows(self) -> int:
        """The number of rows, the header not counted."""
        return sum(self.reports.values())

    def lines(self, first: int = 2) -> Iterator[tuple[int, bytes]]:
        """Yield number and bytes of each line, without its ending; by default not the header."""
        with translating(self.name), self.path.open("rb", buffering=1 << 20) as file:
            zipped = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            stream = io.BufferedReader(gzip.GzipFile(fileobj=file), 1 << 20) if zipped else file
            try:
                for number, line in enumerate(_lines(stream), 1):
                    if number >= first:
                        yield number, line
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                what = f"is a damaged gzip file ({error})"
                raise refusal(self.name, what, "Fetch it again.") from error

    def discard(self) -> None:
        """Remove the copy of standard input, where that was the source."""
        if self.spooled:
            self.path.unlink(missing_ok=True)


def discover(paths: list[Path]) -> list[Path]:
    """Return the files that paths name: folders are searched, `FileProblem` if one has none."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if _is_input(p))
            if not inside:
                raise FileProblem(
                    f"{path}: no training report in this folder.",
                    hint=f"Files end in {', '.join(SUFFIXES)}.",
                )
            found += inside
        else:
            found.append(path)
    unique = {path.resolve() if str(path) != "-" else path: path for path in found}
    return list(unique.values())


def _is_input(path: Path) -> bool:
    """Whether a file of a folder is to be read: no hidden one, none that a store holds."""
    rejected = path.parent.name == "rejected" and (path.parents[1] / "CURRENT").is_file()
    return path.name.endswith(SUFFIXES) and not path.name.startswith(".") and not rejected


def inspect(path: Path) -> Source:
    """Return what an input holds, having read it to the end.

    ``-`` is standard input, of which a copy is kept until :meth:`Source.discard`.

    Raises:
        FileProblem: if it can't be read or is empty.
        ParseProblem: if it is binary, not UTF-8, not separated by tabs, or lacks columns.
    """
    if str(path) == "-":
        return _copied("standard input", sys.stdin.buffer)
    if path.is_fifo() or path.is_char_device():  # it can be read once only
        with translating(path), path.open("rb") as pipe:
            return _copied(str(path), pipe)
    return _inspect(str(path), path)


def _copied(name: str, stream: IO[bytes]) -> Source:
    """Inspect a copy of what can be read once only."""
    handle, place = tempfile.mkstemp(prefix="imet-graph-", suffix=".tsv")
    try:
        with os.fdopen(handle, "wb") as file:
            shutil.copyfileobj(stream, file)
        return _inspect(name, Path(place), spooled=True)
    except BaseException:
        Path(place).unlink()
        raise


def _inspect(name: str, path: Path, *, spooled: bool = False) -> Source:
    source = Source(name, path, spooled)
    lines = source.lines(1)
    _number, first = next(lines, (0, b""))
    if not first.strip() and next(lines, None):
        raise refusal(name, "a blank line where the header should be", line=1)
    header = source.header = read_header(name, first)
    digest = sha256(first)
    last = len(header) - 1
    at = [header.index(COLUMNS[column]) for column in ("source", "group")]
    for number, line in lines:
        digest.update(line)
        digest.update(b"\n")
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            what = f"not UTF-8 text (byte {error.start + 1} of the line)"
            raise refusal(name, what, UTF_8, number) from error
        report = report_of(line, at, last)
        source.reports[report] += 1
        if not report and COLUMNS["title"].encode() in line:
            same_columns(name, number, cells_of(line.decode("utf-8")), header)
    if not source.reports:
        raise FileProblem(f"{name} has a header and no rows.", hint="Fetch the file again.")
    source.digest = digest.hexdigest()
    _settle(source)
    return source


def report_of(line: bytes, at: list[int], last: int) -> str:
    """Return the years of the report that a line names, such as 2018-2019, or ""."""
    if last == at[0]:
        # The title is the last column in every file seen; splitting from the right is enough.
        cells = line.rsplit(b"\t", 4)
        if len(cells) > 1 and (found := years_of(cells[-1]) or years_of(cells[1])):
            return found
    cells = line.split(b"\t")
    for i in at:
        if i < len(cells) and (found := years_of(cells[i])):
            return found
    return ""


@lru_cache(maxsize=10_000)
def years_of(cell: bytes) -> str:
    """Return the years of a report that a cell names: a year and the next, or "".

    >>> years_of(b"Training, Fiscal Years 2018 and 2019, Volume I"), years_of(b"2018-2091")
    ('2018-2019', '')
    """
    found = _REPORT.search(cell)
    first, last = (int(found[1]), int(found[2])) if found else (0, 0)
    return f"{first}-{last}" if last == first + 1 else ""


def _settle(source: Source) -> None:
    """Give rows that name no report, or one that hardly any row names, to the main one.

    A damaged title must not make a report of one row, which would then take the
    place of the real one in the store.
    """
    total = source.rows
    keys = Counter({key: n for key, n in source.reports.items() if key})
    most = max(keys.values(), default=0)
    named = Counter({k: n for k, n in keys.items() if n == most or n >= max(5, total / 50)})
    if not named and not source.spooled and (found := years_of(os.fsencode(source.path.name))):
        named[found] = total
    if not named:
        raise ParseProblem(
            f"{source.name}: no row says which report it is from.",
            hint="The title column must name the years, such as 2018-2019; or the file's name may.",
            path=source.name,
        )
    main = named.most_common(1)[0][0]
    stray = total - sum(source.reports[key] for key in named)
    named[main] += stray if source.reports[main] else 0
    source.strays = frozenset(keys) - named.keys()
    source.reports = named


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    read = stream.readline
    while line := read(MAX_LINE):
        if not line.endswith(b"\n"):
            cut = False
            while (rest := read(MAX_LINE)) and not rest.endswith(b"\n"):
                cut = True
            if cut or rest:
                line = line.decode("utf-8", "ignore").encode()
        yield line.rstrip(b"\r\n")


def refusal(name: str, what: str, hint: str = "", line: int | None = None) -> ParseProblem:
    """Return the error that says what is wrong with an input."""
    where = f"{name}, line {line}:" if line else name
    return ParseProblem(f"{where} {what}.", hint=hint or HINT, path=name, line=line)


def read_header(name: str, line: bytes) -> list[str]:
    """Return the columns that the first line of an input names; the errors are `inspect`'s."""
    if not line.strip():
        raise FileProblem(f"{name} is empty.", hint="Fetch the file again.")
    # Latin text in UTF-16 has a NUL in every second byte, mark or none; in UTF-32 three of four.
    wide = 0.4 < line.count(b"\0") / len(line) < 0.8 and not line.startswith(_MAGIC)
    if wide or line.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refusal(name, "is UTF-16 or UTF-32 text", UTF_8)
    if b"\0" in line or line.startswith(_MAGIC):
        raise refusal(name, "is a binary file, no tab-separated text")
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal(name, "not UTF-8 text", UTF_8, 1) from error
    header = cells_of(text)
    missing = [column for column in COLUMNS.values() if column not in header]
    read = [column for column in header if column in COLUMNS.values()]
    if not missing and len(set(read)) == len(read):
        while not header[-1]:
            header.pop()
        return header
    if "\r" in text:
        hint = "Save the file with line feeds (LF or CRLF)."
        raise refusal(name, "the lines end in a carriage return alone", hint, 1)
    for separator, word in ((",", "commas"), (";", "semicolons"), ("|", "bars")):
        if text.count(separator) >= len(COLUMNS) - 1 and "\t" not in text:
            hint = "Save the file as tab-separated text."
            raise refusal(name, f"the columns are separated by {word}, not by tabs", hint, 1)
    if not missing:
        raise refusal(name, "a column stands twice in the header", line=1)
    shown = ", ".join(missing[:3]) + (", …" if len(missing) > 3 else "")
    lacks = f"the header lacks {len(missing)} of {len(COLUMNS)} columns ({shown})"
    raise refusal(name, lacks, line=1)


def cells_of(text: str) -> list[str]:
    """Return the names of a header, those of the columns that are read in their own case."""
    known = {column.casefold(): column for column in COLUMNS.values()}
    cells = [" ".join(cell.strip('" \ufeff').split()) for cell in text.split("\t")]
    return [known.get(cell.casefold(), cell) for cell in cells]


def same_columns(name: str, number: int, header: list[str], first: list[str]) -> None:
    """Refuse another header in the middle whose columns stand otherwise: the rows would lie."""
    names = set(COLUMNS.values())
    places = [[(i, c) for i, c in enumerate(cells) if c in names] for cells in (header, first)]
    if len(places[0]) == len(names) and places[0] != places[1]:
        what = "another header, with the columns in another order"
        raise refusal(name, what, "Put the two parts in two files.", number)

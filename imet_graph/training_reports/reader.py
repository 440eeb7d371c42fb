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
from imet_graph.training_reports.header import COLUMNS, HINT, cells_of, read_header, same_columns

MAX_LINE = 1 << 20
"""Bytes after which a line is cut: no row of a report is a thousandth of this."""

SUFFIXES = (".tsv", ".tsv.gz", ".txt", ".txt.gz")

_REPORT = re.compile(rb"((?:19|20)\d\d)(?:[-_/]| - | ?\xe2\x80\x93 ?| and )((?:19|20)\d\d)(?!\d)")


@dataclass
class Source:
    """An input that was read once and found to be rows of training reports."""

    name: str
    path: Path
    zipped: bool
    header: list[str]
    reports: Counter[str] = field(default_factory=Counter)
    strays: frozenset[str] = frozenset()
    """Reports that hardly any row names."""
    digest: str = ""
    spooled: bool = False

    @property
    def rows(self) -> int:
        """The number of rows, the header not counted."""
        return sum(self.reports.values())

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield line number and bytes of each row, without its line ending."""
        with translating(self.name), _opened(self.path, self.zipped) as stream:
            lines = _lines(stream)
            next(lines, None)
            yield from lines

    def discard(self) -> None:
        """Remove the copy of standard input, where that was the source."""
        if self.spooled:
            self.path.unlink(missing_ok=True)


def discover(paths: list[Path]) -> list[Path]:
    """Return the files that paths name: folders are searched for report files.

    Raises:
        FileProblem: if a path does not exist, or a folder holds no report.
    """
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
    with translating(name):
        with path.open("rb") as file:
            zipped = file.read(2) == b"\x1f\x8b"
        try:
            with _opened(path, zipped) as stream:
                source = _survey(name, path, zipped, _lines(stream))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ParseProblem(
                f"{name} is a damaged gzip file ({error}).", hint="Fetch it again.", path=name
            ) from error
    source.spooled = spooled
    return source


def _survey(name: str, path: Path, zipped: bool, lines: Iterator[tuple[int, bytes]]) -> Source:
    _number, first = next(lines, (0, b""))
    if not first.strip() and next(lines, None):
        raise ParseProblem(
            f"{name}, line 1: a blank line where the header should be.",
            hint=HINT,
            path=name,
            line=1,
        )
    header = read_header(name, first)
    source = Source(name, path, zipped, header)
    digest = sha256(first)
    last = len(header) - 1
    width = {header[i]: i for i in range(len(header))}
    at = [width[COLUMNS["source"]], width[COLUMNS["group"]]]
    for number, line in lines:
        digest.update(line)
        digest.update(b"\n")
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ParseProblem(
                f"{name}, line {number}: not UTF-8 text (byte {error.start + 1} of the line).",
                hint="Save the file as UTF-8.",
                path=name,
                line=number,
            ) from error
        report = report_of(line, at, last)
        source.reports[report] += 1
        if not report and COLUMNS["title"].encode() in line:
            same_columns(name, number, cells_of(line.decode("utf-8")), header)
    if not source.reports:
        raise FileProblem(f"{name} has a header and no rows.", hint="Fetch the file again.")
    source.digest = digest.hexdigest()
    _settle(source, path if name == str(path) else None)
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
    return (
        f"{int(found[1])}-{int(found[2])}" if found and int(found[2]) == int(found[1]) + 1 else ""
    )


def _settle(source: Source, path: Path | None) -> None:
    """Give rows that name no report, or one that hardly any row names, to the main one.

    A damaged title must not make a report of one row, which would then take the
    place of the real one in the store.
    """
    total = source.rows
    keys = Counter({key: n for key, n in source.reports.items() if key})
    most = max(keys.values(), default=0)
    named = Counter({k: n for k, n in keys.items() if n == most or n >= max(5, total / 50)})
    if not named:
        found = years_of(os.fsencode(path.name)) if path else ""
        if found:
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


def _opened(path: Path, zipped: bool) -> IO[bytes]:
    if zipped:
        return io.BufferedReader(gzip.open(path, "rb"), 1 << 20)
    return path.open("rb", buffering=1 << 20)


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    number = 0
    read = stream.readline
    while line := read(MAX_LINE):
        number += 1
        if not line.endswith(b"\n"):
            cut = False
            while (rest := read(MAX_LINE)) and not rest.endswith(b"\n"):
                cut = True
            if cut or rest:
                line = line.decode("utf-8", "ignore").encode()
        yield number, line.rstrip(b"\r\n")

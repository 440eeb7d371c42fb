"""Kinds of damage that are done to a small report, each by name."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from random import Random

from tests.training_reports import make

Damage = Callable[[bytes, Random], bytes]

WHOLE = make.text(make.small() + make.small("2016-2017")).encode()

STRAY = {
    "nul": b"\0",
    "quote": b'"',
    "tab": b"\t",
    "line feed": b"\n",
    "carriage return": b"\r",
    "not utf-8": b"\xff",
    "surrogate": b"\xed\xa0\x80",
    "backslash": b"\\",
    "line separator": b"\xe2\x80\xa8",
    "byte order mark": b"\xef\xbb\xbf",
    "end of file of old": b"\x1a",
    "right to left": b"\xe2\x80\xae",
    "not allowed in an iri": b'<>{}|^`"\\',
    "comment": b" # ; . @prefix",
}
"""Bytes that may stand anywhere in a file."""

VALUES = (
    b"-5", b"9" * 30, b"9" * 5000, b"1e9", b"1395297099", b"$1,000", b"$-1,000.005", b"(500)",
    b"0x1F", b"NaN", b"-inf", b"\xd9\xa3", b"1.5", b"1,2,3", b"--", b"", b" ", b"0", b"00012",
    b"2018-13-45", b"2/30/2018", b"0000-00-00", b"9999-12-31", b"2019-2018", b"FY", b"FY 9999",
)  # fmt: skip
"""What may stand in a cell in place of what belongs there."""


def _cell(data: bytes, rng: Random, values: tuple[bytes, ...]) -> bytes:
    lines = data.split(b"\n")
    number = rng.randrange(len(lines))
    cells = lines[number].split(b"\t")
    cells[rng.randrange(len(cells))] = rng.choice(values)
    lines[number] = b"\t".join(cells)
    return b"\n".join(lines)


def _cut(data: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + data[at + rng.randint(1, 400) :]


def _cut_line(data: bytes, rng: Random) -> bytes:
    lines = data.split(b"\n")
    number = rng.randrange(len(lines))
    lines[number] = lines[number][: rng.randrange(len(lines[number]) + 1)]
    return b"\n".join(lines)


def _swap_cells(data: bytes, rng: Random) -> bytes:
    lines = data.split(b"\n")
    number = rng.randrange(len(lines))
    cells = lines[number].split(b"\t")
    one, two = rng.randrange(len(cells)), rng.randrange(len(cells))
    cells[one], cells[two] = cells[two], cells[one]
    lines[number] = b"\t".join(cells)
    return b"\n".join(lines)


def _swap_columns(data: bytes, rng: Random) -> bytes:
    lines = data.split(b"\n")
    one, two = rng.randrange(24), rng.randrange(24)
    # With the header a file in another order, without it a file that lies.
    for number in range(rng.randrange(2), len(lines)):
        cells = lines[number].rstrip(b"\r").split(b"\t")
        if len(cells) > max(one, two):
            cells[one], cells[two] = cells[two], cells[one]
        lines[number] = b"\t".join(cells)
    return b"\n".join(lines)


def _drop_column(data: bytes, rng: Random) -> bytes:
    at, first = rng.randrange(24), rng.randrange(2)
    lines = data.split(b"\n")
    for number in range(first, len(lines)):
        cells = lines[number].split(b"\t")
        del cells[at : at + 1]
        lines[number] = b"\t".join(cells)
    return b"\n".join(lines)


def _stray(data: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(list(STRAY.values())) + data[at:]


def _huge(data: bytes, rng: Random) -> bytes:
    text = rng.choice([b"x", b"9", b"\xc3\xa9", b" ", b'"'])
    return _cell(data, rng, (text * rng.choice([20_000, 700_000, 1_500_000]),))


def _recode(data: bytes, rng: Random) -> bytes:
    text = data.decode("utf-8", "replace")
    if rng.random() < 0.5:
        text = text.replace("Chad", "C\u00f4te d\u2019Ivoire", 1)
    coding = rng.choice(
        ["utf-16", "utf-16-le", "utf-32", "utf-8-sig", "latin-1", "cp1252", "cp037"]
    )
    return text.encode(coding, "replace")


def _repeat(data: bytes, rng: Random) -> bytes:
    lines = data.split(b"\n")
    return b"\n".join([*lines, rng.choice(lines)])


def _double(data: bytes, rng: Random) -> bytes:
    rest = data.split(b"\n", 1)[-1]
    return data + rest if rng.random() < 0.5 else data + data


def _endings(data: bytes, rng: Random) -> bytes:
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    way = rng.choice(
        [(b"\n",), (b"\r\n",), (b"\r",), (b"\n", b"\r\n"), (b"\n", b"\r"), (b"\r\r\n",)]
    )
    return b"".join(line + rng.choice(way) for line in lines)


def _separators(data: bytes, rng: Random) -> bytes:
    other = rng.choice([b",", b";", b"|", b"    ", b"\t\t", b"\x1f"])
    lines = data.split(b"\n")
    first = rng.randrange(len(lines))
    last = rng.choice([first + 1, len(lines)])
    changed = [line.replace(b"\t", other) for line in lines[first:last]]
    return b"\n".join([*lines[:first], *changed, *lines[last:]])


def _zip(data: bytes, rng: Random) -> bytes:
    packed = gzip.compress(data)
    way = rng.randrange(5)
    if way == 0:
        return packed
    if way == 1:
        return packed[: rng.randrange(len(packed))]
    if way == 2:
        return packed + b"rest that is no gzip"
    if way == 3:
        at = rng.randrange(10, len(packed))
        return packed[:at] + bytes([packed[at] ^ 0x55]) + packed[at + 1 :]
    half = data.find(b"\n", len(data) // 2) + 1
    return gzip.compress(data[:half]) + gzip.compress(data[half:])


def _heading(data: bytes, rng: Random) -> bytes:
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    return b"\n".join([*lines[:at], lines[0], *lines[at:]])


def _blank(data: bytes, rng: Random) -> bytes:
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    return b"\n".join([*lines[:at], rng.choice([b"", b"\r", b"\t" * 23, b"   "]), *lines[at:]])


def _years(data: bytes, rng: Random) -> bytes:
    other = rng.choice([b"2019-2018", b"2018-2018", b"2099-2100", b"1900-1999", b"18-19", b""])
    return data.replace(b"2018-2019", other).replace(b"2018_2019", other)


DAMAGE: dict[str, Damage] = {
    "bytes cut out": _cut,
    "line cut": _cut_line,
    "end cut off": lambda data, rng: data[: rng.randrange(len(data) + 1)],
    "cells swapped": _swap_cells,
    "columns swapped": _swap_columns,
    "column dropped": _drop_column,
    "stray bytes": _stray,
    "cell replaced": lambda data, rng: _cell(data, rng, VALUES),
    "huge cell": _huge,
    "other encoding": _recode,
    "line repeated": _repeat,
    "all repeated": _double,
    "line endings": _endings,
    "separators": _separators,
    "gzip": _zip,
    "heading again": _heading,
    "no heading": lambda data, _rng: data.split(b"\n", 1)[-1],
    "heading only": lambda data, _rng: data.split(b"\n", 1)[0] + b"\n",
    "nothing": lambda _data, rng: rng.choice([b"", b"\n", b"\r\n\r\n", b"\xef\xbb\xbf"]),
    "blank line": _blank,
    "other years": _years,
}


def rows(data: bytes) -> int:
    """Return the number of rows of a file that can be read, counted without the importer."""
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    lines = data.split(b"\n")
    return len(lines) - 1 - (not lines[-1])

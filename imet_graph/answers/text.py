"""Writes what people read at a width: paragraphs, tables, records and numbered sources.

A text is a list of blocks. No library for tables is used: those looked at take 30 to
150 ms to import, a third of what a command may cost (docs/decisions/0007-table.md).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, NamedTuple, TypeAlias

from imet_graph.answers import Table


class Paragraph(NamedTuple):
    """Text that is wrapped, ``indent`` columns from the left, further lines ``hang`` more."""

    text: str = ""
    indent: int = 0
    hang: int = 2


class Grid(NamedTuple):
    """A table, or ``records`` of its rows: where it is too wide, or always.

    ``lead`` names the columns that head a record, the date first if there is one.
    Without any, that is the first column of dates, and the first other one that tells
    the rows apart.
    """

    table: Table
    lead: tuple[str, ...] = ()
    records: bool = False


class Sources(NamedTuple):
    """The sources that numbers in brackets stand for."""

    texts: Sequence[str]


Block: TypeAlias = Paragraph | Grid | Sources
Word: TypeAlias = tuple[str, str]  # and the address that it leads to, if any


class Text(list[Block]):
    """Blocks, one below the other."""


class Footnotes:
    """Numbers sources in the order in which a text names them.

    >>> notes = Footnotes()
    >>> notes.marks(["The Code", "The Record"]), notes.marks(["The Record", "The Code"])
    ('[1] [2]', '[1] [2]')
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def marks(self, sources: Iterable[str]) -> str:
        """Return the numbers of sources in brackets."""
        found = {self._numbers.setdefault(text, len(self._numbers) + 1) for text in sources}
        return " ".join(f"[{number}]" for number in sorted(found))

    def sources(self) -> list[Block]:
        """Return the block of the sources named so far, or nothing where there are none."""
        return [Sources(list(self._numbers))] if self._numbers else []


def render(
    blocks: Iterable[Block],
    stream: IO[str],
    width: int | None = None,
    *,
    links: Mapping[str, str] | None = None,
) -> None:
    """Write blocks to a stream, wrapped to ``width`` columns (default: the terminal's).

    With ``links`` the names of things are links, for a terminal that shows them: to
    the address that ``links`` has for the IRI, else to the IRI.
    """
    total = width or terminal_width()
    for number, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            _paragraph(block, total, stream)
        elif isinstance(block, Sources):
            stream.write("\nSources\n" if number else "Sources\n")
            for i, text in enumerate(block.texts, start=1):
                _paragraph(Paragraph(f"[{i}] {text}", 0, 4), total, stream)
        else:
            from imet_graph.answers.table import drawn

            stream.writelines([line.rstrip() + "\n" for line in drawn(block, total, links)])


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


def plain(text: str) -> str:
    """Return text in one line; control characters in data must not steer the terminal."""
    if text.isprintable() and "  " not in text and text == text.strip():
        return text  # most are so, and tables are long
    text = " ".join(text.split())
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes.

    >>> columns("Zürich"), columns("漢字"), columns("e\u0301")
    (6, 4, 1)
    """
    if text.isascii():
        return len(text)
    import unicodedata

    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.category(c) in ("Mn", "Me", "Cf") for c in text)


def words(text: str, target: str = "") -> list[Word]:
    """Return the words of a text, each with where it leads."""
    return [(word, target) for word in text.split()]


def length(line: list[Word]) -> int:
    """Return how many columns words take in one line."""
    return sum(columns(word) for word, _target in line) + max(len(line) - 1, 0)


def wrap(text: list[Word], width: int, first: int | None = None) -> list[list[Word]]:
    """Break words into lines, the first one of ``first`` columns.

    An address stays whole, to be copied; any other word is broken where it has to be.

    >>> wrap(words("one two three"), 8)
    [[('one', ''), ('two', '')], [('three', '')]]
    """
    lines: list[list[Word]] = [[]]
    room = left = width if first is None else first
    for word, target in text:
        rest, size = word, columns(word)
        if lines[-1] and size + 1 > left:
            lines.append([])
            room = left = width
        while size > room and not word.startswith("http"):
            fits = max(n for n in range(1, room + 1) if n == 1 or columns(rest[:n]) <= room)
            lines[-1].append((rest[:fits], target))
            lines.append([])
            rest, room, left = rest[fits:], width, width
            size = columns(rest)
        left -= size + bool(lines[-1])
        lines[-1].append((rest, target))
    return lines


def shown(lines: list[list[Word]]) -> list[str]:
    """Return lines of words as text; pieces of one link bear one mark, which terminals know."""
    if not any(target for line in lines for _word, target in line):
        return [" ".join([word for word, _target in line]) for line in lines]
    from itertools import groupby

    from imet_graph.answers.links import linked

    groups = [
        [(target, " ".join(w for w, _t in some)) for target, some in groupby(line, lambda w: w[1])]
        for line in lines
    ]
    pieces = [target for line in groups for target, _text in line]
    return [
        " ".join(
            linked(text, target, "1" if pieces.count(target) > 1 else "") for target, text in line
        )
        for line in groups
    ]


def _paragraph(block: Paragraph, total: int, stream: IO[str]) -> None:
    under = " " * (block.indent + block.hang)
    room = max(20, total - len(under))
    lines = shown(wrap(words(plain(block.text)), room, room + block.hang))
    stream.write((" " * block.indent + ("\n" + under).join(lines)).rstrip() + "\n")

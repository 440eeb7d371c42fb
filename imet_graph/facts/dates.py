"""Dates of the tables: EDTF, the Library of Congress's notation, read into spans of days.

>>> Span.of("2018-08").first, Span.of("2018-08").last
(datetime.date(2018, 8, 1), datetime.date(2018, 8, 31))
>>> [end and end.written for end in ends("1976-06-30/..")]
['1976-06-30', None]
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from imet_graph.errors import MissingExtra
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode

_PLAIN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?\Z")
_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}


@dataclass(frozen=True)
class Span:
    """A date as it was written, and the first and last day on which it may lie."""

    written: str
    first: date
    last: date

    @classmethod
    @lru_cache(maxsize=4096)
    def of(cls, text: str) -> Span:
        """Return the span of one date.

        Raises:
            ValueError: if the text is no EDTF date, saying what was expected.
        """
        plain = _PLAIN.match(text)
        if not plain:
            return cls(text, *_by_library(text))
        year, month, day = (int(part) if part else None for part in plain.groups())
        first = date(year or 0, month or 1, day or 1)
        last = date(first.year, month or 12, day or monthrange(first.year, month or 12)[1])
        return cls(text, first, last)

    @property
    def literal(self) -> Literal:
        """The date as a literal of the type that is as precise as it is written.

        A qualified date (``1985~``) keeps its notation; its days say how far it reaches.
        """
        kind = _TYPES.get(len(self.written)) if _PLAIN.match(self.written) else None
        name = vocab.XSD + kind if kind else vocab.EDTF
        return Literal(self.written, datatype=NamedNode(name))


def ends(text: str) -> tuple[Span | None, Span | None]:
    """Return the beginning and the end of a date or an interval; an open end is None.

    A single date has no end.

    Raises:
        ValueError: if it is neither, or has a blank end.
    """
    first, slash, last = text.partition("/")
    if not slash:
        return Span.of(text), None
    if not first or not last:
        raise ValueError("an end of an interval is blank; write .. where it is open")
    start, end = (None if part == ".." else Span.of(part) for part in (first, last))
    if start and end and end.last < start.first:
        raise ValueError("the interval ends before it begins")
    return start, end


def day(value: date) -> Literal:
    """Return a day as a literal."""
    return Literal(value.isoformat(), datatype=NamedNode(vocab.XSD + "date"))


def _by_library(text: str) -> tuple[date, date]:
    """Return the days of a date that is more than digits: ``1985~``, ``[1990..1992]``."""
    try:
        from edtf import EDTFObject, parse_edtf
        from edtf.parser.edtf_exceptions import EDTFParseException
    except ImportError as error:
        raise MissingExtra(
            f"The date {text} needs edtf.", hint="pip install 'imet-graph[build]'"
        ) from error
    try:
        found = parse_edtf(text)
        if not isinstance(found, EDTFObject):
            raise TypeError
        return date(*found.lower_fuzzy()[:3]), date(*found.upper_fuzzy()[:3])
    except (EDTFParseException, TypeError, AttributeError) as error:
        raise ValueError("no EDTF date; write 2018, 2018-08, 2018-08-03, 1985~ or A/B") from error

"""Dates as precise as their sources, and the days between which they lie.

>>> span = parse("1990-11")
>>> span.literal.datatype.value.rpartition("#")[2], span.first.isoformat(), span.last.isoformat()
('gYearMonth', '1990-11-01', '1990-11-30')
>>> parse("FY1977").first.isoformat()
'1976-10-01'
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from pyoxigraph import Literal, NamedNode

from imet_graph.errors import ParseProblem
from imet_graph.rdf import vocab

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z")
_MONTH = re.compile(r"(\d{4})-(\d\d)\Z")
_YEAR = re.compile(r"(\d{4})\Z")
_FISCAL = re.compile(r"(?:FY)?(\d{4}(?:TQ)?)\Z")


@dataclass(frozen=True)
class Span:
    """A date as its source gives it, and the first and last day that it may mean."""

    literal: Literal
    first: date
    last: date


def xsd(text: str, datatype: str) -> Literal:
    """Return a literal of one of XML Schema's types.

    >>> xsd("2005", "gYear").value
    '2005'
    """
    return Literal(text, datatype=NamedNode(vocab.XSD + datatype))


def fiscal_year_days(name: str) -> tuple[date, date]:
    """Return the first and last day of a fiscal year: ``2005``, or ``1976TQ``.

    July to June until fiscal year 1976, then the transition quarter, then
    October to September (Pub. L. 93-344, section 501; 31 U.S.C. 1102).

    >>> [day.isoformat() for day in fiscal_year_days("1976TQ")]
    ['1976-07-01', '1976-09-30']
    """
    if name == "1976TQ":
        return date(1976, 7, 1), date(1976, 9, 30)
    year = int(name)
    if year < 1977:
        return date(year - 1, 7, 1), date(year, 6, 30)
    return date(year - 1, 10, 1), date(year, 9, 30)


def parse(text: str, where: str = "") -> Span:
    """Return the span of ``2005``, ``2005-03``, ``2005-03-01`` or ``FY2005``.

    A fiscal year has no XML Schema type; its literal is the calendar year that
    gives it its name, and its days are those of the fiscal year.

    Raises:
        ParseProblem: if the text is none of these, or no day of the calendar.
    """
    try:
        if match := _DAY.match(text):
            day = date(*map(int, match.groups()))
            return Span(xsd(text, "date"), day, day)
        if match := _MONTH.match(text):
            year, month = map(int, match.groups())
            last = calendar.monthrange(year, month)[1]
            return Span(xsd(text, "gYearMonth"), date(year, month, 1), date(year, month, last))
        if match := _YEAR.match(text):
            year = int(text)
            return Span(xsd(text, "gYear"), date(year, 1, 1), date(year, 12, 31))
        if text.startswith("FY") and (match := _FISCAL.match(text)):
            first, end = fiscal_year_days(match[1])
            return Span(xsd(match[1][:4], "gYear"), first, end)
    except ValueError:  # month 13, 30 February: said below like every other
        pass
    raise ParseProblem(
        f"{where + ': ' if where else ''}{text!r} is no date.",
        hint="Write YYYY, YYYY-MM, YYYY-MM-DD or FY and a year.",
    )


def day_after(day: date) -> date:
    """Return the next day."""
    return day + timedelta(days=1)

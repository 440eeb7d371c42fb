"""Reads the dates of a row: the cleaned ones, or else what the report prints."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imet_graph.importers.fmtr.rows import Cells

_PRINTED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\Z")
_BEFORE, _AFTER = 8, 3
"""A training may begin so many years before its report's first and end so long after its last."""


def span(cells: Cells, years: tuple[int, int], flags: list[str]) -> tuple[str, str]:
    """Return the first and last day of a training in ISO form, "" where unknown."""
    start, end = cells.start, cells.end
    if (not start and cells.start_raw) or (not end and cells.end_raw):
        start, end = _recover(cells, flags)
    if start and not plausible(start, years):
        flags.append("date-implausible")
        start = ""
    if end and not plausible(end, years):
        if "date-implausible" not in flags:
            flags.append("date-implausible")
        end = ""
    if start and end and end < start:
        flags.append("end-before-start")
    return start, end


def _recover(cells: Cells, flags: list[str]) -> tuple[str, str]:
    """Return dates from the printed ones: a cell may hold two, or text of its neighbour."""
    starts = [d for word in cells.start_raw.split() if (d := printed(word))]
    ends = [d for word in cells.end_raw.split() if (d := printed(word))]
    if not cells.start and not starts and len(ends) > 1:
        starts, ends = ends[:1], ends[1:]
    start = cells.start or min(starts, default="")
    end = cells.end or max(ends, default="")
    recovered = (start != cells.start) or (end != cells.end)
    flags.append("date-recovered" if recovered else "date-unreadable")
    return start, end


@lru_cache(maxsize=50_000)
def printed(text: str) -> str:
    """Return the ISO form of a date as the reports print it, or "".

    >>> printed("6/4/2018"), printed("1/29/01"), printed("$972")
    ('2018-06-04', '2001-01-29', '')
    """
    found = _PRINTED.match(text)
    if not found:
        return ""
    year = int(found[3])
    if year < 100:
        year += 1900 if year > 70 else 2000
    try:
        return date(year, int(found[1]), int(found[2])).isoformat()
    except ValueError:
        return ""


@lru_cache(maxsize=50_000)
def plausible(text: str, years: tuple[int, int]) -> bool:
    """Return whether a text is a date of the calendar that a report of these years may hold."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return years[0] - _BEFORE <= day.year <= years[1] + _AFTER and len(text) == 10

"""Reads the dates of a row: the cleaned ones, or else what the report prints."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imet_graph.training_reports.rows import Cells

_PRINTED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\Z")
_ISO = re.compile(r"(\d{4})(?:[-/.](\d\d?)[-/.](\d\d?)|(\d\d)(\d\d))\Z")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z")
_AROUND = re.compile(
    r"\A(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +"
    r"|(?:T| +)\d{1,2}:[\d:.]+ ?(?:[ap]m|Z|[+-]\d\d:?\d\d)?\Z"
    r"|(?<=\d)(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
"""What may stand around a date: the day of the week, the time of day, an ordinal's ending."""
_DAY_FIRST = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3})[a-z]*\.?[- ,]+(\d{4}|\d{2})\Z")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4}|\d{2})\Z")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_BEFORE, _AFTER = 8, 3
"""A training may begin so many years before its report's first and end so long after its last."""


def span(cells: Cells, years: tuple[int, int], flags: list[str]) -> tuple[str, str]:
    """Return the first and last day of a training in ISO form, "" where unknown."""
    start, end = cells.start, cells.end
    if start and not plausible(start, years):
        start = _other(start, cells.start_raw, years, flags)
    if end and not plausible(end, years):
        end = _other(end, cells.end_raw, years, flags)
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


def _other(text: str, raw: str, years: tuple[int, int], flags: list[str]) -> str:
    """Return a date that is written in another form, or the printed one, or else the text."""
    for day in (printed(text), printed(raw)):
        if plausible(day, years):
            if "date-recovered" not in flags:
                flags.append("date-recovered")
            return day
    return text


def _recover(cells: Cells, flags: list[str]) -> tuple[str, str]:
    """Return dates from the printed ones: a cell may hold two, or text of its neighbour."""
    starts, ends = _all(cells.start_raw), _all(cells.end_raw)
    if not cells.start and not starts and len(ends) > 1:
        starts, ends = ends[:1], ends[1:]
    start = cells.start or min(starts, default="")
    end = cells.end or max(ends, default="")
    recovered = (start != cells.start) or (end != cells.end)
    flags.append("date-recovered" if recovered else "date-unreadable")
    return start, end


def _all(text: str) -> list[str]:
    whole = printed(text)
    return [whole] if whole else [d for word in text.split() if (d := printed(word))]


@lru_cache(maxsize=50_000)
def printed(text: str) -> str:
    """Return the ISO form of a date as the reports print it, or as tables write it, or "".

    >>> printed("6/4/2018"), printed("1/29/01"), printed("$972")
    ('2018-06-04', '2001-01-29', '')
    >>> printed("4-Jun-18"), printed("Monday, June 4th, 2018"), printed("2018-06-04 00:00:00")
    ('2018-06-04', '2018-06-04', '2018-06-04')
    """
    year, month, day = _parts(text)
    if year < 100:
        year += 1900 if year > 70 else 2000
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _parts(text: str) -> tuple[int, int, int]:
    """Return year, month and day; zeros, which are no date, where a text has none."""
    text = _AROUND.sub("", text)
    if found := _PRINTED.match(text):
        return int(found[3]), int(found[1]), int(found[2])
    if found := _ISO.match(text):
        return int(found[1]), int(found[2] or found[4]), int(found[3] or found[5])
    if found := _DOTTED.match(text):
        return int(found[3]), int(found[2]), int(found[1])
    if found := _DAY_FIRST.match(text):
        return int(found[3]), _month(found[2]), int(found[1])
    if found := _MONTH_FIRST.match(text):
        return int(found[3]), _month(found[1]), int(found[2])
    return 0, 0, 0


def _month(name: str) -> int:
    short = name.casefold()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


@lru_cache(maxsize=50_000)
def plausible(text: str, years: tuple[int, int]) -> bool:
    """Return whether a text is a date of the calendar that a report of these years may hold."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return years[0] - _BEFORE <= day.year <= years[1] + _AFTER and len(text) == 10

"""Days and fiscal years as people write them, and what a year of two digits means."""

from __future__ import annotations

import re
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Compiled where they are used: most commands read no date.
_DAYS = (
    r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})\Z",
    r"(?P<day>\d{1,2})\.?\s+(?P<name>[a-z]{3,9})\.?,?\s+(?P<year>\d{4})\Z",
    r"(?P<name>[a-z]{3,9})\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})\Z",
)
_TRANSITION = r"(?i)(?:fy)?\s*1976\s*-?tq\Z"
_FISCAL = r"(?i)(?:f\.?y\.?|fiscal(?: year)?)?\s*'?(\d{4}|\d{2})\Z"


def full_year(digits: str | int) -> int:
    """Return the year that four digits say, or two: 00 to 49 are of the 2000s.

    >>> full_year("49"), full_year("50"), full_year("2005")
    (2049, 1950, 2005)
    """
    year = int(digits)
    return year if year > 99 else year + (2000 if year < 50 else 1900)


def read_day(text: str) -> date:
    """Return a day from what people write: 2004-03-05, 5 March 2004, March 5, 2004, today.

    A month or a year alone is no day and is refused.

    Raises:
        ValueError: saying which forms are understood.
    """
    plain = text.strip().casefold()
    if plain == "today":
        return date.today()
    for form in _DAYS:
        if not (found := re.match(form, plain)):
            continue
        parts = found.groupdict()
        name = parts.get("name", "")[:3]
        if name and name not in MONTHS:
            break
        month = MONTHS.index(name) + 1 if name else int(parts["month"])
        try:
            return date(int(parts["year"]), month, int(parts["day"]))
        except ValueError as error:
            raise ValueError(f"{text!r} is no day of the calendar ({error}).") from error
    raise ValueError(f"{text!r} is no date; write 2004-03-05 or 5 March 2004.")


def read_fiscal_year(text: str) -> str:
    """Return the name of a fiscal year: ``2005`` for 2005, FY2005, FY05, fiscal 2005; ``1976TQ``.

    Raises:
        ValueError: saying which forms are understood.
    """
    plain = text.strip()
    if re.match(_TRANSITION, plain):
        return "1976TQ"
    if found := re.match(_FISCAL, plain):
        return str(full_year(found[1]))
    raise ValueError(f"{text!r} is no fiscal year; write 2005, FY2005 or 1976TQ.")


def fiscal_year_of(day: str) -> str:
    """Return the name of the fiscal year in which a day lies.

    >>> fiscal_year_of("1976-06-30"), fiscal_year_of("1976-08-01"), fiscal_year_of("2005-10-01")
    ('1976', '1976TQ', '2006')
    """
    year, month = int(day[:4]), day[5:7]
    if "1976-07" <= day[:7] < "1976-10":
        return "1976TQ"
    return str(year + (month >= ("07" if year < 1976 else "10")))

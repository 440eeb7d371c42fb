"""Reads the text of cells: what is given, how many persons or dollars it says, and which days.

>>> quantity("1 Lackland AFB"), cost("$1,234.50")
((1, 'Lackland AFB', ('quantity-text',)), (123450, ()))
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from imet_graph.rdf.dates import MONTHS, full_year

if TYPE_CHECKING:
    from imet_graph.training_reports.rows import Cells

_MAX_COST = 1_000_000_000_00
"""In cents: no single training of the reports cost a thousandth of this."""
_NOTHING = {"", "N/A", "NA", "UNK", "UNKNOWN", "NAN", "NONE", "NULL", "\u2014", "-", "--", "."}
_NUMBER = re.compile(r"[$]?(-?[\d,]*\d(?:\.\d+)?)\Z")
_DIGITS = re.compile(r"\d{1,5}\Z")
"""A small number in digits of any script: those that ``int`` reads, which "²" is not."""
_ZIP = re.compile(r"\d{5}(?:-\d{4})?\Z")
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+\Z")
_AMOUNT = re.compile(
    r"(\()?(-)?\s*(?:US\$|USD|\$)?\s*(-)?(\d[\d,.']*)\s*(?:USD|\$)?(\))?\Z", re.IGNORECASE
)
_DECIMAL_COMMA = re.compile(r"\d{1,3}(?:\.\d{3})+,\d\d\Z")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d{1,2}\Z", re.IGNORECASE)
_PUNCTUATION = str.maketrans("\u2212\u2013\u2019", "--'", '"~*+')
_NO_BREAK = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_CONTROLS = re.compile(r"[\x01-\x1f\x7f]+")
_INVISIBLE = dict.fromkeys(
    [0, 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF], None
)
"""Characters that show nothing and part no words; left in, a total is not known for one."""

Flags = tuple[str, ...]


def given(text: str) -> bool:
    """Return whether a cell says something: not empty, N/A or the like."""
    return bool(text) and text.upper() not in _NOTHING


def quantity(text: str) -> tuple[int | None, str, Flags]:
    """Return the number of persons, and text of the next column that stood after it."""
    if text.isdigit() and text.isascii() and len(text) < 6:
        return int(text), "", ()
    if not given(text):
        return None, "", ()
    if digits := _number(text):
        number = float(digits) if len(digits) < 40 else 1e40
        if number.is_integer() and 0 <= number <= 99_999:
            return int(number), "", ()
        # A quantity in the billions is a small number and the nine digits of the ZIP code
        # of the place; the report's own total shows whether that is right.
        if digits.isdigit() and 10 <= len(digits) <= 13:
            return int(digits[:-9]), "", ("quantity-implausible", "quantity-unglued")
        return None, "", ("quantity-implausible",)
    tokens = text.split()
    numbers = [token for token in tokens if _DIGITS.match(token)]
    if len(numbers) == len(tokens):
        return sum(map(int, numbers)), "", ("rows-glued",)
    if numbers and tokens[0] == numbers[0]:
        rest = text.split(None, 1)[1]
        return int(numbers[0]), "" if _ZIP.match(rest) else rest, ("quantity-text",)
    if numbers and tokens[-1] == numbers[-1]:
        return int(numbers[-1]), "", ("quantity-text",)
    return None, "", ("quantity-unreadable",)


def cost(text: str, *, glued: bool = False) -> tuple[int | None, Flags]:
    """Return an amount in cents; ``glued`` says that two rows stand in the one."""
    if text.isdigit() and text.isascii() and len(text) < 10:
        return int(text) * 100, ()
    if not given(text):
        return None, ()
    if number := _number(text):
        cents = _cents(number)
        flags: Flags = ("cost-negative",) if cents < 0 else ()
        if abs(cents) > _MAX_COST:
            return None, (*flags, "cost-implausible")
        return cents, flags
    tokens = text.split()
    numbers = [token for token in tokens if _NUMBER.match(token)]
    if len(numbers) == len(tokens) and (glued or not _SPACED.match(text)):
        parts = [cost(token) for token in numbers]
        flags = tuple(flag for part in parts for flag in part[1])
        return sum(part[0] or 0 for part in parts), ("rows-glued", *flags)
    if not numbers or len(numbers) == len(tokens):  # "1 234": thousands, or two amounts?
        return None, ("cost-unreadable",)
    amount, flags = cost(numbers[0] if tokens[0] == numbers[0] else numbers[-1])
    return amount, ("cost-text", *flags)


def _number(text: str) -> str:
    """Return the digits of a text that is one number, or ""."""
    whole = _NUMBER.match(text) or _NUMBER.match(_amount(text))
    return whole[1].replace(",", "") if whole else ""


def _amount(text: str) -> str:
    """Return a number that is written in an uncommon way as ``_NUMBER`` reads it, or "".

    >>> [_amount(text) for text in ("($1,234.00)", "US$ 5", "1.234,56", "1.5E+04", "12 men")]
    ['-1,234.00', '5', '1234.56', '15000', '']
    """
    text = text.translate(_PUNCTUATION)
    if _SCIENTIFIC.match(text):
        from decimal import Decimal

        return f"{Decimal(text):f}"
    found = _AMOUNT.match(text)
    if not found or bool(found[1]) != bool(found[5]):
        return ""
    number = found[4].replace("'", "")
    if _DECIMAL_COMMA.match(number):
        number = number.replace(".", "").replace(",", ".")
    return f"-{number}" if found[1] or found[2] or found[3] else number


def _cents(number: str) -> int:
    from decimal import ROUND_HALF_UP, Decimal

    if len(number.partition(".")[0]) > 20:
        return _MAX_COST + 1  # more digits than decimal arithmetic keeps
    return int((Decimal(number) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def clean(text: str) -> str:
    """Return a cell without its CSV quotes, control characters and doubled spaces.

    >>> clean('"ELECTRONICS  TECHNICIAN ""A"" II"')
    'ELECTRONICS TECHNICIAN "A" II'
    """
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].replace('""', '"')
    elif text[:1] == '"' and text.count('"') == 1:
        text = text[1:]
    if not text.isascii() or "\0" in text:
        text = text.translate(_INVISIBLE)
    return " ".join(_CONTROLS.sub(" ", text).split())


def figure(text: str) -> str:
    r"""Return the cell of a number, cleaned; one in which a NUL stands can't be read.

    >>> figure("1" + chr(160) + "234"), figure("12" + chr(0)), figure("1" + chr(0) + "34")
    ('1,234', '12', '\ufffd')
    """
    if "\0" in text.strip("\0 "):
        return "\ufffd"
    return clean(_NO_BREAK.sub(",", text))


_DATES = [
    re.compile(form + r"\Z")
    for form in (
        r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4}|\d{2})",
        r"(?P<year>\d{4})[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
        r"(?P<day>\d{1,2})[- ](?P<name>[A-Za-z]{3})[a-z]*\.?[- ,]+(?P<year>\d{4}|\d{2})",
        r"(?P<name>[A-Za-z]{3})[a-z]*\.? (?P<day>\d{1,2}),? (?P<year>\d{4}|\d{2})",
    )
]
_AROUND = re.compile(
    r"\A(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +"
    r"|(?:T| +)\d{1,2}:[\d:.]+ ?(?:[ap]m|Z|[+-]\d\d:?\d\d)?\Z"
    r"|(?<=\d)(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
"""What may stand around a date: the day of the week, the time of day, an ordinal's ending."""
_BEFORE, _AFTER = 8, 3
"""A training may begin so many years before its report's first and end so long after its last."""


def span(cells: Cells, years: tuple[int, int]) -> tuple[str, str, tuple[str, ...]]:
    """Return the first and last day of a training in ISO form, "" where unknown, and flags."""
    start = _plausible(cells.start, cells.start_raw, years)
    end = _plausible(cells.end, cells.end_raw, years)
    flags: tuple[str, ...] = () if (start, end) == (cells.start, cells.end) else ("date-recovered",)
    if (not start and cells.start_raw) or (not end and cells.end_raw):
        before = start, end
        start, end = _recover(start, end, cells)
        flags += ("date-unreadable" if before == (start, end) else "date-recovered",)
    if (start and not plausible(start, years)) or (end and not plausible(end, years)):
        flags += ("date-implausible",)
        start, end = (day if plausible(day, years) else "" for day in (start, end))
    if start and end and end < start:
        flags += ("end-before-start",)
    return start, end, flags


def _plausible(text: str, raw: str, years: tuple[int, int]) -> str:
    """Return a date, or where it can't be one, what it says in another form, or the printed one."""
    if not text or plausible(text, years):
        return text
    return next((day for t in (text, raw) if plausible(day := printed(t), years)), text)


def _recover(start: str, end: str, cells: Cells) -> tuple[str, str]:
    """Return dates from the printed ones: a cell may hold two, or text of its neighbour."""
    starts, ends = _all(cells.start_raw), _all(cells.end_raw)
    if not start and not starts and len(ends) > 1:
        starts, ends = ends[:1], ends[1:]
    return start or min(starts, default=""), end or max(ends, default="")


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
    text = _AROUND.sub("", text)
    found = next(filter(None, (form.match(text) for form in _DATES)), None)
    if found is None:
        return ""
    parts = found.groupdict()
    try:
        month = MONTHS.index(parts["name"].casefold()) + 1 if "name" in parts else parts["month"]
        return date(full_year(parts["year"]), int(month), int(parts["day"])).isoformat()
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

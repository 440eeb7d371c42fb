"""Says what one row of a training report is; pure, and without knowledge of RDF.

>>> row = classify(Cells(country="Chad", program="IMET", title="A", quantity="1 39529-7099"))
>>> row.kind, row.quantity, row.flags
('activity', 1, ('quantity-text',))
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from imet_graph.training_reports import dates

ACTIVITY = "activity"
CONTROL = "control"
ZERO = "known-zero"
HEADER = "header"
REJECTED = "rejected"
FRAGMENT = "fragment"
"""A leaked line of layout: the rest of a cell of the row above. It counts as a header row."""

KINDS = (ACTIVITY, CONTROL, ZERO, HEADER, REJECTED)
"""What a row is in the account of rows."""

UNREADABLE = "\ufffd"
"""What stands for a number of which a digit is lost."""

MAX_FIELD = 10_000
MAX_TRAINEES = 99_999
MAX_COST = 1_000_000_000_00
"""In cents: no single training of the reports cost a thousandth of this."""

_YEAR = r"(?:(?:fiscal year|fy)\s*'?(?:\d{2,4})?|\d{4})"
_TOTAL = re.compile(
    rf"(?:{_YEAR}\s+)?"
    r"(?:(?:.*\b)?program(?:me)?s?\s+|(?P<wider>grand|country|region(?:al)?|report)\s+)?"
    rf"(?:sub-?)?totals?(?:\s*[-:]?\s*(?:for\s+)?{_YEAR})?(?:\s*\(cont.*\))?[.:]?\Z",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"no (?:activit(?:y|ies)|training)(?: activities)? (?:was |were )?reported\b", re.IGNORECASE
)
_NUMBER = re.compile(r"[$]?(-?[\d,]*\d(?:\.\d+)?)\Z")
_ZIP = re.compile(r"\d{5}(?:-\d{4})?\Z")
_MONEY = re.compile(r"\$-?[\d,]+(?:\.\d+)?\Z")
_NOTHING = {"", "N/A", "NA", "UNK", "UNKNOWN", "NAN", "NONE", "NULL", "\u2014", "-", "--", "."}
_HEADINGS = {
    "training:course_title",
    "course title",
    "course",
    "qty",
    "quantity",
    "total cost",
    "start date",
    "us unit",
}
_TITLE_NUMBER = re.compile(r"(.*\S)\s+(\d{1,3})\Z")
_DIGITS = re.compile(r"\d{1,5}\Z")
"""A small number in digits of any script: those that ``int`` reads, which "²" is not."""

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


@dataclass(slots=True)
class Cells:
    """The cells of a row, as they came."""

    country: str = ""
    code: str = ""
    program: str = ""
    title: str = ""
    delivery: str = ""
    recipient: str = ""
    start_raw: str = ""
    start: str = ""
    end_raw: str = ""
    end: str = ""
    place: str = ""
    quantity: str = ""
    cost: str = ""
    page: str = ""
    group: str = ""
    source: str = ""
    id: str = ""


@dataclass(slots=True)
class Row:
    """A row with what was understood of it; cost is in cents, None is unknown."""

    kind: str
    cells: Cells
    quantity: int | None = None
    cost: int | None = None
    start: str = ""
    end: str = ""
    flags: tuple[str, ...] = ()
    reason: str = ""
    line: int = 0
    raw: bytes = field(default=b"", repr=False)

    @property
    def detailed(self) -> bool:
        """Whether the row names units, dates or a place, as an activity does."""
        c = self.cells
        return bool(c.start or c.end or c.start_raw or c.end_raw or given(c.place)) or (
            given(c.delivery) or given(c.recipient)
        )


def given(text: str) -> bool:
    """Return whether a cell says something: not empty, N/A or the like."""
    return bool(text) and text.upper() not in _NOTHING


def classify(cells: Cells, years: tuple[int, int] = (1999, 2030)) -> Row:
    """Return what a row is. ``years`` are the first and last year of its report."""
    if not cells.country and not cells.program and not cells.title:
        blank = not any(getattr(cells, name) for name in Cells.__slots__)
        return Row(HEADER if blank else REJECTED, cells, reason="no country, programme or title")
    if cells.title.casefold() in _HEADINGS and _is_heading(cells):
        return Row(HEADER, cells, reason="column headings")
    if _NONE.match(cells.program) or _NONE.match(cells.title):
        return _zero(cells)
    if not cells.country or not cells.program:
        return Row(REJECTED, cells, reason="no country" if cells.program else "no programme label")
    flags: list[str] = []
    quantity, rest = _quantity(cells.quantity, flags)
    cost = _cost(cells.cost, flags)
    if rest and not given(cells.place):
        cells.place = rest
        flags.append("place-from-quantity")
    if len(flags) > 1:
        flags[:] = dict.fromkeys(flags)
    total = _TOTAL.match(cells.title) if "otal" in cells.title.lower() else None
    if total:
        if total["wider"] or quantity is None or cost is None:
            what = "without readable figures" if not total["wider"] else "of several programmes"
            return Row(REJECTED, cells, reason=f"a control total {what}")
        return Row(CONTROL, cells, quantity, cost, flags=tuple(flags))
    start, end = dates.span(cells, years, flags)
    if quantity is None and cost is None:
        fragment = _fragment(cells, start or end)
        if fragment:
            return fragment
    if quantity is None and cost is not None and not cells.quantity:
        quantity = _from_title(cells, flags)
    if not cells.title and quantity is None and cost is None:
        return Row(REJECTED, cells, reason="no title, quantity or cost")
    return Row(ACTIVITY, cells, quantity, cost, start, end, tuple(flags))


def _zero(cells: Cells) -> Row:
    if not cells.country:
        return Row(REJECTED, cells, reason="no country")
    if any(char in "123456789" for char in cells.quantity + cells.cost):
        return Row(REJECTED, cells, reason="it says that there was no activity, and has figures")
    return Row(ZERO, cells)


def _is_heading(cells: Cells) -> bool:
    """A heading has words where an activity has numbers, or nothing at all beside it."""
    return not any(char.isdigit() for char in cells.quantity + cells.cost + cells.start)


def _fragment(cells: Cells, dated: str) -> Row | None:
    """Return a row that is the rest of the one above it, or None.

    Where a cell of the page wraps, its second line may come as a row of its own:
    words in the title or unit, and nothing else. Where the wrapped row spilled to
    the left, the start date stands in the column of the delivery unit and the cost,
    with its dollar sign, in that of the recipient.
    """
    if _MONEY.match(cells.recipient) and dates.printed(cells.delivery):
        cost = _cost(cells.recipient, [])
        start = dates.printed(cells.delivery)
        return Row(FRAGMENT, cells, cost=cost, start=start, flags=("cost-spilled",))
    if dated or not (cells.title or given(cells.recipient) or given(cells.delivery)):
        return None
    return None if cells.quantity or cells.cost else Row(FRAGMENT, cells)


def _quantity(text: str, flags: list[str]) -> tuple[int | None, str]:
    """Return the number of persons, and text of the next column that stood after it."""
    if text.isdigit() and text.isascii() and len(text) < 6:
        return int(text), ""
    if not given(text):
        return None, ""
    whole = _NUMBER.match(text) or _NUMBER.match(_amount(text))
    if whole:
        digits = whole[1].replace(",", "")
        number = float(digits) if len(digits) < 40 else 1e40
        if number.is_integer() and 0 <= number <= MAX_TRAINEES:
            return int(number), ""
        flags.append("quantity-implausible")
        return _unglued(digits, flags), ""
    tokens = text.split()
    numbers = [token for token in tokens if _DIGITS.match(token)]
    if len(numbers) == len(tokens):
        flags.append("rows-glued")
        return sum(map(int, numbers)), ""
    if numbers and tokens[0] == numbers[0]:
        flags.append("quantity-text")
        rest = text.split(None, 1)[1]
        return int(numbers[0]), "" if _ZIP.match(rest) else rest
    if numbers and tokens[-1] == numbers[-1]:
        flags.append("quantity-text")
        return int(numbers[-1]), ""
    flags.append("quantity-unreadable")
    return None, ""


def _unglued(digits: str, flags: list[str]) -> int | None:
    """Return the number before a ZIP code that was glued to it, or None.

    A quantity in the billions is a small number and the nine digits of the ZIP
    code of the place; the report's own total shows whether that is right.
    """
    if digits.isdigit() and 10 <= len(digits) <= 13:
        flags.append("quantity-unglued")
        return int(digits[:-9])
    return None


def _cost(text: str, flags: list[str]) -> int | None:
    """Return an amount in cents, or None where it is unknown."""
    if text.isdigit() and text.isascii() and len(text) < 10:
        return int(text) * 100
    if not given(text):
        return None
    whole = _NUMBER.match(text) or _NUMBER.match(_amount(text))
    if whole is None:
        tokens = text.split()
        numbers = [token for token in tokens if _NUMBER.match(token)]
        if not numbers:
            flags.append("cost-unreadable")
            return None
        if len(numbers) == len(tokens):
            if _SPACED.match(text) and "rows-glued" not in flags:
                flags.append("cost-unreadable")  # one number of persons: thousands, or glued?
                return None
            flags.append("rows-glued")
            parts = [_cost(number, flags) for number in numbers]
            return sum(part for part in parts if part is not None)
        flags.append("cost-text")
        number = numbers[0] if tokens[0] == numbers[0] else numbers[-1]
        return _cost(number, flags)
    cents = _cents(whole[1].replace(",", ""))
    if cents < 0:
        flags.append("cost-negative")
    if abs(cents) > MAX_COST:
        flags.append("cost-implausible")
        return None
    return cents


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
        return MAX_COST + 1  # more digits than decimal arithmetic keeps
    return int((Decimal(number) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _from_title(cells: Cells, flags: list[str]) -> int | None:
    """Return a quantity that stands at the end of the title ("AWC 1"), taking it from there."""
    found = _TITLE_NUMBER.match(cells.title)
    if not found or cells.start or cells.end:
        return None
    cells.title = found[1]
    flags.append("quantity-from-title")
    return int(found[2])


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
        return UNREADABLE
    return clean(_NO_BREAK.sub(",", text))

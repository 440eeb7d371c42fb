"""To whom a provision applies: ``applies_to`` of provisions.csv, taken apart.

>>> scope = parse("AFG; other eligible partners")
>>> scope.countries, scope.groups
(('AFG',), ('other eligible partners',))
>>> parse("all").everyone
True
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CODE = re.compile(r"[A-Z]{3}\Z")
# A remark in brackets after a code speaks of that country alone.
_REMARK = re.compile(r"([A-Z]{3}) \((.+)\)\Z")
# Former states that the table names in words, with their ISO 3166-3 codes.
_FORMER = {"South Yemen": "YMD"}


@dataclass(frozen=True)
class Scope:
    """Countries by alpha-3 code, groups in words, and remarks on single countries."""

    everyone: bool
    countries: tuple[str, ...]
    groups: tuple[str, ...]
    remarks: tuple[str, ...]


def parse(text: str) -> Scope:
    """Return the scope that a list, separated by semicolons, describes.

    A remark that itself holds no semicolon may follow a code in brackets; it
    counts for that country.

    >>> parse("YEM;COD (nonlethal only)").remarks
    ('COD: nonlethal only',)
    """
    everyone = False
    countries: list[str] = []
    groups: list[str] = []
    remarks: list[str] = []
    for part in (piece.strip() for piece in text.split(";")):
        remark = _REMARK.match(part)
        if part == "all":
            everyone = True
        elif remark:
            countries.append(remark[1])
            remarks.append(f"{remark[1]}: {remark[2]}")
        elif _CODE.match(part):
            countries.append(part)
        elif part in _FORMER:
            countries.append(_FORMER[part])
        elif part:
            groups.append(part)
    return Scope(everyone, tuple(countries), tuple(groups), tuple(remarks))

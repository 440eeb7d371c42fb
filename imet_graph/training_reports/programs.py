"""Resolves programme labels: programme, fiscal year and paying department, part by part.

>>> parse("IMET-1 - Fiscal Year 2016 Department of State Training")
('IMET-1', 2016, 'state')
>>> parse("DOS Africa Region, Chad, Foreign Military Financing (FMF), FY04", "Chad")
('Foreign Military Financing (FMF)', 2004, 'state')
>>> parse("International Military Education And Training (IMET), FY 99")
('International Military Education And Training (IMET)', 1999, '')
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from imet_graph.training_reports.names import Names, distinct, normal

_YEAR = re.compile(r"[\s,-]*\b(?:fiscal year|fy)\s*'?\s*(\d{4}|\d{2})?\b(?!\d)", re.IGNORECASE)
_NEW = re.compile(
    r"(.+?)\s*-\s*(?:fiscal year|fy)\s*'?(\d{4}|\d{2})\s+(.+?)(?:\s+training)?\Z", re.IGNORECASE
)
_PAYING = re.compile(r"\b(?:department of (?:state|defense|homeland security)|do[sdt]|do?hs)\b")
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014", "-----")
_REGION = re.compile(r"(?:(dos|dod|dohs|dhs|dot)\s+)?[a-z ]*?\bregion\s*,\s*", re.IGNORECASE)
_NOTE = re.compile(r"\s*\(note \d+\)", re.IGNORECASE)
_DEPARTMENTS = {
    "dos": "state",
    "department of state": "state",
    "dod": "dod",
    "department of defense": "dod",
    "dohs": "dhs",
    "dhs": "dhs",
    "department of homeland security": "dhs",
    "dot": "dot",
}


LONGEST = 1_000
"""Characters of a label, beyond which it is none: the longest seen has an eighth of that."""


@dataclass(frozen=True)
class Label:
    """A programme label that was resolved. ``review`` marks a programme not in the graph."""

    program: str
    year: int | None
    department: str
    name: str
    review: bool = False


def parse(label: str, country: str = "") -> tuple[str, int | None, str]:
    """Return the programme's name, fiscal year and paying department of a label."""
    text = " ".join(html.unescape(label).translate(_DASHES).split())
    new = _NEW.match(text)
    if new:
        return new[1], _year(new[2]), _department(new[3])
    department = ""
    region = _REGION.match(text)
    if region:
        department = _DEPARTMENTS.get((region[1] or "").casefold(), "")
        text = text[region.end() :]
        if country and text.casefold().startswith(country.casefold()):
            text = text[len(country) :].lstrip(" ,")
        elif "," in text:
            text = text.split(",", 1)[1].lstrip()
    years = [_year(y) for y in _YEAR.findall(text) if y]
    name = _YEAR.sub("", text).strip(" ,-")
    return name, years[-1] if years else None, department


def _department(text: str) -> str:
    """Return the department that a part names, whatever stands beside it ("On-Going")."""
    found = _PAYING.search(text.casefold())
    return _DEPARTMENTS[found[0]] if found else ""


def _year(digits: str) -> int:
    year = int(digits)
    return year if year > 99 else year + (1900 if year > 70 else 2000)


def resolve(label: str, country: str, names: Names) -> Label:
    """Return what a label means; an unknown programme becomes one to review."""
    if len(label) > LONGEST:
        return Label("review-" + distinct(label), None, "", label, review=True)
    name, year, department = parse(label, country)
    bare = _NOTE.sub("", name).strip()
    tries = [name, bare, re.sub(r"\s*\([^)]*\)\s*", " ", bare)]
    # What is left of a country's name may stand before the programme's.
    parts = bare.split(", ")
    tries += [", ".join(parts[i:]) for i in range(1, len(parts))]
    for spelling in tries:
        known = names.programs.get(normal(spelling))
        if known:
            return Label(known, year, department, bare)
    return Label("review-" + distinct(bare), year, department, bare or label, review=True)

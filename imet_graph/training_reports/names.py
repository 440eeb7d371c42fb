"""What the labels of the reports mean: countries, programmes, and topics of courses.

Spellings are read from the graph itself, so that none is kept in two places.

>>> names = Names(countries={"chile": "CHL"}, codes={"CHL": "CHL"})
>>> country_of("Chile", "RCH", names), country_of("Indochina", "NaN", names)
('CHL', '')
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from typing import TYPE_CHECKING, NamedTuple

from imet_graph.rdf.dates import full_year
from imet_graph.rdf.terms import text_of
from imet_graph.rdf.vocab import local
from imet_graph.things.names import fold, hyphened

if TYPE_CHECKING:
    from imet_graph.engines.local import LocalBackend

_SPELLED = "imet:reportLabel|rdfs:label|skos:altLabel|imet:acronym"


@dataclass
class Names:
    """Local names of things by normalised spelling."""

    programs: dict[str, str] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    institutions: dict[str, str] = field(default_factory=dict)
    broader: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, backend: LocalBackend) -> Names:
        """Return the tables of a graph."""

        def rows(pattern: str) -> list[tuple[str, str]]:
            found = backend.select(f"SELECT ?thing ?spelling WHERE {{ {pattern} }}")
            return [(local(text_of(a)), text_of(b)) for a, b in found]

        names = cls()
        parents = {a: local(b) for a, b in rows("?thing imet:parentProgram ?spelling")}
        for kind, table in (
            ("Program", names.programs),
            ("Country", names.countries),
            ("FormerCountry", names.countries),
            ("Institution", names.institutions),
        ):
            for thing, spelling in sorted(rows(f"?thing a imet:{kind} ; {_SPELLED} ?spelling")):
                key = fold(spelling)
                # Of a programme and its part, the part says more: a centre's own courses.
                if key not in table or parents.get(thing) == table[key]:
                    table[key] = thing
        names.codes = {b: a for a, b in rows("?thing imet:alpha3 ?spelling")}
        broader = rows("?thing a imet:Topic ; skos:broader ?spelling")
        names.broader = {a: local(b) for a, b in broader}
        return names

    @property
    def fingerprint(self) -> str:
        """A name for the state of the tables."""
        tables = (self.programs, self.countries, self.codes, self.institutions, self.broader)
        return sha256(repr([sorted(t.items()) for t in tables]).encode()).hexdigest()[:16]


def slug(text: str, length: int = 40) -> str:
    """Return a spelling as the local part of an IRI.

    >>> slug("Non-SA, UC")
    'non-sa-uc'
    """
    return hyphened(text)[:length].strip("-") or "x"


def hashed(text: str, size: int = 6) -> str:
    """Return what stands for a text in an address."""
    return blake2b(text.encode(), digest_size=size).hexdigest()


def distinct(text: str) -> str:
    """Return a slug that no other spelling has, whose letters or length would be lost.

    >>> distinct("Wakanda"), distinct("Ч\u0430\u0434") != distinct("Нигер")
    ('wakanda', True)
    """
    whole = hyphened(text)
    if text.isascii() and 0 < len(whole) <= 40:
        return whole
    return f"{slug(text)}-{hashed(text, 4)}"


_ASIDE = re.compile(r"\s*\((?:uk|ne|us|fr)\)\Z", re.IGNORECASE)


def country_of(label: str, code: str, names: Names) -> str:
    """Return the local name of a country, or "" where neither label nor code is known."""
    bare = _ASIDE.sub("", label)
    head, comma, tail = bare.partition(",")
    tries = [label, bare, re.sub(r"\s*\([^)]*\)", "", bare)]
    tries += [bare.replace("-", " and "), bare.replace(".", "")]
    if comma:
        tries += [f"{tail} {head}", head if "congo" not in head.casefold() else ""]
    known = (names.countries.get(fold(spelling)) for spelling in tries if spelling)
    return next(filter(None, known), "") or names.codes.get(code, "")


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
_LONGEST = 1_000
"""Characters of a label, beyond which it is none: the longest seen has an eighth of that."""


class Label(NamedTuple):
    """A programme label that was resolved. ``review`` marks a programme not in the graph."""

    program: str
    year: int | None
    department: str
    name: str
    review: bool = False


def parse(label: str, country: str = "") -> tuple[str, int | None, str]:
    """Return the programme's name, fiscal year and paying department of a label, part by part.

    >>> parse("IMET-1 - Fiscal Year 2016 Department of State Training")
    ('IMET-1', 2016, 'state')
    >>> parse("DOS Africa Region, Chad, Foreign Military Financing (FMF), FY04", "Chad")
    ('Foreign Military Financing (FMF)', 2004, 'state')
    >>> parse("International Military Education And Training (IMET), FY 99")
    ('International Military Education And Training (IMET)', 1999, '')
    """
    text = " ".join(html.unescape(label).translate(_DASHES).split())
    if new := _NEW.match(text):
        # The department, whatever stands beside it ("On-Going").
        paying = _PAYING.search(new[3].casefold())
        return new[1], full_year(new[2]), _DEPARTMENTS[paying[0]] if paying else ""
    department = ""
    if region := _REGION.match(text):
        department = _DEPARTMENTS.get((region[1] or "").casefold(), "")
        text = text[region.end() :]
        if country and text.casefold().startswith(country.casefold()):
            text = text[len(country) :].lstrip(" ,")
        elif "," in text:
            text = text.split(",", 1)[1].lstrip()
    years = [full_year(y) for y in _YEAR.findall(text) if y]
    name = _YEAR.sub("", text).strip(" ,-")
    return name, years[-1] if years else None, department


def program_of(label: str, country: str, names: Names) -> Label:
    """Return what a label means; an unknown programme becomes one to review."""
    if len(label) > _LONGEST:
        return Label("review-" + distinct(label), None, "", label, review=True)
    name, year, department = parse(label, country)
    bare = _NOTE.sub("", name).strip()
    tries = [name, bare, re.sub(r"\s*\([^)]*\)\s*", " ", bare)]
    # What is left of a country's name may stand before the programme's.
    parts = bare.split(", ")
    tries += [", ".join(parts[i:]) for i in range(1, len(parts))]
    for spelling in tries:
        if known := names.programs.get(fold(spelling)):
            return Label(known, year, department, bare)
    return Label("review-" + distinct(bare), year, department, bare or label, review=True)


_TOPICS = {
    "human-rights": r"\bhuman rights\b|\bhum(an)? rts\b|\bdiils?\b.*\bh(uman )?r(ights)?\b",
    "law-of-war": r"\blaw of (war|armed conflict)\b|\bloac\b|\blaw armed conflict\b",
    "rule-of-law": r"\brule of law\b|\biaw rol\b|\brol\b",
    "military-law": r"\bmil(itary)? law\b|\blegal aspects\b|\bmilitary justice\b|\bdiils\b",
    "civil-military-relations": r"\bciv(il)?[ -/]*mil(itary)?\b",
    "women-integration": r"\bwomen\b|\bgender\b",
    "english-language": r"\benglish\b|\bamerican language\b|\bdlielc\b",
    "peacekeeping": r"\bpeace ?keep|\bpeace (support|sup|ops)\b|\bpko\b|\bpckeep\b",
    "counterterrorism": r"\b(counter|combat(t?ing)?|anti)[ -]*terror",
    "counternarcotics-cooperation": r"\bcounter[ -]*(narcotic|drug)|\bcdts?\b",
    "war-college": r"\bwar college\b|\bawc\b|\bnational war col",
    "command-staff": r"\bcomd & staff\b|\bcommand (and|&) (general |gen )?staff\b|\bc&gsc\b",
    "demining": r"\bdemining\b|\bmine action\b",
    "medical-training": r"\bmedical\b|\bnurs(e|ing)\b|\bdental\b|\bhiv\b",
    "intelligence-training": r"\bintel(ligence)?\b",
    "cyber": r"\bcyber",
    "disaster-management": r"\bdisaster\b",
    "maritime-sar": r"\bsearch (and|&) rescue\b",
    "defense-resource-management": r"\bdef(ense)? res(ource)?s? m(gt|anagement)\b",
}
"""Topic and the pattern of titles that are taken to teach it: no report states topics."""
_PATTERNS = {topic: re.compile(pattern, re.IGNORECASE) for topic, pattern in _TOPICS.items()}


def topics_of(title: str, broader: dict[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the topics of a title, and these with all the broader ones.

    >>> topics_of("HUMAN RIGHTS SEMINAR", {"human-rights": "training-subjects"})
    (('human-rights',), ('human-rights', 'training-subjects'))
    """
    own = [topic for topic, pattern in _PATTERNS.items() if pattern.search(title)]
    wide = set(own)
    for topic in own:
        step = topic
        while (step := broader.get(step, "")) and step not in wide:
            wide.add(step)
    return tuple(own), tuple(sorted(wide))

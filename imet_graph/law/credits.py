"""Reads source credits: which Act made or changed a section, when, and where it is printed.

>>> found, odd = parse("(Pub. L. 87-195, pt. III, § 620A, as added Pub. L. 94-329, title III, "
...                    "§ 303, June 30, 1976, 90 Stat. 753.)")
>>> [(act.act, act.section, act.change, act.date, act.stat) for act in found]
[('Pub. L. 94-329', 'title III, § 303', 'added', '1976-06-30', '90 Stat. 753')]
>>> found[0].of, odd
('Pub. L. 87-195, pt. III, § 620A', [])
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d{1,2}, \d{4}"
_DATE = re.compile(rf"\b{_DAY}")
_COMMA = re.compile(r",? ?")
_AFTER = re.compile(rf"\b(\d+) days after ({_DAY})")
_FISCAL = re.compile(r"\bfiscal years? ((?:\d{4}(?:, and |, | and | or | through |-)?)+)")
_EFFECTIVE = re.compile(
    r"(?:Amendment by (?:section [^.]*? of )?Pub\. L\. (\d+-\d+)|\bSection)"
    rf" effective (?:on )?(?:(\d+) days after )?({_DAY})"
)
_VERBS = re.compile(
    r"(?:(?:and|as|added|amended|renumbered|redesignated|designated|revised|restated|reenacted)\b"
    r"|(?:§§?|title|subtitle|ch\.|pt\.) [\w.-]+|[\s,]+)+",
    re.IGNORECASE,
)
_ACT = re.compile(
    r"(?:Pub|Priv)\. L\. \d+-\d+|R\.S\. §+ ?[\w.-]+|Proc\. No\. \d+|Ex\. Ord\. No\. [\d-]+[A-Z]?"
    r"|(?:\d{4} )?Reorg\. Plan No\. \w+(?: of \d{4})?"
    rf"|{_DAY},? (?:ch|No|J\.R)\. \w+"
)
# What may follow an Act, each after a comma, in the order in which it is tried.
_PARTS = {
    "effective": re.compile(rf"eff\. ({_DAY})"),
    "date": re.compile(rf"({_DAY})"),
    "stat": re.compile(
        r"(\d+A? Stat\. [\dA-Z-]+(?:, [\dA-Z-]*\d[\dA-Z-]*(?! Stat| F))*|\d+ F\.R\. \d+)"
    ),
    "section": re.compile(
        r"((?:\[*(?:§§?|pt|title|subtitle|ch|div|subdiv|art|par|cl|subch|subsec|No|prec|last|first)\b"
        r"|\[*§|\(\w|\d|\[)(?:\[[^]]*\]|[^,[])*)",
        re.IGNORECASE,
    ),
    "was": re.compile(r"(?:formerly )?((?:§|R\.S\. §) ?[\w.-]+)"),
}


@dataclass(frozen=True)
class Act:
    """One Act of a credit.

    ``act`` is its public law, or its date and chapter where it has none; ``section`` the
    place in it; ``date`` a day as ISO 8601; ``of`` the Act of which the section became a
    part, where another added it; ``was`` the number that it had then.
    """

    act: str
    section: str
    change: str
    date: str
    stat: str
    effective: str = ""
    of: str = ""
    was: str = ""

    @property
    def public_law(self) -> str:
        """``94-329``, or nothing."""
        return self.act.removeprefix("Pub. L. ") if self.act.startswith("Pub. L.") else ""


def hyphened(text: str) -> str:
    """Return a text with hyphens in the place of the dashes that the Code prints."""
    return text.replace("\u2013", "-").replace("\u2014", "-")


def day(text: str) -> str:
    """Return a date as it is printed in the Code as a day of ISO 8601.

    >>> day("Sept. 4, 1961"), day("no date")
    ('1961-09-04', '')
    """
    found = re.fullmatch(r"([A-Z][a-z]{2})[a-z]*\.? (\d+), (\d{4})", text)
    if not found or found[1] not in _MONTHS:
        return ""
    try:
        return date(int(found[3]), _MONTHS.index(found[1]) + 1, int(found[2])).isoformat()
    except ValueError:
        return ""


def days(text: str) -> set[str]:
    """Return the days that a text names, by date, by distance or by the fiscal years it is for.

    >>> sorted(days("effective 60 days after Apr. 30, 1994"))
    ['1994-04-30', '1994-06-29']
    >>> sorted(days("for fiscal years 1994 and 1995"))
    ['1993-10-01', '1994-10-01', '1995-10-01']
    """
    plain = hyphened(text)
    found = {day(one) for one in _DATE.findall(plain)}
    found |= {_after(number, one) for number, one in _AFTER.findall(plain)}
    for years in _FISCAL.findall(plain):
        for year in map(int, re.findall(r"\d{4}", years)):  # from its first day, to its last
            found |= {f"{year - 1}-10-01", f"{year}-10-01"}
    return found - {""}


def _after(number: str, text: str) -> str:
    start = day(text)
    after = timedelta(days=int(number or 0))
    return (date.fromisoformat(start) + after).isoformat() if start else ""


def effective(notes: str) -> dict[str, str]:
    """Return the day from which each public law holds, as effective date notes say it.

    Under an empty name is the day from which the section itself holds.

    >>> effective("Amendment by Pub. L. 99-83 effective Oct. 1, 1985, see section 1301")
    {'99-83': '1985-10-01'}
    """
    said = _EFFECTIVE.findall(hyphened(notes))
    return {law: when for law, number, text in said if (when := _after(number, text))}


def parse(credit: str) -> tuple[list[Act], list[str]]:
    """Return the Acts of a source credit in its order, and what of it was not understood."""
    plain = hyphened(" ".join(credit.split()))
    plain = re.sub(r"( Stat\. [\dA-Z-]+),? and (?=amended|renumbered)", r"\1; ", plain)
    plain = plain.removeprefix("(").removesuffix(")").rstrip(".")
    acts: list[Act] = []
    odd: list[str] = []
    for piece in filter(None, plain.split("; ")):
        act = _act(piece, first=not acts)
        if act:
            acts.append(act)
        else:
            odd.append(piece)
    return acts, odd


def _act(piece: str, *, first: bool) -> Act | None:
    """Return the Act of one piece of a credit, None where any of it is not understood."""
    of, as_added, rest = piece.rpartition(", as added ")
    if (of and not _scan(of)) or not (scanned := _scan(rest)):
        return None
    said, name, found = scanned
    said += "added" if as_added else ""
    changes = [word for word in ("added", "renumbered", "amended", "revised") if word in said]
    own = _DATE.match(name)
    dates, effective = ([day(one) for one in found[name]] for name in ("date", "effective"))
    when = (dates or effective or [""])[0]
    if len(dates) > 1 or not (when or name.startswith("R.S.")):
        return None
    act = f"Act of {name}" if own else name
    change = " and ".join(changes) or ("enacted" if first else "amended")
    section, stat, was = (", ".join(found[part]) for part in ("section", "stat", "was"))
    return Act(act, section, change, when, stat, (effective or [""])[0], of, was)


def _scan(piece: str) -> tuple[str, str, dict[str, list[str]]] | None:
    """Return verbs, name and parts of an Act as they are written, None where more is written."""
    verbs = _VERBS.match(piece)
    named = _ACT.match(piece, verbs.end() if verbs else 0)
    if not named:
        return None
    found: dict[str, list[str]] = {name: [] for name in _PARTS}
    if own := _DATE.match(named[0]):
        found["date"].append(own[0])
    end = named.end()
    while end < len(piece):
        if comma := _COMMA.match(piece, end):
            end = comma.end()
        # What follows the page is the number that the section had then.
        tried = ("effective", "stat", "was") if found["stat"] else tuple(_PARTS)
        hit = next(((n, m) for n in tried if (m := _PARTS[n].match(piece, end))), None)
        if not hit or hit[1].end() == end:
            return None
        found[hit[0]].append(hit[1][1].strip())
        end = hit[1].end()
    return (verbs[0] if verbs else "").lower(), named[0], found

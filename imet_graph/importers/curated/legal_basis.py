"""Turns a legal basis in words into links to provisions and statutes of the graph.

A basis is read part by part (``;``). For each part, in this order:

1. ``tables/legal_basis.csv``: the part as written, for all rows or for one;
2. a coup clause (``section 508``, ``section 7008``, ``coup provision …``): the
   clause of the appropriations law in force on the date;
3. an Act by a short name and a section (``CSPA s.404(b)``, ``FAA s.541``);
4. a public law with or without a section (``Pub. L. 94-329, s.406``);
5. an appropriations act by fiscal year (``FY2004 FOAA s.568(a)``);
6. a section of the Code that has a rule of the graph (``22 U.S.C. 2347``).

A named section is linked to its own rule where there is one, else to the rules
for its parts, else to the rule for the whole of which it is a part, else to the
statute. What remains is returned as unlinked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from pyoxigraph import NamedNode

from imet_graph.errors import ParseProblem
from imet_graph.importers.curated import uscode
from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.dates import Span
from imet_graph.importers.curated.rows import Row
from imet_graph.importers.curated.write import node

# Short names of Acts, and the ids of the statutes in which their sections stand.
ACTS: dict[str, tuple[str, ...]] = {
    "FAA": ("foreign-assistance-act-1961",),
    "Foreign Assistance Act": ("foreign-assistance-act-1961",),
    "AECA": ("foreign-military-sales-act-1968",),
    "Arms Export Control Act": ("foreign-military-sales-act-1968",),
    "ASPA": ("american-servicemembers-protection-act-2002",),
    "CSPA": ("child-soldiers-prevention-act-2008",),
    "TVPA": ("trafficking-victims-protection-act-2000",),
    "FREEDOM Support Act": ("freedom-support-act-1992",),
}
COUP_HEADINGS = ("Military coups", "Coups d'etat")
_COUP = re.compile(
    r"(?:section (?:508|513|608|7008)\b.*|coup provision\b.*|predecessor of section 7008)\Z"
)
_SECTION = r"(?:s\.|section )(\d+[A-Z]*(?:\(\w+\))*)"
_ACT = re.compile(rf"(?P<act>{'|'.join(ACTS)})\b(?: \d{{4}})?(?:,? {_SECTION})?\Z")
_PUBLIC_LAW = re.compile(
    rf"Pub\. L\. (?P<number>\d+-\d+)\b(?:,? [^;]*?{_SECTION})?(?:, \d+ Stat\. [\w-]+)?"
)
_BY_YEAR = re.compile(rf"FY(?P<year>\d{{4}}) (?:FOAA|foreign operations[a-z ]*)(?: {_SECTION})?\Z")
_DETERMINATION = re.compile(r"PD (\d+)-(\d+)\Z")
_NUMBER = re.compile(r"(?<![\w.-])(\d+[A-Z]{0,2}(?:\(\w{1,4}\))*)(?![\w.-]*\d)")
_REMARK = re.compile(r" \([^()]*(?:\([^()]*\)[^()]*)*\)")


@dataclass
class Basis:
    """What a basis in words links to, and the parts of it that link to nothing."""

    links: list[NamedNode] = field(default_factory=list)
    unlinked: list[str] = field(default_factory=list)


class LegalBasis:
    """The provisions and statutes of the graph, by the ways in which texts name them."""

    def __init__(self, facts: Facts) -> None:
        self._statutes = facts.statutes
        self._by_number: dict[str, list[str]] = {}
        for row in facts.rows("statutes.csv") + facts.found("statutes.csv"):
            if row["public_law"]:
                self._by_number.setdefault(row["public_law"], []).append(row.id)
        self._rules: dict[str, list[tuple[str, NamedNode]]] = {}
        self._provisions: dict[str, NamedNode] = {}
        self._clauses: list[Row] = []
        self._codes: set[NamedNode] = set()
        statutes = facts.rows("statutes.csv") + facts.found("statutes.csv")
        self._enacted = {row.id: row["enacted"] for row in statutes}
        for row in facts.rows("provisions.csv") + facts.found("provisions.csv"):
            rule = self._provisions[row.id] = node("provision", row.id)
            number = section_number(row["section"])
            self._rules.setdefault(row["statute_id"], []).append((number, rule))
            for code in uscode.references(row["usc"]):
                self._codes.add(code.node)
                self._provisions[code.node.value.rpartition("/")[2]] = code.node
            prohibits = row["effect_on_imet"] == "prohibits" and row["from"] and row["to"]
            if row["heading"] in COUP_HEADINGS and prohibits:
                self._clauses.append(row)
        self._years: dict[str, list[str]] = {}
        for row in facts.rows("appropriation_acts.csv"):
            self._years.setdefault(row["fiscal_year"], []).append(row["statute_id"])
        self._table: dict[tuple[str, str], list[NamedNode]] = {}
        for row in facts.own.rows("legal_basis.csv"):
            targets = [self._target(row, one) for one in row.items_of("targets", "|")]
            self._table[row["text"], row["only_for"]] = targets

    def find(self, text: str, of: str = "", on: Span | None = None) -> Basis:
        """Return the links of a basis; ``of`` is the id of the row that states it."""
        basis = Basis()
        whole = self._table.get((text, of)) or self._table.get((text, ""))
        parts = [text] if whole else [part.strip() for part in text.split(";") if part.strip()]
        for part in parts:
            links = self._part(part, of, on)
            basis.links.extend(link for link in links if link not in basis.links)
            if not links:
                basis.unlinked.append(part)
        return basis

    def _part(self, part: str, of: str, on: Span | None) -> list[NamedNode]:
        listed = self._table.get((part, of)) or self._table.get((part, ""))
        if listed:
            return listed
        if _COUP.match(part):
            return self.coup_clauses(on) if on else []
        if found := _ACT.match(part):
            return self._section(ACTS[found["act"]], found[2])
        if found := _PUBLIC_LAW.match(part):
            if links := self._section(tuple(self._by_number.get(found[1], ())), found[2]):
                return [*links, *self._more(part[found.end() :], of, on)]
        elif found := _BY_YEAR.match(part):
            return self._section(tuple(self._years.get(found[1], ())), found[2])
        elif found := _DETERMINATION.match(part):
            statute = self._statutes.get(f"pd-{found[1]}-{found[2]}")
            return [statute] if statute else []
        else:
            codes = (code.node for code in uscode.references(part))
            return [code for code in codes if code in self._codes]
        return []

    def _more(self, rest: str, of: str, on: Span | None) -> list[NamedNode]:
        parts = (one.strip() for one in rest.split(",") if one.strip())
        return [link for one in parts for link in self._part(one, of, on)]

    def coup_clauses(self, on: Span) -> list[NamedNode]:
        """Return the coup clauses in force on a date, as precise as the date is.

        A year's law counts from the day of its approval, often months into the year.
        Until then, and in years that have only continuing resolutions, the last
        clause was carried on: then it is that clause, and the resolution if it was
        law by then.
        """
        enacted = [row for row in self._clauses if self._was_law(row["statute_id"], on)]
        found = [row for row in enacted if _holds(row, on)]
        if found:
            return [self._provisions[row.id] for row in found]
        earlier = [row for row in enacted if _day(row, "to") < on.last]
        if not earlier:
            return []
        last = max(earlier, key=lambda row: row["to"])
        year = str((on.first + timedelta(days=92)).year)
        resolutions = [
            self._statutes[one]
            for one in dict.fromkeys(self._years.get(year, ()))
            if self._was_law(one, on)
        ]
        return [self._provisions[last.id], *resolutions]

    def _was_law(self, statute: str, on: Span) -> bool:
        enacted = self._enacted[statute]
        return bool(enacted) and enacted <= on.last.isoformat()

    def _section(self, statutes: tuple[str, ...], number: str | None) -> list[NamedNode]:
        whole = [self._statutes[one] for one in statutes]
        if not number:
            return whole
        rules = [rule for one in statutes for rule in self._rules.get(one, [])]
        closeness: tuple[Callable[[str], bool], ...] = (
            lambda own: own == number,
            lambda own: own.startswith(number + "("),
            lambda own: own != "" and number.startswith(own + "("),
        )
        for fits in closeness:
            if found := [rule for own, rule in rules if fits(own)]:
                return found
        return whole

    def _target(self, row: Row, name: str) -> NamedNode:
        kind, _colon, local = name.partition(":")
        known = {"statute": self._statutes, "provision": self._provisions}.get(kind, {})
        if local not in known:
            raise ParseProblem(
                f"{row.place}: there is no {name!r}.",
                hint="Write statute: or provision: and an id of statutes.csv or provisions.csv.",
            )
        return known[local]


def _day(row: Row, column: str) -> date:
    return date.fromisoformat(row[column])


def _holds(row: Row, on: Span) -> bool:
    return _day(row, "from") <= on.last and on.first <= _day(row, "to")


def section_number(section: str) -> str:
    """Return the number of a section as its provision gives it, or nothing.

    >>> [section_number(text) for text in ("FAA 620E(e)(1) (Pressler)", "Pub. L. 107-57, 1")]
    ['620E(e)(1)', '1']
    >>> section_number("FY1991 act, IMET proviso (country bar)")
    ''
    """
    plain = _REMARK.sub("", section)
    head, _comma, rest = plain.partition(", ")
    numbers = _NUMBER.findall(rest if head.startswith("Pub. L.") else head)
    return numbers[-1] if numbers else ""

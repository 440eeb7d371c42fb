"""Holds what rows say of sections against their text: dates, Acts, parts, countries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain

from imet_graph.facts import dates
from imet_graph.facts.tables import Facts, Row
from imet_graph.law.credits import Act, days, effective, hyphened, parse
from imet_graph.law.law import Law, Place, found, places
from imet_graph.law.uslm import IN_FORCE, Section, text
from imet_graph.things.names import fold
from imet_graph.validate.report import Finding


def held(facts: Facts, law: Law) -> Iterator[Finding]:
    """Yield what rows of statutes, amendments, effects, versions and provisions say otherwise."""
    claims = _Claims(facts, law)
    yield from claims.statutes()
    yield from claims.amendments()
    yield from claims.effects()
    yield from claims.provisions()
    yield from claims.versions()


class _Claims:
    def __init__(self, facts: Facts, law: Law) -> None:
        self._facts, self._law = facts, law
        self._rows = {
            name: {row.cells["id"]: row for row in facts.rows[name]}
            for name in ("statutes", "law_effects", "countries")
        }
        self._acts = {section.name: _acts(section) for section in law.sections}
        self._days: dict[str, set[str]] = {}
        self._countries = {name: _names(row) for name, row in self._rows["countries"].items()}

    def statutes(self) -> Iterator[Finding]:
        """Yield Acts that were enacted on another day than a credit has."""
        by_law: dict[str, tuple[Act, Section]] = {}
        for section in self._law.sections:
            for act in self._acts[section.name]:
                by_law.setdefault(act.public_law, (act, section))
        for row in self._facts.rows["statutes"]:
            number, enacted = row.cells["public_law"], row.cells["enacted"]
            if not number or number not in by_law:
                continue
            act, section = by_law[number]
            if not _is(enacted, act.date):
                said = f"{act.act} is of {act.date}"
                yield found("date", row, "enacted", enacted, said, section, "sourceCredit")

    def amendments(self) -> Iterator[Finding]:
        """Yield amendments that the credit or the notes do not have, or have on another day."""
        sections = {section.name: section for section in self._law.sections}
        for row in self._facts.rows["amendments"]:
            if section := sections.get(row.cells["code_section"]):
                statute = self._rows["statutes"][row.cells["by"]].cells
                act = f"Pub. L. {statute['public_law']}" if statute["public_law"] else ""
                yield from self._made(row, act, [section])

    def effects(self) -> Iterator[Finding]:
        """Yield effects that the credits and notes do not have, or have on another day."""
        for row in self._facts.rows["law_effects"]:
            given = [self._law.section(p.title, p.number) for p in places(row.cells["usc"])]
            if sections := [section for section in given if section]:
                act = row.cells["act"]
                yield from self._made(row, act if act.startswith("Pub. L.") else "", sections)

    def _made(self, row: Row, act: str, sections: list[Section]) -> Iterator[Finding]:
        """Yield what is wrong with an Act that is said to have changed sections."""
        if not act:
            return
        when, effect = row.cells["date"], row.table.name == "law_effects"
        acts = [a for section in sections for a in self._acts[section.name] if a.act == act]
        where = partial(found, section=sections[0], tag="sourceCredit")
        if not acts:
            notes = hyphened(" ".join(section.notes for section in sections))
            if not re.search(rf"{re.escape(act)}\b", notes):
                said = f"neither the source credit nor the notes have {act}"
                yield where("act-missing", row, "date", f"{act}, {when}", said)
            return
        known = {a.effective for a in acts} | {a.date for a in acts if not (effect and a.effective)}
        if effect:
            late = {a.date for a in acts if a.effective}
            known |= set().union(*map(self._named_days, sections)) - late
        if not any(_is(when, day) for day in known):
            yield where("date", row, "date", when, f"{act} is of {_of(acts)}")

    def _named_days(self, section: Section) -> set[str]:
        """Return the days that a section and its notes name."""
        if section.name not in self._days:
            self._days[section.name] = days(f"{section.body} {section.notes}")
        return self._days[section.name]

    def provisions(self) -> Iterator[Finding]:
        """Yield provisions whose part, first day, end or countries the text does not bear out."""
        made: dict[str, list[str]] = defaultdict(list)
        for effect in chain(self._facts.rows["law_effects"], self._facts.rows["amendments"]):
            for provision in filter(None, effect.cells["provisions"].split("|")):
                made[provision].append(effect.cells["date"])
        for row in self._facts.rows["provisions"]:
            for place in places(row.cells["usc"]):
                if section := self._law.section(place.title, place.number):
                    yield from self._start(row, section, made[row.cells["id"]])
                    yield from self._parts(row, place, section)
                    yield from self._named(row, place, section, "countries")

    def _start(self, row: Row, section: Section, made: Iterable[str]) -> Iterator[Finding]:
        first = row.cells["in_force"].partition("/")[0]
        acts = self._acts[section.name]
        known = {act.effective or act.date for act in acts} | set(made)
        known |= self._named_days(section) - {act.date for act in acts if act.effective}
        if first == "..":
            return
        if not any(_is(first, day) for day in known):
            said = "it names no such day" if first else "it tells the first day"
            said += f"; its first Act is of {_of(acts[:1])}"
            yield found("date", row, "in_force", first, said, section, "sourceCredit")

    def _parts(self, row: Row, place: Place, section: Section) -> Iterator[Finding]:
        last = row.cells["in_force"].partition("/")[2]
        if section.status != IN_FORCE and not place.gone and last in ("", ".."):
            said = f"the section is {section.status}"
            yield found("status", row, "in_force", IN_FORCE, said, section)
        for part in () if place.note or place.gone else place.parts:
            element = section.part(part)
            name = "".join(f"({one})" for one in part)
            if element is None:
                yield found("part", row, "usc", row.cells["usc"], f"it has no {name}", section)
            elif element.get("status") and last in ("", ".."):
                line, said = int(element.get("line", "0")), f"{name} is {element.get('status')}"
                yield found("status", row, "in_force", IN_FORCE, said, section, line=line,
                            element=element.get("identifier", ""))  # fmt: skip

    def versions(self) -> Iterator[Finding]:
        """Yield the versions of today that name a country which the text does not name."""
        effects = self._rows["law_effects"]
        for row in self._facts.rows["law_versions"]:
            if row.cells["in_force"].endswith("/.."):
                for made in filter(None, row.cells["made_by"].split("|")):
                    for place in places(effects[made].cells["usc"]):
                        if section := self._law.section(place.title, place.number):
                            yield from self._named(row, place, section, "countries")

    def _named(self, row: Row, place: Place, section: Section, column: str) -> Iterator[Finding]:
        """Yield the countries of a row that are not named in its subsection, or in the notes."""
        if place.gone or not row.cells[column]:
            return
        elements = [e for part in place.parts if (e := section.part(part[:1])) is not None]
        says = " ".join(text(e) for e in elements) or f"{section.heading} {section.body}"
        says = fold(section.notes if place.note else says)
        where = elements[0].get("identifier", "") if elements else section.identifier
        line = int(elements[0].get("line", "0")) if elements else 0
        for country in row.cells[column].split("|"):
            if not self._names(country, says):
                said = f"it does not name {self._rows['countries'][country].cells['label']}"
                yield found("country", row, column, country, said, section, line=line,
                            element=where + (", notes" if place.note else ""))  # fmt: skip

    def _names(self, country: str, says: str) -> bool:
        """Tell whether a text names a country; "Niger" is not in "Nigeria"."""
        own = self._countries[country]
        others = chain.from_iterable(n for c, n in self._countries.items() if c != country)
        longer = {name for name in others if any(one in name and one != name for one in own)}
        for name in sorted(longer - own, key=len, reverse=True):
            says = says.replace(name, " ")
        return any(re.search(rf"\b{re.escape(name)}", says) for name in own)


def _acts(section: Section) -> list[Act]:
    """Return the Acts of a credit with the days from which they hold."""
    acts, held = parse(section.credit)[0], effective(section.notes)
    if acts and "" in held:
        held.setdefault(acts[0].public_law, held[""])
    return [replace(a, effective=a.effective or held.get(a.public_law, "")) for a in acts]


def _of(acts: Iterable[Act]) -> str:
    """Return the dates of Acts, and from when they hold, in words."""
    said = (a.date + (f" and holds from {a.effective}" if a.effective else "") for a in acts)
    return " or ".join(dict.fromkeys(said)) or "no day that a credit has"


def _names(row: Row) -> set[str]:
    cells = row.cells
    written = [cells["label"], *cells["other_names"].split("|"), *cells["hidden_names"].split("|")]
    return {fold(name) for name in written if name}


def _is(written: str, day: str) -> bool:
    """Tell whether a date of a table, as precise as it is, is or holds a day."""
    if not written or not day:
        return False
    span, other = (dates.ends(one)[0] for one in (written, day))
    return bool(span and other and span.first <= other.first <= span.last)

"""The sections that were read, as the checks ask for them, and what a finding says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from imet_graph.facts.tables import Row
from imet_graph.law.uslm import Section
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode
from imet_graph.validate.report import Finding, Severity, display

_PLACE = re.compile(r"(\d[\w-]*?)((?:[,-]?\([0-9A-Za-z]+\))*)(?=[,\s]|$)")


class Place(NamedTuple):
    """A place in the Code: title, section, the parts of it that are meant, and where."""

    title: str
    number: str
    parts: tuple[tuple[str, ...], ...]
    note: bool
    gone: bool


def places(usc: str) -> Iterator[Place]:
    """Yield the places that a citation of the Code names.

    >>> [(p.number, p.parts) for p in places("22 U.S.C. 2420(b)(5)-(6), 2291j note")]
    [('2420', (('b', '5'), ('b', '6'))), ('2291j', ())]
    """
    title, _, rest = usc.partition(" U.S.C. ")
    note, gone = " note" in rest, "(repealed)" in rest or "(former)" in rest
    for number, written in _PLACE.findall(rest.replace("(repealed)", "").replace("(former)", "")):
        parts: list[tuple[str, ...]] = []
        for one in filter(None, re.split(r"[,-](?=\()", written)):
            part = tuple(re.findall(r"\((\w+)\)", one))
            parts.append((*parts[-1][: -len(part)], *part) if parts else part)
        yield Place(title, number, tuple(parts), note, gone)


class Law:
    """The sections of the files, by title and number."""

    def __init__(self, sections: Sequence[Section]) -> None:
        """Keep them."""
        self.sections = list(sections)
        self.titles = {section.title for section in sections}
        self._by_number = {(s.title, s.number): s for s in sections}
        self._ranges = [section for section in sections if section.is_range]

    def section(self, title: str, number: str) -> Section | None:
        """Return a section of its own."""
        return self._by_number.get((title, number))

    def range(self, title: str, number: str) -> Section | None:
        """Return the range of sections in which a number lies."""
        return next((s for s in self._ranges if s.title == title and s.covers(number)), None)


def found(
    kind: str,
    row: Row | None,
    column: str,
    says: str,
    law: str,
    section: Section | None = None,
    tag: str = "",
    *,
    severity: Severity = Severity.VIOLATION,
    line: int = 0,
    element: str = "",
) -> Finding:
    """Return a finding: what the graph says in a row's column, and what the law says where."""
    name = section.name if section else ""
    if row and not row.table.about:
        name = row.cells["id"] if row.table.name == "sections_read" else name
    address = row.address if row and row.table.about else vocab.iri("provision", name)
    where = f"{row.table.file}, {row.cells['id']}, {column}" if row else "the graph"
    label = (row and (row.cells.get("label") or row.cells.get("section"))) or ""
    return Finding(
        focus=NamedNode(address),
        path=None,
        value=Literal(says) if says else None,
        shape=f"{vocab.CHECKS}law-{kind}",
        component="",
        severity=severity,
        message=f"the law: {law}",
        label=label or (section.usc if section else ""),
        property_label=where,
        file=display(section.file) if section else None,
        line=(line or section.line(tag)) if section else None,
        element=(element or section.identifier + (f", {tag}" if tag else "")) if section else "",
    )

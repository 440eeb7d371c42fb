"""Amendments: what one statute changed in another (amendments.csv).

``imet:amends`` relates the statutes; ``imet:Amendment`` says what was changed and
where that is read. ``imet:amendedProvision`` is given only where a provision of
the graph is exactly the part that was changed; ``imet:amendedCodeSection`` names
the section of the Code, which may hold rules that the amendment left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from imet_graph.importers.curated import uscode
from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.rows import Row
from imet_graph.importers.curated.write import dated, describe, en, name, node, slug

FILE = "amendments.csv"
PROVISIONS = "provisions.csv"


def triples(facts: Facts) -> Iterator[Triple]:
    """Yield the triples of every amendment, and which statute amends which."""
    account = facts.account(FILE)
    provisions = facts.rows(PROVISIONS)
    titles = {row.id: row["short_title"] for row in facts.rows("statutes.csv")}
    for row in account.rows:
        amending, amended = row["amending_statute_id"], row["amended_statute_id"]
        by, to = facts.statute(row, "amending_statute_id"), facts.statute(row, "amended_statute_id")
        section = row["amended_section"]
        parts = same_part(section, provisions)
        yield from describe(
            node("amendment", f"{amending}-{slug(section)}"),
            "imet:Amendment",
            {
                "rdfs:label": en(f"{titles[amending]}: {section}"),
                "dcterms:description": en(row["what_changed"]),
                "imet:amendingStatute": by,
                "imet:amendedStatute": to,
                "imet:amendedSection": section,
                "imet:amendedProvision": [node("provision", part.id) for part in parts],
                "imet:amendedCodeSection": code_sections(row, parts, provisions),
                **dated(row["date"], where=row.place),
                "imet:hasCitation": facts.cite(row),
            },
        )
        # An Act that enacts a section of the Code, and is named for that section
        # afterwards, does not amend itself.
        if amending != amended:
            yield Triple(by, name("imet:amends"), to)
        account.load(row)


def same_part(section: str, provisions: list[Row]) -> list[Row]:
    """Return the provisions that are exactly the part of a law that was amended.

    ``FAA 544(c) (new)`` is the provision whose section reads ``FAA 544(c)``,
    not ``FAA 544`` nor ``FAA 544(c)(4)``; and a section of another law that
    names it in brackets, as ``NDAA FY1996 1324 (FAA 655)`` does.
    """
    part = re.sub(r" \((?:new|repealed)\)", "", section)
    exact = re.compile(rf"(?:\A|\(){re.escape(part)}(?=\Z| \(|\)|, repealed)")
    return [row for row in provisions if exact.search(row["section"])]


def code_sections(row: Row, parts: list[Row], provisions: list[Row]) -> list[NamedNode]:
    """Return the sections of the Code that an amendment of a codified law changed.

    The source is a section of the Code as a rule; otherwise provisions of the
    same section of the Act say where it is codified. A change that the Code
    carries only as a note is a change of no section.
    """
    section = row["amended_section"]
    if not re.match(r"(FAA|AECA|CSPA|ASPA|10 USC) ", section):
        return []
    if code := uscode.copied(row["source_title"]):
        found = [code]
    else:
        stem = re.match(r"\S+(?: USC)? \w+", section)
        same = re.compile(rf"{re.escape(stem[0])}(?!\w)") if stem else None
        kin = parts + [p for p in provisions if same and same.match(p["section"])]
        codified = (p["usc"] for p in kin if "note" not in p["usc"])
        found = [code for text in codified for code in uscode.references(text)]
    present = {code for p in provisions for code in uscode.references(p["usc"])}
    return [code.node for code in dict.fromkeys(found) if code in present]

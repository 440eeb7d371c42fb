"""Agencies and the roles that they have in IMET (agencies.csv).

``tables/extra_agencies.csv`` adds the few bodies that events name and that have
no row; each cites the row of facts in which its source names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from imet_graph.errors import ParseProblem
from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.rows import Row
from imet_graph.importers.curated.write import dated, describe, en, node, slug

FILE = "agencies.csv"
IMET = "imet"

_ROLE_LABELS = {
    "policy-direction": "Policy direction of {program} by {agency}",
    "administration": "Administration of {program} by {agency}",
    "implementation": "Implementation of {program} by {agency}",
    "vetting": "Vetting for {program} by {agency}",
    "oversight": "Oversight of {program} by {agency}",
    "funding": "Funding of {program} by {agency}",
    "hosting": "Hosting for {program} by {agency}",
}


def triples(facts: Facts) -> Iterator[Triple]:
    """Yield the triples of every agency and of its role in IMET."""
    account = facts.account(FILE)
    for row in account.rows:
        yield from _agency(row, facts.cite(row))
        yield from role((row.id, row["name"]), (IMET, "IMET"), row["role_in_imet"], facts.cite(row))
        account.load(row)
    for row in facts.own.rows("extra_agencies.csv"):
        yield from _agency(row, cited_row(facts, row))


def role(
    agency: tuple[str, str],
    program: tuple[str, str],
    kind: str,
    citations: Iterable[NamedNode],
    *,
    agency_kind: str = "agency",
) -> Iterator[Triple]:
    """Yield the triples of one role; agency and program are pairs of id and name.

    Roles that several rows state are one thing with the citations of all.
    """
    if kind not in _ROLE_LABELS:
        raise ParseProblem(
            f"{kind!r} is no kind of role.", hint=f"Use one of: {', '.join(_ROLE_LABELS)}."
        )
    yield from describe(
        node("role", f"{program[0]}-{agency[0]}-{kind}"),
        "imet:ProgramRole",
        {
            "rdfs:label": en(_ROLE_LABELS[kind].format(program=program[1], agency=agency[1])),
            "imet:roleAgency": node(agency_kind, agency[0]),
            "imet:roleProgram": node("program", program[0]),
            "imet:roleKind": node("role-kind", kind),
            "imet:hasCitation": citations,
        },
    )


def cited_row(facts: Facts, row: Row) -> list[NamedNode]:
    """Return the citations of the row of facts that a row of our own tables points to.

    Raises:
        ParseProblem: if there is no such row.
    """
    for one in facts.rows(row["cited_file"]):
        if one.id == row["cited_row"]:
            return facts.cite(one)
    raise ParseProblem(
        f"{row.place}: {row['cited_file']} has no row {row['cited_row']!r}.",
        hint="Point to the row whose source names the thing.",
    )


def _agency(row: Row, citations: list[NamedNode]) -> Iterator[Triple]:
    yield from describe(
        node("agency", row.id),
        "imet:Agency",
        {
            "rdfs:label": en(row["name"]),
            "imet:acronym": row.get("acronym"),
            "imet:agencyKind": node("agency-kind", slug(row["kind"])),
            "imet:isPartOf": node("agency", row["parent_id"]) if row["parent_id"] else None,
            "dcterms:description": en(row["summary"]),
            **dated(row.get("established"), "imet:established", row.place),
            "imet:hasCitation": citations,
        },
    )

"""Programmes, their authority, their labels in the training reports, and who runs them.

``administered_by`` and ``policy_by`` (programs.csv) become roles, as the roles
of agencies.csv do. ``fmtr_labels`` become ``imet:reportLabel``, without the
years in which each was seen. ``tables/extra_programs.csv`` adds what events
name and no row describes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Literal, Triple

from imet_graph.importers.curated.agencies import cited_row, role
from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.institutions import second_citation
from imet_graph.importers.curated.legal_basis import LegalBasis
from imet_graph.importers.curated.rows import Account, Row
from imet_graph.importers.curated.write import Values, dated, describe, en, node, slug

FILE = "programs.csv"
# What programs.csv writes where the reports' label is all that is known.
NO_AUTHORITY = ("as labelled in the report", "various")

_YEARS = re.compile(r" \(FY\d{4}(?:-FY\d{4})?\)\Z")


def triples(facts: Facts) -> Iterator[Triple]:
    """Yield the triples of every programme and of the roles that its row states."""
    account = facts.account(FILE)
    basis = LegalBasis(facts)
    agencies = {row.id: row["name"] for row in facts.rows("agencies.csv")}
    schools = {row.id: row["name"] for row in facts.rows("institutions.csv")}
    for row in account.rows:
        yield from _program(facts, row, basis, account)
        citations = [*facts.cite(row), *second_citation(facts, row)]
        for column, kind in (
            ("administered_by", "administration"),
            ("policy_by", "policy-direction"),
        ):
            if not (body := row[column]):
                continue
            named = agencies if body in agencies else schools
            yield from role(
                (body, named[body]),
                (row.id, row["acronym"] or row["name"]),
                kind,
                citations,
                agency_kind="agency" if named is agencies else "institution",
            )
        account.load(row)
    for row in facts.own.rows("extra_programs.csv"):
        yield from describe(
            node("program", row.id),
            "imet:Program",
            {
                "rdfs:label": en(row["name"]),
                "imet:acronym": row["acronym"],
                "imet:programKind": node("program-kind", slug(row["kind"])),
                "dcterms:description": en(row["summary"]),
                "imet:hasCitation": cited_row(facts, row),
            },
        )


def _program(facts: Facts, row: Row, basis: LegalBasis, account: Account) -> Iterator[Triple]:
    predecessor, parent = row["predecessor_id"], row["parent_program_id"]
    values: Values = {
        "rdfs:label": en(row["name"]),
        "imet:acronym": row["acronym"],
        "imet:programKind": node("program-kind", slug(row["kind"])),
        "imet:predecessor": node("program", predecessor) if predecessor else None,
        "imet:parentProgram": node("program", parent) if parent else None,
        "imet:reportLabel": [Literal(label) for label in report_labels(row["fmtr_labels"])],
        "dcterms:description": en(row["summary"]),
        **dated(row["established"], "imet:established", row.place),
        **dated(row["ended"], "imet:ended", row.place),
        "imet:hasCitation": [*facts.cite(row), *second_citation(facts, row)],
    }
    if (authority := row["authority"]) and authority not in NO_AUTHORITY:
        found = basis.find(authority, row.id)
        values["imet:legalAuthority"] = found.links
        values["imet:legalAuthorityText"] = authority
        for part in found.unlinked:
            account.remark(row, f"authority: {part}")
    yield from describe(node("program", row.id), "imet:Program", values)


def report_labels(text: str) -> list[str]:
    """Return the labels of a cell of ``fmtr_labels``, without years and repetitions.

    >>> report_labels("IMET Multi-year (FY2003); IMET-2 (FY2010-FY2020); IMET-2 (FY2021)")
    ['IMET Multi-year', 'IMET-2']
    """
    parts = (part.strip() for part in text.split(";"))
    return list(dict.fromkeys(_YEARS.sub("", part) for part in parts if part))

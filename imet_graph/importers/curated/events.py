"""Events: suspensions, prohibitions, waivers, reinstatements, coups and the rest (events.csv).

Where a stronger source corrects a row (``tables/event_corrections.csv``), the
event says what that source says, and what the row said stands beside it as an
``imet:Claim`` that the event corrects. The legal basis in words is kept with
the links that it yields; the parts that yield none are listed in the account.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from imet_graph.errors import ParseProblem
from imet_graph.importers.curated import dates
from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.legal_basis import LegalBasis
from imet_graph.importers.curated.rows import Row
from imet_graph.importers.curated.write import dated, describe, en, node

FILE = "events.csv"
CLASSES = {
    "policy-announcement": "PolicyAnnouncement",
    "suspension": "Suspension",
    "restriction": "Restriction",
    "prohibition": "Prohibition",
    "reinstatement": "Reinstatement",
    "waiver": "Waiver",
    "coup": "Coup",
    "enactment": "Enactment",
    "report-publication": "ReportPublication",
    "listing": "Listing",
    "program-creation": "ProgramCreation",
    "program-renaming": "ProgramRenaming",
    "attack": "Attack",
    "massacre": "Massacre",
    "nuclear-test": "NuclearTest",
    "hearing": "Hearing",
    "school-founding": "SchoolFounding",
}
LINKS = {"yes": "named", "training": "training", "no": "inferred"}


def triples(facts: Facts) -> Iterator[Triple]:
    """Yield the triples of every event, and of the claims that stronger sources correct."""
    account = facts.account(FILE)
    own = facts.own
    names = {row["name_in_events"]: row["agency"] for row in own.rows("agency_names.csv")}
    corrections = {row.id: row for row in own.rows("event_corrections.csv")}
    basis = LegalBasis(facts)
    known = {row.id for row in account.rows}
    for row in account.rows:
        corrected = corrections.get(row.id)
        shown = _corrected(row, corrected) if corrected else row
        on = dates.parse(shown["date"], row.place)
        found = basis.find(row["legal_basis"], row.id, on)
        for part in found.unlinked:
            account.remark(row, f"legal basis: {part}")
        yield from describe(
            node("event", row.id),
            ("imet:Event", f"imet:{_class_of(row)}"),
            {
                "rdfs:label": en(row["label"]),
                "dcterms:description": en(shown["summary"]),
                **dated(shown["date"], "imet:date", row.place),
                **dated(row["end_date"], "imet:endDate", row.place),
                "imet:affectsCountry": [node("country", one) for one in row.items_of("countries")],
                "imet:affectsProgram": [node("program", one) for one in shown.items_of("programs")],
                "imet:involvesAgency": [
                    node("agency", names.get(one, one)) for one in row.items_of("agencies")
                ],
                "imet:legalBasis": found.links,
                "imet:legalBasisText": row["legal_basis"],
                "imet:triggeredBy": _events(row, "triggered_by", known),
                "imet:endsEvent": _events(row, "ends", known),
                "imet:imetLink": node("imet-link", LINKS[shown["imet_named_in_source"]]),
                "imet:hasCitation": facts.cite(row),
            },
        )
        if corrected:
            yield from _claim(facts, row, corrected)
        account.load(row)


def _class_of(row: Row) -> str:
    try:
        return CLASSES[row["event_type"]]
    except KeyError:
        raise ParseProblem(
            f"{row.place}: {row['event_type']!r} is no type of event.",
            hint=f"Use one of: {', '.join(CLASSES)}.",
        ) from None


def _corrected(row: Row, correction: Row) -> Row:
    changes = ("date", "summary", "imet_named_in_source", "programs")
    values = {column: correction[column] for column in changes if correction[column]}
    return Row(row.file, row.line, {**row.values, **values})


def _events(row: Row, column: str, known: set[str]) -> list[NamedNode]:
    for one in row.items_of(column):
        if one not in known:
            raise ParseProblem(
                f"{row.place}: {column} names {one!r}, which is no event.",
                hint="Use the id of another row.",
            )
    return [node("event", one) for one in row.items_of(column)]


def _claim(facts: Facts, row: Row, correction: Row) -> Iterator[Triple]:
    event = node("event", row.id)
    yield from describe(
        node("claim", f"{row.id}-weaker-source"),
        "imet:Claim",
        {
            "rdfs:label": en(f"What a weaker source says: {row['label']}"),
            "imet:statement": correction["claim"],
            "imet:about": event,
            "imet:correctedBy": event,
            # The row's own citation alone: the stronger ones say otherwise.
            "imet:hasCitation": facts.cite(row)[:1],
        },
    )

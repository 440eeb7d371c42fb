"""Where two sources disagree: both claims, each with its own citation (conflicts-events.csv).

``tables/disagreements.csv`` gives for each row what it is about, and, for
either side, the claim in words, the places that make it, and the thing that
corrects it where a stronger source settles the matter. A place is the id of an
event (its own citation), ``status:CODE`` (that of a country's record), or
``doc:TITLE@ADDRESS@PLACE@KIND`` for a document that no other row cites.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from imet_graph.errors import ParseProblem
from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.rows import Row
from imet_graph.importers.curated.write import describe, en, name, node

FILE = "conflicts-events.csv"
SIDES = ("a", "b")


def triples(facts: Facts) -> Iterator[Triple]:
    """Yield the triples of every disagreement and of its claims."""
    account = facts.account(FILE)
    told = {row.id: row for row in facts.own.rows("disagreements.csv")}
    events = {row.id: row for row in facts.rows("events.csv")}
    records = {row["iso3"]: row for row in facts.rows("country_status.csv")}
    for row in account.rows:
        if row.id not in told:
            raise ParseProblem(
                f"{row.place}: disagreements.csv has no row {row.id!r}.",
                hint="Add what either side says and where.",
            )
        side = told[row.id]
        about = [name(one) for one in side.items_of("about", "|")]
        claims = [node("claim", f"{row.id}-{letter}") for letter in SIDES]
        citations: list[NamedNode] = []
        for letter, claim in zip(SIDES, claims, strict=True):
            places = [
                _place(facts, side, one, events, records)
                for one in side.items_of(f"cites_{letter}", "|")
            ]
            citations.extend(places)
            corrected = side[f"corrected_{letter}"]
            yield from describe(
                claim,
                "imet:Claim",
                {
                    "rdfs:label": en(f"{row['claim']}: {letter.upper()}"),
                    "imet:statement": side[f"statement_{letter}"],
                    "imet:about": about,
                    "imet:correctedBy": name(corrected) if corrected else None,
                    "imet:hasCitation": places,
                },
            )
        yield from describe(
            node("disagreement", row.id),
            "imet:Disagreement",
            {
                "rdfs:label": en(row["claim"]),
                "imet:about": about,
                "imet:hasClaim": claims,
                "imet:hasCitation": citations,
            },
        )
        account.load(row)


def _place(
    facts: Facts, row: Row, text: str, events: dict[str, Row], records: dict[str, Row]
) -> NamedNode:
    kind, _colon, rest = text.partition(":")
    if kind == "doc":
        title, url, locator, *source_kind = rest.split("@")
        return facts.library.place(row, title, url, locator, kind="".join(source_kind))
    cited = records.get(rest) if kind == "status" else events.get(text)
    if cited is None:
        raise ParseProblem(
            f"{row.place}: {text!r} is no event and no record.",
            hint="Write the id of an event, status:CODE or doc:TITLE@ADDRESS@PLACE@KIND.",
        )
    # The row's own citation alone: what stronger sources say of it is another claim.
    return facts.cite(cited)[0]

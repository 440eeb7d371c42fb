"""The statements of the encyclopaedia article from which the graph grew, each with its proof.

``tables/article.csv`` has one row for each: the fact as the strongest source
gives it (``imet:Statement``), what it is about, and where it is proved. Where the
article says it otherwise, its wording stands beside it as an ``imet:Claim``
that the statement corrects. What can be a link or a number is one as well: the
kinds, forms, topics and schools of IMET, the roles of its agencies, and the
figures of courses and students.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from imet_graph.errors import ParseProblem
from imet_graph.importers.curated.agencies import role
from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.rows import Row
from imet_graph.importers.curated.write import dated, describe, en, name, node, typed

TABLE = "article.csv"
ARTICLE = "International Military Education and Training (Wikipedia copy)"
ARTICLE_URL = (
    "https://a.osmarks.net/content/wikipedia_en_all_maxi_2020-08/A/"
    "International_Military_Education_and_Training"
)
IMET = node("program", "imet")
# Topics that belong to IMET by a source that speaks of IMET; the others of the
# graph are taught under several programmes.
TEACHES = (
    "pme",
    "english-language",
    "technical-training",
    "expanded-imet-topics",
    "human-rights",
    "law-of-war",
)
FORMS = ("resident-schools", "mobile-training-team", "special-courses", "orientation-visits")


def triples(facts: Facts) -> Iterator[Triple]:
    """Yield the statements, the claims that they correct, and what they say as links."""
    for row in facts.own.rows(TABLE):
        yield from _statement(facts, row)
    yield from _program(facts)
    yield from _figures(facts)


def _statement(facts: Facts, row: Row) -> Iterator[Triple]:
    statement = node("statement", f"article-{row.id}")
    about = [name(one) for one in row.items_of("about", "|")]
    yield from describe(
        statement,
        "imet:Statement",
        {
            "rdfs:label": en(row["label"]),
            "imet:statement": row["statement"],
            "imet:about": about,
            "imet:hasCitation": _citations(facts, row, "cites"),
        },
    )
    if row["claim"]:
        yield from describe(
            node("claim", f"article-{row.id}"),
            "imet:Claim",
            {
                "rdfs:label": en(f"{row['label']}: the article's wording"),
                "imet:statement": row["claim"],
                "imet:about": about,
                "imet:correctedBy": statement,
                "imet:hasCitation": _citations(facts, row, "claim_cites"),
            },
        )


def _citations(facts: Facts, row: Row, column: str) -> list[NamedNode]:
    found: list[NamedNode] = []
    for one in row.items_of(column, "|"):
        where, colon, what = one.partition(":")
        if where == "article":
            found.append(facts.library.place(row, ARTICLE, ARTICLE_URL, what, kind="encyclopaedia"))
        elif colon:
            cited = [fact for fact in facts.rows(where) if fact.id == what]
            found.extend(citation for fact in cited for citation in facts.cite(fact))
        else:
            found.extend(facts.seed(one))
    if not found:
        raise ParseProblem(
            f"{row.place}: {column} {row[column]!r} leads to no citation.",
            hint="Use ids of better_sources.csv that begin with seed-, or FILE.csv:ROW.",
        )
    return found


def _program(facts: Facts) -> Iterator[Triple]:
    schools = ("army-war-college", "ndu")
    yield from describe(
        IMET,
        "imet:Program",
        {
            "imet:programKind": [
                node("program-kind", "security-assistance"),
                node("program-kind", "student-exchange"),
            ],
            "imet:mission": (
                "To promote regional stability and defence capabilities through professional"
                " military education, and mutually beneficial relations for peace and security."
            ),
            "imet:activityForm": [node("topic", one) for one in FORMS],
            "imet:teaches": [node("topic", one) for one in TEACHES],
            "imet:usesInstitution": [node("institution", one) for one in schools],
            "imet:hasCitation": [
                *facts.seed("seed-mission-regional-stability"),
                *facts.seed("seed-trainers-travel-abroad"),
            ],
        },
    )
    names = {row.id: row["name"] for row in facts.rows("agencies.csv")}
    for agency, kind, statement in (
        ("state-pm", "policy-direction", "seed-policy-by-pm-bureau"),
        ("dod", "administration", "seed-administered-by-defense"),
    ):
        yield from role((agency, names[agency]), ("imet", "IMET"), kind, facts.seed(statement))


def _figures(facts: Facts) -> Iterator[Triple]:
    yield from describe(
        node("figure", "imet-course-titles-2018"),
        "imet:TrainingObservation",
        {
            "rdfs:label": en("Distinct titles of IMET courses, FY2018"),
            "imet:program": IMET,
            "imet:fiscalYear": node("fy", "2018"),
            "imet:figureKind": node("figure-kind", "course-count"),
            "imet:amount": typed("438", "decimal"),
            "imet:unit": node("unit", "courses"),
            "imet:note": (
                "Counted from the titles in the report, which prints no such number; titles that"
                " differ in letters count twice. The report of 2000 has 917 for two years."
            ),
            "imet:hasCitation": facts.seed("seed-several-hundred-courses"),
        },
    )
    yield from describe(
        node("figure", "dod-foreign-students-2019-12"),
        "imet:TrainingObservation",
        {
            "rdfs:label": en("Foreign students in training of the Department of Defense, 2019-12"),
            "imet:program": node("program", "dod-training"),
            **dated("2019-12"),
            "imet:figureKind": node("figure-kind", "students-present"),
            "imet:trainees": typed("5181", "integer"),
            "imet:countryCount": typed("153", "integer"),
            "imet:unit": node("unit", "persons"),
            "imet:note": (
                "All security cooperation training of the Department of Defense, not IMET alone;"
                " 852 of the students were Saudi."
            ),
            "imet:hasCitation": facts.seed("seed-students-5181"),
        },
    )

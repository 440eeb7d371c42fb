"""Schools, and the spellings under which the training reports list them.

``institutions.csv`` has one row for each school, ``institution_aliases.csv``
one for each spelling, which becomes an ``imet:reportLabel`` of its school.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.rows import Row
from imet_graph.importers.curated.write import Values, dated, describe, en, node, slug, typed
from imet_graph.rdf import vocab

FILE = "institutions.csv"
ALIASES = "institution_aliases.csv"

_US_STATE = re.compile(r"[A-Z]{2}\Z")
_NATIONAL = "United States "
# Ids that are the short forms in use, which people type in capitals.
# fmt: off
_ACRONYMS = (
    "ndu", "cisa", "jfsc", "cgsc", "acsc", "dlielc", "dliflc", "iaafa", "navsciatts",
    "whinsec", "acss", "nesa", "iadc", "ieafa", "diils", "isg", "ccmr", "drmi", "idarm",
    "discs", "nps", "usma", "usna", "usafa", "uscga", "afit", "jsou", "cfe-dm", "dki-apcss",
)
# fmt: on
# Schools that programs.csv names as administering a programme: an agency as well.
_ALSO_AGENCIES = {"diils": "office"}


def triples(facts: Facts) -> Iterator[Triple]:
    """Yield the triples of every school and of its spellings."""
    account = facts.account(FILE)
    schools = {row.id for row in account.rows}
    for row in account.rows:
        yield from _school(facts, row, schools)
        account.load(row)
    aliases = facts.account(ALIASES)
    for row in aliases.rows:
        school = node("institution", row["institution_id"])
        yield Triple(school, NamedNode(vocab.term("reportLabel")), Literal(row["label"]))
        for citation in facts.cite(row):
            yield Triple(school, NamedNode(vocab.term("hasCitation")), citation)
        aliases.merge(row, vocab.compact(school.value), "a spelling of its name")


def _school(facts: Facts, row: Row, schools: set[str]) -> Iterator[Triple]:
    kinds = ["imet:Institution"]
    values: Values = {
        "rdfs:label": en(row["name"]),
        "skos:altLabel": [Literal(name) for name in short_names(row["name"])],
        "imet:acronym": row.id.upper() if row.id in _ACRONYMS else "",
        "imet:institutionKind": node("institution-kind", slug(row["kind"])),
        "imet:service": node("service", slug(row["service"])),
        "imet:locatedIn": node("country", row["country"]) if row["country"] else None,
        "imet:formerName": [Literal(name) for name in row.items_of("former_names")],
        "imet:latitude": typed(row["lat"], "decimal"),
        "imet:longitude": typed(row["lon"], "decimal"),
        **dated(row["established"], "imet:established", row.place),
    }
    state = row["state"]
    if _US_STATE.match(state):
        values["imet:state"] = state
        values["imet:city"] = row["city"]
    else:
        values["imet:city"] = ", ".join(part for part in (row["city"], state) if part)
    if operator := row["operated_by"]:
        kind = "institution" if operator in schools else "agency"
        values["imet:operatedBy"] = node(kind, operator)
    if row.id in _ALSO_AGENCIES:
        kinds.append("imet:Agency")
        values["imet:agencyKind"] = node("agency-kind", _ALSO_AGENCIES[row.id])
    values["imet:hasCitation"] = [*facts.cite(row), *second_citation(facts, row)]
    yield from describe(node("institution", row.id), kinds, values)


def short_names(name: str) -> list[str]:
    """Return the shorter forms in which the name of a national school is written.

    >>> short_names("United States Army War College")
    ['U.S. Army War College', 'US Army War College', 'Army War College']
    """
    if not name.startswith(_NATIONAL):
        return []
    rest = name.removeprefix(_NATIONAL)
    return [f"U.S. {rest}", f"US {rest}", rest]


def second_citation(facts: Facts, row: Row) -> list[NamedNode]:
    """Return the citation of the columns ``source2_…``, if they are filled."""
    title = row["source2_title"]
    if not title:
        return []
    locator = row["source2_locator"] or "whole document"
    return [facts.library.place(row, title, row["source2_url"], locator)]

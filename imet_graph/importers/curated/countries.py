"""Countries: ISO 3166-1 and 3166-3 as pycountry carries them, with the names in use.

The codes and formal names are pycountry's. ``tables/countries.csv`` adds the
short name that United States sources use, the State Department's region and
where it was read, the Wikidata item, other names (among them every spelling of
the training reports) and codes seen by mistake; ``tables/former_countries.csv``
does the same for codes that ISO has withdrawn. A withdrawn code is given to
``imet:codeWithdrawn``; when the country itself began and ended is said only
where a source was read.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from imet_graph.errors import ParseProblem
from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.rows import Row
from imet_graph.importers.curated.write import Values, dated, describe, en, node

KOSOVO = "XKX"

_ISO = "ISO 3166-1, country codes (as carried by the Python library pycountry, version {})"
_ISO_FORMER = "ISO 3166-3, codes withdrawn (as carried by the Python library pycountry, version {})"
_ISO_URL = "https://github.com/pycountry/pycountry"
_RIGOUR = "Territories of the Python library rigour, version 2.6.1 (OpenSanctions)"
_RIGOUR_URL = "https://github.com/opensanctions/rigour"
_WIKIDATA = "http://www.wikidata.org/entity/"


def triples(facts: Facts) -> Iterator[Triple]:
    """Yield the triples of every country, in use and former."""
    import pycountry

    tables = facts.own
    regions = {row.id: row for row in tables.rows("region_sources.csv")}
    listed = {row["alpha3"]: row for row in tables.rows("countries.csv")}
    for country in pycountry.countries:
        if country.alpha_3 not in listed:
            raise ParseProblem(
                f"countries.csv has no row for {country.alpha_3} ({country.name}).",
                hint="Add it; ISO has a new code.",
            )
    for row in listed.values():
        code = pycountry.countries.get(alpha_3=row["alpha3"])
        if code is None and row["alpha3"] != KOSOVO:
            raise ParseProblem(f"{row.place}: ISO 3166-1 has no code {row['alpha3']}.")
        yield from _current(facts, row, code, regions)
    former = {country.alpha_3: country for country in pycountry.historic_countries}
    for row in tables.rows("former_countries.csv"):
        yield from _former(facts, row, former[row["alpha3"]])


def _current(facts: Facts, row: Row, code: Any, regions: dict[str, Row]) -> Iterator[Triple]:
    formal = [getattr(code, key, "") for key in ("name", "common_name", "official_name")]
    citations = [
        _iso(facts, row)
        if code
        else facts.library.place(
            row, _RIGOUR, _RIGOUR_URL, "territory xk, code XKX", kind="standard"
        )
    ]
    values: Values = {
        **_names(row, formal),
        "imet:alpha2": code.alpha_2 if code else "XK",
        "imet:alpha3": row["alpha3"],
        "imet:numericCode": code.numeric if code else None,
    }
    if not code:
        values["imet:note"] = "XK and XKX are user-assigned: ISO 3166-1 has no code for Kosovo."
    if row["region"]:
        values["imet:region"] = node("region", row["region"])
        citations.append(_region(facts, regions[row["region_report"]]))
    if row["wikidata"]:
        values["owl:sameAs"] = NamedNode(_WIKIDATA + row["wikidata"])
        citations.append(_rigour(facts, row))
    values["imet:hasCitation"] = citations
    yield from describe(node("country", row["alpha3"]), "imet:Country", values)


def _former(facts: Facts, row: Row, code: Any) -> Iterator[Triple]:
    citations = [_iso(facts, row, former=True)]
    if row["wikidata"]:
        citations.append(_rigour(facts, row))
    if row["source_title"]:
        citations.append(
            facts.library.place(
                row, row["source_title"], row["source_url"], row["locator"], kind=row["source_kind"]
            )
        )
    withdrawn = dated(code.withdrawal_date, "imet:codeWithdrawn", row.place)
    yield from describe(
        node("country", row["alpha3"]),
        ("imet:FormerCountry", "imet:Country"),
        {
            **_names(row, [code.name]),
            "imet:alpha2": code.alpha_2,
            "imet:alpha3": code.alpha_3,
            "imet:numericCode": getattr(code, "numeric", ""),
            # The days between which the code was withdrawn are not the country's own.
            "imet:codeWithdrawn": withdrawn["imet:codeWithdrawn"],
            **dated(row["established"], "imet:established", row.place),
            **dated(row["ended"], "imet:ended", row.place),
            "imet:successor": [node("country", one) for one in row.items_of("successors", "|")],
            "owl:sameAs": NamedNode(_WIKIDATA + row["wikidata"]) if row["wikidata"] else None,
            "imet:hasCitation": citations,
        },
    )


def _names(row: Row, formal: list[str]) -> Values:
    label = row["label"]
    # A name that has passed to another country is kept in the label alone, with
    # its last year: "East Timor (to 2002)" is not what people call East Timor.
    passed_on = label.partition(" (to ")[0]
    others = dict.fromkeys([*formal, *row.items_of("other_names", "|")])
    return {
        "rdfs:label": en(label),
        "skos:altLabel": [Literal(name) for name in others if name not in ("", label, passed_on)],
        "skos:hiddenLabel": [Literal(name) for name in row.items_of("hidden_names", "|")],
    }


@cache
def _version() -> str:
    from importlib.metadata import version

    return version("pycountry")


def _iso(facts: Facts, row: Row, *, former: bool = False) -> NamedNode:
    title = (_ISO_FORMER if former else _ISO).format(_version())
    url = _ISO_URL
    return facts.library.place(row, title, url, f"entry {row['alpha3']}", kind="standard")


def _rigour(facts: Facts, row: Row) -> NamedNode:
    return facts.library.place(
        row, _RIGOUR, _RIGOUR_URL, "items of Wikidata, by code", kind="standard"
    )


def _region(facts: Facts, row: Row) -> NamedNode:
    return facts.library.place(
        row,
        row["source_title"],
        row["source_url"],
        row["locator"],
        date=row["source_date"],
        kind=row["source_kind"],
        note=row["note"],
    )

"""What the training reports, and others, say of each country's part in IMET (country_status.csv).

One record a country: the fiscal years in which the reports list it under IMET,
the years between them in which they do not, and the restriction last reported
of it, with the date at which that was so. The series starts with FY1999 and
leaves out most members of NATO; see the statements of coverage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from imet_graph.errors import ParseProblem
from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.rows import Row
from imet_graph.importers.curated.write import Values, dated, describe, en, node

FILE = "country_status.csv"
KOSOVO = "XKX"
_LOCATOR = "Vol. I, sec. IV, country training activities, FY{} IMET entries"
_EXTRACTED = "tables as extracted"
_REPORT = (
    "Foreign Military Training and DoD Engagement Activities of Interest, FY{}-{}"
    " (tables as extracted by Security Force Monitor)"
)
_ARCHIVED = re.compile(r"/fmtrpt/(\d{4})/")


def triples(facts: Facts) -> Iterator[Triple]:
    """Yield the triples of every country's record."""
    account = facts.account(FILE)
    events = {row.id: row for row in facts.rows("events.csv")}
    titles = _titles(facts)
    for row in account.rows:
        code = row["iso3"]
        values: Values = {
            "rdfs:label": en(f"{row['country']} in IMET, as listed and reported"),
            "imet:country": node("country", code),
            "imet:program": node("program", "imet"),
            "imet:listedIn": [node("fy", year) for year in years(row["imet_fiscal_years_listed"])],
            "imet:notListedIn": [node("fy", year) for year in years(row["imet_gap_fiscal_years"])],
            "imet:reportedRestriction": row["current_restriction"],
            "imet:note": row["note"],
        }
        if row["as_of"]:
            # Only the date itself: a record has no first and last day.
            values["imet:asOf"] = dated(row["as_of"], "imet:asOf", row.place)["imet:asOf"]
        if row["restriction_event_id"]:
            values["imet:restrictionEvent"] = node("event", row["restriction_event_id"])
        values["imet:hasCitation"] = [
            *facts.cite(row),
            *facts.library.better("country_status", code),
            *_last_year(facts, row, titles),
            *_restriction(facts, row, events),
        ]
        yield from describe(node("participation", code), "imet:ParticipationRecord", values)
        account.load(row)
    yield from _kosovo(facts)


def _kosovo(facts: Facts) -> Iterator[Triple]:
    """Yield the record of Kosovo, which the table leaves out for want of an ISO code."""
    totals = [
        row
        for row in facts.rows("country_funding.csv")
        if row["iso3"] == KOSOVO and row["kind"] == "training-reported"
    ]
    if not totals:
        return
    yield from describe(
        node("participation", KOSOVO),
        "imet:ParticipationRecord",
        {
            "rdfs:label": en("Kosovo in IMET, as listed and reported"),
            "imet:country": node("country", KOSOVO),
            "imet:program": node("program", "imet"),
            "imet:listedIn": [node("fy", row["fiscal_year"]) for row in totals],
            "imet:note": "Derived from the printed totals of the training reports.",
            "imet:hasCitation": [one for row in totals for one in facts.cite(row)],
        },
    )


def years(text: str) -> list[str]:
    """Return the years of ranges such as ``1999-2000;2003``.

    >>> years("1999-2000;2003")
    ['1999', '2000', '2003']
    """
    found: list[str] = []
    for part in filter(None, text.split(";")):
        first, _dash, last = part.partition("-")
        found.extend(str(year) for year in range(int(first), int(last or first) + 1))
    return found


def _titles(facts: Facts) -> dict[str, str]:
    titles: dict[str, str] = {}
    for row in facts.rows("source_kinds.csv"):
        title = row["source_title"]
        if _EXTRACTED in title or row["source_url"] not in titles:
            titles[row["source_url"]] = title
    return titles


def _last_year(facts: Facts, row: Row, titles: dict[str, str]) -> list[NamedNode]:
    url = row["last_year_source_url"]
    if not url:
        return []
    locator = _LOCATOR.format(row["last_imet_year_mentioned"])
    title = titles.get(url, "")
    if not title and (archived := _ARCHIVED.search(url)):
        title = _REPORT.format(int(archived[1]) - 1, archived[1])
    return [facts.library.place(row, title, url, locator)]


def _restriction(facts: Facts, row: Row, events: dict[str, Row]) -> list[NamedNode]:
    title, url = row["restriction_source_title"], row["restriction_source_url"]
    if not title:
        return []
    event = events[row["restriction_event_id"]]
    for one in (event, row):
        if one["source_title"] == title and one["source_url"] == url:
            date = row["restriction_source_date"]
            return [facts.library.place(row, title, url, one["locator"], date=date)]
    raise ParseProblem(
        f"{row.place}: nothing gives the place in {title!r}.",
        hint="Name the event whose source it is in restriction_event_id.",
    )

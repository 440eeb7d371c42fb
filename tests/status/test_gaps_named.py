"""Every list, determination and waiver of a year that was not seen is named in the answer."""

from __future__ import annotations

from datetime import timedelta

from imet_graph.api import Graph
from imet_graph.rdf.vocab import iri
from imet_graph.status import reading, status

IMET = iri("program", "imet")


def test_each_unread_year_is_named_to_whom_it_may_concern(bundled: Graph) -> None:
    """A country of the last list before an unread one is told of the unread one, in any year."""
    named = bundled.sparql(
        "SELECT DISTINCT ?instrument ?country ?day WHERE { ?one imet:ofInstrument ?instrument ; "
        "imet:finding ?finding ; imet:country ?country ; imet:effectiveIn/imet:lastDay ?day "
        "FILTER(?finding IN (finding:barred, finding:listed)) } ORDER BY ?day ?country"
    ).dicts()
    asked = 0
    missed = []
    for gap in reading.known(bundled.backend).gaps:
        earlier = [
            row
            for row in named
            if row["instrument"] == gap["instrument"] and row["day"] < gap["from"]
        ]
        if not earlier or not gap["title"]:
            continue
        day = gap["from"] + timedelta(150)
        report = status(bundled.backend, day, countries=[earlier[-1]["country"]], programs=[IMET])
        told = [*report.notes, *(standing.why for standing in report)]
        name = f"{gap['title']}, {gap['yearLabel']}"
        asked += 1
        if not any(name in text for text in told):
            missed.append((name, earlier[-1]["country"], day.isoformat()))
    assert asked > 15
    assert missed == []

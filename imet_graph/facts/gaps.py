"""What was due and not read: gaps, and the last day that the graph knows, from the looks.

``instruments.csv`` says what is due every year (a list, a determination, an act, a
report), ``looks.csv`` each time that somebody looked for one of them and what was found.
A year without a whole one is a gap; nothing is concluded from what was not read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from imet_graph.facts import dates
from imet_graph.facts.mapping import Mapping
from imet_graph.facts.tables import Facts, Row
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode, Triple

WHOLE, PART, NONE = "whole", "part", "none"
_KINDS = {PART: "in-part", NONE: "missing", "": "not-sought"}
_IMET = vocab.iri("program", "imet")
_TITLE, _TEXT = vocab.RDFS_LABEL, vocab.EXTERNAL["dcterms"] + "description"


def gaps(facts: Facts, mapping: Mapping) -> Iterator[Triple]:
    """Yield the gaps in what is due every year, and the reach of the whole.

    Years that follow one another and of which the same is to be said are one gap.
    """
    looks: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for look in facts.rows["looks"]:
        looks[look.cells["instrument"], int(look.cells["year"])].append(look)
    known = last_day(facts)
    for instrument in facts.rows["instruments"]:
        runs: list[list[tuple[int, Row | None]]] = []
        start, end = dates.ends(instrument.cells["since"])
        last = min(known.year, end.last.year if end else known.year)
        for year in range(start.first.year if start else last, last + 1):
            best = min(looks[instrument.cells["id"], year], key=_rank, default=None)
            found = best.cells["found"] if best else ""
            # What comes when there is cause lacks only where it was looked for in vain.
            if found == WHOLE or (not instrument.cells["due"] and found != NONE):
                continue
            former = runs[-1][-1] if runs else (0, None)
            if former[0] == year - 1 and _said(former[1]) == _said(best):
                runs[-1].append((year, best))
            else:
                runs.append([(year, best)])
        for run in runs:
            yield from _gap(mapping, instrument, dict(run))
    yield from _reach(mapping, known)


def last_day(facts: Facts) -> date:
    """Return the last day that the graph knows.

    It is the earliest among the latest looks for the instruments of the current and the
    last fiscal year; a look counts to the last day of which speaks what was searched. An
    issue that was looked for and not found is a gap, and does not move the day.
    """
    counted = [
        (int(look.cells["year"]), look.cells["instrument"], _day(look))
        for look in facts.rows["looks"]
        if look.cells["found"] != NONE or look.cells["until"]
    ]
    current = max(year for year, _name, _on in counted)
    latest: dict[str, tuple[int, date]] = {}
    for year, name, on in counted:
        if year >= current - 1:
            latest[name] = max((year, on), latest.get(name, (year, on)))
    return min(on for _year, on in latest.values())


def _day(look: Row) -> date:
    return date.fromisoformat(look.cells["until"] or look.cells["looked_on"])


def _rank(look: Row) -> tuple[int, str]:
    """Order the looks for one issue: what found most of it, then the first of them."""
    return (WHOLE, PART, NONE).index(look.cells["found"]), look.cells["looked_on"]


def _said(look: Row | None) -> tuple[str, ...]:
    """Return what is to be said of a look, beside its year."""
    return tuple(look.cells[name] for name in ("found", "parts", "note")) if look else ("",)


def _gap(mapping: Mapping, instrument: Row, years: dict[int, Row | None]) -> Iterator[Triple]:
    first, last = min(years), max(years)
    look = years[first]
    name = f"{instrument.cells['title']}, {first}" + (f" to {last}" if last > first else "")
    state = look.cells["found"] if look else ""
    if look and state == PART:
        text = f"Read in part: {look.cells['parts'].replace('|', ', ') or 'not the whole'}"
    elif look:
        text = f"Looked for on {look.cells['looked_on']} in {look.cells['where']} and not found"
    else:
        text = "Not looked for yet"
    note = look.cells["note"] if look else ""
    subject = vocab.iri("coverage", f"{instrument.cells['id']}-{first}")
    offset = int(instrument.cells["serves"])
    names = {"about": ["program/imet"], "fiscalYear": [f"fy/{year + offset}" for year in years]}
    names["about"] += instrument.cells["required_by"].split("|")
    for one in filter(None, years.values()):
        names["about"] += one.cells["holds"].split("|")
    names["coverageKind"] = [f"coverage-kind/{_KINDS[state]}"]
    names["ofInstrument"] = [f"annual/{instrument.cells['id']}"]
    yield from _thing(subject, name, f"{text}; {note}." if note else f"{text}.")
    for row in filter(None, [*years.values(), *([] if look else [instrument])]):
        yield from mapping.cite(row, subject)
    for key, values in names.items():
        for value in filter(None, values):
            if vocab.ID + value in mapping.facts.by_address or key == "coverageKind":
                yield _link(subject, key, vocab.ID + value)


def _reach(mapping: Mapping, known: date) -> Iterator[Triple]:
    """Yield the days between which the law is known: from the programme's first day on."""
    begun, _end = dates.ends(mapping.facts.by_address[_IMET].cells["established"])
    subject = vocab.iri("coverage", "country-status")
    yield from _thing(subject, "Law on the status of countries", "")
    yield _link(subject, "coverageKind", vocab.iri("coverage-kind", "out-of-date"))
    yield _link(subject, "about", _IMET)
    yield from mapping.cite(mapping.facts.by_address[_IMET], subject)
    for name, day in (("earliest", begun and begun.first), ("asOf", known)):
        if day:
            yield Triple(NamedNode(subject), NamedNode(vocab.term(name)), dates.day(day))


def _thing(subject: str, label: str, text: str) -> Iterator[Triple]:
    yield Triple(NamedNode(subject), NamedNode(vocab.RDF_TYPE), NamedNode(vocab.term("Coverage")))
    for predicate, value in ((_TITLE, label), (_TEXT, text)):
        if value:
            yield Triple(NamedNode(subject), NamedNode(predicate), Literal(value, language="en"))


def _link(subject: str, name: str, value: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(vocab.term(name)), NamedNode(value))

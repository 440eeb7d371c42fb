"""What reports of status say: text for people, tables for machines, dictionaries for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from imet_graph.answers import Row, Table
from imet_graph.answers.text import Footnotes, Grid, Paragraph, Text
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode, Term
from imet_graph.status.model import NONE_KNOWN, NOT_KNOWN, RESTRICTED, Ground, Report, Standing

Content: TypeAlias = "Text | Table | dict[str, Any]"
_Period: TypeAlias = "tuple[dict[str, str], Ground]"

_PEOPLE = ("table", "markdown", "html")
_DATE = NamedNode(vocab.XSD + "date")
_FIELDS = (
    "country", "program", "state", "status", "basis", "certain", "start", "start_latest",
    "end_earliest", "end", "under", "opened_by", "closed_by", "lifted_by", "period", "citation",
    "why",
)  # fmt: skip


def standings(report: Report, format_name: str, *, in_full: bool = False) -> Content:
    """Return how countries stand: a table of all, or in full for the countries asked for."""
    if format_name == "json":
        return _whole({"standings": [s.as_dict() for s in report.standings]}, report)
    if format_name not in _PEOPLE:
        return Table(_FIELDS, list(_machine_rows(report)))
    notes = Footnotes()
    if in_full and format_name == "table":
        text = Text()
        for standing in report.standings:
            text += [*([Paragraph()] if text else []), *_in_full(standing, report, notes)]
        return Text([*text, *notes.sources()])
    rows = [
        {
            "country": standing.country.label,
            "programme": standing.program.label,
            "status": standing.summary,
            "since": main.since if main else "",
            "under": _reason(standing),
            "grounds": f"{len(standing.grounds)}" if len(standing.grounds) > 1 else "",
            "source": _marks(_citations(standing), report, notes),
        }
        for standing in report.standings
        for main in [standing.heaviest or next(iter(standing.waivers), None)]
    ]
    heads = ["country", "programme", "status", "since", "under", "grounds", "source"]
    if len({s.program.iri for s in report.standings}) <= 1:
        heads.remove("programme")
    return Text([_grid(heads, rows), *notes.sources()])


def grounds(report: Report, format_name: str) -> Content:
    """Return the periods of a span, one row each."""
    heads = ["country", "programme", "status", "basis", "since", "until", "under", "source"]
    found: list[_Period] = [({}, ground) for ground in report.grounds]
    lead = ("since", "country", "status")
    return _periods(report, format_name, "periods", found, heads, lead)


def changes(report: Report, format_name: str) -> Content:
    """Return what began and ended, by day."""
    heads = ["day", "what", "country", "programme", "status", "basis", "under", "source"]
    found = [({"day": c.day.isoformat(), "what": c.what}, c.ground) for c in report.changes]
    lead = ("day", "country", "what", "status")
    return _periods(report, format_name, "changes", found, heads, lead)


def _periods(
    report: Report,
    format_name: str,
    name: str,
    found: list[_Period],
    heads: list[str],
    lead: tuple[str, ...],
) -> Content:
    """Return periods with what else is said of each, a row each, under those heads."""
    if format_name == "json":
        named = [
            {**said, "country": vars(g.country), "program": vars(g.program), **g.as_dict()}
            for said, g in found
        ]
        return _whole({name: named}, report)
    notes = Footnotes()
    rows = [
        {
            **said,
            "country": g.country.label,
            "programme": g.program.label,
            "status": g.label,
            "basis": g.basis,
            "since": g.since,
            "until": g.until,
            "under": g.reason,
            "source": _marks(g.citations, report, notes),
            "citation": _full(g.citations, report),
        }
        for said, g in found
    ]
    if format_name not in _PEOPLE:
        # A machine gets the sources in full, where a reader gets numbers.
        return _grid([*heads[:-1], "citation"], rows).table
    # Country and programme stand as a heading where all rows share them.
    same = [head for head in ("country", "programme") if len({row[head] for row in rows}) == 1]
    if not same or format_name != "table":
        return Text([_grid(heads, rows, lead), *notes.sources()])
    heading = ", ".join(rows[0][head] for head in same)
    grid = _grid([head for head in heads if head not in same], rows, lead)
    return Text([Paragraph(heading), Paragraph(), grid, *notes.sources()])


def _grid(heads: list[str], rows: list[dict[str, str]], lead: tuple[str, ...] = ()) -> Grid:
    cells = [tuple(Literal(row[head]) for head in heads) for row in rows]
    return Grid(Table(tuple(heads), cells), lead)


def _in_full(standing: Standing, report: Report, notes: Footnotes) -> Iterator[Paragraph]:
    head = f"{standing.country.label}, {standing.program.label}, on {standing.on.isoformat()}"
    yield from (Paragraph(head), Paragraph(standing.summary))
    if standing.why:
        yield Paragraph(f"({standing.why})", 2)
    for ground in [*standing.grounds, *standing.others]:
        marks = _marks(ground.citations, report, notes)
        yield Paragraph(f"{standing.told(ground)} {marks}", 2)
        yield from (Paragraph(lifting, 4) for lifting in standing.lifting(ground))
    if standing.observed:
        yield Paragraph(f"On record for {standing.observed}", 2)


def _reason(standing: Standing) -> str:
    """Return what makes the state: the heaviest ground, or what lifts it."""
    main = standing.heaviest
    if standing.state == NOT_KNOWN:
        return standing.why
    if standing.state == RESTRICTED and main:
        return main.reason
    lifting = standing.lifted.get(main.iri, []) if main else standing.waivers
    return "; ".join(dict.fromkeys(w.reason for w in lifting))


def _machine_rows(report: Report) -> Iterator[Row]:
    for standing in report.standings:
        listed: list[Ground | None] = [*standing.grounds, *standing.others]
        for ground in listed or [None]:
            cells: dict[str, Term | None] = dict.fromkeys(_FIELDS)
            cells["country"] = NamedNode(standing.country.iri)
            cells["program"] = NamedNode(standing.program.iri)
            sure = standing.sure(ground) if ground else standing.certain
            said = {"state": standing.state, "certain": "yes" if sure else "no"}
            said["why"] = standing.why
            if ground:
                cells["period"] = NamedNode(ground.iri)
                for name in ("start", "start_latest", "end_earliest", "end"):
                    if day := getattr(ground, name):
                        cells[name] = Literal(day.isoformat(), datatype=_DATE)
                for name in ("under", "opened_by", "closed_by"):
                    said[name] = " | ".join(one.label for one in getattr(ground, name))
                lifting = standing.lifted.get(ground.iri, [])
                said["lifted_by"] = " | ".join(waiver.reason for waiver in lifting)
                said |= {"status": ground.status, "basis": ground.basis}
                cells["citation"] = Literal(_full(ground.citations, report))
            cells |= {name: Literal(text) for name, text in said.items() if text}
            yield tuple(cells.values())


def _citations(standing: Standing) -> list[str]:
    """Return the citations of what makes the state, for one line of a table."""
    if standing.state == NONE_KNOWN:
        return []
    main = standing.heaviest
    found = list(main.citations) if main else [c for g in standing.others for c in g.citations]
    if main and standing.state != RESTRICTED:
        found += [c for w in standing.lifted.get(main.iri, []) for c in w.citations]
    return list(dict.fromkeys(found))


def _marks(citations: Iterable[str], report: Report, notes: Footnotes) -> str:
    return notes.marks(report.sources[c].text for c in citations if c in report.sources)


def _full(citations: Iterable[str], report: Report) -> str:
    return " | ".join(report.sources[c].text for c in citations if c in report.sources)


def _whole(found: dict[str, object], report: Report) -> dict[str, Any]:
    used = {iri: ref.as_dict() for iri, ref in report.sources.items()}
    return {**found, "notes": report.notes, "sources": used}

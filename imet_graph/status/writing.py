"""What reports of status say: text for people, tables for machines, dictionaries for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from imet_graph.answers import Row, Table
from imet_graph.answers.text import Footnotes, Grid, Paragraph, Text
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode, Term
from imet_graph.status.model import (
    BLOCKS,
    NONE_KNOWN,
    WAIVED,
    Ground,
    Named,
    Report,
    Standing,
)

Content: TypeAlias = "Text | Table | dict[str, Any]"
_Period: TypeAlias = "tuple[dict[str, str], Ground]"

_PEOPLE = ("table", "markdown", "html")
_DATE = NamedNode(vocab.XSD + "date")
_FIELDS = (
    "country", "program", "state", "status", "basis", "certain", "start", "start_latest",
    "end_earliest", "end", "under", "opened_by", "closed_by", "lifted_by", "period", "citation",
    "why", "block", "law", "usc", "may_waive", "source_classes",
)  # fmt: skip


def standings(
    report: Report, format_name: str, *, in_full: bool = False, brief: bool = False
) -> Content:
    """Return how countries stand: a list in blocks, or in full for the countries asked for."""
    if format_name == "json":
        return _whole({"standings": [s.as_dict() for s in report.standings]}, report)
    if format_name not in _PEOPLE:
        return Table(_FIELDS, list(_machine_rows(report)))
    notes = Footnotes()
    text = Text()
    if in_full and format_name == "table":
        for standing in report.standings:
            said = [_brief(standing)] if brief else _in_full(standing, report, notes)
            text += [*([Paragraph()] if text and not brief else []), *said]
        return Text([*text, *notes.sources()])
    text.append(Paragraph(_headline(report)))
    for name, title in BLOCKS.items():
        block = [s for s in report.standings if s.block == name]
        if not block:
            continue
        heading = f"{title}: {len(block)}"
        if brief:
            listed = "; ".join(_brief(one).text for one in block)
            text += [Paragraph(f"{heading}. {listed}")]
        elif name == "open":
            text += [Paragraph(), Paragraph(heading), *_open(block)]
        else:
            text += [Paragraph(), Paragraph(heading), _block(name, block, report, notes)]
    text += _rest(report)
    return Text([*text, *notes.sources()])


def _headline(report: Report) -> str:
    """Return the day, and whether it is the last that the graph knows."""
    if not report.standings:
        return "No country is listed."
    on, last = report.standings[0].on, report.known and report.known[1]
    programs = dict.fromkeys(s.program.label for s in report.standings)
    day = f"On {on.isoformat()}"
    if last and on == last:
        day += ", the last day that the graph knows"
    elif last and on > last:
        day += f"; the graph knows the law up to {last.isoformat()}"
    return f"{', '.join(programs)}. {day}."


def _block(name: str, block: list[Standing], report: Report, notes: Footnotes) -> Grid:
    """Return a row for each country and ground of a block; notices are told apart."""
    several = len({s.program.iri for s in report.standings}) > 1
    rows = []
    for standing in block:
        who = standing.country.label + (f", {standing.program.label}" if several else "")
        shown = [g for g in standing.rows if name == "reported" or not g.reported]
        shown = [g for g in shown if name != "barred" or g.stops]
        shown = [g for g in shown if g.status != "notice-required"]
        for ground in shown or (standing.stale if name == "reported" else ()):
            rows.append(
                {
                    "country": who,
                    "status": ground.label,
                    "ground": _where(ground),
                    "since": ground.since,
                    "how sure": _sureness(standing, ground),
                    "may be waived by": ", ".join(map(_office, ground.liftable_by)),
                    "source": _marks(ground.citations, report, notes),
                }
            )
            who = ""
    heads = ["country", "status", "ground", "since", "how sure", "may be waived by", "source"]
    if not any(row["may be waived by"] for row in rows):
        heads.remove("may be waived by")
    if name == "barred":
        heads.remove("status")
    if not report.sources:
        heads.remove("source")
    return _grid(heads, rows)


def _where(ground: Ground) -> str:
    """Return the section of the law and where it stands in the Code, or the act itself."""
    place = f", {ground.usc.split(' note')[0]}" if ground.usc else ""
    return f"{ground.law.split(' (')[0] if len(ground.law) > 40 else ground.law}{place}" or (
        ground.reason
    )


def _sureness(standing: Standing, ground: Ground) -> str:
    if ground.stale(standing.on) or ground.reported:
        return f"reported {ground.as_of.isoformat()}" if ground.as_of else "as last reported"
    return ground.basis.replace("-", " ") if standing.sure(ground) else "not certain"


def _office(office: Named) -> str:
    return office.label.removesuffix(" of the United States").removeprefix("Department of ")


def _brief(standing: Standing) -> Paragraph:
    """Return a country with its grounds in one line; a question mark where it is not certain."""
    shown = [g for g in standing.rows if g.stops] or standing.rows or standing.stale
    laws = ", ".join(dict.fromkeys(g.law or g.reason for g in shown[:3]))
    more = f" and {len(shown) - 3} more" if len(shown) > 3 else ""
    doubt = "" if standing.certain else "?"
    said = laws or ", ".join(standing.lacking) or standing.summary
    return Paragraph(f"{standing.country.label}{doubt} ({said}{more})")


def _open(block: list[Standing]) -> list[Paragraph]:
    """Return the countries of which something unread may bar, by what was not read."""
    by_gap: dict[str, list[str]] = {}
    for standing in block:
        for gap in standing.lacking or [standing.why]:
            by_gap.setdefault(gap, []).append(standing.country.label)
    return [Paragraph(f"{gap}: {', '.join(names)}", 2) for gap, names in by_gap.items()]


def _rest(report: Report) -> list[Paragraph]:
    """Return what the blocks leave out, counted: notices, lesser limits, and what is lifted."""
    notice = [
        s.country.label
        for s in report.standings
        if any(g.status == "notice-required" for g in s.rows)
    ]
    lesser = [g for s in report.standings if s.block == "barred" for g in s.rows if not g.stops]
    lesser = [g for g in lesser if g.status != "notice-required"]
    lifted = [s.country.label for s in report.standings if s.state == WAIVED]
    others = [s for s in report.standings if s.block != "reported"]
    stale = [g for s in others for g in (*s.stale, *(one for one in s.rows if one.reported))]
    open_too = [s.country.label for s in report.standings if s.lacking and s.block != "open"]
    clear = [s.country.label for s in report.standings if s.state == NONE_KNOWN]
    said = {
        "No restriction known": clear,
        "Money goes only with notice to the committees to": notice,
        "Further limits on countries that are barred": [str(len(lesser))] if lesser else [],
        "Barred, and freed by a waiver": lifted,
        "Old reports of a stop, of countries listed for other reasons": (
            [str(len(stale))] if stale else []
        ),
        "Of these, something was not read that may change the answer for": open_too,
    }
    found = [Paragraph(f"{head}: {', '.join(them)}.") for head, them in said.items() if them]
    return [Paragraph(), *found] if found else []


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
    for ground in [*standing.grounds, *standing.stale, *standing.others]:
        marks = _marks(ground.citations, report, notes)
        yield Paragraph(f"{standing.told(ground)} {marks}", 2)
        yield from (Paragraph(lifting, 4) for lifting in standing.lifting(ground))
    if standing.observed:
        yield Paragraph(f"On record for {standing.observed}", 2)


def _machine_rows(report: Report) -> Iterator[Row]:
    for standing in report.standings:
        listed: list[Ground | None] = [*standing.grounds, *standing.stale, *standing.others]
        for ground in listed or [None]:
            cells: dict[str, Term | None] = dict.fromkeys(_FIELDS)
            cells["country"] = NamedNode(standing.country.iri)
            cells["program"] = NamedNode(standing.program.iri)
            sure = standing.sure(ground) if ground else standing.certain
            said = {"state": standing.state, "certain": "yes" if sure else "no"}
            said |= {"why": standing.why, "block": standing.block}
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
                said |= {"law": ground.law, "usc": ground.usc}
                said["may_waive"] = " | ".join(one.label for one in ground.liftable_by)
                said["source_classes"] = " | ".join(sorted(ground.classes))
                cells["citation"] = Literal(_full(ground.citations, report))
            cells |= {name: Literal(text) for name, text in said.items() if text}
            yield tuple(cells.values())


def _marks(citations: Iterable[str], report: Report, notes: Footnotes) -> str:
    return notes.marks(report.sources[c].text for c in citations if c in report.sources)


def _full(citations: Iterable[str], report: Report) -> str:
    return " | ".join(report.sources[c].text for c in citations if c in report.sources)


def _whole(found: dict[str, object], report: Report) -> dict[str, Any]:
    used = {iri: ref.as_dict() for iri, ref in report.sources.items()}
    return {**found, "notes": report.notes, "sources": used}

"""Writes reports of status: for reading, as rows for machines, and as JSON."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator
from typing import IO

from imet_graph.answers import Row, Table
from imet_graph.answers.writers import write, write_sources
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode, text_of
from imet_graph.status.model import NONE_KNOWN, NOT_KNOWN, RESTRICTED, Ground, Report, Standing

_PEOPLE = ("table", "markdown", "html")
_GROUND = ("status", "basis", "since", "until", "under")
_FIELDS = (
    "country",
    "program",
    "state",
    "status",
    "basis",
    "certain",
    "start",
    "start_latest",
    "end_earliest",
    "end",
    "under",
    "opened_by",
    "closed_by",
    "lifted_by",
    "period",
    "citation",
    "why",
)


def write_standings(
    report: Report, format_name: str, stream: IO[str], *, in_full: bool = False
) -> None:
    """Write how countries stand: a table of all, or in full for the countries asked for."""
    if format_name == "json":
        _json({"standings": [s.as_dict() for s in report.standings]}, report, stream)
        return
    if format_name not in _PEOPLE:
        write(Table(_FIELDS, list(_machine_rows(report))), format_name, stream)
        return
    numbers = _numbers(report)
    if in_full and format_name == "table":
        for i, standing in enumerate(report.standings):
            stream.write("\n" if i else "")
            _write_standing(standing, numbers, stream)
    else:
        rows = []
        for standing in report.standings:
            main = standing.heaviest or next(iter(_waivers(standing)), None)
            rows.append(
                _row(
                    standing.country.label,
                    standing.program.label if _several(report) else None,
                    standing.summary,
                    main.since if main else "",
                    _reason(standing),
                    f"{len(standing.grounds)}" if len(standing.grounds) > 1 else "",
                    _marks(_citations(standing), numbers),
                )
            )
        heads = ["country", "programme", "status", "since", "under", "grounds", "source"]
        if not _several(report):
            heads.remove("programme")
        write(Table(tuple(heads), rows), format_name, stream)
    _sources(report, numbers, format_name, stream)


def write_grounds(report: Report, format_name: str, stream: IO[str]) -> None:
    """Write the periods of a span, one row each."""
    if format_name == "json":
        _json({"periods": [_with_names(g) for g in report.grounds]}, report, stream)
        return
    numbers = _numbers(report)
    rows = [
        _row(g.country.label, g.program.label, *_shown(g), _marks(g.citations, numbers))
        for g in report.grounds
    ]
    _write_rows(report, ("country", "programme", *_GROUND, "source"), rows, format_name, stream)


def write_changes(report: Report, format_name: str, stream: IO[str]) -> None:
    """Write what began and ended, by day."""
    if format_name == "json":
        found = [
            {"day": c.day.isoformat(), "what": c.what, **_with_names(c.ground)}
            for c in report.changes
        ]
        _json({"changes": found}, report, stream)
        return
    numbers = _numbers(report)
    rows = [
        _row(
            c.day.isoformat(),
            c.what,
            c.ground.country.label,
            c.ground.program.label,
            c.ground.label,
            c.ground.basis,
            _under(c.ground),
            _marks(c.ground.citations, numbers),
        )
        for c in report.changes
    ]
    heads = ("day", "what", "country", "programme", "status", "basis", "under", "source")
    _write_rows(report, heads, rows, format_name, stream)


def _write_rows(
    report: Report, heads: tuple[str, ...], rows: list[Row], format_name: str, stream: IO[str]
) -> None:
    if format_name in _PEOPLE:
        if format_name == "table":
            heads, rows = _without_repeats(heads, rows, stream)
        write(Table(heads, rows), format_name, stream)
        _sources(report, _numbers(report), format_name, stream)
        return
    # A machine gets the sources in full, where a reader gets numbers.
    full = [
        (*row[:-1], Literal(_full(ground.citations, report)))
        for row, ground in zip(rows, report.grounds, strict=True)
    ]
    write(Table((*heads[:-1], "citation"), full), format_name, stream)


def _without_repeats(
    heads: tuple[str, ...], rows: list[Row], stream: IO[str]
) -> tuple[tuple[str, ...], list[Row]]:
    """Write country and programme as a heading where all rows share them, and drop the columns."""
    same = {
        i: text_of(rows[0][i])
        for i, head in enumerate(heads)
        if head in ("country", "programme") and len({text_of(row[i]) for row in rows}) == 1
    }
    if not same:
        return heads, rows
    stream.write(", ".join(same.values()) + "\n\n")
    kept = [i for i in range(len(heads)) if i not in same]
    return tuple(heads[i] for i in kept), [tuple(row[i] for i in kept) for row in rows]


def _write_standing(standing: Standing, numbers: dict[str, int], stream: IO[str]) -> None:
    width = shutil.get_terminal_size((100, 24)).columns
    head = f"{standing.country.label}, {standing.program.label}, on {standing.on.isoformat()}"
    stream.write(f"{head}\n{standing.summary}\n")
    if standing.why:
        _wrapped(f"({standing.why})", "  ", stream, width)
    for ground in standing.grounds:
        _entry(ground, standing, numbers, stream, width)
    for other in standing.others:
        _entry(other, standing, numbers, stream, width)
    if standing.observed:
        stream.write(f"  On record for {standing.observed}\n")


def _entry(
    ground: Ground, standing: Standing, numbers: dict[str, int], stream: IO[str], width: int
) -> None:
    parts = [f"{ground.label} since {ground.since}"]
    if ground.until:
        parts.append(f"until {ground.until}")
    text = f"{', '.join(parts)}; {ground.basis_text}"
    if not standing.sure(ground):
        text += ", not certain on this day"
    text += f": {_under(ground)}{_spaced(_marks(ground.citations, numbers))}"
    _wrapped(text, "  ", stream, width)
    for lifting, how in ((standing.lifted, "lifted"), (standing.lifted_in_part, "lifted in part")):
        for waiver in lifting.get(ground.iri, []):
            sure = "" if waiver.certain(standing.on) else f" ({waiver.basis_text})"
            _wrapped(f"{how}{sure} by {_under(waiver)}", "    ", stream, width)


def _wrapped(text: str, indent: str, stream: IO[str], width: int) -> None:
    stream.write(
        textwrap.fill(
            text,
            width,
            initial_indent=indent,
            subsequent_indent=indent + "  ",
            break_on_hyphens=False,
            break_long_words=False,
        )
        + "\n"
    )


def _under(ground: Ground) -> str:
    """Return the labels of a period's ground and, where it is another thing, of its opening."""
    named = {one.iri: one.label for one in [*ground.under, *ground.opened_by]}
    return "; ".join(named.values())


def _reason(standing: Standing) -> str:
    """Return what makes the state: the heaviest ground, or what lifts it."""
    main = standing.heaviest
    if standing.state == NOT_KNOWN:
        return standing.why
    if standing.state == RESTRICTED and main:
        return _under(main)
    lifting = standing.lifted.get(main.iri, []) if main else _waivers(standing)
    return "; ".join(dict.fromkeys(_under(w) for w in lifting))


def _waivers(standing: Standing) -> list[Ground]:
    return [g for g in standing.others if g.status == "waived" and g.sets_aside]


def _shown(ground: Ground) -> tuple[str, ...]:
    return (ground.label, ground.basis, ground.since, ground.until, _under(ground))


def _machine_rows(report: Report) -> Iterator[Row]:
    for standing in report.standings:
        listed: list[Ground | None] = [*standing.grounds, *standing.others]
        for ground in listed or [None]:
            yield _machine_row(report, standing, ground)


def _machine_row(report: Report, standing: Standing, ground: Ground | None) -> Row:
    head = (
        NamedNode(standing.country.iri),
        NamedNode(standing.program.iri),
        Literal(standing.state),
    )
    why = Literal(standing.why) if standing.why else None
    if ground is None:
        found = dict.fromkeys(_FIELDS[len(head) :])
        sure = Literal("yes" if standing.certain else "no")
        return (*head, *{**found, "certain": sure, "why": why}.values())
    lifting = standing.lifted.get(ground.iri, [])
    return (
        *head,
        Literal(ground.status),
        Literal(ground.basis),
        Literal("yes" if standing.sure(ground) else "no"),
        *(
            None
            if day is None
            else Literal(day.isoformat(), datatype=NamedNode(vocab.XSD + "date"))
            for day in (ground.start, ground.start_latest, ground.end_earliest, ground.end)
        ),
        *(
            Literal(" | ".join(one.label for one in group)) if group else None
            for group in (ground.under, ground.opened_by, ground.closed_by)
        ),
        Literal(" | ".join(_under(w) for w in lifting)) if lifting else None,
        NamedNode(ground.iri),
        Literal(_full(ground.citations, report)),
        why,
    )


def _several(report: Report) -> bool:
    return len({s.program.iri for s in report.standings}) > 1


def _citations(standing: Standing) -> list[str]:
    """Return the citations of what makes the state, for one line of a table."""
    if standing.state == NONE_KNOWN:
        return []
    main = standing.heaviest
    found = list(main.citations) if main else [c for g in standing.others for c in g.citations]
    if main and standing.state != RESTRICTED:
        found += [c for w in standing.lifted.get(main.iri, []) for c in w.citations]
    return list(dict.fromkeys(found))


def _numbers(report: Report) -> dict[str, int]:
    """Return a number for each citation that the report shows, in order of appearance."""
    shown: list[str] = []
    for standing in report.standings:
        for ground in [*standing.grounds, *standing.others]:
            shown += ground.citations
    if not report.standings:
        for ground in report.grounds:
            shown += ground.citations
    known = [c for c in dict.fromkeys(shown) if c in report.sources]
    return {iri: number for number, iri in enumerate(known, start=1)}


def _marks(citations: Iterable[str], numbers: dict[str, int]) -> str:
    return " ".join(f"[{n}]" for n in sorted(numbers[c] for c in citations if c in numbers))


def _spaced(marks: str) -> str:
    return f" {marks}" if marks else ""


def _sources(report: Report, numbers: dict[str, int], format_name: str, stream: IO[str]) -> None:
    if numbers:
        write_sources([report.sources[iri] for iri in numbers], format_name, stream)


def _full(citations: Iterable[str], report: Report) -> str:
    return " | ".join(report.sources[c].text for c in citations if c in report.sources)


def _row(*cells: str | None) -> Row:
    return tuple(Literal(cell) for cell in cells if cell is not None)


def _with_names(ground: Ground) -> dict[str, object]:
    return {
        "country": ground.country.__dict__,
        "program": ground.program.__dict__,
        **ground.as_dict(),
    }


def _json(found: dict[str, object], report: Report, stream: IO[str]) -> None:
    import json

    used = {iri: ref.as_dict() for iri, ref in report.sources.items()}
    whole = {**found, "notes": report.notes, "sources": used}
    stream.write(json.dumps(whole, ensure_ascii=False, indent=1) + "\n")

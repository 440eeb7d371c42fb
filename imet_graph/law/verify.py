"""Holds the graph against the text of the law: each finding has kind, place and both sides.

The tables of ``data/facts/`` are what the graph says. ``docs/law.md`` lists the kinds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from imet_graph.facts.tables import Facts, Row
from imet_graph.law import claims, read, uslm
from imet_graph.law.credits import parse
from imet_graph.law.law import Law, found, places
from imet_graph.law.uslm import IN_FORCE, Section
from imet_graph.validate.report import Finding, Severity, ValidationReport, display

KINDS = (
    "not-given", "missing", "renumbered", "status", "heading", "credit", "act-new",
    "act-missing", "date", "part", "country", "text",
)  # fmt: skip
"""The kinds of findings, in the order in which ``docs/law.md`` explains them."""

RIGHT = "law_readings"
"""The table of what was looked at and found right, with the words of the law."""


def verify(facts: Facts, paths: Sequence[Path]) -> tuple[ValidationReport, list[Section]]:
    """Return what in the tables is not as files of the Code say, and the sections of those.

    Raises:
        FileProblem, ParseProblem: if a file can't be read.
    """
    files = uslm.files(paths)
    concerns = _concern(facts)
    law = Law([section for path in files for section in uslm.read(path) if concerns(section)])
    right = {tuple(r.cells[c] for c in ("table", "row", "column")) for r in facts.rows[RIGHT]}
    said = {f"{table}.csv, {row}, {column}" for table, row, column in right}
    findings = [*_sections(facts, law, _collections(paths, law)), *claims.held(facts, law)]
    findings = [one for one in findings if one.property_label not in said]
    report = ValidationReport(
        findings=findings,
        subject=", ".join(display(path) for path in paths),
        checks=len(KINDS),
        nodes=len(law.sections),
        files=[display(path) for path in files],
    )
    return report, law.sections


def _concern(facts: Facts) -> Callable[[Section], bool]:
    """Return what tells whether the facts have to do with a section of a large file."""
    names = {
        row.cells["id"] for table in ("code_sections", read.TABLE) for row in facts.rows[table]
    }
    for row in (*facts.rows["provisions"], *facts.rows["law_effects"]):
        names |= {f"usc-{place.title}-{place.number}" for place in places(row.cells["usc"])}
    texts = {row.cells["text"] for row in facts.rows[read.TABLE]}

    def concerns(section: Section) -> bool:
        known = not section.whole or section.is_range or section.name in names
        return known or read.fingerprint(section.body) in texts

    return concerns


def _collections(paths: Sequence[Path], law: Law) -> set[Path]:
    """Return the files of which more is to be expected: in folders, or of many sections."""
    inside = {file for path in paths if path.is_dir() for file in path.rglob("*.xml")}
    return inside | {section.file for section in law.sections if section.whole}


def _sections(facts: Facts, law: Law, whole: set[Path]) -> Iterator[Finding]:
    graph = {row.cells["id"]: row for row in facts.rows["code_sections"]}
    known = {row.cells["id"]: row for row in facts.rows[read.TABLE]}
    for section in law.sections:
        yield from _section(section, graph.get(section.name), known.get(section.name))
    present = {section.name for section in law.sections}
    moved = _moved(law, known, present)
    held: dict[str, int] = defaultdict(int)
    for section in law.sections:
        held[section.title] += section.file in whole and section.name in known
    for name, row in ((known | graph) if law.sections else {}).items():
        title, _, number = row.cells["usc"].partition(" U.S.C. ")
        if name in present or title not in law.titles:
            continue
        says = row.cells["usc"]
        if name in moved:
            text = f"the same text stands as {moved[name].usc}"
            yield found("renumbered", row, "usc", says, text, moved[name])
        elif fate := law.range(title, number):
            said = graph[name].cells["status"] if name in graph else row.cells["status"]
            if (said or IN_FORCE) != fate.status:
                yield found("status", row, "status", said or IN_FORCE, f"it is {fate.status}", fate)
        else:
            were = sum(one.cells["usc"].startswith(f"{title} ") for one in known.values())
            lost = name in known and held[title] * 2 >= were
            text = "it is not among the files"
            severity = Severity.VIOLATION if lost else Severity.INFO
            kind = "missing" if lost else "not-given"
            yield found(kind, row, "usc", says, text, severity=severity)


def _moved(law: Law, known: dict[str, Row], present: set[str]) -> dict[str, Section]:
    """Return the sections that are now under another number, by the name that they had."""
    new = [section for section in law.sections if section.name not in known]
    texts = {read.fingerprint(section.body): section for section in new if section.body}
    return {
        name: texts[row.cells["text"]]
        for name, row in known.items()
        if name not in present and row.cells["text"] in texts
    }


def _section(section: Section, graph: Row | None, known: Row | None) -> Iterator[Finding]:
    """Yield what is not as the graph has it, and not as it was when it was last read."""
    for piece in parse(section.credit)[1]:
        text = f"this of its source credit was not understood: {piece}"
        yield found("credit", known, "acts", "", text, section, "sourceCredit")
    if section.printed and section.printed != section.number:
        text = f"the number that is printed is {section.printed}"
        yield found("renumbered", known or graph, "usc", section.usc, text, section, "num")
    has = graph or known
    if has and (said := has.cells["status"] or IN_FORCE) != section.status:
        yield found("status", has, "status", said, f"it is {section.status}", section)
    if graph and graph.cells["label"] != (label := f"{section.usc}, {section.heading}"):
        yield found("heading", graph, "label", graph.cells["label"], label, section, "heading")
    if not known:
        yield found(
            "not-given", graph, "", section.usc, "it was not read before", section,
            severity=Severity.INFO,
        )  # fmt: skip
        return
    now = read.row(section)
    if known.cells["heading"] != section.heading:
        says = known.cells["heading"]
        yield found("heading", known, "heading", says, section.heading, section, "heading")
    for column, tag in (("text", ""), ("notes", "notes")):
        if (says := known.cells[column]) != now[column]:
            text = f"other {tag or 'text'} than when it was read ({now[column]})"
            yield found("text", known, column, says, text, section, tag)
    yield from _acts(section, known, now["acts"].split(read.SEPARATOR))


def _acts(section: Section, known: Row, now: list[str]) -> Iterator[Finding]:
    """Yield the Acts of the credit that are gone, are new, or are of another day or page."""
    where = partial(found, row=known, column="acts", section=section, tag="sourceCredit")
    before = known.cells["acts"].split(read.SEPARATOR)
    new = [act for act in now if act and act not in before]
    for act in before:
        if not act or act in now:
            continue
        name = act.split("; ")[0]
        if other := next((one for one in new if one.split("; ")[0] == name), None):
            new.remove(other)
            yield where("date", says=act, law=f"its source credit has {other}")
        else:
            yield where("act-missing", says=act, law=f"its source credit does not have {name}")
    for act in new:
        yield where("act-new", says="", law=f"its source credit has {act}")

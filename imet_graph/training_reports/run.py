"""Imports reports from end to end: reads, accounts, writes, reconciles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from imet_graph.errors import ImetGraphError
from imet_graph.training_reports import store
from imet_graph.training_reports.emit import Emitter
from imet_graph.training_reports.lines import Seen, assembled, rows_of
from imet_graph.training_reports.names import Names, country_of, distinct, program_of
from imet_graph.training_reports.reader import Source, discover, inspect
from imet_graph.training_reports.reconcile import Group
from imet_graph.training_reports.rows import ACTIVITY, CONTROL, KINDS, REJECTED, ZERO, Row

_VERSION = "9"
"""Changes when the same rows would give other triples."""
_FAR = 5
"""Years between a report and the fiscal year of a label, beyond which a person should look."""


@dataclass
class Account:
    """What became of the rows of one file."""

    file: str
    rows: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)

    def count(self, row: Row) -> None:
        """Count a row."""
        self.rows += 1
        self.kinds[row.kind] += 1
        if row.flags:
            self.flags.update(row.flags)

    @property
    def balanced(self) -> bool:
        """Whether each row read is counted once."""
        return self.rows == sum(self.kinds[kind] for kind in KINDS)


@dataclass
class Imported:
    """The outcome of an import."""

    accounts: list[Account] = field(default_factory=list)
    groups: list[dict[str, object]] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    mended: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    unresolved: Counter[str] = field(default_factory=Counter)
    review: Counter[str] = field(default_factory=Counter)
    rejected: dict[str, Path] = field(default_factory=dict)


def import_reports(
    paths: list[Path],
    folder: Path,
    names: Names,
    progress: Callable[[int], object] = lambda _rows: None,
    started: Callable[[int], object] = lambda _rows: None,
    *,
    optimize: bool | None = None,
) -> Imported:
    """Import files into the store at ``folder``; each report in them replaces its former self.

    ``started`` is told the number of rows, ``progress`` how many were done since.
    ``optimize`` is that of `Draft.commit`. A file is refused before anything is written.
    """
    sources: list[Source] = []
    try:
        sources.extend(map(inspect, discover(paths)))
        started(sum(source.rows for source in sources))
        return _import(sources, folder, names, progress, optimize)
    finally:
        for source in sources:
            source.discard()


def _import(
    sources: list[Source],
    folder: Path,
    names: Names,
    progress: Callable[[int], object],
    optimize: bool | None,
) -> Imported:
    result = Imported([Account(source.name) for source in sources])
    reports = {
        report: [
            (s, a) for s, a in zip(sources, result.accounts, strict=True) if report in s.reports
        ]
        for report in sorted({report for source in sources for report in source.reports})
    }
    held = store.digests(folder)
    # Everything in the store is replaced: building anew is faster than taking away.
    fresh = not held or held.keys() <= reports.keys()
    new = {report: _digest([s for s, _ in parts], names) for report, parts in reports.items()}
    same = new.items() <= held.items()
    rejected: dict[str, list[Row]] = {}
    with store.drafting(folder, fresh=fresh and not same) as draft:
        for report, parts in reports.items():
            unchanged = held.get(report) == new[report] and (same or not fresh)
            if unchanged:
                result.unchanged.append(report)
            elif report in held and not fresh:
                draft.remove(report)
            emitter = Emitter(report, names, (lambda _text: None) if unchanged else draft.write)
            emitter.begin(new[report])
            rejected[report] = write_report(emitter, parts, result, progress)
        draft.commit(optimize=optimize)
    _write_rejected(folder, rejected, result)
    for account in result.accounts:
        if not account.balanced:
            raise ImetGraphError(f"{account.file}: the account of rows does not balance.")
    return result


def _digest(sources: list[Source], names: Names) -> str:
    parts = sorted(source.digest for source in sources)
    return sha256("|".join([_VERSION, names.fingerprint, *parts]).encode()).hexdigest()[:32]


def write_report(
    emitter: Emitter,
    parts: list[tuple[Source, Account]],
    result: Imported,
    progress: Callable[[int], object] = lambda _rows: None,
) -> list[Row]:
    """Write the rows and groups of a report, counting each row; return those rejected."""
    names, report = emitter.names, emitter.report
    made: dict[str, Group] = {}

    @cache
    def group_of(called: str, code: str, program: str) -> Group:
        """Return the group of the rows that call country and programme so."""
        country = country_of(called, code, names)
        label = program_of(program, called, names)
        if not country:
            result.unresolved[f"{called} ({code})"] += 1
        elif names.codes.get(code) != country:
            result.mended[called, code, country] += 1
        if label.review or label.year is None or abs(label.year - emitter.years[0]) > _FAR:
            result.review[program] += 1
        area = country or "x-" + distinct(called)
        key = f"{report}-{area}-{label.program}-{label.year or 'undated'}"
        if key not in made:
            made[key] = Group(report, country, called, label, key)
        made[key].departments.add(label.department)
        return made[key]

    rejected: list[Row] = []
    seen: Seen = {}
    for source, account in parts:
        rows = assembled(rows_of(source, emitter.report, seen), emitter.years[0])
        for number, row in enumerate(rows, 1):
            account.count(row)
            if number % 500 == 0:
                progress(500)
            if row.kind == ACTIVITY:
                group = group_of(*row.cells[:3])
                group.add(row)
                emitter.activity(row, group)
            elif row.kind == CONTROL:
                group_of(*row.cells[:3]).controls.append(row)
            elif row.kind == ZERO:
                emitter.zero(row)
            elif row.kind == REJECTED:
                where = f" (in {Path(source.name).name})" if len(parts) > 1 else ""
                rejected.append(row.rejected(row.reason + where))
    for group in made.values():
        emitter.group(group)
        result.groups.append(group.record())
    emitter.end()
    return rejected


def _write_rejected(folder: Path, rejected: dict[str, list[Row]], result: Imported) -> None:
    place = folder / "rejected"
    place.mkdir(exist_ok=True)
    for report, rows in rejected.items():
        path = place / f"{report}.tsv"
        if not rows:
            path.unlink(missing_ok=True)
            continue
        lines = [b"line\treason\trow"]
        lines += [f"{r.origin.line}\t{r.reason}\t".encode() + r.origin.raw for r in rows]
        draft = path.with_suffix(".new")
        draft.write_bytes(b"\n".join(lines) + b"\n")
        draft.replace(path)
        result.rejected[report] = path

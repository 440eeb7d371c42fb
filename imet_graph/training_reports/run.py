"""Imports reports from end to end: reads, accounts, writes, reconciles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from imet_graph.errors import ImetGraphError
from imet_graph.training_reports import countries, programs, store
from imet_graph.training_reports.assemble import assembled
from imet_graph.training_reports.emit import Emitter
from imet_graph.training_reports.lines import Seen, rows_of
from imet_graph.training_reports.names import Names, distinct
from imet_graph.training_reports.reader import Source, discover, inspect
from imet_graph.training_reports.reconcile import Group
from imet_graph.training_reports.rows import ACTIVITY, CONTROL, KINDS, REJECTED, ZERO, Cells, Row

VERSION = "8"
"""Changes when the same rows would give other triples."""


FAR = 5
"""Years between a report and the fiscal year of a label, beyond which a person should look."""


@dataclass
class Account:
    """What became of the rows of one file."""

    file: str
    rows: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)

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
    progress: Callable[[int], object] | None = None,
    started: Callable[[int], object] | None = None,
    *,
    optimize: bool | None = None,
) -> Imported:
    """Import files into the store at ``folder``; each report in them replaces its former self.

    ``started`` is told the number of rows, ``progress`` how many were done since.
    ``optimize`` has the store put in order at the end, for faster queries; by default
    a store that is made anew is, unless it is very large.

    Raises:
        FileProblem, ParseProblem: before anything is written.
        StoreError: if the store can't be written.
    """
    sources: list[Source] = []
    try:
        for path in discover(paths):
            sources.append(inspect(path))
        if started:
            started(sum(source.rows for source in sources))
        return _import(sources, folder, names, progress, optimize)
    finally:
        for source in sources:
            source.discard()


def _import(
    sources: list[Source],
    folder: Path,
    names: Names,
    progress: Callable[[int], object] | None,
    optimize: bool | None,
) -> Imported:
    result = Imported()
    reports = sorted({report for source in sources for report in source.reports})
    held = store.digests(folder)
    # Everything in the store is replaced: building anew is faster than taking away.
    fresh = not held or set(held) <= set(reports)
    accounts = {source.name: Account(source.name) for source in sources}
    new = {report: _digest(report, sources, names) for report in reports}
    same = all(held.get(report) == new[report] for report in reports)
    with store.drafting(folder, fresh=fresh and not same) as draft:
        rejected: dict[str, list[Row]] = {}
        for report in reports:
            unchanged = held.get(report) == new[report] and not (fresh and not same)
            if unchanged:
                result.unchanged.append(report)
            elif report in held and not fresh:
                draft.remove(report)
            write: Callable[[str], object] = (lambda _text: None) if unchanged else draft.write
            emitter = Emitter(report, names, write)
            rejected[report] = _report(
                emitter,
                [s for s in sources if report in s.reports],
                accounts,
                result,
                new[report],
                progress,
            )
        draft.commit(optimize=optimize)
    result.accounts = list(accounts.values())
    _write_rejected(folder, rejected, result)
    unbalanced = [account.file for account in result.accounts if not account.balanced]
    if unbalanced:
        raise ImetGraphError(f"{unbalanced[0]}: the account of rows does not balance.")
    return result


def _digest(report: str, sources: list[Source], names: Names) -> str:
    from hashlib import sha256

    parts = sorted(s.digest for s in sources if report in s.reports)
    return sha256("|".join([VERSION, names.fingerprint, *parts]).encode()).hexdigest()[:32]


def _report(
    emitter: Emitter,
    sources: list[Source],
    accounts: dict[str, Account],
    result: Imported,
    digest: str,
    progress: Callable[[int], object] | None,
) -> list[Row]:
    report, names = emitter.report, emitter.names
    years = (int(report[:4]), int(report[5:9]))
    emitter.begin(f"Foreign Military Training Report, {report}, Volume I", digest)
    groups: dict[str, Group] = {}
    known: dict[tuple[str, str, str], Group] = {}
    rejected: list[Row] = []
    seen: Seen = {}
    for source in sources:
        account = accounts[source.name]
        for count, row in enumerate(assembled(rows_of(source, report, years, seen), years[0]), 1):
            account.rows += 1
            account.kinds[row.kind] += 1
            if row.flags:
                account.flags.update(row.flags)
            if progress and count % 500 == 0:
                progress(500)
            if row.kind in (ACTIVITY, CONTROL):
                c = row.cells
                key = (c.country, c.code, c.program)
                group = known.get(key)
                if group is None:
                    group = known[key] = _group(report, c, names, groups, result)
                if row.kind == ACTIVITY:
                    group.add(row)
                    emitter.activity(row, group)
                else:
                    group.controls.append(row)
            elif row.kind == ZERO:
                emitter.zero(row, countries.resolve(row.cells.country, row.cells.code, names))
            elif row.kind == REJECTED:
                if len(sources) > 1:
                    row.reason += f" (in {Path(source.name).name})"
                rejected.append(row)
    for group in groups.values():
        emitter.group(group)
        result.groups.append(group.record())
    emitter.end()
    return rejected


def _group(
    report: str, cells: Cells, names: Names, groups: dict[str, Group], result: Imported
) -> Group:
    country = countries.resolve(cells.country, cells.code, names)
    label = programs.resolve(cells.program, cells.country, names)
    if not country:
        result.unresolved[f"{cells.country} ({cells.code})"] += 1
    elif names.codes.get(cells.code) != country:
        result.mended[cells.country, cells.code, country] += 1
    if label.review or label.year is None or abs(label.year - int(report[:4])) > FAR:
        result.review[cells.program] += 1
    area = country or "x-" + distinct(cells.country)
    key = f"{report}-{area}-{label.program}-{label.year or 'undated'}"
    group = groups.get(key)
    if group is None:
        group = groups[key] = Group(report, country, cells.country, label, key)
    group.departments.add(label.department)
    return group


def _write_rejected(folder: Path, rejected: dict[str, list[Row]], result: Imported) -> None:
    place = folder / "rejected"
    place.mkdir(exist_ok=True)
    for report, rows in rejected.items():
        path = place / f"{report}.tsv"
        if not rows:
            path.unlink(missing_ok=True)
            continue
        lines = [b"line\treason\trow"]
        lines += [f"{row.line}\t{row.reason}\t".encode() + row.raw for row in rows]
        draft = path.with_suffix(".new")
        draft.write_bytes(b"\n".join(lines) + b"\n")
        draft.replace(path)
        result.rejected[report] = path

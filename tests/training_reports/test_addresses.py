"""An activity keeps its address, whatever else stands in its report."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from random import Random
from uuid import UUID

import pyoxigraph as ox
import pytest

from imet_graph.rdf import vocab
from imet_graph.training_reports.emit import PREFIX_LINES, Emitter
from imet_graph.training_reports.names import Names
from imet_graph.training_reports.reader import inspect
from imet_graph.training_reports.run import Account, Imported, write_report
from tests.training_reports import make

REAL = Path(__file__).parents[3] / "shared" / "fmtr" / "fmtr_2018_2019.tsv.gz"
NAMES = Names(programs={"imet 1": "imet-1"}, countries={"chad": "TCD"}, codes={"TCD": "TCD"})
CALLED = ("TrainingActivity", "ControlTotal")

Rows = list[list[str]]
Said = dict[str, frozenset[str]]


def _said(folder: Path, rows: Rows) -> Said:
    """Return what the import of rows says, by the address of each activity and total."""
    path = folder / "a.tsv"
    path.write_text("\n".join("\t".join(row) for row in rows) + "\n", encoding="utf-8")
    source = inspect(path)
    (report,) = source.reports
    written = [PREFIX_LINES]
    emitter = Emitter(report, NAMES, written.append)
    write_report(emitter, [(source, Account(source.name))], Imported())
    said: dict[str, set[str]] = {}
    kinds = {vocab.term(name) for name in CALLED}
    called = set()
    for triple in ox.parse("".join(written).encode(), format=ox.RdfFormat.TURTLE):
        assert isinstance(triple.subject, ox.NamedNode)
        subject = triple.subject.value
        said.setdefault(subject, set()).add(f"{triple.predicate} {triple.object}")
        if isinstance(triple.object, ox.NamedNode) and triple.object.value in kinds:
            called.add(subject)
    return {subject: frozenset(said[subject]) for subject in called}


def _with_ids(rows: Rows) -> Rows:
    return [[str(UUID(int=n)), *row[1:]] for n, row in enumerate(rows)]


def _report() -> Rows:
    total = make.row("Fiscal Year 2018 Program Totals", 1, 100)
    return [make.HEADER, *[make.row("A", 1, cost) for cost in (100, 200, 300)], total, total]


CHANGES: dict[str, tuple[Callable[[Rows], Rows], int]] = {
    "as it was": (lambda rows: rows, 0),
    "without its first row": (lambda rows: [rows[0], *rows[2:]], 1),
    "the other way round": (lambda rows: [rows[0], *rows[:0:-1]], 0),
    "with a row before all others": (
        lambda rows: [rows[0], make.row("NEW", 1, 50), *rows[1:]], 0),
    "with another page before it": (lambda rows: [rows[0], [""], *rows[1:]], 0),
    "with its columns in another order": (lambda rows: [row[::-1] for row in rows], 0),
    "with a copy of a row": (lambda rows: [*rows, rows[1]], 0),
}  # fmt: skip
"""What is done to a report, and how many of its rows are gone then."""


@pytest.mark.parametrize("ids", [True, False], ids=["with ids", "without"])
@pytest.mark.parametrize("name", CHANGES)
def test_the_same_row_has_the_same_address(tmp_path: Path, name: str, ids: bool) -> None:
    """By the id that its publisher gave it, and where there is none by what it says."""
    change, gone = CHANGES[name]
    rows = _report()
    if ids:
        rows = [rows[0], *_with_ids(rows[1:])]
    before, after = _said(tmp_path, rows), _said(tmp_path, change(rows))
    assert len(before) == 5
    assert len(before.items() - after.items()) == gone


def test_a_corrected_row_keeps_its_id_and_so_its_address(tmp_path: Path) -> None:
    """Its publisher says that it is the same row."""
    rows = [make.HEADER, *_with_ids([make.row("A", 1, 100)])]
    corrected = [make.HEADER, *_with_ids([make.row("A", 1, 999)])]
    before, after = _said(tmp_path, rows), _said(tmp_path, corrected)
    assert before.keys() == after.keys()
    assert before != after


def test_two_rows_with_one_id_are_two(tmp_path: Path) -> None:
    """Where they say different things; the address of each then tells what."""
    first, second = (_with_ids([make.row("A", 1, cost)])[0] for cost in (100, 200))
    assert len(_said(tmp_path, [make.HEADER, first, second])) == 2


@pytest.mark.skipif(not REAL.is_file(), reason="../shared/fmtr is not there")
@pytest.mark.parametrize("ids", [True, False], ids=["with ids", "without"])
def test_a_real_report_keeps_its_addresses(tmp_path: Path, ids: bool) -> None:
    """Without its first row, in another order: one is gone and the others are the same."""
    lines = gzip.decompress(REAL.read_bytes()).decode().splitlines()
    rows = [line.split("\t") for line in lines]
    if not ids:
        rows[1:] = [["", *row[1:]] for row in rows[1:]]
    before, less = _said(tmp_path, rows), _said(tmp_path, [rows[0], *rows[2:]])
    assert less.items() < before.items()
    assert len(before) - len(less) == 1
    others = rows[1:]
    Random(9).shuffle(others)  # noqa: S311 - the same each time
    # An untitled row or a leaked line is read by those around it; here there is none.
    assert _said(tmp_path, [rows[0], *others]) == before

"""Damaged reports end in a clear error or in a balanced account."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from imet_graph.cli import main
from imet_graph.errors import ImetGraphError
from imet_graph.rdf import vocab
from imet_graph.training_reports import run, store
from imet_graph.training_reports.emit import PREFIX_LINES, Emitter
from imet_graph.training_reports.lines import assembled
from imet_graph.training_reports.names import Names
from imet_graph.training_reports.reader import inspect
from imet_graph.training_reports.rows import KINDS
from tests.drawn import drawn
from tests.training_reports.damage import DAMAGE, WHOLE, rows

TRIES = [0, *(pytest.param(number, marks=pytest.mark.long) for number in (1, 2))]
"""Variants of each kind of damage that go through the command line."""


@pytest.fixture(scope="module")
def names() -> Names:
    """Return tables that know one country and one programme."""
    return Names(programs={"imet 1": "imet-1"}, countries={"chad": "TCD"}, codes={"TCD": "TCD"})


@drawn(500, *HealthCheck)
@given(
    kinds=st.lists(st.sampled_from(sorted(DAMAGE)), min_size=1, max_size=4),
    rng=st.randoms(use_true_random=False),
)
def test_damage_ends_in_an_error_or_in_a_balanced_account(
    names: Names, kinds: list[str], rng: Random
) -> None:
    """Nothing is lost in silence, and what is written is Turtle."""
    data = WHOLE
    for kind in kinds:
        if data:
            data = DAMAGE[kind](data, rng)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.tsv"
        path.write_bytes(data)
        try:
            source = inspect(path)
        except ImetGraphError as error:
            assert error.message
            return
        counted = 0
        for report in source.reports:
            written = [PREFIX_LINES]
            account = run.Account(source.name)
            emitter = Emitter(report, names, written.append)
            run.write_report(emitter, [(source, account)], run.Imported())
            assert account.balanced
            counted += account.rows
            list(ox.parse("".join(written).encode(), format=ox.RdfFormat.TURTLE))
        assert counted == rows(data)


@pytest.mark.parametrize("number", TRIES)
@pytest.mark.parametrize("kind", sorted(DAMAGE))
def test_the_command_line_survives_damage(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    kind: str,
    number: int,
) -> None:
    """Each kind of damage, as a person meets it: a message, or a store that holds each row."""
    data = DAMAGE[kind](WHOLE, Random(f"{kind} {number}"))  # noqa: S311 - the same each time
    path, folder = tmp_path / f"{number}.tsv", tmp_path / f"store-{number}"
    table = tmp_path / f"{number}.json"
    path.write_bytes(data)
    arguments = ["import", "fmtr", path, "--store", folder, "--report", table]
    with pytest.raises(SystemExit) as left:
        main([str(each) for each in arguments])
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert "unexpected" not in said.err
    if left.value.code:
        assert left.value.code == 2
        assert said.err.startswith(f"Error: {path}")
        assert not folder.exists()
        return
    document = json.loads(table.read_text(encoding="utf-8"))
    (account,) = document["files"]
    assert account["rows"] == sum(account[each] for each in KINDS) == rows(data)
    assert account["activity"] == _activities(folder)
    kept = [Path(p).read_bytes().count(b"\n") - 1 for p in document["rejected"].values()]
    assert sum(kept) == account["rejected"]


def _activities(folder: Path) -> int:
    found = store.current(folder)
    assert found is not None
    kind = ox.NamedNode(vocab.RDF_TYPE)
    about = ox.NamedNode(vocab.term("TrainingActivity"))
    quads = ox.Store.read_only(str(found)).quads_for_pattern(None, kind, about, None)
    return sum(1 for _ in quads)


def test_rows_come_out_as_often_as_they_go_in() -> None:
    """Joining fragments loses no row and makes none."""
    from imet_graph.training_reports.rows import Cells, classify

    made = [classify(Cells(country="Chad", program="P", title=t)) for t in "abc"]
    assert len(list(assembled(made, 2018))) == 3
    assert all(row.kind in KINDS for row in assembled(made, 2018))

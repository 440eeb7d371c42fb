"""Damaged reports end in a clear error or in a balanced account."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imet_graph.errors import ImetGraphError
from imet_graph.importers.fmtr import run
from imet_graph.importers.fmtr.assemble import assembled
from imet_graph.importers.fmtr.emit import PREFIX_LINES, Emitter
from imet_graph.importers.fmtr.names import Names
from imet_graph.importers.fmtr.reader import inspect
from imet_graph.importers.fmtr.rows import KINDS
from tests.importers.fmtr import make

WHOLE = make.text(make.small() + make.small("2016-2017")).encode()


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return a small report with one to four kinds of damage done to it."""
    data = WHOLE
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["cut", "swap", "insert", "cell", "repeat", "encode"]))
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        lines = data.split(b"\r\n")
        number = draw(st.integers(0, len(lines) - 1))
        if kind == "cut":
            data = data[:at] + data[at + draw(st.integers(1, 400)) :]
        elif kind == "insert":
            what = [
                b"\0",
                b'"',
                b"\t",
                b"\n",
                b"\r",
                b"\xff",
                b"\\",
                b"x" * 20_000,
                b"\xe2\x80\xa8",
            ]
            data = data[:at] + draw(st.sampled_from(what)) + data[at:]
        elif kind == "repeat":
            data = b"\r\n".join([*lines, lines[number]])
        elif kind == "encode":
            data = data.decode("utf-8", "replace").encode(
                draw(st.sampled_from(["utf-16", "utf-8-sig", "cp037"])), "replace"
            )
        else:
            cells = lines[number].split(b"\t")
            one, two = (draw(st.integers(0, len(cells) - 1)) for _ in range(2))
            if kind == "swap":
                cells[one], cells[two] = cells[two], cells[one]
            else:
                numbers = [
                    b"-5",
                    b"9" * 30,
                    b"1e9",
                    b"1395297099",
                    b"$1,000",
                    b"0x1F",
                    b"NaN",
                    b"\xd9\xa3",
                ]
                cells[one] = draw(st.sampled_from(numbers))
            lines[number] = b"\t".join(cells)
            data = b"\r\n".join(lines)
    return data


@pytest.fixture(scope="module")
def names() -> Names:
    """Return tables that know one country and one programme."""
    return Names(programs={"imet 1": "imet-1"}, countries={"chad": "TCD"}, codes={"TCD": "TCD"})


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=damaged())
def test_damage_ends_in_an_error_or_in_a_balanced_account(names: Names, data: bytes) -> None:
    """Nothing is lost in silence, and what is written is Turtle."""
    import pyoxigraph as ox

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
            accounts = {source.name: run.Account(source.name)}
            run._report(
                Emitter(report, names, written.append),
                [source],
                accounts,
                run.Imported(),
                "d",
                None,
            )
            assert accounts[source.name].balanced
            counted += accounts[source.name].rows
            list(ox.parse("".join(written).encode(), format=ox.RdfFormat.TURTLE))
        assert counted == sum(1 for _ in source.lines())


def test_rows_come_out_as_often_as_they_go_in() -> None:
    """Joining fragments loses no row and makes none."""
    from imet_graph.importers.fmtr.rows import Cells, classify

    rows = [classify(Cells(country="Chad", program="P", title=t)) for t in "abc"]
    assert len(list(assembled(rows, 2018))) == 3
    assert all(row.kind in KINDS for row in assembled(rows, 2018))

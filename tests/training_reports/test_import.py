"""Importing training reports: accounts, totals, replacement, errors."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from imet_graph.engines.local import LocalBackend
from imet_graph.errors import ImetGraphError
from imet_graph.rdf import vocab
from imet_graph.training_reports import store
from imet_graph.training_reports.names import Names
from imet_graph.training_reports.run import import_reports
from tests.training_reports import make


@pytest.fixture(scope="module")
def names() -> Names:
    """Return the tables of the bundled graph."""
    return Names.of(LocalBackend.bundled())


def content(folder: Path) -> set[str]:
    """Return what a store holds of reports."""
    found = store.current(folder)
    assert found is not None
    return {str(quad) for quad in store.of_reports(ox.Store.read_only(str(found)))}


def test_every_row_is_counted_once(tmp_path: Path, names: Names) -> None:
    """Each row is one of five kinds, and damage that can be recovered is flagged."""
    result = import_reports([make.write(tmp_path / "a.tsv", make.small())], tmp_path / "s", names)
    (account,) = result.accounts
    assert account.balanced
    assert account.kinds == Counter(activity=3, control=2, header=1) + Counter({"known-zero": 1})
    assert account.flags == Counter({"quantity-text": 1, "continued": 1})


def test_sums_are_compared_with_the_totals_of_the_report(tmp_path: Path, names: Names) -> None:
    """A group adds up or its difference and lines are told."""
    result = import_reports([make.write(tmp_path / "a.tsv", make.small())], tmp_path / "s", names)
    chad, pakistan = result.groups
    assert (chad["status"], chad["trainees"], chad["cost"]) == ("exact", 3, "5700.00")
    assert (pakistan["status"], pakistan["trainees_difference"]) == ("differing", 2)
    assert pakistan["lines"] == [6]
    assert pakistan["country"] == "PAK"


def test_importing_twice_changes_nothing(tmp_path: Path, names: Names) -> None:
    """The same file again leaves the same triples."""
    path = make.write(tmp_path / "a.tsv", make.small())
    import_reports([path], tmp_path / "s", names)
    before = content(tmp_path / "s")
    assert import_reports([path], tmp_path / "s", names).unchanged == ["2018-2019"]
    assert content(tmp_path / "s") == before


def test_a_corrected_report_replaces_itself_and_nothing_else(tmp_path: Path, names: Names) -> None:
    """What the other report says stays; what the corrected one said goes."""
    other = make.write(tmp_path / "b.tsv", make.small("2016-2017"))
    first = make.write(tmp_path / "a.tsv", make.small())
    import_reports([other, first], tmp_path / "s", names)
    corrected = make.write(tmp_path / "c.tsv", make.small(quantity=9))
    import_reports([corrected], tmp_path / "s", names)
    import_reports([other, corrected], tmp_path / "fresh", names)
    assert content(tmp_path / "s") == content(tmp_path / "fresh")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "binary"),
        (make.text(make.small()).replace("\t", ",").encode(), "commas"),
        (make.text(make.small()).replace("training:country", "land").encode(), "lacks 1"),
        (make.text(make.small()).encode("utf-16"), "UTF-16"),
        (make.text([make.row("Caf\xe9")]).encode("latin-1"), "not UTF-8"),
        (make.text([]).encode(), "no rows"),
    ],
)
def test_what_is_no_report_is_refused_before_anything_is_written(
    tmp_path: Path, names: Names, data: bytes, message: str
) -> None:
    """The error says what is wrong, and there is no store."""
    path = tmp_path / "a.tsv"
    path.write_bytes(data)
    with pytest.raises(ImetGraphError, match=message):
        import_reports([path], tmp_path / "s", names)
    assert not (tmp_path / "s").exists()


def test_a_new_store_is_put_in_order(tmp_path: Path, names: Names) -> None:
    """The same triples as without, in fewer files to look into."""
    path = make.write(tmp_path / "a.tsv", make.small())
    import_reports([path], tmp_path / "plain", names, optimize=False)
    import_reports([path], tmp_path / "ordered", names)
    assert content(tmp_path / "plain") == content(tmp_path / "ordered")
    plain, ordered = (
        len([*(tmp_path / name).glob("generations/*/*.sst")]) for name in ("plain", "ordered")
    )
    assert 0 < ordered < plain


def test_another_curated_graph_is_taken_over(tmp_path: Path, names: Names) -> None:
    """A store of another installation gets this one's curated graph, and keeps its reports."""
    folder = tmp_path / "s"
    import_reports([make.write(tmp_path / "a.tsv", make.small())], folder, names)
    before = content(folder)
    found = store.current(folder)
    assert found is not None
    stale = ox.Quad(ox.NamedNode("a:old"), ox.NamedNode("a:old"), ox.Literal("old"))
    mark = ox.NamedNode(vocab.GRAPH + "curated")
    changed = ox.Store(str(found))
    for quad in [*changed.quads_for_pattern(mark, None, None)]:
        changed.remove(quad)
    changed.add(stale)
    changed.flush()
    del changed
    other = make.write(tmp_path / "b.tsv", make.small("2001-2002"))
    import_reports([other], folder, names)
    assert before < content(folder)
    found = store.current(folder)
    assert found is not None
    held = ox.Store.read_only(str(found))
    assert stale not in held
    assert len(held) > len(content(folder)) + 200_000

"""One command builds the graph; what does not follow from the facts is told as stale."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from imet_graph import resources
from imet_graph.engines.local import LocalBackend
from imet_graph.errors import FileProblem
from imet_graph.facts import building, derivation
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode, Quad
from imet_graph.validate import validate

DATA = resources.folder("data")


def test_the_graph_is_what_the_tables_give() -> None:
    """Building again gives the very bytes that are kept, and nothing is left over."""
    assert building.stale(DATA, building.build(DATA)) == []


def test_a_folder_without_tables_is_an_error(tmp_path: Path) -> None:
    """Where there is nothing to build from, the message names the folder."""
    with pytest.raises(FileProblem, match="There are no tables in"):
        building.build(tmp_path)


def run(checkout: Path, *args: str) -> tuple[int, str]:
    """Run the command of a checkout there; return its exit code and all that it says."""
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "imet_graph", *args],
        cwd=checkout, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def edit(path: Path, old: str, new: str) -> None:
    """Put one text in the place of another that stands in a file once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def line_of(table: Path, name: str) -> str:
    """Return the line of a row that begins with an id."""
    lines = table.read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith(f"{name},"))


def test_a_corrected_date_reaches_every_answer(checkout: Path) -> None:
    """One row is changed, one command run: status and timeline give the new day."""
    table = checkout / "data" / "facts" / "events.csv"
    row = line_of(table, "thailand-imet-suspended-2014")
    old = re.search(r"2014-\d\d-\d\d", row)
    assert old
    asked = ("status", "--country", "Thailand", "--on", "2014-06-15", "--program", "IMET")
    assert "2014-05-27" not in run(checkout, *asked)[1]
    edit(table, row, row.replace(old[0], "2014-05-27"))
    assert run(checkout, "build", "--check")[0] == 1
    code, said = run(checkout, "build")
    assert code == 0
    assert "data/events.ttl" in said
    assert "data/status.ttl" in said
    assert run(checkout, "build", "--check")[0] == 0
    assert "since 2014-05-27" in run(checkout, *asked)[1]
    assert "2014-05-27" in run(checkout, "timeline", "Thailand")[1]
    assert run(checkout, "validate")[0] == 0


STALE: list[tuple[str, str, Callable[[str], str]]] = [
    ("a derived day", "status.ttl", lambda text: re.sub(
        r'(imet:periodStart ")\d{4}(-\d\d-\d\d")', r"\g<1>1901\g<2>", text, count=1)),
    ("a fact under it", "events.ttl", lambda text: re.sub(
        r'(event:thailand-imet-suspended-2014 a .*?imet:earliest ")[^"]+', r"\g<1>2014-01-01",
        text, count=1, flags=re.DOTALL)),
    ("a period taken away", "status.ttl", lambda text: re.sub(
        r"\nperiod:.*?\n\n", "\n", text, count=1, flags=re.DOTALL)),
]  # fmt: skip


@pytest.mark.parametrize(("what", "file", "change"), STALE, ids=[s[0] for s in STALE])
def test_what_does_not_follow_is_told(
    checkout: Path, what: str, file: str, change: Callable[[str], str]
) -> None:
    """A period or a fact changed by hand: both checks say what is stale, and what to run."""
    path = checkout / "data" / file
    before = path.read_text(encoding="utf-8")
    path.write_text(change(before), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != before
    code, said = run(checkout, "build", "--check")
    assert code == 1
    assert f"{path} does not follow" in said
    assert "Run `imet-graph build`" in said
    code, said = run(checkout, "validate")
    assert code == 1
    assert "does not follow from the facts" in said
    assert "imet-graph build" in said


def test_what_is_left_over_is_removed(checkout: Path) -> None:
    """A file that no table gives is stale, and `build` removes it."""
    (checkout / "data" / "old.ttl").write_text("", encoding="utf-8")
    assert run(checkout, "build", "--check")[0] == 1
    assert run(checkout, "build")[0] == 0
    assert not (checkout / "data" / "old.ttl").exists()


PROSE = ("Provision", "Event", "Source", "Program", "Statute", "Coverage", "AccountText")


def test_no_status_rests_on_wording() -> None:
    """With nonsense in the place of every text, the derived periods are the same but for names."""
    graph = LocalBackend.of_files(resources.graph_files(), "bundled graph").store
    wanted = {NamedNode(vocab.term(name)) for name in PROSE}
    things = {
        q.subject
        for kind in wanted
        for q in graph.quads_for_pattern(None, NamedNode(vocab.RDF_TYPE), kind)
    }
    plain = NamedNode(vocab.XSD + "string")
    facts, changed = ox.Store(), 0
    for quad in graph:
        thing, value = quad.subject, quad.object
        if isinstance(thing, NamedNode) and vocab.kind_of(thing.value) == "period":
            continue
        is_text = isinstance(value, Literal) and (value.language or value.datatype == plain)
        if thing in things and is_text and " " in value.value:
            changed += 1
            value = Literal("Qwx vbn zzz.", language=value.language)
        facts.add(Quad(thing, quad.predicate, value))
    assert changed > 4_000
    names = vocab.RDFS_LABEL
    derived = {t for t in derivation.periods(facts) if t.predicate.value != names}
    kept = {
        q.triple
        for q in graph
        if vocab.kind_of(q.subject.value) == "period" and q.predicate.value != names
    }
    assert {str(t) for t in derived} == {str(t) for t in kept}


def test_the_graph_conforms() -> None:
    """The periods of the bundled graph follow from its facts."""
    findings = validate(LocalBackend.bundled()).findings
    assert [f for f in findings if f.shape.endswith("stale-period")] == []


def test_each_row_is_one_fact_with_a_source() -> None:
    """Every table of facts has a source and a locator on each row, or citations of its own."""
    with (DATA / "facts" / "citations.csv").open(encoding="utf-8", newline="") as stream:
        further = {row["about"] for row in csv.DictReader(stream)}
    from imet_graph.facts.tables import Facts

    for row in Facts(DATA / "facts"):
        if "locator" not in row.table.header or not row.table.about:
            continue
        about = row.address.removeprefix(vocab.ID)
        assert row.cells["locator"] or about in further, row.address

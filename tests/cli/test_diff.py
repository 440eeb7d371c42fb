"""The diff command: text, tables, exit codes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
PREFIXES = (
    "@prefix : <https://w3id.org/imet-graph/def#> .\n"
    "@prefix event: <https://w3id.org/imet-graph/id/event/> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
)
OLD = PREFIXES + (
    'event:a a :Coup ; rdfs:label "Coup\\u001b A"@en ; :date "2031" ; :p 1 .\n'
    'event:b a :Coup ; rdfs:label "Coup B"@en .\nevent:n :p [ :q 1 ] .\n'
)
NEW = PREFIXES + (
    'event:a a :Coup ; rdfs:label "Coup\\u001b A"@en ; :date "2032" ; :q 2 .\n'
    'event:c a :Coup ; rdfs:label "Coup C"@en .\nevent:n :p [ :q 2 ] .\n'
)
TEXT = """\
Coup: 1 added, 1 removed, 1 changed
~ Coup\ufffd A (event:a)
    date: 2031 → 2032
    imet:p: - 1
    imet:q: + 2
- Coup B (event:b)
    class: Coup
    label: Coup B
+ Coup C (event:c)
    class: Coup
    label: Coup C

Without a class: 1 changed
~ event:n
    imet:p: [ imet:q 1 ] → [ imet:q 2 ]

Things: 1 added, 1 removed, 2 changed.
"""


@pytest.fixture
def graphs(tmp_path: Path) -> tuple[Path, Path]:
    """Return two files that differ."""
    (tmp_path / "old.ttl").write_text(OLD)
    (tmp_path / "new.ttl").write_text(NEW)
    return tmp_path / "old.ttl", tmp_path / "new.ttl"


def test_people_read_it_by_class_and_thing(
    imet: Run, graphs: tuple[Path, Path], tmp_path: Path
) -> None:
    """In words, old before new; the exit code is 1. A file gets the same text."""
    done = imet("diff", *graphs)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == TEXT
    assert imet("diff", *graphs, "-o", tmp_path / "changes.txt").returncode == 1
    assert (tmp_path / "changes.txt").read_text(encoding="utf-8") == TEXT


def test_no_difference_is_said_and_exits_0(imet: Run, graphs: tuple[Path, Path]) -> None:
    """A table has its head only."""
    done = imet("diff", graphs[0], graphs[0])
    assert (done.returncode, done.stdout, done.stderr) == (0, "No difference.\n", "")
    done = imet("diff", graphs[0], graphs[0], "-f", "csv")
    assert (done.returncode, done.stdout) == (0, "change,class,thing,label,property,old,new\n")


def test_iris_stand_in_the_text_when_asked_for(imet: Run, graphs: tuple[Path, Path]) -> None:
    """With the full terms, so that a type that changed is seen."""
    shown = imet("diff", *graphs, "--iris").stdout
    assert shown.startswith("https://w3id.org/imet-graph/def#Coup: 1 added")
    assert "~ https://w3id.org/imet-graph/id/event/a\n" in shown
    assert 'def#date: "2031" → "2032"' in shown


@pytest.mark.parametrize(
    "name", ["csv", "tsv", "json", "jsonl", "xml", "markdown", "html", "table"]
)
def test_every_table_format_has_every_change(
    imet: Run, graphs: tuple[Path, Path], name: str
) -> None:
    """Machines get IRIs, people labels."""
    done = imet("diff", *graphs, "-f", name)
    assert done.returncode == 1
    assert done.stderr == ""
    iri = "https://w3id.org/imet-graph/id/event/c"
    people = name in ("markdown", "html", "table")
    assert (iri in done.stdout, "event:c" in done.stdout) == (not people, people)
    assert (iri in imet("diff", *graphs, "-f", name, "--labels").stdout) is False


def test_rows_are_complete(imet: Run, graphs: tuple[Path, Path]) -> None:
    """One for each statement; JSON keeps the types."""
    rows = list(csv.DictReader(io.StringIO(imet("diff", *graphs, "-f", "csv").stdout)))
    assert [row["change"] for row in rows] == ["changed"] * 3 + ["removed"] * 2 + [
        "added", "added", "changed",
    ]  # fmt: skip
    read = json.loads(imet("diff", *graphs, "-f", "json").stdout)
    first = read["results"]["bindings"][1]
    assert first["old"]["datatype"] == "http://www.w3.org/2001/XMLSchema#integer"
    assert "new" not in first


def test_files_take_their_format_from_the_extension(
    imet: Run, graphs: tuple[Path, Path], tmp_path: Path
) -> None:
    """Parquet too; the exit code still tells that they differ."""
    done = imet("diff", *graphs, "-o", tmp_path / "c.csv")
    assert (done.returncode, done.stdout) == (1, "")
    assert (tmp_path / "c.csv").read_text().startswith("change,class,thing")
    parquet = pytest.importorskip("pyarrow.parquet")
    assert imet("diff", *graphs, "-o", tmp_path / "c.parquet").returncode == 1
    assert parquet.read_table(tmp_path / "c.parquet").num_rows == 8


def test_the_summary_counts(imet: Run, graphs: tuple[Path, Path]) -> None:
    """By class, in any table format."""
    shown = imet("diff", *graphs, "--summary")
    assert shown.returncode == 1
    assert [line.split() for line in shown.stdout.splitlines()[2:]] == [
        ["Coup", "1", "1", "1"], ["without", "a", "class", "0", "0", "1"],
    ]  # fmt: skip
    rows = imet("diff", *graphs, "--summary", "-f", "csv").stdout.splitlines()
    assert rows[0] == "class,added,removed,changed"
    assert rows[1] == "https://w3id.org/imet-graph/def#Coup,1,1,1"

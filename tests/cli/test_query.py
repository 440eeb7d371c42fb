"""The query command: formats, labels, limits, parameters as options."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_a_table_shows_labels_and_machines_get_iris(imet: Run) -> None:
    """--iris and --labels turn either round."""
    table = imet("query", "program-origin").stdout
    assert "International Security Assistance and Arms" in table
    raw = imet("query", "program-origin", "--iris").stdout
    assert "https://w3id.org/imet-graph/id/program/imet" in raw
    rows = list(csv.reader(io.StringIO(imet("query", "program-origin", "-f", "csv").stdout)))
    assert rows[1][0] == "https://w3id.org/imet-graph/id/program/imet"
    named = imet("query", "program-origin", "-f", "csv", "--labels").stdout
    assert next(csv.DictReader(io.StringIO(named)))["program"].startswith("International")


@pytest.mark.parametrize(
    ("name", "engine"),
    [
        ("json", ox.QueryResultsFormat.JSON),
        ("xml", ox.QueryResultsFormat.XML),
        ("tsv", ox.QueryResultsFormat.TSV),
    ],
)
def test_standard_formats_read_back_to_the_same_rows(
    imet: Run, bundled: object, name: str, engine: ox.QueryResultsFormat
) -> None:
    """SPARQL results in JSON, XML and TSV are read by another implementation."""
    printed = imet("query", "country-history", "--country", "pk", "-f", name).stdout
    read = ox.parse_query_results(printed.encode(), format=engine)
    found = bundled.query("country-history", country="Pakistan")  # type: ignore[attr-defined]
    assert [v.value for v in read.variables] == list(found.variables)
    rows = list(found)
    assert rows
    assert [tuple(solution) for solution in read] == rows


def test_cite_adds_the_sources_of_each_row(imet: Run) -> None:
    """A table numbers its sources and lists them; csv has them in a column."""
    table = imet("query", "program-origin", "--cite").stdout
    assert "[1]" in table.split("Sources")[0]
    assert "(primary law)" in table.split("Sources")[1]
    text = imet("query", "program-origin", "--cite", "-f", "csv").stdout
    for row in csv.DictReader(io.StringIO(text)):
        assert "primary law" in row["citation"]


def test_limit_output_and_extension(imet: Run, tmp_path: Path) -> None:
    """--limit counts rows; the extension of --output names the format."""
    done = imet("query", "program-list", "--limit", "3", "-o", tmp_path / "p.srj")
    assert done.stdout == ""
    assert len(json.loads((tmp_path / "p.srj").read_text())["results"]["bindings"]) == 3


def test_help_of_a_query_comes_from_its_header(imet: Run) -> None:
    """The question, each parameter with its example, and a command line to copy."""
    printed = imet("query", "country-history", "--help").stdout
    assert "--country COUNTRY" in printed
    assert "imet-graph query country-history --country" in printed


def test_ask_construct_and_exit_status(imet: Run) -> None:
    """ASK answers yes or no, and --exit-status tells a script; CONSTRUCT gives Turtle."""
    yes = imet("query", "-", "--exit-status", stdin="ASK { ?s a imet:Country }")
    assert (yes.stdout, yes.returncode) == ("yes\n", 0)
    no = imet("query", "-", "--exit-status", stdin="ASK { ?s a imet:Unicorn }")
    assert (no.stdout, no.returncode) == ("no\n", 1)
    turtle = imet("query", "-", stdin="CONSTRUCT { ?s a imet:Program } { ?s a imet:Program }")
    assert len(list(ox.parse(turtle.stdout.encode(), format=ox.RdfFormat.TURTLE))) > 50
    answer = imet("query", "-", "-f", "json", stdin="ASK { ?s a imet:Country }").stdout
    assert json.loads(answer)["boolean"] is True


def test_spreadsheet_safe_defuses_formulas(imet: Run) -> None:
    """A cell that begins like a formula gets an apostrophe; a number does not."""
    text = 'SELECT ?a ?b { VALUES (?a ?b) { ("=1+1" -5) } }'
    assert "'=1+1,-5" in imet("query", "-", "-f", "csv", "--spreadsheet-safe", stdin=text).stdout
    assert "\r\n=1+1,-5" in imet("query", "-", "-f", "csv", stdin=text).stdout.replace("\n", "\r\n")


def test_list_names_every_query_with_its_question(imet: Run) -> None:
    """The list has all query files, and --tag chooses among them."""
    from imet_graph.queries import Catalog

    printed = imet("query", "--list").stdout
    for name in Catalog().names():
        assert name in printed
    assert imet("query", "--list", "--tag", "no-such-tag").returncode == 2


def test_a_question_about_training_says_that_there_are_no_reports(imet: Run) -> None:
    """An empty table would be taken for a country that was never trained."""
    done = imet("query", "training-by-country-year", "--country", "Chad")
    assert done.returncode == 0
    assert "holds no training reports" in done.stderr
    assert "import fmtr" in done.stderr
    assert "holds no training reports" not in imet("query", "program-mission").stderr

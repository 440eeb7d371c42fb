"""The commands that draw, tell and measure, run as a person runs them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import Run


def test_visualize_writes_what_the_file_name_says(imet: Run, tmp_path: Path) -> None:
    """The extension names the format; what is left out is said on standard error."""
    page = tmp_path / "imet.html"
    done = imet("visualize", "IMET", "--output", page)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "Left out for want of room" in done.stderr
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("arguments", "start"),
    [
        (["Pakistan"], "<svg "),
        (["Pakistan", "--format", "dot"], "digraph "),
        (["--view", "hierarchy", "--format", "mermaid"], "---\n"),
        (["--view", "funding"], "<svg "),
        (["--view", "map", "--on", "2005-06-01"], "<svg "),
        (["Pakistan", "--to", "Indonesia"], "<svg "),
    ],
)
def test_visualize_writes_to_standard_output(imet: Run, arguments: list[str], start: str) -> None:
    """Without a file the picture goes to standard output, so that it can be piped."""
    done = imet("visualize", *arguments)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(start)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Atlantis"], "is known as 'Atlantis'"),
        (["IMET", "--format", "jpeg"], "no format 'jpeg'"),
        (["IMET", "--output", "picture.bmp"], "'bmp' says nothing"),
        (["--view", "map", "--on", "soon"], "'soon' is no day"),
        (["--to", "Pakistan"], "--to needs ENTITY"),
        (["IMET", "--output", "/nowhere/x.svg"], "/nowhere"),
        (["--view", "hierarchy", "usc-22-2347"], "usc-22-2347"),
    ],
)
def test_visualize_explains_what_it_can_not_draw(
    imet: Run, arguments: list[str], said: str
) -> None:
    """One message that names the thing, exit 2, nothing on standard output."""
    done = imet("visualize", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_path_tells_in_words_with_sources(imet: Run) -> None:
    """The way from Saudi Arabia to the Act of 1961 begins and ends there and is cited."""
    done = imet("path", "Saudi Arabia", "Foreign Assistance Act of 1961", "--format", "json")
    assert done.returncode == 0, done.stderr
    (way,) = json.loads(done.stdout)
    assert way["from"].endswith("/country/SAU")
    assert way["to"].endswith("/statute/pl-87-195")
    assert all(step["citations"] for step in way["steps"])
    text = imet("path", "Saudi Arabia", "Foreign Assistance Act of 1961").stdout
    assert text.startswith("Saudi Arabia to Foreign Assistance Act of 1961, ")
    assert "\nSources\n[1] " in text


def test_path_gives_as_many_ways_as_asked(imet: Run) -> None:
    """Three ways from Pakistan to Indonesia, all different."""
    done = imet("path", "Pakistan", "Indonesia", "--paths", "3", "--format", "json")
    ways = [tuple(step["sentence"] for step in way["steps"]) for way in json.loads(done.stdout)]
    assert len(set(ways)) == 3


def test_timeline_lists_events_in_order_with_sources(imet: Run) -> None:
    """Pakistan's suspension of August 2018 comes before its end, and says its source."""
    done = imet("timeline", "Pakistan", "--from", "2018", "--format", "csv")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    dates = [row["date"] for row in rows]
    assert dates == sorted(dates)
    assert "2018-08" in dates
    assert all(row["citation"] for row in rows)
    text = imet("timeline", "Pakistan", "--from", "2018").stdout
    assert "\n2018-08     Pakistan removed from IMET (Suspension) [" in text
    assert "ends: Pakistan removed from IMET (2018-08)" in text


def test_timeline_refuses_a_date_that_is_none(imet: Run) -> None:
    """A wrong date is a usage error with an example."""
    done = imet("timeline", "Pakistan", "--from", "then")
    assert done.returncode == 2
    assert "Write it as 1999" in done.stderr


def test_analyze_writes_tables_and_pictures(imet: Run, tmp_path: Path) -> None:
    """The table is on standard output, how to read it on standard error, the picture in a file."""
    drawing = tmp_path / "reach.svg"
    done = imet("analyze", "reach", "--limit", "3", "--format", "csv", "--picture", drawing)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == 3
    counts = [int(row["countries"]) for row in rows]
    assert counts == sorted(counts, reverse=True)
    assert "Countries that a provision names" in done.stderr
    assert drawing.read_text(encoding="utf-8").startswith("<svg ")


@pytest.mark.parametrize("command", ["visualize", "path", "timeline", "analyze"])
def test_help_shows_worked_examples(imet: Run, command: str) -> None:
    """Each command's help has commands that can be copied."""
    done = imet(command, "--help")
    assert done.returncode == 0
    assert f"imet-graph {command} " in done.stdout


def test_query_draws_its_answer(imet: Run, tmp_path: Path) -> None:
    """`--view best` takes the view of the query's header, and --output names the format."""
    page = tmp_path / "history.html"
    done = imet("query", "country-history", "--country", "Pakistan", "--view", "best", "-o", page)
    assert done.returncode == 0, done.stderr
    assert "<!DOCTYPE html>" in page.read_text(encoding="utf-8")[:20]
    drawn = imet("query", "country-history", "--country", "Pakistan", "--view", "network")
    assert drawn.stdout.startswith("<svg ")


def test_query_without_a_view_asks_for_one(imet: Run) -> None:
    """A query whose best view is a table can't be drawn without naming another."""
    done = imet("query", "stats-classes", "--view", "best")
    assert done.returncode == 2
    assert "names no view to draw" in done.stderr

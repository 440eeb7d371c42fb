"""The Python that the documentation shows is typed, runs, and speaks Python."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from imet_graph import ImetGraphError
from imet_graph.api import Graph

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCKS = [
    (f"{page.stem}_{number}", text)
    for page in PAGES
    for number, text in enumerate(BLOCK.findall(page.read_text(encoding="utf-8")))
]


def test_what_is_shown_is_typed(tmp_path: Path) -> None:
    """mypy --strict has nothing against it: no cast is needed anywhere."""
    for name, text in BLOCKS:
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", str(tmp_path)],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    assert len(BLOCKS) >= 3
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("name", "text"), BLOCKS, ids=[name for name, _text in BLOCKS])
def test_what_is_shown_runs(
    name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each block by itself, in an empty folder."""
    pytest.importorskip("pandas")
    monkeypatch.chdir(tmp_path)
    exec(compile(text, name, "exec"), {})  # noqa: S102 - the block is the project's own


WRONG: list[tuple[str, Any]] = [
    ("no country", lambda g: g.query("country-history", country="Pakistann")),
    ("nothing given", lambda g: g.query("country-history")),
    ("no query", lambda g: g.query("country-histroy")),
    ("no such value", lambda g: g.query("countries-of-region", in_region="XX")),
    ("no date", lambda g: g.query("law-in-force", day="soon")),
    ("no thing", lambda g: g.show("Atlantis")),
    ("no SPARQL", lambda g: g.sparql("SELECT ?x WHERE {")),
    ("a service", lambda g: g.sparql("SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }")),
    ("no variable", lambda g: g.sparql("ASK { ?s ?p ?o }", country="PAK")),
    ("no format", lambda g: g.export("poem")),
    ("no view", lambda g: g.query("program-list").visualize()),
    ("no way", lambda g: g.path("Pakistan", "Pakistan")),
    ("no picture", lambda g: g.visualize("IMET").save("picture.poem")),
]


@pytest.mark.parametrize(("case", "call"), WRONG, ids=[case for case, _call in WRONG])
def test_an_error_speaks_python(bundled: Graph, case: str, call: Any) -> None:
    """No option and no command of the shell is named to a caller in Python."""
    with pytest.raises(ImetGraphError) as caught:
        call(bundled)
    assert not re.search(r"(^|\W)--\w|imet-graph ", str(caught.value)), case


def test_amounts_and_years_are_numbers(bundled: Graph) -> None:
    """A frame can be summed and drawn as it is; years and codes stand beside their things."""
    pytest.importorskip("pandas")
    frame = bundled.query("obligated-by-year", fiscal_year=2010).to_pandas(labels=True)
    assert str(frame["amount"].dtype) == "float64"
    pakistan = frame[frame["iso3"] == "PAK"]
    assert list(pakistan["country"]) == ["Pakistan"]
    frame = bundled.query("money-by-country-year", country="Pakistan").to_pandas()
    assert str(frame["year"].dtype) == "Int64"
    mixed = bundled.sparql(
        "SELECT ?x ?c { VALUES (?x ?c) { (program:fmf country:PAK) (country:CHL country:BEN) } }"
    ).to_pandas()
    assert list(mixed.columns) == ["x", "iso3", "c", "c_iso3"]
    assert [value or None for value in mixed["iso3"]] == [None, "CHL"]
    assert frame[frame["year"] == 2018]["fiscal_year"].iloc[0].endswith("/fy/2018")


def test_a_table_is_read_as_often_as_one_likes(bundled: Graph) -> None:
    """An answer too; what streams its rows says that they are gone."""
    table = bundled.query("program-list").table
    assert list(table) == list(table) != []
    assert table.dicts() == table.dicts()
    rows = list(bundled.query("program-list").table.stream())
    assert rows == table.rows
    streamed = bundled.query("program-list").table
    list(streamed.stream())
    with pytest.raises(RuntimeError, match="streamed"):
        list(streamed)


def test_a_notebook_shows_an_answer_with_its_sources_and_gaps(bundled: Graph) -> None:
    """So do cards and the status of a day; pictures are drawn."""
    shown = bundled.query("obligated-by-year", fiscal_year=2023)._repr_html_()
    assert "ends with fiscal 2020" in shown
    shown = bundled.query("program-origin")._repr_html_()
    assert "[1]" in shown and "(primary law)" in shown
    assert "Statutes at Large" in bundled.show("pl-94-329")._repr_html_()
    assert "Thailand" in bundled.status("2007-01-01")._repr_html_()
    assert bundled.visualize("NDU")._repr_svg_().startswith("<svg")

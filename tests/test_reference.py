"""The reference of ontology and queries."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from imet_graph.api import Graph
from imet_graph.reference import pages

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_the_committed_pages_are_current(bundled: Graph) -> None:
    """`imet-graph docs --output docs/reference` would change nothing."""
    for name, text in pages(bundled.backend, bundled.catalog).items():
        committed = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
        assert committed == text, f"run `imet-graph docs --output docs/reference` ({name})"


def test_every_class_and_query_has_a_section(bundled: Graph) -> None:
    """Nothing is left out of the pages."""
    written = pages(bundled.backend, bundled.catalog)
    classes = bundled.sparql(
        "SELECT ?c { ?c a owl:Class ; skos:definition ?d "
        'FILTER(STRSTARTS(STR(?c), "https://w3id.org/imet-graph/def#")) }'
    )
    names = [row[0].value.rsplit("#", 1)[-1] for row in classes]  # type: ignore[union-attr]
    assert len(names) > 40
    for name in names:
        assert f"\n`imet:{name}`: " in written["ontology.md"]
    for name in bundled.catalog.names():
        assert f"\n## {name}\n" in written["queries.md"]
        assert f"`imet-graph query {name}" in written["questions.md"]


def test_a_page_goes_to_standard_output_or_all_to_a_folder(imet: Run, tmp_path: Path) -> None:
    """Without either, the command says what it wants."""
    assert imet("docs", "ontology").stdout.startswith("<!-- Written by")
    assert imet("docs", "--output", tmp_path / "new").returncode == 0
    assert {p.name for p in (tmp_path / "new").iterdir()} == {
        "ontology.md",
        "queries.md",
        "questions.md",
    }
    assert imet("docs").returncode == 2

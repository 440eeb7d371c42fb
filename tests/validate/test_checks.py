"""Each check query is seen to find its fault, and its header is complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from imet_graph import resources
from imet_graph.engines.local import LocalBackend
from imet_graph.errors import QueryHeaderError
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import text_of
from imet_graph.validate.checks import Check, apply_checks, read_checks

FOLDER = Path(__file__).resolve().parent.parent / "checks"
CHECKS = {check.name: check for check in read_checks()}


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_finds_its_fault_and_nothing_else(name: str) -> None:
    """In a small graph, the check finds the things that the first line of the file names."""
    file = FOLDER / f"{name}.ttl"
    names = file.read_text(encoding="utf-8").splitlines()[0].removeprefix("# finds: ").split()
    found = apply_checks(LocalBackend.of_files([file]), [CHECKS[name]])
    assert sorted({vocab.compact(text_of(f.focus)) for f in found}) == sorted(names)
    for finding in found:
        assert finding.message and finding.remedy == CHECKS[name].solution


def test_each_file_of_faults_has_its_check() -> None:
    """No fault is planted for a check that is gone."""
    assert {path.stem for path in FOLDER.glob("*.ttl")} == set(CHECKS)
    assert len(CHECKS) >= 20


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_declares_its_prefixes(name: str) -> None:
    """A check runs on any SPARQL engine: it leans on no prefix of ours."""
    import pyoxigraph

    pyoxigraph.Store().query(CHECKS[name].text)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("#+ title: a\n#+ problem: b\n#+ solution: c\n", "has the keys"),
        ("#+ title: a\n#+ problem: b\n#+ solution: c\n#+ severity: bad\n", "no severity"),
        ("#+ title: a: b: c\n", "can't be read"),
    ],
)
def test_a_wrong_header_is_a_clear_error(tmp_path: Path, header: str, words: str) -> None:
    """A header that lacks a key, or has a wrong value, is named with its file."""
    file = tmp_path / "wrong.rq"
    file.write_text(header + "SELECT ?this WHERE { ?this ?p ?o }\n", encoding="utf-8")
    with pytest.raises(QueryHeaderError, match=words) as caught:
        Check.read(file)
    assert "wrong.rq" in caught.value.message and caught.value.hint


def test_a_check_that_is_no_select_is_refused() -> None:
    """A check must give rows."""
    check = Check("ask", "ASK { ?s ?p ?o }", "t", "p", "s", CHECKS["cycle"].severity)
    with pytest.raises(QueryHeaderError, match="ask is no SELECT"):
        apply_checks(LocalBackend.of_quads([]), [check])


def test_checks_lie_where_they_are_found() -> None:
    """The bundled checks come from queries/checks."""
    assert (resources.folder("queries") / "checks" / "cycle.rq").is_file()

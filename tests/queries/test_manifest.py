"""Every named query gives the rows that its manifest expects.

A manifest is ``manifest/<query>.yaml``: a list of cases, each with ``parameters``
and what is expected: ``contains``, rows that must be among those returned, as
column: value (things as prefixed names, literals as text); ``count``, how many rows
there are; ``lacks``, rows that must not be there; ``cites``, texts that must stand in
the sources of the first row of ``contains``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from imet_graph.answers import Triples
from imet_graph.api import Graph
from imet_graph.cli.query import command
from imet_graph.queries import Catalog
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode, Term

FOLDER = Path(__file__).parent / "manifest"
# Named queries over the training reports are tried on a small store of their own.
TRAINING = {query.name for query in Catalog() if "training-store" in query.tags}

# What `imet-graph query` itself takes: a parameter of the same name could not be given.
OPTIONS = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}


def cases() -> list[Any]:
    """Return every case of every manifest, with its name."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            found.append(pytest.param(path.stem, case, id=f"{path.stem}-{number}"))
    return found


def shown(term: Term | None) -> str:
    """Return a term as a manifest writes it."""
    if term is None:
        return ""
    return vocab.compact(term.value) if isinstance(term, NamedNode) else term.value


def matches(expected: dict[str, Any], row: dict[str, str]) -> bool:
    """Return whether a row has each expected value."""
    return all(row[name] == str(value) for name, value in expected.items())


@pytest.mark.parametrize(("name", "case"), cases())
def test_a_query_returns_what_its_manifest_expects(
    bundled: Graph, name: str, case: dict[str, Any]
) -> None:
    """Rows that must be there are there, with their sources; others are not."""
    assert {"contains", "count", "answer"} & set(case), "a case that expects nothing"
    answer = bundled.query(name, **case.get("parameters", {}))
    if answer.truth is not None:
        assert answer.truth is case["answer"]
        return
    table = answer.table
    if isinstance(answer.result, Triples):
        assert set(case["contains"]) <= {" ".join(map(shown, row)) for row in table}
        return
    rows = [dict(zip(table.variables, map(shown, row), strict=True)) for row in table]
    for expected in case.get("contains", []):
        assert set(expected) <= set(table.variables)
        assert any(matches(expected, row) for row in rows), (expected, rows[:5])
    for unwanted in case.get("lacks", []):
        assert not any(matches(unwanted, row) for row in rows), unwanted
    if "count" in case:
        assert len(rows) == case["count"]
    if "first" in case:
        assert matches(case["first"], rows[0]), rows[0]
    if "cites" in case:
        (at, *_) = [i for i, row in enumerate(rows) if matches(case["contains"][0], row)]
        texts = " ".join(reference.text for reference in answer.references[at])
        for text in case["cites"]:
            assert text in texts


def test_every_query_has_a_case() -> None:
    """No named query is without an expected result."""
    covered = {path.stem for path in FOLDER.glob("*.yaml")}
    assert set(Catalog().names()) - TRAINING == covered
    assert len(covered) >= 50


@pytest.mark.parametrize("name", Catalog().names())
def test_every_header_is_complete(name: str) -> None:
    """Title, question, summary, tags; each parameter with example, description, free name."""
    query = Catalog().get(name)
    assert query.title
    assert query.question.endswith("?")
    assert query.summary.endswith(".")
    assert query.tags
    for parameter in query.parameters:
        assert parameter.example
        assert parameter.description
        assert parameter.prompt
        assert parameter.option not in OPTIONS
        assert parameter.required or parameter.default or "?" + parameter.name in query.text

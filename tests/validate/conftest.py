"""The counter-examples in ``tests/shapes``, validated once for all tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from imet_graph import resources
from imet_graph.engines.local import LocalBackend, read_rdf
from imet_graph.rdf.terms import NamedNode, Term, text_of
from imet_graph.validate.engine import apply_shapes
from imet_graph.validate.report import SH, Finding, Severity
from imet_graph.validate.shapes import ShapesGraph, read_path, read_shapes

FOLDER = Path(__file__).resolve().parent.parent / "shapes"
CASES = sorted(path for path in FOLDER.glob("*.ttl") if path.name != "context.ttl")
Key = tuple[str, ...]


@dataclass
class Case:
    """A file of counter-examples: the report that it expects, and the things it describes."""

    expected: list[Finding]
    described: set[Term]


def ontology_files() -> list[Path]:
    """Return the files of the ontology without the data."""
    return [path for path in resources.graph_files() if path.parent.name == "ontology"]


def read_case(path: Path) -> Case:
    """Return what a file of counter-examples says must be reported."""
    # Through a store, which writes numbers as the engine does.
    quads = list(LocalBackend.of_quads(read_rdf(path)).store)
    graph = ShapesGraph(quads)
    expected = []
    for node in graph.about:
        focus = graph.value(node, "focusNode")
        if focus is None:
            continue
        shape = graph.value(node, "sourceShape")
        component = graph.value(node, "sourceConstraintComponent")
        severity = graph.value(node, "resultSeverity")
        assert shape is not None and component is not None and severity is not None
        route = graph.value(node, "resultPath")
        finding = Finding(
            focus=focus,
            path=read_path(graph, route) if route is not None else None,
            value=graph.value(node, "value"),
            shape=shape.value,
            component=component.value,
            severity=Severity.of_iri(severity.value),
            message="",
        )
        expected.append(finding)
    described = {q.subject for q in quads if isinstance(q.subject, NamedNode)}
    return Case(expected, described)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def cases() -> dict[str, Case]:
    """Return every file of counter-examples by its name."""
    return {path.stem: read_case(path) for path in CASES}


@pytest.fixture(scope="session")
def examples() -> LocalBackend:
    """Return a graph of all counter-examples, their context and the ontology."""
    return LocalBackend.of_files([*ontology_files(), *FOLDER.glob("*.ttl")])


@pytest.fixture(scope="session")
def ontology() -> LocalBackend:
    """Return a graph of the ontology alone."""
    return LocalBackend.of_files(ontology_files())


@pytest.fixture(scope="session")
def found(examples: LocalBackend) -> list[Finding]:
    """Return what our engine finds in the counter-examples."""
    return apply_shapes(examples, read_shapes(resources.shape_files()))


def constraints() -> set[tuple[str, str]]:
    """Return each constraint of the shapes as shape and component."""
    return {
        (part.iri, SH + constraint.component)
        for shape in read_shapes(resources.shape_files())
        for part in (shape, *shape.properties)
        for constraint in part.constraints
    }


def name(term: Term | None) -> str:
    """Return the last part of an IRI."""
    return text_of(term).rsplit("/", 1)[-1]

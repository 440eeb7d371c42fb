"""Validation by SHACL shapes (``ontology/shapes/``) and check queries (``queries/checks/``).

>>> from imet_graph.engines.local import LocalBackend
>>> report = validate(LocalBackend.bundled())
>>> report.conforms
True
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from imet_graph import resources
from imet_graph.engines import Backend
from imet_graph.errors import FileProblem, InputError, ParseProblem, UnknownFormat
from imet_graph.rdf.terms import Quad, Term, text_of
from imet_graph.validate.report import Finding, Severity, ValidationReport

__all__ = ["ENGINES", "Finding", "Severity", "ValidationReport", "validate"]

ENGINES = ("sparql", "pyshacl")
"""What can apply the shapes: our own engine, or the reference implementation."""

_BUNDLED = "bundled graph"
_THINGS = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?class }"


def validate(
    backend: Backend,
    files: Sequence[Path] = (),
    *,
    checks: bool = True,
    engine: str = "sparql",
    fail_on: Severity = Severity.VIOLATION,
) -> ValidationReport:
    """Return what the shapes and checks find in a graph, or in files beside it.

    Files are read together with the graph, so that their links lead somewhere,
    and only things that they describe are reported. ``fail_on`` is the least
    severity that makes the report not conform.

    Raises:
        FileProblem, ParseProblem: if a file can't be read, with the line.
        InputError: for files beside an endpoint, or an unknown engine.
        MissingExtra: if the engine pyshacl is asked for and not installed.
    """
    from imet_graph.validate.checks import apply_checks, read_checks
    from imet_graph.validate.report import add_labels, add_places, display
    from imet_graph.validate.shapes import read_shapes

    if engine not in ENGINES:
        raise InputError(f"There is no engine {engine!r}.", hint=f"Use {' or '.join(ENGINES)}.")
    graph, described = _gather(backend, files)
    shapes = read_shapes(resources.shape_files())
    if engine == "sparql":
        from imet_graph.validate.engine import apply_shapes

        findings = apply_shapes(graph, shapes)
    else:
        from imet_graph.validate.reference import apply_by_pyshacl

        findings = apply_by_pyshacl(graph.triples(), resources.shape_files())
    queries = read_checks() if checks else ()
    said = {(f.focus, f.path, f.value) for f in findings if f.value is not None}
    found = apply_checks(graph, queries)
    findings += [f for f in found if (f.focus, f.path, f.value) not in said]
    if checks:
        findings += _stale(graph)
    if files:
        findings = [finding for finding in findings if finding.focus in described]
    add_labels(graph, findings)
    if files or backend.name == _BUNDLED:
        add_places(findings, files or resources.graph_files())
    return ValidationReport(
        findings=findings,
        subject=", ".join(display(path) for path in files) or f"the {backend.name}",
        fail_on=fail_on,
        shapes=len(shapes),
        checks=len(queries),
        nodes=len(described)
        if files
        else sum(int(text_of(row[0])) for row in graph.select(_THINGS)),
        files=[display(path) for path in files],
    )


def _stale(graph: Backend) -> list[Finding]:
    """Return the derived status periods that do not follow from the facts of the graph.

    Of an endpoint it isn't told: the rules would need the whole graph here.
    """
    from imet_graph.engines.local import LocalBackend
    from imet_graph.facts.derivation import stale
    from imet_graph.rdf import vocab
    from imet_graph.rdf.terms import NamedNode

    if not isinstance(graph, LocalBackend):
        return []
    return [
        Finding(
            focus=NamedNode(period),
            shape=f"{vocab.CHECKS}stale-period",
            severity=Severity.VIOLATION,
            message=f"does not follow from the facts any more: {', '.join(properties)}",
            remedy="Run `imet-graph build`, which derives the periods again from data/facts/.",
        )
        for period, properties in stale(graph).items()
    ]


def _gather(backend: Backend, files: Sequence[Path]) -> tuple[Backend, set[Term]]:
    """Return the graph to validate, and the things that the files describe."""
    from imet_graph.engines.local import LocalBackend

    if not isinstance(backend, LocalBackend):
        if files:
            raise InputError(
                "Files can't be validated beside an endpoint.",
                hint="Leave out the endpoint; the bundled graph is enough for their links.",
            )
        return backend, set()
    # The files first: one that can't be read is told at once.
    given = [quad for path in files for quad in _read(path)]
    described: set[Term] = {quad.subject for quad in given}  # type: ignore[misc]
    if backend.name == _BUNDLED:
        # Read from its files: joins in memory are ten times as fast as on disk, and
        # reading the files takes a fifth of the time of copying the store.
        memory = LocalBackend.of_files(resources.graph_files(), _BUNDLED)
    elif files:
        quads = backend.store.quads_for_pattern(None, None, None, None)
        memory = LocalBackend.of_quads(quads, backend.name)
    else:
        return backend, set()
    memory.store.extend(given)
    return memory, described


def _read(path: Path) -> list[Quad]:
    from imet_graph.engines.local import read_rdf

    if path.is_dir():
        raise FileProblem(f"{path} is a folder.", hint="Name a file in it.")
    try:
        return list(read_rdf(path))
    except UnknownFormat as error:
        # --format of this command is that of the report, so that it is no way out here.
        error.hint = "Give it the extension of its format, such as .ttl for Turtle."
        raise
    except ParseProblem as error:
        error.hint = "Mend the file at that place."
        raise

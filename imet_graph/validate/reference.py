"""The same validation by pySHACL, against which our engine is measured.

pySHACL is SHACL's reference implementation in Python. It is exact but slow on a
whole graph, so it is there for tests and for a second opinion.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from imet_graph.errors import MissingExtra, ParseProblem
from imet_graph.rdf.terms import NamedNode, Triple, from_rdflib, text_of, to_rdflib_graph
from imet_graph.validate.report import SH, Finding, Severity
from imet_graph.validate.shapes import Path, Shape, read_shapes

if TYPE_CHECKING:
    import rdflib


def apply_by_pyshacl(triples: Iterable[Triple], shape_files: list[FilePath]) -> list[Finding]:
    """Return what pySHACL finds, in the terms of our engine.

    Messages are pySHACL's. Property paths of more than one property are those
    of the shape that found the fault.

    Raises:
        MissingExtra: if pySHACL is not installed.
        ParseProblem: if it can't work with the shapes.
    """
    try:
        import pyshacl
        import rdflib
    except ImportError as error:
        raise MissingExtra(
            "The reference engine needs pySHACL.", hint="pip install pyshacl"
        ) from error
    data = to_rdflib_graph(triples, _preparing_graph())
    shapes_graph = rdflib.Graph()
    for file in shape_files:
        shapes_graph.parse(file, format="turtle")
    _conforms, report, text = pyshacl.validate(data, shacl_graph=shapes_graph, inplace=True)
    if not isinstance(report, rdflib.Graph):
        raise ParseProblem(f"pySHACL can't apply the shapes: {text}")
    return _findings(report, read_shapes(shape_files))


def _preparing_graph() -> rdflib.Graph:
    """Return an empty graph that parses each query text once.

    pySHACL hands a SPARQL constraint to rdflib as text, once for each focus
    node; parsing it takes a hundred times as long as answering it.
    """
    import rdflib
    from rdflib.plugins.sparql import prepareQuery

    prepared: dict[tuple[str, frozenset[tuple[str, str]]], Any] = {}

    class Preparing(rdflib.Graph):
        def query(self, query_object: Any, *args: Any, **options: Any) -> rdflib.query.Result:
            if isinstance(query_object, str):
                names = {p: str(ns) for p, ns in (options.get("initNs") or {}).items()}
                key = (query_object, frozenset(names.items()))
                if key not in prepared:
                    prepared[key] = prepareQuery(query_object, initNs=names)
                query_object = prepared[key]
            return super().query(query_object, *args, **options)

    return Preparing()


def _findings(report: rdflib.Graph, shapes: Iterable[Shape]) -> list[Finding]:
    import rdflib

    sh = rdflib.Namespace(SH)
    paths = {part.iri: part.path for shape in shapes for part in (shape, *shape.properties)}
    found: dict[tuple[str, ...], Finding] = {}
    # Not every sh:ValidationResult: those of nested shapes are details of another.
    for node in report.objects(None, sh.result):

        def get(name: str, node: Any = node) -> Any:
            value = report.value(node, sh[name])
            return from_rdflib(value) if value is not None else None

        shape, path = get("sourceShape"), get("resultPath")
        finding = Finding(
            focus=get("focusNode"),
            path=Path("predicate", (path.value,))
            if isinstance(path, NamedNode)
            else paths.get(text_of(shape)),
            value=get("value"),
            shape=text_of(shape),
            component=get("sourceConstraintComponent").value,
            severity=Severity.of_iri(get("resultSeverity").value),
            message=getattr(get("resultMessage"), "value", ""),
        )
        found.setdefault(finding.key(), finding)
    return list(found.values())

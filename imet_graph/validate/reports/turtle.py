"""A report as SHACL's own sh:ValidationReport, in Turtle."""

from __future__ import annotations

from collections.abc import Iterator

from imet_graph.rdf import files, vocab
from imet_graph.rdf.terms import BlankNode, Literal, NamedNode, Triple
from imet_graph.validate.paths import SH
from imet_graph.validate.report import Finding, ValidationReport
from imet_graph.validate.reports import sentence


def write(report: ValidationReport, findings: list[Finding]) -> str:
    """Return the report as Turtle.

    Findings of the check queries stand in it too, with the check as their
    sh:sourceShape and sh:SPARQLConstraintComponent as the component.
    """
    return files.serialize(_triples(report, findings), "turtle").decode("utf-8")


def _sh(name: str) -> NamedNode:
    return NamedNode(SH + name)


def _triples(report: ValidationReport, findings: list[Finding]) -> Iterator[Triple]:
    kind = NamedNode(vocab.RDF_TYPE)
    node = BlankNode("report")
    truth = Literal(
        "true" if report.conforms else "false", datatype=NamedNode(vocab.XSD + "boolean")
    )
    yield Triple(node, kind, _sh("ValidationReport"))
    yield Triple(node, _sh("conforms"), truth)
    for number, finding in enumerate(findings):
        result = BlankNode(f"result{number}")
        yield Triple(node, _sh("result"), result)
        yield Triple(result, kind, _sh("ValidationResult"))
        yield Triple(result, _sh("focusNode"), finding.focus)
        yield Triple(result, _sh("resultSeverity"), NamedNode(finding.severity.iri))
        yield Triple(result, _sh("sourceShape"), NamedNode(finding.shape))
        component = finding.component or SH + "SPARQLConstraintComponent"
        yield Triple(result, _sh("sourceConstraintComponent"), NamedNode(component))
        yield Triple(result, _sh("resultMessage"), Literal(sentence(finding), language="en"))
        if finding.path:
            path, more = finding.path.node()
            yield Triple(result, _sh("resultPath"), path)
            yield from more
        if finding.value is not None:
            yield Triple(result, _sh("value"), finding.value)

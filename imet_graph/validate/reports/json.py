"""A report as JSON, for programs that are not about RDF."""

from __future__ import annotations

import json

from imet_graph.rdf.terms import text_of
from imet_graph.validate.report import Finding, ValidationReport
from imet_graph.validate.reports import sentence


def write(report: ValidationReport, findings: list[Finding]) -> str:
    """Return one object: conforms, counts by severity, and the findings in a list."""
    content = {
        "conforms": report.conforms,
        "subject": report.subject,
        "things": report.nodes,
        "shapes": report.shapes,
        "checks": report.checks,
        "counts": {s.name.lower(): n for s, n in report.counts().items()},
        "results": [entry(finding) for finding in findings],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def entry(finding: Finding) -> dict[str, str | int | None]:
    """Return a finding as plain values; what is not known is None."""
    return {
        "severity": finding.severity.name.lower(),
        "focus": text_of(finding.focus),
        "label": finding.label or None,
        "path": finding.path.iri or finding.path.sparql() if finding.path else None,
        "property": finding.property_label or None,
        "value": text_of(finding.value) if finding.value is not None else None,
        "message": sentence(finding),
        "shape": finding.shape,
        "component": finding.component or None,
        "file": finding.file,
        "line": finding.line,
    }

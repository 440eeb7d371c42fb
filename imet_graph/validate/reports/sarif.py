"""A report as SARIF 2.1.0, which code hosts and editors show beside the lines."""

from __future__ import annotations

import json
from typing import Any

from imet_graph import __version__
from imet_graph.rdf.terms import text_of
from imet_graph.rdf.vocab import compact
from imet_graph.validate.report import Finding, Severity, ValidationReport
from imet_graph.validate.reports import sentence, value_of

_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write(report: ValidationReport, findings: list[Finding]) -> str:
    """Return a SARIF log with one run."""
    rules: dict[str, Finding] = {}
    for finding in findings:
        rules.setdefault(finding.shape, finding)
    order = sorted(rules)
    run = {
        "tool": {
            "driver": {
                "name": "imet-graph",
                "version": __version__,
                "informationUri": "https://w3id.org/imet-graph/",
                "rules": [_rule(rules[name]) for name in order],
            }
        },
        "columnKind": "utf16CodeUnits",
        "results": [_result(finding, order.index(finding.shape)) for finding in findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(finding: Finding) -> dict[str, Any]:
    return {
        "id": compact(finding.shape),
        "helpUri": finding.shape,
        "shortDescription": {"text": sentence(finding)},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
    }


def _result(finding: Finding, index: int) -> dict[str, Any]:
    name = compact(text_of(finding.focus))
    label = f' "{finding.label}"' if finding.label else ""
    value = value_of(finding)
    text = f"{name}{label}: {sentence(finding)}" + (f" Found: {value}." if value else "")
    location: dict[str, Any] = {
        "logicalLocations": [
            {"name": finding.label or name, "fullyQualifiedName": text_of(finding.focus)}
        ]
    }
    if finding.file:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": finding.file.replace("\\", "/").replace(" ", "%20")},
            "region": {"startLine": finding.line or 1},
        }
    return {
        "ruleId": compact(finding.shape),
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [location],
    }

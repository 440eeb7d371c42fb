"""A report for people: what is wrong, where, and what to write."""

from __future__ import annotations

from collections import Counter

from imet_graph.rdf.terms import text_of
from imet_graph.rdf.vocab import compact
from imet_graph.validate.report import Finding, Severity, ValidationReport
from imet_graph.validate.reports import sentence, summary, value_of

MOST = 10
"""So many findings of one rule are shown; the rest are counted."""


def write(report: ValidationReport, findings: list[Finding]) -> str:
    """Return the findings, a paragraph each, and the outcome in the last line."""
    shown: Counter[str] = Counter()
    hidden: Counter[str] = Counter()
    parts: list[str] = []
    for finding in findings:
        if shown[finding.shape] < MOST:
            shown[finding.shape] += 1
            parts.append(_paragraph(finding))
        else:
            hidden[finding.shape] += 1
    for rule, count in hidden.items():
        parts.append(f"… and {count:,} more of {compact(rule)}; --format csv lists all.")
    milder = len(report.findings) - len(findings)
    if milder:
        parts.append(f"{milder:,} milder findings are not listed; --severity info lists them.")
    return "\n\n".join([*parts, summary(report)]) + "\n"


def _paragraph(finding: Finding) -> str:
    name = compact(text_of(finding.focus))
    label = f' "{finding.label}"' if finding.label else ""
    place = f"{finding.place}: " if finding.place else ""
    word = {Severity.INFO: "note"}.get(finding.severity, finding.severity.name.lower())
    lines = [f"{place}{word}: {name}{label}", f"    {sentence(finding)}"]
    value = value_of(finding)
    if value:
        lines.append(f"    found: {value}")
    lines.append(f"    rule: {compact(finding.shape)}")
    return "\n".join(lines)

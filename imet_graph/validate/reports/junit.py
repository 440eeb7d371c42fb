"""A report as JUnit XML, which build servers count and chart."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from imet_graph.rdf.terms import text_of
from imet_graph.rdf.vocab import compact
from imet_graph.validate.report import Finding, ValidationReport
from imet_graph.validate.reports import sentence, value_of

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(report: ValidationReport, findings: list[Finding]) -> str:
    """Return one test suite: a failed case for each rule broken, or one passed case.

    Findings too mild to count stand in a case's system-out.
    """
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.shape, []).append(finding)
    cases = [_case(report, rule, by_rule[rule]) for rule in sorted(by_rule)]
    if not cases:
        cases = [f'    <testcase classname="imet-graph" name={_attribute(report.subject)}/>\n']
    failures = sum("<failure" in case for case in cases)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
        f'  <testsuite name="imet-graph validate" tests="{len(cases)}" failures="{failures}" '
        'errors="0" skipped="0">\n' + "".join(cases) + "  </testsuite>\n</testsuites>\n"
    )


def _case(report: ValidationReport, rule: str, findings: list[Finding]) -> str:
    failed = any(finding.severity >= report.fail_on for finding in findings)
    text = _text("\n".join(_line(finding) for finding in findings))
    head = _attribute(f"{len(findings)} found: {sentence(findings[0])}")
    kind = findings[0].severity.name.lower()
    body = (
        f'      <failure type="{kind}" message={head}>{text}</failure>\n'
        if failed
        else f"      <system-out>{text}</system-out>\n"
    )
    return (
        f'    <testcase classname="imet-graph" name={_attribute(compact(rule))}>\n'
        f"{body}    </testcase>\n"
    )


def _line(finding: Finding) -> str:
    place = f"{finding.place}: " if finding.place else ""
    value = value_of(finding)
    found = f" Found: {value}." if value else ""
    label = f' "{finding.label}"' if finding.label else ""
    return f"{place}{compact(text_of(finding.focus))}{label}: {sentence(finding)}{found}"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text))

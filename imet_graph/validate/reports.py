"""Validation reports as text: for people, for programs, for build servers and code hosts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from imet_graph.errors import UnknownFormat
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import BlankNode, Literal, NamedNode, Triple, text_of
from imet_graph.rdf.vocab import compact
from imet_graph.validate.report import SH, Finding, Severity, ValidationReport

_MOST = 10  # so many findings of one rule stand in the text; the rest are counted
_COLUMNS = (
    *("severity", "focus", "label", "path", "property", "value", "message", "shape"),
    *("component", "file", "line", "element"),
)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WORDS = {Severity.VIOLATION: "violation", Severity.WARNING: "warning", Severity.INFO: "note"}
_PAGE = Path(__file__).with_name("report.html")


def write(report: ValidationReport, format_name: str, least: Severity = Severity.WARNING) -> str:
    """Return a report in a format, listing findings that are as severe as ``least`` or more."""
    if format_name not in WRITERS:
        raise UnknownFormat(
            f"A validation report can't be written as {format_name}.",
            hint=f"Use one of {', '.join(WRITERS)}.",
        )
    return WRITERS[format_name](report, report.at_least(least))


def sentence(finding: Finding) -> str:
    """Return property and remedy in one sentence, as every format says it."""
    message = finding.message
    named = finding.property_label
    if named and not message.lower().startswith(named.lower()):
        small = message[:1].lower() if message[1:2].islower() else message[:1]
        message = f"{named}: {small}{message[1:]}"
    return f"{message} {finding.remedy}".strip()


def _value(finding: Finding) -> str:
    """Return the value at fault as a person reads it, an empty text where there is none."""
    if finding.value is None or finding.value == finding.focus:
        return ""
    name = compact(text_of(finding.value))
    return f"{name} ({finding.value_label})" if finding.value_label else name


def _named(finding: Finding) -> str:
    """Return the name of the thing, and its label in quotes."""
    name = compact(text_of(finding.focus))
    return f'{name} "{finding.label}"' if finding.label else name


def _said(finding: Finding) -> str:
    """Return thing, fault and value in one line."""
    value = _value(finding)
    return f"{_named(finding)}: {sentence(finding)}" + (f" Found: {value}." if value else "")


def _at(finding: Finding) -> str:
    return f"{finding.place}: " if finding.place else ""


def _verdict(report: ValidationReport) -> str:
    return "conforms" if report.conforms else "does not conform"


def _summary(report: ValidationReport) -> str:
    """Return the outcome in one line."""
    found = [f"{n} {_WORDS[s]}{'' if n == 1 else 's'}" for s, n in report.counts().items() if n]
    applied = (("shapes", report.shapes), ("checks", report.checks))
    rules = " and ".join(f"{number} {kind}" for kind, number in applied if number)
    tail = f"; {', '.join(found)}" if found else ""
    things = f"{report.nodes:,} thing{'' if report.nodes == 1 else 's'}, "
    if not report.nodes and not report.files:  # an endpoint may not say how many there are
        things = ""
    return f"{report.subject}: {_verdict(report)} ({things}{rules}{tail})."


def _text(report: ValidationReport, findings: list[Finding]) -> str:
    """Return the findings for people, a paragraph each, and the outcome in the last line."""
    seen: Counter[str] = Counter()
    parts: list[str] = []
    for finding in findings:
        seen[finding.shape] += 1
        if seen[finding.shape] <= _MOST:
            value = _value(finding)
            parts.append(
                f"{_at(finding)}{_WORDS[finding.severity]}: {_named(finding)}\n"
                f"    {sentence(finding)}\n"
                + (f"    found: {value}\n" if value else "")
                + (f"    place: {finding.element}\n" if finding.element else "")
                + f"    rule: {compact(finding.shape)}"
            )
    for rule, count in seen.items():
        if count > _MOST:
            more = f"{count - _MOST:,} more of {compact(rule)}"
            parts.append(f"… and {more}; --format csv lists all.")
    milder = len(report.findings) - len(findings)
    if milder:
        parts.append(f"{milder:,} milder findings are not listed; --severity info lists them.")
    return "\n\n".join([*parts, _summary(report)]) + "\n"


def _entry(finding: Finding) -> dict[str, str | int | None]:
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
        "element": finding.element or None,
    }


def _json(report: ValidationReport, findings: list[Finding]) -> str:
    """Return one object: conforms, counts by severity, and the findings in a list."""
    import json

    content = {
        "conforms": report.conforms,
        "subject": report.subject,
        "things": report.nodes,
        "shapes": report.shapes,
        "checks": report.checks,
        "counts": {s.name.lower(): n for s, n in report.counts().items()},
        "results": [_entry(finding) for finding in findings],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _csv(_report: ValidationReport, findings: list[Finding]) -> str:
    """Return the findings as CSV with a header line; what is not known is empty."""
    import csv
    import io

    stream = io.StringIO()
    writer = csv.DictWriter(stream, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_entry(finding) for finding in findings)
    return stream.getvalue()


def _turtle(report: ValidationReport, findings: list[Finding]) -> str:
    """Return SHACL's own sh:ValidationReport.

    Findings of the check queries stand in it too, with the check as their
    sh:sourceShape and sh:SPARQLConstraintComponent as the component.
    """
    from imet_graph.rdf.files import serialize

    return serialize(_triples(report, findings), "turtle").decode("utf-8")


def _triples(report: ValidationReport, findings: list[Finding]) -> Iterator[Triple]:
    def sh(name: str) -> NamedNode:
        return NamedNode(SH + name)

    kind = NamedNode(vocab.RDF_TYPE)
    node = BlankNode("report")
    yield Triple(node, kind, sh("ValidationReport"))
    yield Triple(node, sh("conforms"), Literal(report.conforms))
    for number, finding in enumerate(findings):
        result = BlankNode(f"result{number}")
        yield Triple(node, sh("result"), result)
        yield Triple(result, kind, sh("ValidationResult"))
        yield Triple(result, sh("focusNode"), finding.focus)
        yield Triple(result, sh("resultSeverity"), NamedNode(finding.severity.iri))
        yield Triple(result, sh("sourceShape"), NamedNode(finding.shape))
        component = finding.component or SH + "SPARQLConstraintComponent"
        yield Triple(result, sh("sourceConstraintComponent"), NamedNode(component))
        yield Triple(result, sh("resultMessage"), Literal(sentence(finding), language="en"))
        if finding.path:
            path, more = finding.path.node()
            yield Triple(result, sh("resultPath"), path)
            yield from more
        if finding.value is not None:
            yield Triple(result, sh("value"), finding.value)


def _sarif(_report: ValidationReport, findings: list[Finding]) -> str:
    """Return a SARIF 2.1.0 log, which code hosts and editors show beside the lines."""
    import json

    from imet_graph import __version__

    rules: dict[str, Finding] = {}
    for finding in findings:
        rules.setdefault(finding.shape, finding)
    order = sorted(rules)
    driver = {
        "name": "imet-graph",
        "version": __version__,
        "informationUri": "https://w3id.org/imet-graph/",
        "rules": [
            {
                "id": compact(name),
                "helpUri": name,
                "shortDescription": {"text": sentence(rules[name])},
                "defaultConfiguration": {"level": _level(rules[name])},
            }
            for name in order
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "results": [_result(finding, order.index(finding.shape)) for finding in findings],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _level(finding: Finding) -> str:
    return "error" if finding.severity is Severity.VIOLATION else _WORDS[finding.severity]


def _result(finding: Finding, index: int) -> dict[str, Any]:
    name = text_of(finding.focus)
    location: dict[str, Any] = {
        "logicalLocations": [{"name": finding.label or compact(name), "fullyQualifiedName": name}]
    }
    if finding.file:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": finding.file.replace("\\", "/").replace(" ", "%20")},
            "region": {"startLine": finding.line or 1},
        }
    return {
        "ruleId": compact(finding.shape),
        "ruleIndex": index,
        "level": _level(finding),
        "message": {"text": _said(finding)},
        "locations": [location],
    }


def _junit(report: ValidationReport, findings: list[Finding]) -> str:
    """Return one JUnit test suite: a failed case for each rule broken, or one passed case.

    Findings too mild to count stand in a case's system-out.
    """
    from xml.sax.saxutils import escape as escaped
    from xml.sax.saxutils import quoteattr

    def clean(text: str) -> str:
        return _NOT_XML.sub("\ufffd", text)

    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.shape, []).append(finding)
    cases: list[str] = []
    failures = 0
    for rule, broken in sorted(by_rule.items()):
        text = escaped(clean("\n".join(f"{_at(finding)}{_said(finding)}" for finding in broken)))
        body = f"<system-out>{text}</system-out>"
        if any(finding.severity >= report.fail_on for finding in broken):
            failures += 1
            head = quoteattr(clean(f"{len(broken)} found: {sentence(broken[0])}"))
            kind = broken[0].severity.name.lower()
            body = f'<failure type="{kind}" message={head}>{text}</failure>'
        name = quoteattr(clean(compact(rule)))
        cases.append(
            f'    <testcase classname="imet-graph" name={name}>\n      {body}\n    </testcase>\n'
        )
    if not cases:
        subject = quoteattr(clean(report.subject))
        cases.append(f'    <testcase classname="imet-graph" name={subject}/>\n')
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
        f'  <testsuite name="imet-graph validate" tests="{len(cases)}" failures="{failures}" '
        'errors="0" skipped="0">\n' + "".join(cases) + "  </testsuite>\n</testsuites>\n"
    )


def _html(report: ValidationReport, findings: list[Finding]) -> str:
    """Return a page without scripts that works offline; every text in it is escaped."""
    rows = ""
    for finding in findings:
        label = f"{escape(finding.label)}<br>" if finding.label else ""
        kind = finding.severity.name.lower()
        rows += (
            f'\n<tr><td class="{kind}">{kind}'
            f"<td>{label}<code>{escape(compact(text_of(finding.focus)))}</code>"
            f"<td>{escape(sentence(finding))}<td>{escape(_value(finding))}"
            f"<td>{escape(finding.place)}<td><code>{escape(compact(finding.shape))}</code>"
        )
    table = (
        '<table><caption>Findings, the worst first</caption><thead><tr><th scope="col">Severity'
        '<th scope="col">Thing<th scope="col">What to write<th scope="col">Found'
        f'<th scope="col">Place<th scope="col">Rule</thead><tbody>{rows}</tbody></table>'
        if rows
        else ""
    )
    page = Template(_PAGE.read_text(encoding="utf-8"))
    return page.substitute(
        verdict=_verdict(report), summary=escape(_summary(report)), findings=table
    )


WRITERS: dict[str, Callable[[ValidationReport, list[Finding]], str]] = {
    "text": _text,
    "json": _json,
    "turtle": _turtle,
    "sarif": _sarif,
    "junit": _junit,
    "html": _html,
    "csv": _csv,
}
"""The formats of reports, and what writes each."""

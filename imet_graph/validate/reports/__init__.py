"""Writers of validation reports, one format each.

Each module has ``write(report, findings) -> str``; ``findings`` are those of the
report's that are to be listed, the worst first.
"""

from __future__ import annotations

from importlib import import_module

from imet_graph.errors import UnknownFormat
from imet_graph.rdf.terms import text_of
from imet_graph.rdf.vocab import compact
from imet_graph.validate.report import Finding, Severity, ValidationReport

WRITERS = {
    "text": "text",
    "json": "json",
    "turtle": "turtle",
    "sarif": "sarif",
    "junit": "junit",
    "html": "html",
    "csv": "csv",
}
"""The formats of reports, and the module of each."""


def write(report: ValidationReport, format_name: str, least: Severity = Severity.WARNING) -> str:
    """Return a report in a format, listing findings that are as severe as ``least`` or more.

    Raises:
        UnknownFormat: if reports are not written in that format.
    """
    if format_name not in WRITERS:
        raise UnknownFormat(
            f"A validation report can't be written as {format_name}.",
            hint=f"Use one of {', '.join(WRITERS)}.",
        )
    module = import_module(f"{__name__}.{WRITERS[format_name]}")
    written = module.write(report, report.at_least(least))
    assert isinstance(written, str)  # noqa: S101 - each writer gives text
    return written


def sentence(finding: Finding) -> str:
    """Return property and remedy in one sentence, as every format says it."""
    message = finding.message
    named = finding.property_label
    if named and not message.lower().startswith(named.lower()):
        small = message[:1].lower() if message[1:2].islower() else message[:1]
        message = f"{named}: {small}{message[1:]}"
    return f"{message} {finding.remedy}".strip()


def value_of(finding: Finding) -> str:
    """Return the value at fault as a person reads it, an empty text where there is none."""
    if finding.value is None or finding.value == finding.focus:
        return ""
    name = compact(text_of(finding.value))
    return f"{name} ({finding.value_label})" if finding.value_label else name


def summary(report: ValidationReport) -> str:
    """Return the outcome in one line."""
    counts = report.counts()
    words = {Severity.VIOLATION: "violation", Severity.WARNING: "warning", Severity.INFO: "note"}
    found = [f"{n} {words[s]}{'' if n == 1 else 's'}" for s, n in counts.items() if n]
    rules = f"{report.shapes} shapes" + (f" and {report.checks} checks" if report.checks else "")
    verdict = "conforms" if report.conforms else "does not conform"
    tail = f"; {', '.join(found)}" if found else ""
    things = f"{report.nodes:,} thing{'' if report.nodes == 1 else 's'}, "
    if not report.nodes and not report.files:  # an endpoint may not say how many there are
        things = ""
    return f"{report.subject}: {verdict} ({things}{rules}{tail})."

"""A report as a table, one finding a line, for sorting and filtering."""

from __future__ import annotations

import csv
import io

from imet_graph.validate.report import Finding, ValidationReport
from imet_graph.validate.reports.json import entry

COLUMNS = (
    *("severity", "focus", "label", "path", "property", "value", "message", "shape"),
    *("component", "file", "line"),
)


def write(report: ValidationReport, findings: list[Finding]) -> str:
    """Return the findings as CSV with a header line; what is not known is empty."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(entry(finding) for finding in findings)
    return stream.getvalue()

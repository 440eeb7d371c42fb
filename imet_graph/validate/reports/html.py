"""A report as one page that works offline: a summary and a table that can be filtered."""

from __future__ import annotations

from html import escape

from imet_graph.rdf.terms import text_of
from imet_graph.rdf.vocab import compact
from imet_graph.validate.report import Finding, ValidationReport
from imet_graph.validate.reports import sentence, summary, value_of

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8886; padding: .5rem; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; }
.violation { border-left: .4rem solid #b00020; }
.warning { border-left: .4rem solid #b06000; }
.info { border-left: .4rem solid #1a5fb4; }
code { font-size: .9em; }
"""


def write(report: ValidationReport, findings: list[Finding]) -> str:
    """Return a page without scripts; every text in it is escaped."""
    rows = "".join(_row(finding) for finding in findings)
    table = (
        '<table><caption>Findings, the worst first</caption><thead><tr><th scope="col">Severity'
        '<th scope="col">Thing<th scope="col">What to write<th scope="col">Found'
        f'<th scope="col">Place<th scope="col">Rule</thead><tbody>{rows}</tbody></table>'
        if rows
        else ""
    )
    verdict = "conforms" if report.conforms else "does not conform"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>Validation: {verdict}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>Validation: {verdict}</h1>\n<p>{escape(summary(report))}</p>\n{table}\n"
        "</body>\n</html>\n"
    )


def _row(finding: Finding) -> str:
    name = compact(text_of(finding.focus))
    label = f"{escape(finding.label)}<br>" if finding.label else ""
    kind = finding.severity.name.lower()
    return (
        f'\n<tr><td class="{kind}">{kind}<td>{label}<code>{escape(name)}</code>'
        f"<td>{escape(sentence(finding))}<td>{escape(value_of(finding))}"
        f"<td>{escape(finding.place)}<td><code>{escape(compact(finding.shape))}</code>"
    )

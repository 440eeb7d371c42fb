"""The formats of reports: each parses, and each names thing, property, remedy and place."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

from imet_graph.engines.local import LocalBackend
from imet_graph.errors import UnknownFormat
from imet_graph.rdf.formats import names
from imet_graph.rdf.terms import Literal, NamedNode
from imet_graph.validate.report import SH, Finding, Severity, ValidationReport
from imet_graph.validate.reports import WRITERS, write
from imet_graph.validate.shapes import Path as Route

EVENT = NamedNode("https://w3id.org/imet-graph/id/event/coup-2018")
ONE = Route("predicate", ("https://w3id.org/imet-graph/def#date",))
TWO = Route("sequence", (Route("predicate", ("urn:a",)), Route("inversePath", (ONE,))))
EITHER = Route("alternativePath", (ONE, Route("zeroOrMorePath", (ONE,))))
HOSTILE = '<script>alert("1")</script>\x01'


def finding(**changes: object) -> Finding:
    """Return a finding with some of its parts changed."""
    parts: dict[str, object] = {
        "focus": EVENT,
        "path": ONE,
        "value": Literal("soon"),
        "shape": "https://w3id.org/imet-graph/shapes#date",
        "component": SH + "OrConstraintComponent",
        "severity": Severity.VIOLATION,
        "message": "date: write a day, month or year.",
        "label": "Coup, 2018",
        "property_label": "date",
        "file": "my events.ttl",
        "line": 7,
    }
    return Finding(**{**parts, **changes})  # type: ignore[arg-type]


@pytest.fixture
def report() -> ValidationReport:
    """Return a report with findings of each severity, hostile text and long paths."""
    return ValidationReport(
        findings=[
            finding(),
            finding(
                path=TWO,
                value=None,
                severity=Severity.WARNING,
                message="Give one.",
                remedy="Now.",
                property_label="way",
                shape="https://w3id.org/imet-graph/checks#way",
                component="",
            ),
            finding(
                path=EITHER,
                value=Literal(HOSTILE),
                label=HOSTILE,
                message=HOSTILE,
                property_label="",
                shape="urn:other",
                file=None,
                line=None,
            ),
            finding(path=None, value=EVENT, severity=Severity.INFO, shape="urn:mild"),
        ],
        subject="my events.ttl",
        shapes=3,
        checks=1,
        nodes=2,
    )


@pytest.fixture
def clean() -> ValidationReport:
    """Return a report without findings."""
    return ValidationReport([], subject="the graph", shapes=1, nodes=1)


def test_the_formats_are_those_of_the_table() -> None:
    """There is a writer for each report format of formats.py, and for no other."""
    assert set(WRITERS) == set(names("report"))


def test_an_unknown_format_is_refused(clean: ValidationReport) -> None:
    """A format without a writer is an error that lists those with one."""
    with pytest.raises(UnknownFormat, match="sarif"):
        write(clean, "spreadsheet")


def test_text(report: ValidationReport) -> None:
    """Text gives a paragraph a finding, the worst first, and the outcome last."""
    written = write(report, "text")
    assert written.startswith('my events.ttl:7: violation: event:coup-2018 "Coup, 2018"\n')
    assert "    date: write a day, month or year.\n    found: soon\n    rule: shape:date" in written
    assert "    way: give one. Now.\n    rule: check:way" in written
    assert "1 milder findings are not listed" in written
    assert written.endswith(
        "my events.ttl: does not conform (2 things, 3 shapes and 1 checks; "
        "2 violations, 1 warning, 1 note).\n"
    )


def test_text_counts_what_is_too_much() -> None:
    """Of a rule broken a hundred times, ten are shown and the others counted."""
    many = ValidationReport(
        [finding(focus=NamedNode(f"urn:{n}"), value=None) for n in range(100)], subject="graph"
    )
    written = write(many, "text")
    assert written.count("rule: shape:date") == 10
    assert "and 90 more of shape:date" in written


def test_clean_reports(clean: ValidationReport) -> None:
    """Without findings, each format says that all conforms."""
    assert write(clean, "text") == "the graph: conforms (1 thing, 1 shapes).\n"
    assert json.loads(write(clean, "json"))["conforms"] is True
    assert "sh:conforms true" in write(clean, "turtle")
    assert json.loads(write(clean, "sarif"))["runs"][0]["results"] == []
    suite = ET.fromstring(write(clean, "junit")).find("testsuite")  # noqa: S314 - our own
    assert suite is not None and (suite.get("tests"), suite.get("failures")) == ("1", "0")
    assert "<h1>Validation: conforms</h1>" in write(clean, "html")
    assert len(write(clean, "csv").splitlines()) == 1


def test_json(report: ValidationReport) -> None:
    """JSON holds outcome, counts and findings with every part."""
    written = json.loads(write(report, "json", Severity.INFO))
    assert written["conforms"] is False
    assert written["counts"] == {"violation": 2, "warning": 1, "info": 1}
    first = next(r for r in written["results"] if r["shape"].endswith("#date"))
    assert first == {
        "severity": "violation",
        "focus": EVENT.value,
        "label": "Coup, 2018",
        "path": ONE.iri,
        "property": "date",
        "value": "soon",
        "message": "date: write a day, month or year.",
        "shape": "https://w3id.org/imet-graph/shapes#date",
        "component": SH + "OrConstraintComponent",
        "file": "my events.ttl",
        "line": 7,
        "element": None,
    }


def test_csv(report: ValidationReport) -> None:
    """CSV has a line for each finding and the columns of JSON."""
    rows = list(csv.DictReader(io.StringIO(write(report, "csv", Severity.INFO))))
    assert len(rows) == 4
    assert {row["line"] for row in rows} == {"7", ""}
    assert HOSTILE in {row["value"] for row in rows}


def test_turtle_is_a_shacl_report(report: ValidationReport, tmp_path: Path) -> None:
    """The Turtle is a sh:ValidationReport whose longer paths are SHACL's."""
    file = tmp_path / "report.ttl"
    file.write_text(write(report, "turtle", Severity.INFO), encoding="utf-8")
    graph = LocalBackend.of_files([file])
    query = """SELECT ?result ?focus ?severity ?shape ?component WHERE {
        [] a sh:ValidationReport ; sh:conforms false ; sh:result ?result .
        ?result a sh:ValidationResult ; sh:focusNode ?focus ; sh:resultSeverity ?severity ;
            sh:sourceShape ?shape ; sh:sourceConstraintComponent ?component ;
            sh:resultMessage ?message . }"""
    assert len(list(graph.query(query))) == 4  # type: ignore[arg-type]
    ways = """ASK { ?r sh:resultPath ( <urn:a> [ sh:inversePath imet:date ] ) .
        ?s sh:resultPath [ sh:alternativePath ( imet:date [ sh:zeroOrMorePath imet:date ] ) ] }"""
    assert bool(graph.query(ways))


def test_sarif(report: ValidationReport) -> None:
    """SARIF has a rule for each shape, and points at file and line where they are known."""
    log = json.loads(write(report, "sarif", Severity.INFO))
    run = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert log["version"] == "2.1.0" and "shape:date" in rules
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
    first = next(r for r in run["results"] if r["ruleId"] == "shape:date")
    assert first["message"]["text"] == (
        'event:coup-2018 "Coup, 2018": date: write a day, month or year. Found: soon.'
    )
    place = first["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "my%20events.ttl"},
        "region": {"startLine": 7},
    }


def test_junit(report: ValidationReport) -> None:
    """JUnit has a case for each rule; what counts fails, what is milder does not."""
    suite = ET.fromstring(write(report, "junit", Severity.INFO)).find("testsuite")  # noqa: S314
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("4", "2")
    failed = {c.get("name") for c in suite if c.find("failure") is not None}
    assert failed == {"shape:date", "urn:other"}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def test_html_escapes_what_it_shows(report: ValidationReport) -> None:
    """No text of the data becomes markup, and the page asks for nothing from elsewhere."""
    written = write(report, "html", Severity.INFO)
    page = _Page()
    page.feed(written)
    assert "script" not in page.tags and page.tags.count("tr") == 5
    assert "&lt;script&gt;" in written
    assert not re.search(r"(src|href)=", written)
    assert "default-src 'none'" in written

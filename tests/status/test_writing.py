"""Reports of status in each format, from the same answer."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest

from imet_graph.answers.writers import write
from imet_graph.api import Graph
from imet_graph.rdf import vocab
from imet_graph.status import Report, between, changes, status, writing

IMET = vocab.iri("program", "imet")


def written(report: Report, kind: str, format_name: str, **options: bool) -> str:
    """Return what a writer writes."""
    content = getattr(writing, kind)(report, format_name, **options)
    if format_name == "json":
        return json.dumps(content)
    stream = io.StringIO()
    write(content, format_name, stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def mali(bundled: Graph) -> list[str]:
    """Return the country of these tests."""
    return [vocab.iri("country", "MLI")]


def test_standings_in_each_format(bundled: Graph, mali: list[str]) -> None:
    """Markdown and HTML are for people, with numbered sources; csv and jsonl for machines."""
    report = status(bundled.backend, date(2012, 6, 1), countries=mali, programs=[IMET])
    markdown = written(report, "standings", "markdown")
    assert "| Mali | FY2012 act 7008 | 2012 |" in markdown
    assert "<td>Mali</td>" in written(report, "standings", "html")
    assert "<ol>" in written(report, "standings", "html")
    lines = written(report, "standings", "jsonl").splitlines()
    assert {json.loads(line)["state"] for line in lines} == {"restricted"}
    full = written(report, "standings", "table", in_full=True)
    assert full.startswith("Mali, International Military Education and Training, on 2012-06-01\n")


def test_a_country_without_grounds_is_a_row(bundled: Graph) -> None:
    """With every country asked for, one without grounds has a row with its state."""
    report = status(bundled.backend, date(2012, 6, 1), programs=[IMET], everyone=True)
    states = {s.country.iri.rsplit("/", 1)[-1]: s.state for s in report.standings}
    assert states["JAM"] == "no-restriction-known"
    assert states["MLI"] == "restricted"
    assert len(states) > 200
    known = f"{vocab.iri('country', 'JAM')},{IMET},no-restriction-known,,,yes,"
    assert known in written(report, "standings", "csv")
    assert "No restriction known: " in written(report, "standings", "table")


def test_spans_and_changes_in_each_format(bundled: Graph, mali: list[str]) -> None:
    """A span and its changes carry the same periods in JSON, csv and as a table."""
    first, last = date(2012, 1, 1), date(2013, 12, 31)
    span = between(bundled.backend, first, last, countries=mali, programs=[IMET])
    periods = json.loads(written(span, "grounds", "json"))["periods"]
    assert [p["period"] for p in periods] == [g.iri for g in span.grounds]
    assert "suspended" in written(span, "grounds", "table")
    assert len(written(span, "grounds", "csv").splitlines()) == len(span.grounds) + 1
    moved = changes(bundled.backend, first, last, countries=mali, programs=[IMET])
    found = json.loads(written(moved, "changes", "json"))["changes"]
    assert [(c["day"], c["what"]) for c in found] == sorted(
        ((c["day"], c["what"]) for c in found), key=lambda pair: (pair[0], pair[1] == "began")
    )
    assert {"began", "ended"} == {c["what"] for c in found}
    assert "2013-09-06" in written(moved, "changes", "table")


def test_bases_leave_out_what_stands_on_others(bundled: Graph, mali: list[str]) -> None:
    """With one basis asked for, restrictions on others are left out, and who has only such."""
    day = date(2012, 6, 1)
    stated = status(bundled.backend, day, countries=mali, programs=[IMET], bases=["stated"])
    inferred = status(bundled.backend, day, countries=mali, programs=[IMET], bases=["inferred"])
    for report, basis in ((stated, "stated"), (inferred, "inferred")):
        assert {g.basis for s in report for g in s.grounds} == {basis}
    none = status(bundled.backend, day, countries=mali, programs=[IMET], bases=["as-last-enacted"])
    assert none.standings == []

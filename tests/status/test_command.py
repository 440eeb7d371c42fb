"""The status command as a person meets it, and what it writes for machines."""

from __future__ import annotations

import csv
import io
import json

from imet_graph.api import Graph
from tests.conftest import Run


def test_one_country_in_full(imet: Run) -> None:
    """The answer shows state, each ground with days, basis and number, and the sources."""
    done = imet("status", "--on", "2019-12-20", "--country", "Saudi Arabia", "--program", "IMET")
    assert done.returncode == 0
    assert "restricted: prohibited\n" in done.stdout
    # The terms of an act go on until the next one is approved.
    assert "prohibited since 2019-10-01, until 2020-12-26; stated: FY2020 act 7041(h)(1)" in (
        done.stdout
    )
    assert "Division G, section 7041(h)(1)" in done.stdout
    assert done.stderr == ""


def test_what_lifts_a_ground_stands_under_it(imet: Run) -> None:
    """A waiver is named below the restriction that it lifts."""
    done = imet("status", "--on", "2020-06-01", "--country", "Pakistan", "--program", "IMET")
    assert "not barred: notice required\n" in done.stdout
    assert "    lifted by Pakistan's IMET resumption authorized\n" in done.stdout


def test_all_countries_on_a_day(imet: Run) -> None:
    """Without a country the table lists those with something against them, and no others."""
    done = imet("status", "--on", "2005-06-01", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    states = {row["country"].rsplit("/", 1)[-1]: row["state"] for row in rows}
    assert states["BRA"] == "restricted"
    assert states["AFG"] == "waived"
    assert "JAM" not in states
    brazil = [row for row in rows if row["country"].endswith("/BRA")]
    assert all(row["citation"] and row["basis"] == "inferred" for row in brazil)


def test_nothing_known_differs_from_not_known(imet: Run) -> None:
    """Inside its reach the graph knows of nothing; outside it does not know, and says why."""
    inside = imet("status", "--on", "2009-06-01", "--country", "Jamaica")
    outside = imet("status", "--on", "1970-01-01", "--country", "Jamaica")
    assert "no restriction known\n" in inside.stdout
    assert "not known\n" in outside.stdout
    assert "knows the law from 1976-06-30" in outside.stderr


def test_an_unread_act_is_a_warning(imet: Run) -> None:
    """For a year whose act was not read in full, standard error says so."""
    done = imet("status", "--on", "2023-06-01", "--country", "Jamaica")
    assert "Act that appropriates for foreign operations, FY2023: Looked for on" in done.stderr


def test_json_has_grounds_and_sources(imet: Run) -> None:
    """The JSON of a standing links grounds, what lifts them, and sources in full."""
    done = imet(
        "status", "--on", "2002-06-01", "--country", "PAK", "--program", "imet", "--format", "json"
    )
    [standing] = json.loads(done.stdout)["standings"]
    sources = json.loads(done.stdout)["sources"]
    assert standing["summary"] == "not barred: notice required"
    clause = next(g for g in standing["grounds"] if g["law"] == "FY2002 act 508")
    assert any("2002-pak-508-waived-full" in w for w in clause["lifted_by"])
    assert all(sources[c]["locator"] for c in clause["citations"])


def test_changes_begin_and_end(imet: Run) -> None:
    """What began and what ended between two days, in order of the days."""
    done = imet(
        "status",
        "--changes",
        "2008-01-01",
        "2008-03-31",
        "--country",
        "Thailand",
        "--program",
        "IMET",
        "--format",
        "csv",
    )
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(r["day"], r["what"]) for r in rows][:1] == [("2008-02-06", "ended")]
    assert {"began", "ended"} == {r["what"] for r in rows}
    assert [r["day"] for r in rows] == sorted(r["day"] for r in rows)


def test_a_span_lists_each_period_once(imet: Run) -> None:
    """Between two days every period that may hold on one of them stands once."""
    done = imet(
        "status",
        "--between",
        "1992-01-01",
        "1997-12-31",
        "--country",
        "Indonesia",
        "--program",
        "IMET",
        "--format",
        "json",
    )
    periods = [p["period"] for p in json.loads(done.stdout)["periods"]]
    assert len(periods) == len(set(periods))
    assert any(p.endswith("fy1993-599h.IDN.imet") for p in periods)
    assert not any(p.endswith("fy1999-idn-gtm.IDN.imet") for p in periods)


def test_a_span_without_change_is_said_to_be_one(imet: Run) -> None:
    """Where nothing began or ended no source is listed, and standard error says so."""
    done = imet("status", "--changes", "2008-02-01", "2008-02-02", "--country", "Thailand")
    assert done.returncode == 0
    assert "Sources" not in done.stdout
    assert "holds nothing of the kind" in done.stderr


def test_a_shared_country_stands_above_the_table(imet: Run) -> None:
    """A table about one country under one programme names them once, above it."""
    asked = [
        "status",
        "--between",
        "1999-01-01",
        "2000-01-01",
        "--country",
        "IDN",
        "--program",
        "IMET",
    ]
    lines = imet(*asked, env={"COLUMNS": "160"}).stdout.splitlines()
    assert lines[0] == "Indonesia, International Military Education and Training"
    assert lines[2].split() == ["status", "basis", "since", "until", "under", "source"]
    lines = imet(*asked, env={"COLUMNS": "80"}).stdout.splitlines()
    assert lines[0] == "Indonesia, International Military Education and Training"
    assert "1998-10-01  limited to Expanded IMET [3]" in lines


def test_bases_can_be_chosen(imet: Run) -> None:
    """With --basis stated no inferred restriction is shown, nor a country that has no other."""
    done = imet("status", "--on", "2005-06-01", "--basis", "stated", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    found = {
        row["basis"]
        for row in rows
        if row["state"] == "restricted"
        and not row["lifted_by"]
        and row["status"] not in ("waived", "reinstated", "provided-for", "waivable")
    }
    assert found == {"stated"}
    assert "BRA" not in {row["country"].rsplit("/", 1)[-1] for row in rows}


def test_mistakes_are_told_in_a_line(imet: Run) -> None:
    """A wrong day, an unknown country and a span turned round end with exit 2 and a hint."""
    for args, words in (
        (("--on", "2005"), "is no date"),
        (("--country", "Pakistn"), "Pakistan"),
        (("--between", "2005-01-01", "2004-01-01"), "ends before it begins"),
        (
            ("--between", "2004-01-01", "2005-01-01", "--changes", "2004-01-01", "2005-01-01"),
            "not both",
        ),
    ):
        done = imet("status", *args)
        assert done.returncode == 2
        assert words in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout == ""


def test_python_gives_the_same(bundled: Graph) -> None:
    """The graph object answers as the command does."""
    [standing] = bundled.status("2007-01-01", country="Thailand", program="IMET")
    assert standing.summary == "restricted: prohibited, not certain"
    assert standing.heaviest is not None
    assert standing.heaviest.citations

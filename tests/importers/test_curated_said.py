"""The importers of records, disagreements, the article and coverage, on the small world."""

from __future__ import annotations

from pathlib import Path

import pytest

from imet_graph.errors import ParseProblem
from imet_graph.importers.curated import article, coverage, disagreements, participation
from tests.importers import small_world
from tests.importers.small_world import FACTS, OWN, Ask, asking


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """A function that answers a SELECT over what sources say."""
    return asking(
        tmp_path,
        *("agencies", "events", "participation", "disagreements", "article", "coverage"),
    )


def test_a_record_lists_years_in_and_out(ask: Ask) -> None:
    """Ranges are years; those between them are years of absence."""
    listed = ask("SELECT ?y WHERE { participation:PAK imet:listedIn ?y }")
    assert listed == [("fy:1999",), ("fy:2000",), ("fy:2003",)]
    assert ask("SELECT ?y WHERE { participation:PAK imet:notListedIn ?y }") == [
        ("fy:2001",),
        ("fy:2002",),
    ]


def test_a_record_has_the_restriction_last_reported(ask: Ask) -> None:
    """The restriction stands with the date at which it was so, its event and all sources."""
    found = ask(
        "SELECT ?r ?d ?e WHERE { participation:PAK imet:reportedRestriction ?r ;"
        " imet:asOf ?d ; imet:restrictionEvent ?e }"
    )
    assert found == [("Aid cut", "1999-10", "event:cut-1999")]
    places = ask("SELECT ?l WHERE { participation:PAK imet:hasCitation/imet:locator ?l }")
    assert places == [
        ("IMET entries",),
        ("Section 1",),
        ("Vol. I, sec. IV, country training activities, FY2003 IMET entries",),
        ("paragraph 2",),
    ]


def test_kosovo_has_a_record_from_its_totals(ask: Ask) -> None:
    """The table has no row for want of a code; totals of training delivered make the record."""
    assert ask("SELECT ?y WHERE { participation:XKX imet:listedIn ?y }") == [("fy:2009",)]


def test_both_sides_of_a_disagreement_are_claims(ask: Ask) -> None:
    """Each claim has its own citations; the one that a stronger source refutes says by what."""
    found = ask(
        "SELECT ?c ?s ?by WHERE { disagreement:coup-day imet:hasClaim ?c . ?c imet:statement ?s"
        " OPTIONAL { ?c imet:correctedBy ?by } }"
    )
    assert found == [
        ("claim:coup-day-a", "12 October.", ""),
        ("claim:coup-day-b", "13 October.", "event:coup-1999"),
    ]
    places = ask("SELECT ?l WHERE { claim:coup-day-b imet:hasCitation/imet:locator ?l }")
    assert places == [("IMET entries",), ("text",)]


def test_a_statement_of_the_article_is_cited_and_its_wording_kept(ask: Ask) -> None:
    """The fact has the stronger sources; the article's wording is a claim that it corrects."""
    found = ask(
        "SELECT ?s ?said WHERE { ?c imet:correctedBy ?s ; imet:statement ?said"
        " FILTER(CONTAINS(STR(?s), 'article')) }"
    )
    assert found == [("statement:article-1", "It is.")]
    places = ask("SELECT ?l WHERE { statement:article-1 imet:hasCitation/imet:locator ?l }")
    assert places == [("1",), ("Section 106",)]


def test_the_students_of_2019_are_not_imets(ask: Ask) -> None:
    """The count stands under all training together and says so."""
    found = ask(
        "SELECT ?p ?n ?c WHERE { ?f imet:figureKind figure-kind:students-present ;"
        " imet:program ?p ; imet:trainees ?n ; imet:countryCount ?c }"
    )
    assert found == [("program:dod-training", "5181", "153")]


def test_a_gap_names_its_years(ask: Ask) -> None:
    """Ranges of fiscal years hold the transition quarter of 1976."""
    assert ask("SELECT ?y WHERE { coverage:gap imet:fiscalYear ?y }") == [
        ("fy:1976",),
        ("fy:1976TQ",),
        ("fy:1977",),
        ("fy:2004",),
    ]
    assert len(ask("SELECT ?l WHERE { coverage:gap imet:hasCitation/imet:locator ?l }")) == 3


def test_a_law_without_a_sum_is_a_gap_and_not_zero(ask: Ask) -> None:
    """A year whose law states no amount is told as such."""
    found = ask(
        "SELECT ?c ?y WHERE { ?c imet:coverageKind coverage-kind:missing ; imet:fiscalYear ?y ;"
        " imet:about account:a2001 }"
    )
    assert found == [("coverage:enacted-2001", "fy:2001")]


@pytest.mark.parametrize(
    ("importer", "table", "old", "new", "message"),
    [
        (disagreements, "disagreements.csv", "coup-day,event", "other,event", "no row 'coup-day'"),
        (disagreements, "disagreements.csv", ",coup-1999,,13", ",coup-1,,13", "'coup-1' is no ev"),
        (coverage, "coverage.csv", "country_status.csv:PAK", "events.csv:no", "no row 'no'"),
        (article, "article.csv", "article:lead", "seed-nothing", "leads to no citation"),
        (participation, "country_status.csv", ',"A paper",', ',"B",', "the place in 'B'"),
    ],
)
def test_what_leads_nowhere_is_refused(
    tmp_path: Path, importer: object, table: str, old: str, new: str, message: str
) -> None:
    """A row that points to nothing stops the import with file and line."""
    text = {**FACTS, **OWN}[table].replace(old, new)
    assert text != {**FACTS, **OWN}[table]
    world = small_world.facts(tmp_path, {table: text})
    with pytest.raises(ParseProblem, match=f"line 2.*{message}"):
        list(importer.triples(world))  # type: ignore[attr-defined]

"""The importer of events and the reading of legal bases, on the small world."""

from __future__ import annotations

from pathlib import Path

import pytest

from imet_graph.errors import ParseProblem
from imet_graph.importers.curated import dates, events
from imet_graph.importers.curated.legal_basis import LegalBasis
from imet_graph.rdf import vocab
from tests.importers import small_world
from tests.importers.small_world import FACTS, OWN, Ask, asking


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """A function that answers a SELECT over the imported events."""
    return asking(tmp_path, "statutes", "provisions", "events")


@pytest.fixture
def basis(tmp_path: Path) -> LegalBasis:
    """The legal bases of the small world."""
    return LegalBasis(small_world.facts(tmp_path))


def test_an_event_is_of_its_kind_and_links_instead_of_words(ask: Ask) -> None:
    """Agencies under the names of the table of events are those of the table of agencies."""
    found = ask(
        "SELECT ?p ?a ?b WHERE { event:cut-1999 a imet:Suspension ; imet:affectsProgram ?p ;"
        " imet:involvesAgency ?a ; imet:legalBasis ?b FILTER(?p = program:imet) }"
    )
    assert found == [
        ("program:imet", "agency:dod", "provision:coup-2000"),
        ("program:imet", "agency:state", "provision:coup-2000"),
    ]


def test_the_chain_of_events_is_links(ask: Ask) -> None:
    """What triggered an event, and what it ends, are events."""
    found = ask(
        "SELECT ?t ?e WHERE { event:cut-1999 imet:triggeredBy ?t ."
        " event:back-2001 imet:endsEvent ?e }"
    )
    assert found == [("event:coup-1999", "event:cut-1999")]


def test_a_date_is_as_precise_as_its_source_and_bounded(ask: Ask) -> None:
    """A month has a first and a last day; so has the year in which an event ends."""
    found = ask(
        "SELECT ?d ?from ?to ?end WHERE { event:cut-1999 imet:date ?d ; imet:earliest ?from ;"
        " imet:latest ?to ; imet:endLatest ?end }"
    )
    assert found == [("1999-10", "1999-10-01", "1999-10-31", "2001-12-31")]


def test_how_an_event_is_tied_to_imet_is_kept(ask: Ask) -> None:
    """Named, training and inferred are told apart."""
    found = ask("SELECT ?e ?l WHERE { ?e imet:imetLink ?l }")
    assert found == [
        ("event:back-2001", "imet-link:named"),
        ("event:coup-1999", "imet-link:inferred"),
        ("event:cut-1999", "imet-link:training"),
    ]


def test_the_corrected_fact_comes_first_and_the_weaker_claim_stays(ask: Ask) -> None:
    """The event has the day of the stronger source; the claim has the weaker source alone."""
    found = ask(
        "SELECT ?day ?said ?where WHERE { ?claim imet:correctedBy event:coup-1999 ;"
        " imet:statement ?said ; imet:hasCitation/imet:locator ?where ."
        " event:coup-1999 imet:date ?day }"
    )
    assert found == [("1999-10-12", "The coup was in October.", "paragraph 1")]
    cited = ask("SELECT ?s WHERE { event:coup-1999 imet:hasCitation/imet:support ?s }")
    assert cited == [("support:partial",)]


def test_words_that_link_to_nothing_are_listed(tmp_path: Path) -> None:
    """The account says of which row which part found no link, and the words stay."""
    world = small_world.facts(tmp_path)
    list(events.triples(world))
    remarks = [(entry.row.id, entry.reason) for entry in world.account("events.csv").remarks]
    assert remarks == [("cut-1999", "legal basis: Cuban sanctions")]


@pytest.mark.parametrize(
    ("text", "of", "day", "links"),
    [
        ("FAA s.541", "", "", "faa-541a faa-541b"),
        ("FAA s.541(b)", "", "", "faa-541b"),
        ("Foreign Assistance Act section 541(b)(2)", "", "", "faa-541b"),
        ("FAA 620E", "", "", ""),
        ("FAA s.620E(e)(1)", "", "", "faa-620e"),
        ("FAA s.999", "", "", "pl-87-195"),
        ("Pub. L. 87-195, s.541(a)", "", "", "faa-541a"),
        ("Pub. L. 87-195, title II, s.541(a), 75 Stat. 424", "", "", "faa-541a"),
        ("Pub. L. 87-195 s.541(a)", "", "", "faa-541a"),
        ("Pub. L. 999-999", "", "", ""),
        ("FY2000 foreign operations appropriations", "", "", "pl-106-113"),
        ("FY2000 FOAA s.508", "", "", "coup-2000"),
        ("PD 2001-28", "", "", "pd-2001-28"),
        ("PD 2099-01", "", "", ""),
        ("22 U.S.C. 2347(a)", "", "", "usc-22-2347"),
        ("22 U.S.C. 9999", "", "", ""),
        ("section 508", "", "2000-01-05", "coup-2000"),
        ("section 7008", "", "2001-03-01", "coup-2000 pl-106-999"),
        ("section 513", "", "1980", ""),
        ("section 508", "", "", ""),
        ("the old law", "", "", "pl-87-195"),
        ("the old law", "back-2001", "", "faa-620e"),
        ("PD 2001-28; FAA s.541(a)", "", "", "pd-2001-28 faa-541a"),
    ],
)
def test_a_basis_in_words_becomes_links(
    basis: LegalBasis, text: str, of: str, day: str, links: str
) -> None:
    """Short names, public laws, years, the Code, coup clauses by date, and the table."""
    found = basis.find(text, of, dates.parse(day) if day else None)
    local = [vocab.compact(link.value).partition(":")[2] for link in found.links]
    assert " ".join(local) == links


def test_what_is_not_understood_is_returned(basis: LegalBasis) -> None:
    """A part without a link is unlinked; the others are links all the same."""
    found = basis.find("FAA s.541(a); a custom of the house")
    assert len(found.links) == 1
    assert found.unlinked == ["a custom of the house"]


def test_a_table_that_names_no_provision_is_refused(tmp_path: Path) -> None:
    """The table of bases may point only to what there is."""
    rows = OWN["legal_basis.csv"].replace("provision:faa-620e", "provision:faa-999")
    with pytest.raises(ParseProblem, match="no 'provision:faa-999'"):
        LegalBasis(small_world.facts(tmp_path, {"legal_basis.csv": rows}))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",suspension,", ",picnic,", "'picnic' is no type of event"),
        (",coup-1999,,Cut.", ",coup-1899,,Cut.", "triggered_by names 'coup-1899'"),
        (",1999-10,2001,", ",1999-13,2001,", "'1999-13' is no date"),
    ],
)
def test_a_bad_row_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """Type, link and date must be right; the message names file and line."""
    rows = FACTS["events.csv"].replace(old, new)
    world = small_world.facts(tmp_path, {"events.csv": rows})
    with pytest.raises(ParseProblem, match=f"events.csv, line 3.*{message}"):
        list(events.triples(world))

"""The importers of agencies, programmes, schools and topics, on the small world."""

from __future__ import annotations

from pathlib import Path

import pytest

from imet_graph.errors import ParseProblem
from imet_graph.importers.curated import agencies, programs
from tests.importers import small_world
from tests.importers.small_world import FACTS, OWN, Ask, asking


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """A function that answers a SELECT over the imported organisations."""
    return asking(tmp_path, "agencies", "programs", "institutions", "topics")


def test_an_agency_has_its_kind_and_its_place(ask: Ask) -> None:
    """Kind is a code, the parent a link, the founding as precise as its source."""
    found = ask(
        "SELECT ?kind ?up ?when WHERE { agency:state-pm imet:agencyKind ?kind ;"
        " imet:isPartOf ?up ; imet:established ?when }"
    )
    assert found == [("agency-kind:bureau", "agency:state", "1969-09")]


def test_bodies_that_only_events_name_cite_what_names_them(ask: Ask) -> None:
    """The President has no row of the tables and a citation all the same."""
    found = ask("SELECT ?place WHERE { agency:president imet:hasCitation/imet:locator ?place }")
    assert found == [("541",)]


def test_roles_come_from_agencies_and_from_programmes(ask: Ask) -> None:
    """What two rows state of one role is one thing."""
    found = ask(
        "SELECT ?agency ?kind WHERE { ?r imet:roleProgram program:imet ;"
        " imet:roleAgency ?agency ; imet:roleKind ?kind }"
    )
    assert found == [
        ("agency:dod", "role-kind:administration"),
        ("agency:state", "role-kind:policy-direction"),
        ("agency:state-pm", "role-kind:policy-direction"),
    ]
    school = ask("SELECT ?who WHERE { ?r imet:roleProgram program:map ; imet:roleAgency ?who }")
    assert ("institution:school",) in school


def test_a_programme_keeps_its_authority_in_words_and_links(ask: Ask) -> None:
    """What can be linked is linked; the words stay; a label of the reports is no authority."""
    links = ask("SELECT ?a WHERE { program:imet imet:legalAuthority ?a }")
    assert links == [("provision:faa-541a",), ("provision:faa-541b",)]
    texts = ask("SELECT ?p ?t WHERE { ?p imet:legalAuthorityText ?t }")
    assert texts == [("program:imet", "FAA s.541; some custom")]


def test_labels_of_the_reports_stand_without_their_years(ask: Ask) -> None:
    """The same label in two periods is one label."""
    assert ask("SELECT ?l WHERE { program:imet imet:reportLabel ?l }") == [("IMET",)]


def test_a_second_source_is_cited_too(ask: Ask) -> None:
    """A second source without a locator is cited as a whole."""
    found = ask("SELECT ?l WHERE { program:imet imet:hasCitation/imet:locator ?l }")
    assert found == [("1",), ("whole document",)]


def test_a_school_has_place_operator_and_names(ask: Ask) -> None:
    """Another school may run it; a province abroad belongs to the city; aliases are labels."""
    found = ask(
        "SELECT ?city ?who ?alias WHERE { institution:school imet:city ?city ;"
        " imet:operatedBy ?who ; imet:reportLabel ?alias }"
    )
    assert found == [("Garmisch, Bavaria", "institution:ndu", "Army War College, PA")]
    assert ask("SELECT ?f WHERE { institution:school imet:formerName ?f }") == [("One",), ("Two",)]
    assert ("Army War College",) in ask("SELECT ?n WHERE { institution:school skos:altLabel ?n }")
    assert ask("SELECT ?s ?a WHERE { institution:ndu imet:state ?s ; imet:acronym ?a }") == [
        ("DC", "NDU")
    ]


def test_topics_have_an_order_and_an_unknown_stays_unknown(ask: Ask) -> None:
    """A topic of which nobody says whether it is Expanded IMET has no such value."""
    found = ask("SELECT ?t ?e WHERE { ?t skos:broader topic:subjects ; imet:expandedImet ?e }")
    assert found == [("topic:rights", "true")]


def test_an_unknown_role_is_refused(tmp_path: Path) -> None:
    """A role that the code list lacks stops the import."""
    rows = FACTS["agencies.csv"].replace(",administration,", ",catering,")
    world = small_world.facts(tmp_path, {"agencies.csv": rows})
    with pytest.raises(ParseProblem, match="'catering' is no kind of role"):
        list(agencies.triples(world))


def test_a_row_that_points_nowhere_is_refused(tmp_path: Path) -> None:
    """An addition must cite a row that exists."""
    rows = OWN["extra_programs.csv"].replace("faa-541a", "faa-999")
    world = small_world.facts(tmp_path, {"extra_programs.csv": rows})
    with pytest.raises(ParseProblem, match="no row 'faa-999'"):
        list(programs.triples(world))

"""The importers of statutes, provisions, amendments and account texts, on small tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from imet_graph.errors import ParseProblem
from imet_graph.importers.curated.run import run
from imet_graph.rdf import vocab

SOURCE = 'http://example.org/law,"Public Law 1, copy"'
FILES = {
    "statutes.csv": f"""id,short_title,official_title,public_law,statutes_at_large,enacted,\
instrument_type,summary,source_url,source_title,locator,status
foreign-assistance-act-1961,Foreign Assistance Act of 1961,,87-195,75 Stat. 424,1961-09-04,\
authorization act,Basic.,{SOURCE},Title,verified
isaaeca-1976,Arms Export Control Act of 1976,,94-329,90 Stat. 729,1976-06-30,\
authorization act,Made IMET.,{SOURCE},Section 1,verified
consolidated-approp-2000,Omnibus 2000,,106-113,,1999-11-29,\
appropriations act,All.,{SOURCE},A,verified
part-of-2000,Part of the omnibus,,106-113,,1999-11-29,authorization act,Part.,{SOURCE},B,verified
pd-1,Presidential Determination 1,,,,2003,presidential directive,Waives.,{SOURCE},C,verified
""",
    "provisions.csv": f"""id,statute_id,section,usc,heading,effect_on_imet,applies_to,from,to,\
summary,source_url,source_title,locator,status
faa-541a,foreign-assistance-act-1961,FAA 541(a),22 U.S.C. 2347(a),General authority,authorizes,\
all,,,May train.,{SOURCE},541,verified
faa-542,foreign-assistance-act-1961,FAA 542,22 U.S.C. 2347a,Money,funds,all,1985-10-01,\
1987-09-30,Money.,{SOURCE},542,verified
note,pd-1,Determination,22 U.S.C. 2347 note,Another heading,waives,\
YMD;AFG; other eligible partners;COD (nonlethal only);South Yemen,2003-01-01,,Waives.,{SOURCE},1,\
verified
""",
    "amendments.csv": f"""amending_statute_id,amended_statute_id,amended_section,date,what_changed,\
source_url,source_title,locator,status
isaaeca-1976,foreign-assistance-act-1961,FAA 542 (new),1976-06-30,Added money.,{SOURCE},106,verified
isaaeca-1976,foreign-assistance-act-1961,FAA 541 (new),1976-06-30,Added it.,{SOURCE},106,verified
isaaeca-1976,isaaeca-1976,Title I,1976-06-30,Itself.,{SOURCE},1,verified
""",
    "appropriation_acts.csv": f"""id,statute_id,fiscal_year,amount_usd,availability,earmarks,\
entertainment_cap,country_limits,source_url,source_title,locator
approp-a,consolidated-approp-2000,2000,50000000,the fiscal year,,50000,"SLV, HTI: IMET conditions",\
{SOURCE},IMET
approp-b,consolidated-approp-2000,1976TQ,,the quarter,no figure,,,{SOURCE},IMET
""",
}

Ask = Callable[[str], list[tuple[str, ...]]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the small tables."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def ask(folder: Path) -> Ask:
    """A function that answers a SELECT over the imported tables, as rows of short text."""
    data = folder / "data"
    run(folder, data, ("statutes", "provisions", "amendments", "accounts"), found=None)
    store = Store()
    for path in sorted(data.glob("*.ttl")):
        store.bulk_load(path=path, format=RdfFormat.TURTLE)

    def answer(query: str) -> list[tuple[str, ...]]:
        solutions = store.query(vocab.sparql_prefixes() + query)
        rows = (tuple(vocab.compact(term.value) for term in row) for row in solutions)
        return sorted(rows)

    return answer


def test_a_statute_is_called_by_its_public_law(ask: Ask) -> None:
    """Acts that share a public law are told apart; the one it is named for has the number."""
    assert ask("SELECT ?s ?l WHERE { ?s a imet:Statute ; dcterms:identifier ?l }") == [
        ("statute:pd-1", "pd-1"),
        ("statute:pl-106-113", "consolidated-approp-2000"),
        ("statute:pl-106-113-part-of-2000", "part-of-2000"),
        ("statute:pl-87-195", "foreign-assistance-act-1961"),
        ("statute:pl-94-329", "isaaeca-1976"),
    ]
    assert ask("SELECT ?s WHERE { ?s skos:altLabel 'P.L. 94-329' }") == [("statute:pl-94-329",)]


def test_the_1976_act_establishes_imet_and_amends_the_1961_act(ask: Ask) -> None:
    """What founded the programme is a link, and an Act never amends itself."""
    assert ask("SELECT ?s ?p WHERE { ?s imet:establishes ?p }") == [
        ("statute:pl-94-329", "program:imet")
    ]
    assert ask("SELECT ?a ?b WHERE { ?a imet:amends ?b }") == [
        ("statute:pl-94-329", "statute:pl-87-195")
    ]


def test_an_enactment_is_as_precise_as_its_source(ask: Ask) -> None:
    """A year stays a year, with its first and last day beside it."""
    assert ask(
        "SELECT ?d ?a ?b WHERE { statute:pd-1 imet:enactedOn ?d ; imet:earliest ?a ; "
        "imet:latest ?b FILTER(DATATYPE(?d) = xsd:gYear) }"
    ) == [("2003", "2003-01-01", "2003-12-31")]


def test_a_provision_without_a_first_day_gets_none(ask: Ask) -> None:
    """The day from which a rule holds is not invented."""
    assert ask("SELECT ?p ?d WHERE { ?p imet:inForceFrom ?d }") == [
        ("provision:faa-542", "1985-10-01"),
        ("provision:note", "2003-01-01"),
    ]


def test_scope_becomes_countries_groups_and_everyone(ask: Ask) -> None:
    """Codes become countries, words become groups, a remark stays with its country."""
    assert ask("SELECT ?c WHERE { provision:note imet:appliesToCountry ?c }") == [
        ("country:AFG",),
        ("country:COD",),
        ("country:YMD",),
    ]
    assert ask("SELECT ?l WHERE { provision:note imet:appliesToGroup/rdfs:label ?l }") == [
        ("other eligible partners",)
    ]
    assert ask("SELECT ?n WHERE { provision:note imet:note ?n }") == [("COD: nonlethal only",)]
    assert ask("SELECT ?p WHERE { ?p imet:appliesToAll true }") == [
        ("provision:faa-541a",),
        ("provision:faa-542",),
    ]


def test_code_sections_hold_the_rules_that_stand_in_them(ask: Ask) -> None:
    """Subsections and notes lead to their section, which is called by its own heading."""
    assert ask("SELECT ?p ?s WHERE { ?p imet:codifiedIn ?s }") == [
        ("provision:faa-541a", "provision:usc-22-2347"),
        ("provision:faa-542", "provision:usc-22-2347a"),
        ("provision:note", "provision:usc-22-2347"),
    ]
    assert ask("SELECT ?l WHERE { provision:usc-22-2347 rdfs:label ?l }") == [
        ("22 U.S.C. 2347, General authority",)
    ]


def test_an_amendment_links_only_the_part_that_it_changed(ask: Ask) -> None:
    """Section 542 is a provision of its own; of 541 only the Code section is certain."""
    assert ask("SELECT ?s ?p WHERE { ?a imet:amendedSection ?s ; imet:amendedProvision ?p }") == [
        ("FAA 542 (new)", "provision:faa-542")
    ]
    assert ask("SELECT ?s ?c WHERE { ?a imet:amendedSection ?s ; imet:amendedCodeSection ?c }") == [
        ("FAA 541 (new)", "provision:usc-22-2347"),
        ("FAA 542 (new)", "provision:usc-22-2347a"),
    ]


def test_no_amount_is_no_figure(ask: Ask) -> None:
    """A law that states no amount has no figure; codes in its limits become countries."""
    assert ask("SELECT ?a ?v WHERE { ?a imet:appropriates/imet:amount ?v }") == [
        ("account:approp-a", "50000000")
    ]
    assert ask("SELECT ?a ?f WHERE { ?a imet:appropriates ?f }") == [
        ("account:approp-a", "figure:enacted-approp-a")
    ]
    assert ask("SELECT ?c WHERE { account:approp-a imet:limitsCountry ?c }") == [
        ("country:HTI",),
        ("country:SLV",),
    ]


def test_every_thing_of_law_is_cited_with_a_locator(ask: Ask) -> None:
    """Nothing but citations and sources stands without a citation."""
    assert ask(
        "SELECT DISTINCT ?c WHERE { ?x a ?c FILTER NOT EXISTS "
        "{ ?x imet:hasCitation/imet:locator ?l } }"
    ) == [("imet:Citation",), ("imet:Source",)]


def test_an_unknown_statute_stops_the_import(folder: Path) -> None:
    """A provision of a statute that is not there is an error with file and line."""
    path = folder / "provisions.csv"
    path.write_text(path.read_text().replace("note,pd-1", "note,pd-2"), encoding="utf-8")
    with pytest.raises(ParseProblem, match=r"provisions\.csv, line 4: there is no statute 'pd-2'"):
        run(folder, folder / "data", ("statutes", "provisions"), found=None)

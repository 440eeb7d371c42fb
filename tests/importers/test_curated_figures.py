"""The importers of figures and fiscal years, on small tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from imet_graph.errors import ParseProblem
from imet_graph.importers.curated.run import run
from imet_graph.rdf import vocab

SOURCE = "http://example.org/report,Foreign Military Training report"
FUNDING = f"""id,iso3,country,fiscal_year,kind,amount_usd,students,source_url,source_title,\
locator,note
cf-1,PAK,Pakistan,2005,training-reported,1000,0,{SOURCE},p. 1,
cf-2,PAK,Pakistan,2006,training-planned,2000,,{SOURCE},p. 2,page damaged
"""
ALLOCATIONS = f"""id,iso3,country,fiscal_year,kind,amount_usd,students,source_url,source_title,\
source_kind,locator,note
ca-pak-2005-obligated-gb,PAK,Pakistan,2005,obligated,900,,{SOURCE},government-report,row 1,
ca-x-asia-2005-actual-csis,,Asia (not specified),2005,actual,800,,{SOURCE},research,row 2,
ca-pak-2005-request-cbj05,PAK,Pakistan,2005,request,700,5,{SOURCE},research,row 3,
"""
TOTALS = f"""id,fiscal_year,kind,amount_usd,students,countries,source_url,source_title,locator,note
a-1,1976TQ,outlay,5,,,{SOURCE},column TQ,quarter
a-2,2010,enacted,108,,120,{SOURCE},highlights,
"""
DATASETS = """id,name,publisher,url,path,covers,size,format,licence,state,note
greenbook-2022,Greenbook,USAID,,,,,,,used,all loaded
mock,Mock data,Somebody,,,,,,,ruled out,mock data: never load
"""
IMPORTERS = ("fiscal_years", "datasets", "appropriations", "country_funding", "country_allocations")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the small tables."""
    texts = {
        "country_funding.csv": FUNDING,
        "country_allocations.csv": ALLOCATIONS,
        "appropriations.csv": TOTALS,
        "datasets.csv": DATASETS,
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def rows(folder: Path, query: str) -> list[tuple[str, ...]]:
    """Import the tables and return the rows of a SELECT, as short text."""
    run(folder, folder / "data", IMPORTERS, found=None)
    store = Store()
    for path in sorted((folder / "data").glob("*.ttl")):
        store.bulk_load(path=path, format=RdfFormat.TURTLE)
    solutions = store.query(vocab.sparql_prefixes() + query)
    return sorted(tuple(vocab.compact(t.value) if t else "" for t in row) for row in solutions)


def test_zero_trainees_differ_from_an_unknown_number(folder: Path) -> None:
    """A printed zero is kept; an empty cell gives no number at all."""
    assert rows(
        folder,
        "SELECT ?f ?n WHERE { ?f qb:dataSet dataset:training-by-country "
        "OPTIONAL { ?f imet:trainees ?n } }",
    ) == [("figure:cf-1", "0"), ("figure:cf-2", "")]


def test_amounts_are_exact_dollars(folder: Path) -> None:
    """Money is xsd:decimal, with its unit beside it."""
    assert rows(
        folder,
        "SELECT ?f ?u WHERE { ?f imet:unit ?u ; imet:amount ?a "
        "FILTER(?a = 1000 && DATATYPE(?a) = xsd:decimal) }",
    ) == [("figure:cf-1", "unit:usd")]


def test_series_and_kinds_stay_apart(folder: Path) -> None:
    """Three sources on one country and year are three figures in three series."""
    assert rows(
        folder,
        "SELECT ?d ?k ?a WHERE { ?f imet:country country:PAK ; imet:fiscalYear fy:2005 ; "
        "qb:dataSet ?d ; imet:figureKind ?k ; imet:amount ?a }",
    ) == [
        ("dataset:country-documents", "figure-kind:request", "700"),
        ("dataset:obligations-greenbook", "figure-kind:obligated", "900"),
        ("dataset:training-by-country", "figure-kind:training-reported", "1000"),
    ]


def test_an_area_is_no_country(folder: Path) -> None:
    """A row without a code keeps the name of its area and has no country."""
    assert rows(
        folder,
        "SELECT ?n WHERE { ?f imet:areaName ?n FILTER NOT EXISTS { ?f imet:country ?c } }",
    ) == [("Asia (not specified)",)]


def test_a_row_that_names_no_place_is_refused(folder: Path) -> None:
    """Neither code nor name: the import stops with file and line."""
    path = folder / "country_allocations.csv"
    path.write_text(path.read_text().replace(",,Asia (not specified)", ",,"), encoding="utf-8")
    with pytest.raises(ParseProblem, match="line 3: neither a country nor an area"):
        run(folder, folder / "data", IMPORTERS, found=None)


def test_fiscal_years_follow_one_another_without_a_gap(folder: Path) -> None:
    """Each period begins on the day after the one before ends, the quarter of 1976 included."""
    chain = rows(
        folder,
        "SELECT ?f ?last ?first WHERE { ?f imet:lastDay ?last ; "
        "imet:nextFiscalYear/imet:firstDay ?first }",
    )
    assert len(chain) == 82
    assert ("fy:1976", "1976-06-30", "1976-07-01") in chain
    assert ("fy:1976TQ", "1976-09-30", "1976-10-01") in chain
    gaps = [
        row
        for row in chain
        if (row[1][5:], row[2][5:]) not in {("06-30", "07-01"), ("09-30", "10-01")}
    ]
    assert gaps == []


def test_the_transition_quarter_has_no_year_number(folder: Path) -> None:
    """The quarter is called by its own name and by no year."""
    assert rows(
        folder,
        "SELECT ?l ?y WHERE { fy:1976TQ rdfs:label ?l OPTIONAL { fy:1976TQ imet:yearNumber ?y } }",
    ) == [("transition quarter 1976", "")]


def test_datasets_are_merged_or_left_out_with_their_reason(folder: Path) -> None:
    """Invented figures are never loaded, and the account says why."""
    facts, _counts = run(folder, folder / "data", IMPORTERS, found=None)
    account = facts.account("datasets.csv")
    assert [(e.row.id, e.into) for e in account.merged.values()] == [
        ("greenbook-2022", "dataset:obligations-greenbook")
    ]
    assert [e.reason for e in account.left_out.values()] == ["ruled out; mock data: never load"]

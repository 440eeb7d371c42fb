"""The importer of countries, on the package's own tables."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pycountry
import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

from imet_graph.errors import ParseProblem
from imet_graph.importers.curated import countries
from imet_graph.importers.curated.base import OWN, Facts
from imet_graph.rdf import canonical, vocab
from tests.importers import small_world

SHARED = Path(__file__).resolve().parents[3] / "shared" / "fmtr"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """All countries, as the importer makes them."""
    facts = Facts(tmp_path_factory.mktemp("facts"), None)
    triples = [*countries.triples(facts), *facts.library.take_citations()]
    found = Store()
    found.load(canonical.turtle(triples), format=RdfFormat.TURTLE)
    return found


def _ask(store: Store, query: str) -> list[tuple[str, ...]]:
    rows = store.query(vocab.sparql_prefixes() + query)
    assert isinstance(rows, QuerySolutions)
    return sorted(tuple(vocab.compact(term.value) for term in row) for row in rows)


def test_every_code_of_the_standard_is_a_country(store: Store) -> None:
    """Each code in use has a country with its three codes; Kosovo's is user-assigned."""
    found = _ask(
        store,
        "SELECT ?a3 ?a2 ?n WHERE { ?c imet:alpha3 ?a3 ; imet:alpha2 ?a2 ; imet:numericCode ?n"
        " FILTER NOT EXISTS { ?c a imet:FormerCountry } }",
    )
    assert found == sorted((c.alpha_3, c.alpha_2, c.numeric) for c in pycountry.countries)
    assert _ask(store, "SELECT ?a2 ?c WHERE { country:XKX imet:alpha2 ?a2 ; imet:region ?c }") == [
        ("XK", "region:EUR")
    ]


def test_every_country_is_cited_and_has_one_label(store: Store) -> None:
    """No country is without a citation with a locator, and none has two labels."""
    without = (
        "SELECT ?c WHERE { ?c a imet:Country FILTER NOT EXISTS { ?c imet:hasCitation/%s ?x } }"
    )
    assert _ask(store, without % "imet:locator") == []
    twice = (
        "SELECT ?c WHERE { ?c a imet:Country ; rdfs:label ?l } GROUP BY ?c HAVING(COUNT(?l) != 1)"
    )
    assert _ask(store, twice) == []


def test_no_name_belongs_to_two_countries(store: Store) -> None:
    """A name leads to one country, so that the reports' spellings can be resolved."""
    both = _ask(
        store,
        """SELECT ?x ?y ?name WHERE {
          ?x rdfs:label|skos:altLabel|skos:hiddenLabel ?a . BIND(LCASE(STR(?a)) AS ?name)
          ?y rdfs:label|skos:altLabel|skos:hiddenLabel ?b . FILTER(LCASE(STR(?b)) = ?name)
          ?x a imet:Country . ?y a imet:Country . FILTER(STR(?x) < STR(?y)) }""",
    )
    assert both == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Bolivia", "BOL"),
        ("South Korea", "KOR"),
        ("Korea", "KOR"),
        ("Congo (DROC)", "COD"),
        ("Zaire", "COD"),
        ("Trinidad-Tobago", "TTO"),
        ("Cote d'Ivoire", "CIV"),
        ("Cote d\u2019Ivoire", "CIV"),
        ("Burma", "MMR"),
        ("Myanmar", "MMR"),
        ("Türkiye", "TUR"),
        ("RCH", "CHL"),
        ("Yugoslavia", "YUG"),
        ("East Timor", "TLS"),
    ],
)
def test_names_in_use_find_their_country(store: Store, name: str, code: str) -> None:
    """Short, variant and former names, and codes seen by mistake, are names of their country."""
    query = (
        "SELECT ?c WHERE { ?c rdfs:label|skos:altLabel|skos:hiddenLabel ?name"
        f' FILTER(STR(?name) = "{name}") }}'
    )
    assert _ask(store, query) == [(f"country:{code}",)]


def test_former_countries_have_successors_and_an_end(store: Store) -> None:
    """A withdrawn code says when it was withdrawn, who followed, and its years where known."""
    without = (
        "SELECT ?c WHERE { ?c a imet:FormerCountry"
        " FILTER NOT EXISTS { ?c imet:successor ?s ; imet:codeWithdrawn ?d } }"
    )
    assert _ask(store, without) == []
    years = (
        "SELECT ?s ?from ?to WHERE { country:SCG imet:successor ?s ;"
        " imet:established ?from ; imet:ended ?to }"
    )
    assert _ask(store, years) == [("country:MNE", "2003", "2006"), ("country:SRB", "2003", "2006")]


def test_a_new_code_of_the_standard_must_be_named(tmp_path: Path) -> None:
    """A code that the table does not list stops the import, with what to do."""
    rows = (OWN / "countries.csv").read_text(encoding="utf-8").splitlines()
    short = "\n".join(row for row in rows if not row.startswith("PAK,")) + "\n"
    own = {name: (OWN / name).read_text("utf-8") for name in ("region_sources.csv",)}
    own["former_countries.csv"] = (OWN / "former_countries.csv").read_text("utf-8")
    small_world.write(tmp_path, {**own, "countries.csv": short})
    facts = Facts(tmp_path, None, tmp_path)
    with pytest.raises(ParseProblem, match="no row for PAK"):
        list(countries.triples(facts))


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/fmtr is not beside the checkout")
def test_every_spelling_of_the_reports_is_a_name(store: Store) -> None:
    """Each of the 241 spellings names one country, but for Indochina, which is none."""
    import gzip

    names = {
        row[1]: row[0]
        for row in _ask(store, "SELECT ?c ?n WHERE { ?c rdfs:label|skos:altLabel ?n }")
    }
    spellings: set[str] = set()
    for path in sorted(SHARED.glob("*.tsv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", errors="replace", newline="") as stream:
            reader = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
            next(reader)
            spellings.update(row[1].strip() for row in reader if len(row) == 24)
    unknown = {one for one in spellings if one not in names and re.search("[a-z]", one)}
    assert unknown == {"Indochina"}
    assert len(spellings) > 200

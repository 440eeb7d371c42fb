"""Terms are declared, defined, used, and spelt alike in ontology, data, queries and code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from imet_graph import resources
from imet_graph.engines.local import LocalBackend, read_rdf
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode

ROOT = Path(__file__).resolve().parent.parent.parent
ONTOLOGY = sorted((ROOT / "ontology").glob("*.ttl"))
# Terms of the training reports: a store has them, the bundled graph does not.
TRAINING = resources.training_files()
QUERIES = [*sorted((ROOT / "queries").rglob("*.rq")), *sorted((ROOT / "ontology").rglob("*.rq"))]
SHAPES = resources.shape_files()
# Links that are drawn in place of a longer way, and stand in no data.
SHORTCUTS = {"accountOf"}
_TERM = re.compile(r"(?<![\w-])imet:([A-Za-z]\w*)")
_PREFIX = re.compile(r"^\s*@?prefix\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)


@pytest.fixture(scope="module")
def ontology() -> LocalBackend:
    """Return the ontology without the data."""
    return LocalBackend.of_files([*ONTOLOGY, *TRAINING])


@pytest.fixture(scope="module")
def declared(ontology: LocalBackend) -> set[str]:
    """Return the names of the terms that the ontology declares."""
    found = ontology.query(
        "SELECT ?term WHERE { ?term a ?kind FILTER(strstarts(str(?term), str(imet:))) "
        "FILTER(?kind IN (owl:Class, owl:ObjectProperty, owl:DatatypeProperty, "
        "owl:AnnotationProperty)) }"
    )
    return {row[0].value.removeprefix(vocab.DEF) for row in found}  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def in_data() -> set[str]:
    """Return the names of the terms that the data use; codes and terms use some as well."""
    used: set[str] = set()
    for path in [*sorted(resources.folder("data").rglob("*.ttl")), *ONTOLOGY]:
        for quad in read_rdf(path):
            places = (quad.predicate, quad.object) if path not in ONTOLOGY else (quad.predicate,)
            for term in places:
                if isinstance(term, NamedNode) and term.value.startswith(vocab.DEF):
                    used.add(term.value.removeprefix(vocab.DEF))
    return used


def _without_comments(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


def test_every_term_has_label_and_definition(ontology: LocalBackend, declared: set[str]) -> None:
    """Each declared term has one English label and one English definition, a sentence."""
    found = ontology.query(
        "SELECT ?term ?label ?definition WHERE { ?term rdfs:label ?label ; "
        "skos:definition ?definition FILTER(lang(?label) = 'en' && lang(?definition) = 'en') }"
    )
    rows = [(r[0].value.removeprefix(vocab.DEF), r[1].value, r[2].value) for r in found]  # type: ignore[union-attr]
    ours = [row for row in rows if row[0] in declared]
    assert sorted(name for name, _, _ in ours) == sorted(declared)
    assert [name for name, _, text in ours if not text.endswith(".") or len(text) < 12] == []
    assert len(declared) > 130


@pytest.mark.parametrize("path", [*QUERIES, *SHAPES], ids=lambda p: str(p.relative_to(ROOT)))
def test_terms_in_queries_and_shapes_are_declared(path: Path, declared: set[str]) -> None:
    """A query, rule or shape names no term that the ontology lacks."""
    named = set(_TERM.findall(_without_comments(path)))
    assert sorted(named - declared) == []


def test_terms_in_the_data_are_declared(declared: set[str], in_data: set[str]) -> None:
    """The data use no term that the ontology lacks."""
    assert sorted(in_data - declared) == []


def test_terms_in_the_code_are_declared(declared: set[str]) -> None:
    """The package names no term that the ontology lacks."""
    named: dict[str, str] = {}
    for path in sorted((ROOT / "imet_graph").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for found in re.findall(r"(?:vocab\.)?\bterm\(\"(\w+)\"\)", text) + _TERM.findall(text):
            named[found] = path.name
    missing = {n: file for n, file in named.items() if n not in declared}
    assert missing == {}
    assert len(named) > 50


def test_every_term_is_used(ontology: LocalBackend, declared: set[str], in_data: set[str]) -> None:
    """No term is there that neither data nor a query uses."""
    queried = {name for path in QUERIES for name in _TERM.findall(_without_comments(path))}
    above = ontology.query("SELECT ?sub ?super WHERE { ?sub rdfs:subClassOf+ ?super }")
    imported = {
        name
        for path in sorted((ROOT / "imet_graph" / "training_reports").glob("*.py"))
        for name in re.findall(
            r"(?:(?<=imet:)|(?<=\"))[A-Za-z]\w*", path.read_text(encoding="utf-8")
        )
    }
    used = in_data | queried | imported | SHORTCUTS
    for sub, super_ in above:  # type: ignore[union-attr]
        if sub.value.removeprefix(vocab.DEF) in used:  # type: ignore[union-attr]
            used = used | {super_.value.removeprefix(vocab.DEF)}  # type: ignore[union-attr]
    assert sorted(declared - used) == []


@pytest.mark.parametrize(
    "path",
    [*ONTOLOGY, *TRAINING, *SHAPES, *QUERIES, *sorted((ROOT / "data").rglob("*.ttl"))],
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_prefixes_are_those_of_the_vocabulary(path: Path) -> None:
    """Every file binds a prefix to the namespace that vocab.py has for it."""
    bound = dict(_PREFIX.findall(path.read_text(encoding="utf-8")))
    assert {p: ns for p, ns in bound.items() if vocab.PREFIXES.get(p) != ns} == {}


def test_every_code_list_has_its_kind(ontology: LocalBackend) -> None:
    """The codes of a list lie under the kind of the list's name, and vocab.py has that kind."""
    found = ontology.query("SELECT ?code ?list WHERE { ?code skos:inScheme ?list }")
    pairs = {
        (vocab.kind_of(code.value), list_.value.removeprefix(vocab.PREFIXES["scheme"]))  # type: ignore[union-attr]
        for code, list_ in found  # type: ignore[union-attr]
    }
    assert len(pairs) > 15
    assert [(kind, name) for kind, name in pairs if kind != name] == []


@pytest.mark.parametrize("path", ONTOLOGY, ids=lambda p: p.stem)
def test_ontologies_have_headers(path: Path) -> None:
    """An owl:Ontology in a file has label, abstract, licence, version IRI and change note."""
    graph = LocalBackend.of_files([path])
    found = list(
        graph.query(
            "SELECT ?o WHERE { ?o a owl:Ontology ; rdfs:label ?l ; dcterms:abstract ?a ; "
            "dcterms:license ?c ; owl:versionIRI ?v ; owl:versionInfo ?n ; skos:changeNote ?t }"
        )  # type: ignore[arg-type]
    )
    headers = list(graph.query("SELECT ?o WHERE { ?o a owl:Ontology }"))  # type: ignore[arg-type]
    assert found == headers


def test_alignments_name_terms_that_exist() -> None:
    """The terms of other vocabularies are spelt as those vocabularies spell them."""
    from rdflib import URIRef
    from rdflib.namespace import DCTERMS, ORG, PROV, QB, SDO, SKOS, TIME

    known = {str(ns): ns for ns in (DCTERMS, ORG, PROV, QB, SDO, SKOS, TIME)}
    named = {
        term.value
        for quad in read_rdf(ROOT / "ontology" / "alignments.ttl")
        for term in (quad.subject, quad.object)
        if isinstance(term, NamedNode)
    }
    checked = 0
    for address in named:
        for start, namespace in known.items():
            if address.startswith(start):
                assert URIRef(address) in namespace, address
                checked += 1
    assert checked > 25

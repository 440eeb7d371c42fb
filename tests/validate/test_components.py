"""Every constraint component and kind of path that the engine knows, against pySHACL."""

from __future__ import annotations

from pathlib import Path

import pytest

from imet_graph.engines.local import LocalBackend, read_rdf
from imet_graph.errors import ParseProblem
from imet_graph.validate import engine
from imet_graph.validate.engine import apply_shapes
from imet_graph.validate.reference import apply_by_pyshacl
from imet_graph.validate.shapes import PARAMETERS, read_shapes

PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix x: <urn:x:> .
"""
DATA = (
    PREFIXES
    + """
x:Sub rdfs:subClassOf x:Thing . x:Thing rdfs:subClassOf x:Sub .
x:one a x:Thing ; x:n 5 ; x:m 7 ; x:t "abc" ; x:l x:two ; x:d "2020-01-01"^^xsd:date .
x:two a x:Sub ; x:n 10 , 12.5 , "x" ; x:m 7 ; x:t "ABC"@en , "abd"@en-GB , "" ;
  x:l x:one , x:three .
x:three a x:Thing ; x:t "Zahl"@de , "Nummer"@de , _:b ;
  x:l "text" , _:c ; x:d "2020-13-01"^^xsd:date .
x:four a x:Thing ; x:n 1 ; x:m 1 ; x:d "2020-05"^^xsd:gYearMonth , "2020"^^xsd:gYear , "soon" .
x:five x:points x:one ; x:n 3 . x:one x:back x:five .
_:c x:n 3 .
"""
)
PROPERTIES = {
    "minCount": "sh:path x:t ; sh:minCount 2",
    "minCount-one": "sh:path x:t ; sh:minCount 1",
    "minCount-none": "sh:path x:t ; sh:minCount 0",
    "maxCount": "sh:path x:t ; sh:maxCount 2",
    "maxCount-none": "sh:path x:t ; sh:maxCount 0",
    "class": "sh:path x:l ; sh:class x:Thing",
    "datatype-integer": "sh:path x:n ; sh:datatype xsd:integer",
    "datatype-date": "sh:path x:d ; sh:datatype xsd:date",
    "datatype-month": "sh:path x:d ; sh:datatype xsd:gYearMonth",
    "datatype-year": "sh:path x:d ; sh:datatype xsd:gYear",
    "datatype-string": "sh:path x:t ; sh:datatype xsd:string",
    "datatype-lang": "sh:path x:t ; sh:datatype rdf:langString",
    "nodeKind-IRI": "sh:path x:l ; sh:nodeKind sh:IRI",
    "nodeKind-Literal": "sh:path x:l ; sh:nodeKind sh:Literal",
    "nodeKind-BlankNode": "sh:path x:l ; sh:nodeKind sh:BlankNode",
    "nodeKind-BlankNodeOrIRI": "sh:path x:l ; sh:nodeKind sh:BlankNodeOrIRI",
    "nodeKind-BlankNodeOrLiteral": "sh:path x:l ; sh:nodeKind sh:BlankNodeOrLiteral",
    "nodeKind-IRIOrLiteral": "sh:path x:l ; sh:nodeKind sh:IRIOrLiteral",
    "minExclusive": "sh:path x:n ; sh:minExclusive 5",
    "minInclusive": "sh:path x:n ; sh:minInclusive 5",
    "maxExclusive": "sh:path x:n ; sh:maxExclusive 5",
    "maxInclusive": "sh:path x:n ; sh:maxInclusive 5",
    "minLength": "sh:path x:t ; sh:minLength 1",
    "maxLength": "sh:path x:t ; sh:maxLength 3",
    "pattern": 'sh:path x:t ; sh:pattern "^a"',
    "pattern-flags": 'sh:path x:t ; sh:pattern "^a" ; sh:flags "i"',
    "languageIn": 'sh:path x:t ; sh:languageIn ( "en" )',
    "uniqueLang": "sh:path x:t ; sh:uniqueLang true",
    "uniqueLang-false": "sh:path x:t ; sh:uniqueLang false",
    "equals": "sh:path x:n ; sh:equals x:m",
    "disjoint": "sh:path x:n ; sh:disjoint x:m",
    "lessThan": "sh:path x:m ; sh:lessThan x:n",
    "lessThanOrEquals": "sh:path x:m ; sh:lessThanOrEquals x:n",
    "hasValue": "sh:path x:l ; sh:hasValue x:one",
    "in": 'sh:path x:t ; sh:in ( "abc" "ABC"@en "" )',
    "or": "sh:path x:l ; sh:or ( [ sh:class x:Thing ] [ sh:nodeKind sh:Literal ] )",
    "and": "sh:path x:t ; sh:and ( [ sh:datatype xsd:string ] [ sh:minLength 1 ] )",
    "xone": 'sh:path x:t ; sh:xone ( [ sh:maxLength 3 ] [ sh:pattern "^a" ] )',
    "not": "sh:path x:t ; sh:not [ sh:datatype xsd:string ]",
    "node": "sh:path x:t ; sh:node [ sh:minLength 1 ; sh:maxLength 3 ]",
    "severity": "sh:path x:t ; sh:minCount 3 ; sh:severity sh:Warning",
    "path-inverse": "sh:path [ sh:inversePath x:points ] ; sh:minCount 1",
    "path-sequence": "sh:path ( x:l x:n ) ; sh:maxInclusive 5",
    "path-alternative": "sh:path [ sh:alternativePath ( x:n x:m ) ] ; sh:maxCount 1",
    "path-star": "sh:path [ sh:zeroOrMorePath x:l ] ; sh:class x:Sub",
    "path-plus": "sh:path [ sh:oneOrMorePath x:l ] ; sh:minCount 1",
    "path-question": "sh:path [ sh:zeroOrOnePath x:l ] ; sh:nodeKind sh:IRI",
    "deactivated": "sh:path x:t ; sh:minCount 9 ; sh:deactivated true",
    "sparql": (
        'sh:path x:n ; sh:sparql x:q . x:q sh:select "SELECT $this ?value WHERE '
        '{ $this $PATH ?value FILTER(isNumeric(?value) && ?value > 9) }"'
    ),
}
NODES = {
    "targetNode": "sh:targetNode x:one , x:nowhere ; sh:property [ sh:path x:z ; sh:minCount 1 ]",
    "targetSubjectsOf": "sh:targetSubjectsOf x:points ; sh:nodeKind sh:BlankNode",
    "targetObjectsOf": "sh:targetObjectsOf x:points ; sh:class x:Nothing",
    "two-targets": "sh:targetClass x:Thing ; sh:targetSubjectsOf x:n ; sh:hasValue x:one",
    "unused-class": "sh:targetClass x:Nothing ; sh:property [ sh:path x:z ; sh:minCount 1 ]",
    "sparql": 'sh:targetClass x:Thing ; sh:sparql [ sh:message "has {?n}" ; sh:select '
    '"SELECT $this (<urn:x:n> AS ?path) ?n WHERE { $this <urn:x:n> ?n FILTER(?n = 5) }" ]',
}
CASES = {
    f"property-{k}": f"sh:targetClass x:Thing ; sh:property x:P . x:P {v} ."
    for k, v in PROPERTIES.items()
} | {f"node-{k}": f"{v} ." for k, v in NODES.items()}
SILENT = {
    "property-minCount-none",
    "property-uniqueLang-false",
    "property-deactivated",
    "node-unused-class",
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with good and bad values for everything."""
    file = tmp_path_factory.mktemp("data") / "data.ttl"
    file.write_text(DATA, encoding="utf-8")
    return file


@pytest.mark.parametrize("case", CASES)
def test_the_engine_agrees_with_pyshacl(case: str, data: Path, tmp_path: Path) -> None:
    """For each component and path, the results are pySHACL's."""
    file = tmp_path / "shapes.ttl"
    file.write_text(f"{PREFIXES}x:S a sh:NodeShape ; {CASES[case]}\n", encoding="utf-8")
    quads = list(read_rdf(data))
    ours = apply_shapes(LocalBackend.of_quads(quads), read_shapes([file]))
    theirs = apply_by_pyshacl({q.triple for q in quads}, [file])
    assert _told(ours) == _told(theirs)
    assert bool(ours) is (case not in SILENT)


def _told(findings: list[object]) -> list[tuple[str, ...]]:
    # Blank shapes have other labels in each parse.
    return sorted(
        tuple("_" if part.startswith("_:") else part for part in f.key())  # type: ignore[attr-defined]
        for f in findings
    )


def test_every_component_is_tried() -> None:
    """No component of the engine's tables is without a case."""
    known = {*engine.EXPRESSIONS, *engine.QUERIES, "sparql"}
    assert known == set(PARAMETERS)
    tried = {
        parameter
        for parameter in PARAMETERS
        if any(f"sh:{parameter} " in text for text in CASES.values())
    }
    assert known == tried


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ("sh:property x:P . x:P sh:path x:t ; sh:qualifiedMinCount 1", "sh:qualifiedMinCount"),
        ("sh:property x:P . x:P sh:path ()", "not a SHACL property path"),
        ("sh:or ( [ sh:property [ sh:path x:t ] ] )", "properties of its own"),
        ("sh:not [ sh:hasValue 1 ]", "inside another shape"),
        ('sh:sparql [ sh:select "ASK { ?s ?p ?o }" ]', "no SELECT"),
        ('sh:sparql [ sh:select "SELECT $this { VALUES $this { 1 } }" ]', "VALUES"),
    ],
)
def test_what_the_engine_lacks_is_an_error(
    shape: str, words: str, data: Path, tmp_path: Path
) -> None:
    """A constraint that can't be applied is refused by name, never left out in silence."""
    file = tmp_path / "shapes.ttl"
    file.write_text(
        f"{PREFIXES}x:S a sh:NodeShape ; sh:targetClass x:Thing ; {shape} .\n", encoding="utf-8"
    )
    with pytest.raises(ParseProblem, match=words):
        apply_shapes(LocalBackend.of_files([data]), read_shapes([file]))

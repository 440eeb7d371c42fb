"""Every constraint is seen to fail, alike in our engine and in pySHACL."""

from __future__ import annotations

from pathlib import Path

import pytest

from imet_graph import resources
from imet_graph.engines.local import LocalBackend, read_rdf
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode
from imet_graph.validate.reference import apply_by_pyshacl
from imet_graph.validate.report import Finding
from imet_graph.validate.shapes import ShapesGraph, read_shapes
from tests.validate.conftest import CASES, FOLDER, Case, constraints, name, ontology_files

# pySHACL and SHACL part ways where sh:lessThan meets values that can't be compared,
# such as a day and a year: SHACL says a result, pySHACL goes by the datatypes' names.
INCOMPARABLE = {
    "latest-datatype",
    "end-latest-datatype",
    "fy-last-datatype",
    "period-end-datatype",
    "period-start-latest-datatype",
}


@pytest.mark.parametrize("case", [path.stem for path in CASES])
def test_counter_examples_get_the_expected_report(
    case: str, cases: dict[str, Case], found: list[Finding]
) -> None:
    """Of each example just what its file says is reported, and of the valid one nothing."""
    expected = sorted(finding.key() for finding in cases[case].expected)
    got = sorted(f.key() for f in found if f.focus in cases[case].described)
    assert expected
    assert got == expected


def test_nothing_else_is_reported(cases: dict[str, Case], found: list[Finding]) -> None:
    """The things to which the examples link are without fault."""
    described = set().union(*(case.described for case in cases.values()))
    assert [f.key() for f in found if f.focus not in described] == []
    assert len(cases) == len(CASES) > 70


def test_every_constraint_has_a_counter_example(cases: dict[str, Case]) -> None:
    """Each component of each shape is in the expected report of some file."""
    seen = {(f.shape, f.component) for case in cases.values() for f in case.expected}
    missing = sorted(constraints() - seen)
    assert missing == []
    assert len(constraints()) > 300


def test_a_constraint_without_counter_example_is_missed(cases: dict[str, Case]) -> None:
    """The guard can fail: without its file, the constraints of a shape are missing."""
    seen = {
        (f.shape, f.component)
        for stem, case in cases.items()
        if stem != "Agency"
        for f in case.expected
    }
    missing = {shape for shape, _ in constraints() - seen}
    assert vocab.SHAPES + "agency-kind" in missing


@pytest.mark.long
def test_pyshacl_reports_the_same(found: list[Finding]) -> None:
    """pySHACL agrees on every result, but for values that can't be compared."""
    files = [*ontology_files(), *FOLDER.glob("*.ttl")]
    triples = {quad.triple for file in files for quad in read_rdf(file)}
    reference = {f.key() for f in apply_by_pyshacl(triples, resources.shape_files())}
    ours = {f.key(): f for f in found}
    assert len(reference) > 350
    assert sorted(reference - ours.keys()) == []
    differing = [ours[key] for key in sorted(ours.keys() - reference)]
    assert all(
        f.component.endswith(("LessThanConstraintComponent", "EqualsConstraintComponent"))
        for f in differing
    )
    assert {name(f.focus) for f in differing} == INCOMPARABLE


@pytest.mark.long
def test_the_shapes_are_valid_shacl() -> None:
    """The SHACL-SHACL shapes accept ours."""
    import pyshacl
    import rdflib

    shapes = rdflib.Graph()
    for file in resources.shape_files():
        shapes.parse(file)
    conforms, _report, text = pyshacl.validate(
        rdflib.Graph(), shacl_graph=shapes, meta_shacl=True, inplace=True
    )
    assert conforms, text


def test_shacl_shacl_refuses_a_broken_shape() -> None:
    """The test above can fail: a count that is no number is refused."""
    import pyshacl
    import rdflib
    from pyshacl.errors import ShapeLoadError

    text = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <urn:x:> . "
        'x:S a sh:NodeShape ; sh:targetClass x:C ; sh:property [ sh:path x:p ; sh:minCount "a" ] .'
    )
    broken = rdflib.Graph().parse(data=text, format="turtle")
    with pytest.raises((ShapeLoadError, Exception), match=r"(?i)conform|shape|meta"):
        conforms, _report, message = pyshacl.validate(
            rdflib.Graph(), shacl_graph=broken, meta_shacl=True
        )
        assert conforms, message


@pytest.mark.parametrize("file", resources.shape_files(), ids=lambda path: path.stem)
def test_property_shapes_speak(file: Path) -> None:
    """Each property shape has an IRI, one severity, a name, and a message that begins with it."""
    graph = ShapesGraph(read_rdf(file))
    number = 0
    for node, facts in graph.about.items():
        if vocab.EXTERNAL["sh"] + "path" not in facts:
            continue
        number += 1
        assert isinstance(node, NamedNode), graph.text(node, "message")
        assert node.value.startswith(vocab.SHAPES)
        assert len(graph.values(node, "severity")) == 1, node
        label, message = graph.text(node, "name"), graph.text(node, "message")
        assert label and message, node
        assert message.startswith(f"{label}: ") and message.endswith("."), node
    assert number


@pytest.mark.parametrize("file", resources.shape_files(), ids=lambda path: path.stem)
def test_rules_in_sparql_speak(file: Path) -> None:
    """A shape with a SPARQL constraint has an IRI, a severity and a message, as its query has."""
    graph = ShapesGraph(read_rdf(file))
    for node in graph.about:
        for query in graph.values(node, "sparql"):
            assert isinstance(node, NamedNode) and isinstance(query, NamedNode)
            assert len(graph.values(node, "severity")) == 1, node
            assert graph.text(node, "message") and graph.text(query, "message"), node
            assert graph.values(query, "prefixes"), query


def test_every_class_has_a_shape(ontology: LocalBackend) -> None:
    """No class of the ontology is without a node shape of its own."""
    targets = {
        term.value
        for shape in read_shapes(resources.shape_files())
        for kind, term in shape.targets
        if kind == "targetClass"
    }
    found = ontology.query(
        "SELECT ?class WHERE { ?class a owl:Class FILTER(strstarts(str(?class), str(imet:))) }"
    )
    classes = {row[0].value for row in found}  # type: ignore[union-attr]
    assert len(classes) > 40
    assert sorted(classes - targets) == []


def test_every_property_is_constrained(ontology: LocalBackend) -> None:
    """No property of the ontology is without a property shape."""
    paths = {
        address
        for shape in read_shapes(resources.shape_files())
        for part in shape.properties
        if part.path
        for address in part.path.predicates()
    }
    found = ontology.query(
        "SELECT ?p WHERE { ?p a ?kind FILTER(?kind IN (owl:ObjectProperty, owl:DatatypeProperty)) "
        "FILTER(strstarts(str(?p), str(imet:))) }"
    )
    properties = {row[0].value for row in found}  # type: ignore[union-attr]
    assert len(properties) > 90
    assert sorted(properties - paths) == []


def test_closed_lists_are_the_code_lists() -> None:
    """A shape that lists codes lists the whole scheme, so that the two can't drift apart."""
    ontology = LocalBackend.of_files([*ontology_files(), *resources.training_files()])
    found = ontology.query("SELECT ?list ?code WHERE { ?code skos:inScheme ?list }")
    lists: dict[str, set[str]] = {}
    for scheme, code in found:  # type: ignore[union-attr]
        lists.setdefault(scheme.value, set()).add(code.value)
    by_code = {code: scheme for scheme, codes in lists.items() for code in codes}
    checked = 0
    for shape in read_shapes(resources.shape_files()):
        for part in shape.properties:
            for constraint in part.constraints:
                if not constraint.component.startswith("In"):
                    continue
                codes = {term.value for term in constraint.values}
                schemes = {by_code[code] for code in codes if code in by_code}
                assert len(schemes) == 1, part.iri
                if part.iri in PARTIAL:
                    assert codes < lists[schemes.pop()]
                else:
                    assert codes == lists[schemes.pop()], part.iri
                checked += 1
    assert checked > 15


# A period's status is one that a law or an act can set; the list also holds what
# is said where nothing is known.
PARTIAL = {vocab.SHAPES + "period-status"}

"""Validation of the bundled graph, of files and of stores, as operation and as command."""

from __future__ import annotations

from pathlib import Path

import pytest

from imet_graph.answers import Result
from imet_graph.engines import Backend
from imet_graph.engines.local import LocalBackend, read_rdf
from imet_graph.errors import InputError, ParseProblem
from imet_graph.rdf.terms import NamedNode, Quad, text_of
from imet_graph.rdf.vocab import RDF_TYPE, compact
from imet_graph.validate import Severity, ValidationReport, validate
from imet_graph.validate.engine import apply_shapes
from imet_graph.validate.reports import sentence, write
from imet_graph.validate.shapes import read_shapes
from tests.conftest import Run
from tests.validate.conftest import ontology_files

FAULTS = Path(__file__).with_name("three_faults.ttl")
PLANTED = {
    ("agency:planted-office", "citation", 14),
    ("statute:planted-act", "public law number", 23),
    ("event:planted-coup-2018", "affects country", 36),
}


@pytest.fixture(scope="module")
def bundled_report() -> ValidationReport:
    """Return the report on the bundled graph."""
    return validate(LocalBackend.bundled())


@pytest.fixture(scope="module")
def small() -> LocalBackend:
    """Return a graph of the ontology, with a country that has no code."""
    bare = NamedNode("https://w3id.org/imet-graph/id/country/PAK")
    country = NamedNode("https://w3id.org/imet-graph/def#Country")
    quads = [quad for file in ontology_files() for quad in read_rdf(file)]
    return LocalBackend.of_quads([*quads, Quad(bare, NamedNode(RDF_TYPE), country)])


@pytest.fixture(scope="module")
def faulty() -> ValidationReport:
    """Return the report on the file with three planted faults."""
    return validate(LocalBackend.bundled(), [FAULTS])


def test_the_bundled_graph_conforms(bundled_report: ValidationReport) -> None:
    """Nothing in the bundled graph is a violation, by shapes and by checks."""
    violations = bundled_report.at_least(Severity.VIOLATION)
    assert [(compact(text_of(f.focus)), sentence(f)) for f in violations] == []
    assert bundled_report.conforms and bundled_report
    assert bundled_report.nodes > 20_000
    assert bundled_report.shapes > 70 and bundled_report.checks >= 20


def test_findings_in_the_bundled_graph_are_located(bundled_report: ValidationReport) -> None:
    """What is found in the data is told with the file and line of the data."""
    placed = [f for f in bundled_report.findings if f.file]
    assert placed
    for finding in placed[:5]:
        assert finding.file and finding.line
        line = Path(finding.file).read_text(encoding="utf-8").splitlines()[finding.line - 1]
        assert line.strip()


def test_each_planted_fault_is_named(faulty: ValidationReport) -> None:
    """Thing, property and line of three planted faults are told, and nothing else."""
    got = {(compact(text_of(f.focus)), f.property_label, f.line) for f in faulty.findings}
    assert got == PLANTED
    assert not faulty.conforms
    assert faulty.nodes == 5
    assert all(f.label and f.severity == Severity.VIOLATION for f in faulty.findings)
    assert "hyphen" in " ".join(sentence(f) for f in faulty.findings)


@pytest.mark.long
def test_both_engines_find_the_planted_faults(faulty: ValidationReport) -> None:
    """pySHACL finds in a part of the real graph, with many faults, what our engine finds."""
    from imet_graph import resources
    from imet_graph.validate.reference import apply_by_pyshacl

    files = [p for p in resources.graph_files() if p.stem in SOME]
    files.append(FAULTS)
    triples = {quad.triple for file in files for quad in read_rdf(file)}
    shapes = resources.shape_files()
    graph = LocalBackend.of_files(files)
    ours = {f.key() for f in apply_shapes(graph, read_shapes(shapes))}
    assert {f.key() for f in apply_by_pyshacl(triples, shapes)} == ours
    assert {f.key() for f in faulty.findings} <= ours


# Enough for pySHACL's patience; what links out of them adds faults of its own.
SOME = {"imet", "codes", "agencies", "programs", "topics", "institutions", "amendments"}


def test_a_fault_in_the_graph_is_not_blamed_on_a_file(small: LocalBackend, tmp_path: Path) -> None:
    """Only things that the file describes are reported."""
    file = tmp_path / "good.ttl"
    file.write_text(
        "@prefix scheme: <https://w3id.org/imet-graph/id/scheme/> .\n"
        'scheme:effect <http://www.w3.org/2004/02/skos/core#altLabel> "Effects" .\n',
        encoding="utf-8",
    )
    assert not validate(small).conforms
    report = validate(small, [file])
    assert report.conforms and report.findings == [] and report.nodes == 1


def test_shapes_can_be_applied_without_checks(small: LocalBackend) -> None:
    """Without checks, only shapes report."""
    report = validate(small, [FAULTS], checks=False)
    assert report.checks == 0 and not report.conforms
    assert all(finding.component for finding in report.findings)


def test_warnings_fail_when_asked_to(bundled_report: ValidationReport) -> None:
    """The severity from which a report fails can be chosen."""
    strict = ValidationReport(bundled_report.findings, fail_on=Severity.INFO)
    assert bundled_report.findings and not strict.conforms


def test_a_store_on_disk_is_validated_where_it_lies(tmp_path: Path) -> None:
    """A store is validated without being copied, and its findings are those of its graph."""
    import pyoxigraph

    store = pyoxigraph.Store(str(tmp_path / "store"))
    store.extend(read_rdf(FAULTS))
    store.flush()
    del store
    report = validate(LocalBackend.at(tmp_path / "store"))
    found = {compact(text_of(f.focus)) for f in report.findings}
    assert {"statute:planted-act", "agency:planted-office"} <= found


def test_an_unknown_engine_is_an_error() -> None:
    """An engine that is none is refused with those that are."""
    with pytest.raises(InputError, match="sparql or pyshacl"):
        validate(LocalBackend.bundled(), engine="magic")


def test_malformed_turtle_is_told_with_its_line(tmp_path: Path) -> None:
    """A file that can't be parsed names file and line."""
    file = tmp_path / "broken.ttl"
    file.write_text("@prefix a: <urn:a:> .\na:b a:c ;;\n  a:d a:e a:f .\n", encoding="utf-8")
    with pytest.raises(ParseProblem) as caught:
        validate(LocalBackend.bundled(), [file])
    assert caught.value.line == 2 and "broken.ttl" in caught.value.message


def test_an_empty_file_describes_nothing(small: LocalBackend, tmp_path: Path) -> None:
    """That a file is without faults because nothing is in it, the summary says."""
    file = tmp_path / "empty.ttl"
    file.write_text("", encoding="utf-8")
    assert "conforms (0 things, " in write(validate(small, [file]), "text")


def test_command_conforms(imet: Run) -> None:
    """`imet-graph validate` exits 0 and says so in its last line."""
    done = imet("validate", "--severity", "violation")
    assert done.returncode == 0, done.stdout
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1].startswith("the bundled graph: conforms (")


def test_command_names_thing_property_and_remedy(imet: Run) -> None:
    """On the file with planted faults, the command exits 1 and names each with its remedy."""
    done = imet("validate", FAULTS)
    assert done.returncode == 1
    for thing, named, line in PLANTED:
        assert f"three_faults.ttl:{line}: violation: {thing} " in done.stdout
        assert f"    {named}: " in done.stdout
    assert "imet:locator" in done.stdout
    assert '"94-329"' in done.stdout
    assert "country:PAK" in done.stdout
    assert "3 violations" in done.stdout.splitlines()[-1]


def test_command_writes_a_file_in_the_format_of_its_name(imet: Run, tmp_path: Path) -> None:
    """--output names the format by its extension, and leaves standard output empty."""
    target = tmp_path / "report.sarif"
    done = imet("validate", FAULTS, "--output", target)
    assert done.returncode == 1 and done.stdout == ""
    assert '"version": "2.1.0"' in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["no-such-file.ttl"], "no such file"),
        (["."], ". is a folder. Name a file in it."),
        (["LICENSE"], "such as .ttl for Turtle"),
        (["--format", "spreadsheet"], "no format"),
        ([str(FAULTS), "--endpoint", "http://127.0.0.1:1/"], "beside an endpoint"),
    ],
)
def test_command_that_can_not_run_exits_2(imet: Run, args: list[str], words: str) -> None:
    """A missing file, an unknown format, files beside an endpoint: one line, exit 2."""
    done = imet("validate", *args)
    assert done.returncode == 2
    assert done.stdout == ""
    assert words in done.stderr and "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.long
def test_the_reference_engine_can_be_asked_for() -> None:
    """With the engine pyshacl, a graph is validated by pySHACL, with the same findings."""
    quads = [quad for file in [*ontology_files(), FAULTS] for quad in read_rdf(file)]
    ours = validate(LocalBackend.of_quads(quads))
    theirs = validate(LocalBackend.of_quads(quads), engine="pyshacl")
    assert {f.key() for f in ours.findings} == {f.key() for f in theirs.findings}
    assert len(ours.findings) > 3 and not theirs.conforms


def test_any_engine_of_queries_can_be_validated() -> None:
    """A graph that is no Oxigraph store is validated through its queries alone."""

    class Elsewhere(Backend):
        name = "endpoint"

        def __init__(self) -> None:
            self.inner = LocalBackend.of_files([FAULTS])

        def parse(self, text: str) -> None:
            self.inner.parse(text)

        def query(self, text: str) -> Result:
            return self.inner.query(text)

    report = validate(Elsewhere())
    found = {compact(text_of(f.focus)) for f in report.findings}
    assert {"statute:planted-act", "agency:planted-office"} <= found
    assert report.subject == "the endpoint"

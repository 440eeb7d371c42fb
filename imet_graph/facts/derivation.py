"""Derives status periods: which country was barred or limited, when, under what.

``python -m imet_graph.facts.derivation DATA_DIR`` reads the Turtle files of ``data/``, runs
the rules of ``ontology/rules/`` in the order of their names, each over the graph
with the conclusions of those before it, and writes two files:

- ``status_links.ttl``: what provisions and acts say of status beyond their effect
  (from ``tables/status_links.csv`` and the provisions' own words),
- ``status.ttl``: the derived ``imet:StatusPeriod`` things.

The rules are explained in ``docs/status.md``.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from imet_graph import resources
from imet_graph.errors import FileProblem, ParseProblem, translating
from imet_graph.rdf import canonical, vocab
from imet_graph.rdf.terms import Literal, NamedNode, Quad, Triple

LINKS = "status_links.ttl"
PERIODS = "status.ttl"
TABLE = Path(__file__).parents[1] / "importers" / "curated" / "tables" / "status_links.csv"

# The law is known between these days, from these statutes (by the ids of statutes.csv).
FIRST_WORD, FIRST_DAY = "isaaeca-1976", "1976-06-30"
LAST_WORD, LAST_DAY = "hr-6500-fy2027", "2026-08-08"

# A provision's summary says when IMET is meant, and when it expressly is not.
_NAMES = re.compile(r"\bIMET\b|military education", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_NAMES_NOT = re.compile(r"IMET is not named|not name IMET|, not IMET|IMET is not touched")


def rule_files() -> list[Path]:
    """Return the rules in the order in which they run."""
    return sorted((resources.folder("ontology") / "rules").glob("*.rq"))


def load(data_folder: Path) -> ox.Store:
    """Return a store of the ontology and of all data but what is derived here.

    Raises:
        FileProblem, ParseProblem: naming the file.
    """
    store = ox.Store()
    ontology = sorted(resources.folder("ontology").glob("*.ttl"))
    data = [p for p in sorted(data_folder.glob("*.ttl")) if p.name not in (LINKS, PERIODS)]
    if not data:
        raise FileProblem(f"{data_folder} holds no Turtle files.", hint="Name the folder data/.")
    for path in ontology + data:
        with translating(path):
            store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    return store


def links(store: ox.Store, table: Path = TABLE) -> Iterator[Triple]:
    """Yield the links of the table, and whether each provision on countries names IMET.

    Raises:
        ParseProblem: if a row names a thing that the store does not hold.
    """
    with translating(table), table.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), start=2):
            where = f"{table.name}, line {number}"
            predicate = NamedNode(vocab.term(row["property"]))
            for subject in row["subjects"].split():
                for thing in row["objects"].split():
                    yield Triple(
                        _known(store, subject, where), predicate, _value(store, thing, where)
                    )
    yield from _named(store)
    yield from _reach(store)


def _value(store: ox.Store, text: str, where: str) -> NamedNode | Literal:
    if _DAY.match(text):
        return _date(text)
    return _known(store, text, where)


def _known(store: ox.Store, name: str, where: str) -> NamedNode:
    address = vocab.expand(name)
    if address is not None:
        found = NamedNode(address)
        if next(store.quads_for_pattern(found, None, None), None) is not None:
            return found
    raise ParseProblem(
        f"{where}: there is no {name!r} in the data.",
        hint="Correct the name, or build the data it belongs to first.",
    )


def _named(store: ox.Store) -> Iterator[Triple]:
    rows = store.query(
        f"PREFIX imet: <{vocab.DEF}> PREFIX dcterms: <{vocab.EXTERNAL['dcterms']}> "
        "SELECT DISTINCT ?provision ?section ?heading ?summary WHERE { "
        "?provision imet:appliesToCountry ?country ; imet:section ?section . "
        "OPTIONAL { ?provision imet:heading ?heading } "
        "OPTIONAL { ?provision dcterms:description ?summary } }"
    )
    assert isinstance(rows, ox.QuerySolutions)  # noqa: S101 - SELECT gives solutions
    for row in rows:
        text = " ".join(str(row[i].value) for i in (1, 2, 3) if row[i] is not None)
        named = bool(_NAMES.search(text)) and not _NAMES_NOT.search(text)
        kind = vocab.iri("imet-link", "named" if named else "inferred")
        yield Triple(row[0], NamedNode(vocab.term("imetLink")), NamedNode(kind))


def _reach(store: ox.Store) -> Iterator[Triple]:
    """Yield the statement of the days between which the law is known.

    IMET begins with the act of 1976; the latest word on the law in force is that
    of the bill which was to continue fiscal 2026.
    """
    rows = store.query(
        f"PREFIX imet: <{vocab.DEF}> PREFIX dcterms: <{vocab.EXTERNAL['dcterms']}> "
        "SELECT ?citation WHERE { "
        f'VALUES ?id {{ "{FIRST_WORD}" "{LAST_WORD}" }} '
        "?statute dcterms:identifier ?id ; imet:hasCitation ?citation }"
    )
    assert isinstance(rows, ox.QuerySolutions)  # noqa: S101 - SELECT gives solutions
    subject = NamedNode(vocab.iri("coverage", "country-status"))
    values: list[tuple[str, NamedNode | Literal]] = [
        (vocab.RDF_TYPE, NamedNode(vocab.term("Coverage"))),
        (vocab.RDFS_LABEL, Literal("Law on the status of countries", language="en")),
        (vocab.term("coverageKind"), NamedNode(vocab.iri("coverage-kind", "out-of-date"))),
        (vocab.term("about"), NamedNode(vocab.iri("program", "imet"))),
        (vocab.term("earliest"), _date(FIRST_DAY)),
        (vocab.term("asOf"), _date(LAST_DAY)),
        *((vocab.term("hasCitation"), row[0]) for row in rows),
    ]
    for predicate, thing in values:
        yield Triple(subject, NamedNode(predicate), thing)


def _date(day: str) -> Literal:
    return Literal(day, datatype=NamedNode(vocab.XSD + "date"))


def periods(store: ox.Store, rules: Iterable[Path] | None = None) -> list[Triple]:
    """Return what the rules conclude, adding it to the store rule by rule.

    Raises:
        ParseProblem: naming the rule that is no SPARQL CONSTRUCT.
    """
    found: list[Triple] = []
    for path in rules if rules is not None else rule_files():
        with translating(path):
            result = store.query(path.read_text(encoding="utf-8"))
        if not isinstance(result, ox.QueryTriples):
            raise ParseProblem(f"{path} is no CONSTRUCT query.", hint="A rule constructs triples.")
        concluded = list(result)
        store.extend(Quad(t.subject, t.predicate, t.object) for t in concluded)
        found += concluded
    return found


def run(data_folder: Path) -> dict[str, int]:
    """Write both files; return the number of triples of each.

    Raises:
        FileProblem, ParseProblem: naming the file.
    """
    store = load(data_folder)
    linked = set(links(store))
    store.extend(Quad(t.subject, t.predicate, t.object) for t in linked)
    concluded = set(periods(store))
    canonical.write_if_changed(data_folder / LINKS, canonical.turtle(linked))
    canonical.write_if_changed(data_folder / PERIODS, canonical.turtle(concluded))
    return {LINKS: len(linked), PERIODS: len(concluded)}


if __name__ == "__main__":
    for name, count in run(Path(sys.argv[1])).items():
        print(f"{name}: {count} triples", file=sys.stderr)

"""What changed between two graphs, each with a planted difference or a sameness."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from imet_graph.answers import Row, Table
from imet_graph.compare import Difference, compare, opened
from imet_graph.rdf.terms import text_of

PREFIXES = (
    "@prefix : <https://w3id.org/imet-graph/def#> .\n"
    "@prefix event: <https://w3id.org/imet-graph/id/event/> .\n"
    "@prefix country: <https://w3id.org/imet-graph/id/country/> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)
COUP = 'event:a a :Event, :Coup ; rdfs:label "A"@en ; :affectsCountry country:PAK, country:IND .\n'

SAME: dict[str, tuple[str, str]] = {
    "order and prefixes": (
        COUP + "country:PAK :p 1 .",
        "<https://w3id.org/imet-graph/id/country/PAK> :p 01 .\n" + COUP,
    ),
    "spelling of a number": ("country:PAK :p 1.50 .", "country:PAK :p 1.5 ."),
    "labels of blank nodes": (
        "event:a :p _:x . _:x :q _:y . _:y :r 1 .",
        "event:a :p _:b0 . _:b0 :q [ :r 1 ] .",
    ),
    "blank nodes in a circle": (
        "_:a :p _:b . _:b :p _:c . _:c :p _:a .",
        "_:c :p _:b . _:a :p _:c . _:b :p _:a .",
    ),
    "two like blank nodes": ("event:a :p [ :q 1 ], [ :q 1 ] .", "event:a :p [ :q 1 ], [ :q 1 ] ."),
    "a list": ("event:a :p ( 1 2 3 ) .", "event:a :p ( 1 2 3 ) ."),
    "text that looks like a blank node": ('event:a :p " _:b " .', 'event:a :p " _:b " .'),
    "relative addresses": ("<#x> :p <y> .", "<#x> :p <y> ."),
    "nothing": ("", ""),
}

# Old, new, and rows of (change, class, thing, property, old, new) as people read them.
DIFFERENT: dict[str, tuple[str, str, list[tuple[str, ...]]]] = {
    "a thing added": (
        "", COUP.replace(" ; :affectsCountry country:PAK, country:IND", ""),
        [("added", "Coup", "event:a", "class", "", "Coup"),
         ("added", "Coup", "event:a", "class", "", "Event"),
         ("added", "Coup", "event:a", "label", "", "A")],
    ),
    "a thing removed": (
        "country:PAK :p 1 . country:IND :p 1 .", "country:IND :p 1 .",
        [("removed", "without a class", "country:PAK", "imet:p", "1", "")],
    ),
    "a value changed": (
        COUP + 'event:a :date "2031"^^xsd:gYear .',
        COUP + 'event:a :date "2031-05"^^xsd:gYearMonth .',
        [("changed", "Coup", "event:a", "date", "2031", "2031-05")],
    ),
    "a type of value changed": (
        'event:a :p "1" .', "event:a :p 1 .",
        [("changed", "without a class", "event:a", "imet:p", "1", "1")],
    ),
    "the language of a value changed": (
        'event:a :p "x"@en .', 'event:a :p "x"@fr .',
        [("changed", "without a class", "event:a", "imet:p", "x", "x")],
    ),
    "values of which nothing says what became what": (
        COUP, COUP.replace("country:IND", "country:NPL, country:CHN"),
        [("changed", "Coup", "event:a", "affects country", "India", ""),
         ("changed", "Coup", "event:a", "affects country", "", "China"),
         ("changed", "Coup", "event:a", "affects country", "", "Nepal")],
    ),
    "values told apart by their languages": (
        'event:a :p "b"@en, "b"@fr .', 'event:a :p "c"@en, "d"@fr .',
        [("changed", "without a class", "event:a", "imet:p", "b", "c"),
         ("changed", "without a class", "event:a", "imet:p", "b", "d")],
    ),
    "the class changed": (
        "event:a a :Coup .", "event:a a :Waiver .",
        [("changed", "Waiver", "event:a", "class", "Coup", "Waiver")],
    ),
    "inside blank nodes": (
        "event:a :p [ :q 1 ; :r ( 1 [ a :Coup ] ) ] .",
        "event:a :p [ :q 2 ; :r ( 1 [ a :Coup ] ) ] .",
        [("changed", "without a class", "event:a", "imet:p",
          "[ imet:q 1 ; imet:r ( 1 [ a imet:Coup ] ) ]",
          "[ imet:q 2 ; imet:r ( 1 [ a imet:Coup ] ) ]")],
    ),
    "a blank node beside one like it": (
        "event:a :p [ :q 1 ] .", "event:a :p [ :q 1 ], [ :q 1 ] .",
        [("changed", "without a class", "event:a", "imet:p", "", "[ imet:q 1 ]")],
    ),
    "a blank node gone beside one that stays": (
        'event:a :p [ :q "x"@en ], [ :q "1"^^xsd:gYear ] .', 'event:a :p [ :q "1"^^xsd:gYear ] .',
        [("changed", "without a class", "event:a", "imet:p", '[ imet:q "x"@en ]', "")],
    ),
}  # fmt: skip


def written(folder: Path, old: str, new: str) -> tuple[Path, Path]:
    """Write two graphs as files."""
    paths = folder / "old.ttl", folder / "new.ttl"
    for path, text in zip(paths, (old, new), strict=True):
        path.write_text(PREFIXES + text, encoding="utf-8")
    return paths


def between(old: Path | str, new: Path | str) -> Difference:
    """Compare what two words name."""
    return compare(opened(str(old)), opened(str(new)))


def texts(table: Table) -> list[tuple[str, ...]]:
    """Return rows as text."""
    return [tuple(text_of(term) for term in row) for row in table]


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME)
def test_what_is_the_same_as_rdf_makes_no_difference(tmp_path: Path, old: str, new: str) -> None:
    """Either way round."""
    before, after = written(tmp_path, old, new)
    assert between(before, after).changes == []
    assert between(after, before).changes == []


@pytest.mark.parametrize(("old", "new", "rows"), DIFFERENT.values(), ids=DIFFERENT)
def test_a_planted_difference_is_told(
    tmp_path: Path, old: str, new: str, rows: list[tuple[str, ...]]
) -> None:
    """Nothing else is; turned round, old and new change places."""
    before, after = written(tmp_path, old, new)
    found = texts(between(before, after).table(iris=False))
    assert [(r[0], r[1], r[2], *r[4:]) for r in found] == rows
    back = texts(between(after, before).table(iris=False))
    assert sorted((r[6], r[5]) for r in back) == sorted(r[-2:] for r in rows)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("_:a :p _:b . _:b :p _:a .", "_:a :p _:b . _:b :p _:c . _:c :p _:a ."),
        ("event:a :p _:x ; :q _:x . _:x :r 1 .", "event:a :p [ :r 1 ] ; :q [ :r 1 ] ."),
        ("_:a :p _:a .", "_:a :p _:b ."),
        ("_:a :p _:a . _:b :q _:b .", "_:a :p _:a ; :q _:a ."),
        ("[] :p [ :q [ :r 1 ] ] .", "[] :p [ :q [ :r 2 ] ] ."),
        ("_:a :p _:b . _:b :p _:a ; :q [ :r 1 ] .", "_:a :p _:b . _:b :p _:a ; :q [ :r 2 ] ."),
    ],
    ids=["circles", "shared or not", "a loop", "two in one", "no name at all", "below a circle"],
)
def test_a_difference_between_blank_nodes_is_never_lost(tmp_path: Path, old: str, new: str) -> None:
    """Where they can't be written into a value, they have labels of their own."""
    before, after = written(tmp_path, old, new)
    assert between(before, after)
    assert between(after, before)


def test_a_long_list_is_no_trouble(tmp_path: Path) -> None:
    """It is as deep as it is long."""
    items = " ".join(map(str, range(1500)))
    before, after = written(tmp_path, f"event:a :p ({items}) .", f"event:a :p ({items} 7) .")
    (row,) = texts(between(before, after).table())
    assert row[5].startswith("( 0 1 2 ")
    assert row[6].endswith(" 1499 7 )")


def test_iris_and_labels(tmp_path: Path) -> None:
    """Machines get the terms as they are, and the label of the thing beside its IRI."""
    before, after = written(tmp_path, COUP, COUP.replace('"A"', '"B"'))
    expected: list[Row] = [
        (
            ox.Literal("changed"),
            ox.NamedNode("https://w3id.org/imet-graph/def#Coup"),
            ox.NamedNode("https://w3id.org/imet-graph/id/event/a"),
            ox.Literal("B"),
            ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
            ox.Literal("A", language="en"),
            ox.Literal("B", language="en"),
        )
    ]
    assert list(between(before, after).table()) == expected


def test_the_summary_counts_things_by_class(tmp_path: Path) -> None:
    """A thing with two changes counts once."""
    other = COUP.replace("event:a", "event:b")
    before, after = written(
        tmp_path, COUP + other, COUP.replace('"A"@en', '"B"@en ; :p 1') + "country:PAK :p 1 ."
    )
    rows = texts(between(before, after).summary(iris=False))
    assert rows == [("Coup", "0", "1", "1"), ("without a class", "1", "0", "0")]


def test_folders_stores_and_formats_are_graphs(tmp_path: Path) -> None:
    """The same statements in a folder, a store, named graphs, N-Triples, JSON-LD and RDF/XML."""
    path, _ = written(tmp_path, COUP + "event:a :p [ :q 1 ] .", "")
    quads = list(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE))
    folder = tmp_path / "folder" / "inner"
    folder.mkdir(parents=True)
    for number, quad in enumerate(quads[:4]):
        (folder / f"{number} é.ttl").write_text(f"{quad.subject} {quad.predicate} {quad.object} .")
    (folder.parent / "rest.ttl").write_bytes(
        ox.serialize((q.triple for q in quads[4:]), format=ox.RdfFormat.TURTLE) or b""
    )
    store = ox.Store(str(tmp_path / "store"))
    store.extend(ox.Quad(*quad.triple, ox.NamedNode("a:g")) for quad in quads)
    store.flush()
    del store
    for name, kind in (
        ("g.nt", ox.RdfFormat.N_TRIPLES), ("g.jsonld", ox.RdfFormat.JSON_LD),
        ("g.rdf", ox.RdfFormat.RDF_XML),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(ox.serialize((q.triple for q in quads), format=kind) or b"")
    for name in ("folder", "store", "g.nt", "g.jsonld", "g.rdf"):
        assert between(path, tmp_path / name).changes == [], name


def test_blank_nodes_of_two_files_are_not_one(tmp_path: Path) -> None:
    """Files of a folder may use the same label."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.ttl").write_text(PREFIXES + "event:a :p _:x .")
    (folder / "b.ttl").write_text(PREFIXES + "_:x :q 1 .")
    path, _ = written(tmp_path, "event:a :p _:x . _:y :q 1 .", "")
    assert between(folder, path).changes == []


def test_the_bundled_graph_has_one_planted_change(tmp_path: Path, bundled: object) -> None:
    """Written out, changed in one place and read again."""
    path = tmp_path / "all.nt"
    bundled.backend.store.dump(  # type: ignore[attr-defined]
        str(path), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()
    )
    assert not between("bundled", "bundled")
    assert not between("bundled", path)
    text = path.read_text(encoding="utf-8")
    label = '<http://www.w3.org/2000/01/rdf-schema#label> "Pakistan"@en .'
    assert text.count(label) == 1
    path.write_text(text.replace(label, label.replace("Pakistan", "Pakistann")), encoding="utf-8")
    assert texts(between("bundled", path).table(iris=False)) == [
        ("changed", "Country", "country:PAK", "Pakistann", "label", "Pakistan", "Pakistann")
    ]

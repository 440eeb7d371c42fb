"""What changed between two graphs: things added, removed and changed, statement by statement.

Both graphs are read into the same engine and compared as RDF: order, prefixes and
the labels of blank nodes make no difference, nor does another spelling of one number.

>>> from imet_graph.engines.local import LocalBackend
>>> from imet_graph.rdf.terms import Quad
>>> thing, label = NamedNode("a:b"), NamedNode(vocab.RDFS_LABEL)
>>> old, new = (LocalBackend.of_quads([Quad(thing, label, Literal(t))]) for t in ("x", "y"))
>>> [(c.change, c.old.value, c.new.value) for c in compare(old, new).changes]
[('changed', 'x', 'y')]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from imet_graph.compare.blank_nodes import Statement, Thing, folded, unshared
from imet_graph.compare.difference import Change, Difference
from imet_graph.engines.local import LocalBackend, read_rdf
from imet_graph.errors import FileProblem, translating
from imet_graph.rdf import vocab
from imet_graph.rdf.files import RDF_FORMATS
from imet_graph.rdf.formats import by_extension
from imet_graph.rdf.terms import BlankNode, Literal, NamedNode, Term, text_of

__all__ = ["BUNDLED", "Change", "Difference", "compare", "opened"]

BUNDLED = "bundled"
"""The word for the graph that comes with imet-graph."""
_BULK = ("turtle", "ntriples", "nquads", "trig")
_SUBCLASS = NamedNode(vocab.EXTERNAL["rdfs"] + "subClassOf")


def opened(name: str) -> LocalBackend:
    """Return the graph that a word names: ``bundled``, a file, a store, a folder of Turtle.

    A relative IRI in a file stands for the same thing wherever the file lies, so that
    two versions of it can be compared.
    """
    if name == BUNDLED:
        return LocalBackend.bundled()
    path = Path(name)
    if not path.is_dir():
        return _of_files([path], path.parent, name, "file:///graph")
    if (path / "CURRENT").is_file():
        return LocalBackend.at(path)
    files = sorted(path.glob("**/*.ttl"))
    if not files:
        raise FileProblem(
            f"{path}: there is neither a store nor a Turtle file in this folder.",
            hint=f"Name an RDF file, a folder of .ttl files, a store, or `{BUNDLED}`.",
        )
    return _of_files(files, path, name)


def _of_files(files: list[Path], top: Path, name: str, base: str = "") -> LocalBackend:
    store = ox.Store()
    for path in files:
        known = by_extension(path, "rdf").name
        here = base or f"file:///{quote(path.relative_to(top).as_posix())}"
        with translating(path):
            if known in _BULK:  # by the engine, without an object for each statement
                store.bulk_load(path=str(path), format=RDF_FORMATS[known], base_iri=here)
            else:
                store.extend(read_rdf(path, base_iri=here))
    return LocalBackend(store, name, union=True)


def compare(old: LocalBackend, new: LocalBackend) -> Difference:
    """Return what differs between two graphs; the named graphs of each are read as one.

    Both are held in memory as text: 300 MB for two of 226,000 statements each.
    """
    if old.folder is not None and old.folder == new.folder:
        return Difference([], [new, old])  # the same store on disk, which is only read
    # The engine lets go of Python's lock while it writes, so that two cores help.
    with ThreadPoolExecutor(2) as pool:
        (ground_old, blank_old), (ground_new, blank_new) = pool.map(_lines, (old.store, new.store))
    parts_old, parts_new = unshared(_parsed(blank_old), _parsed(blank_new))
    with_old, with_new = folded(parts_old), folded(parts_new)
    gone = [*_statements(ground_old - ground_new), *(with_old - with_new)]
    came = [*_statements(ground_new - ground_old), *(with_new - with_old)]
    return Difference(_changes(gone, came, old.store, new.store), [new, old])


def _lines(store: ox.Store) -> tuple[set[bytes], set[bytes]]:
    """Return a store's statements as lines of N-Triples: those without blank nodes, and others.

    The engine writes them ten times as fast as it makes an object of each.
    """
    found: set[bytes] = set()
    for graph in (ox.DefaultGraph(), *store.named_graphs()):
        written = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
        found.update((written or b"").split(b"\n"))
    found.discard(b"")
    blank = {
        line
        for line in found
        if b"_:" in line and (line.startswith(b"_:") or line.split(b" ", 2)[2].startswith(b"_:"))
    }
    return found - blank if blank else found, blank


def _parsed(lines: Iterable[bytes]) -> Iterator[ox.Quad]:
    return ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_TRIPLES)


def _statements(lines: Iterable[bytes]) -> Iterator[Statement]:
    for quad in _parsed(lines):
        yield quad.subject, quad.predicate.value, quad.object  # type: ignore[misc]


def _changes(
    gone: list[Statement], came: list[Statement], old: ox.Store, new: ox.Store
) -> list[Change]:
    if not gone and not came:
        return []
    things: dict[Thing, tuple[dict[str, list[Term]], dict[str, list[Term]]]] = {}
    for side, statements in enumerate((gone, came)):
        for subject, predicate, value in statements:
            both = things.setdefault(subject, (defaultdict(list), defaultdict(list)))
            both[side][predicate].append(value)
    # Files of a person's own don't say what is narrower than what; the ontology does.
    above = _superclasses(old, new) or _superclasses(LocalBackend.bundled().store)
    found: list[Change] = []
    for thing, (lost, got) in things.items():
        change = "added" if not _in(thing, old, lost) else "changed"
        change = "removed" if not _in(thing, new, got) else change
        cls = _class(thing, (new, old), [*got[vocab.RDF_TYPE], *lost[vocab.RDF_TYPE]], above)
        for predicate in {*lost, *got}:
            pairs = _pairs(lost[predicate], got[predicate])
            found += (Change(change, cls, thing, predicate, *pair) for pair in pairs)
    order = {vocab.RDF_TYPE: 0, vocab.RDFS_LABEL: 1}
    return sorted(
        found,
        key=lambda c: (
            not c.cls, c.cls, text_of(c.thing), order.get(c.property, 2), c.property,
            c.old is None, str(c.old), str(c.new),
        ),
    )  # fmt: skip


def _in(thing: Thing, store: ox.Store, its: dict[str, list[Term]]) -> bool:
    """Whether a graph speaks of a thing; a blank node that differs is in one of them only."""
    if isinstance(thing, BlankNode):
        return bool(its)
    return next(store.quads_for_pattern(thing, None, None, None), None) is not None


def _pairs(lost: list[Term], got: list[Term]) -> Iterator[tuple[Term | None, Term | None]]:
    """Yield old and new values: a pair where one stands for one, else each on its own.

    Of several values nothing says which became which, except by their languages.
    """
    if len(lost) == 1 == len(got):
        yield lost[0], got[0]
        return
    languages: dict[str, tuple[list[Term], list[Term]]] = defaultdict(lambda: ([], []))
    for side, values in enumerate((lost, got)):
        for value in values:
            language = (value.language or "") if isinstance(value, Literal) else ""
            languages[language][side].append(value)
    for language, (before, after) in languages.items():
        if language and len(before) == 1 == len(after):
            yield before[0], after[0]
        else:
            yield from ((value, None) for value in before)
            yield from ((None, value) for value in after)


def _superclasses(*stores: ox.Store) -> dict[str, set[str]]:
    """Return the classes that stand directly above each class, in any of the graphs."""
    above: dict[str, set[str]] = defaultdict(set)
    for store in stores:
        for quad in store.quads_for_pattern(None, _SUBCLASS, None, None):
            above[text_of(quad.subject)].add(text_of(quad.object))  # type: ignore[arg-type]
    return above


def _class(
    thing: Thing, stores: tuple[ox.Store, ...], differing: list[Term], above: dict[str, set[str]]
) -> str:
    """Return the narrowest class of a thing: the newer graph's first, empty if it has none."""
    classes: set[str] = set()
    kind = NamedNode(vocab.RDF_TYPE)
    for store in stores if isinstance(thing, NamedNode) else ():
        if not classes:
            found = store.quads_for_pattern(thing, kind, None, None)
            classes = {text_of(q.object) for q in found}  # type: ignore[arg-type]
    classes = classes or {text_of(term) for term in differing}
    wide: set[str] = set()
    waiting = [*classes]
    while waiting:
        more = above.get(waiting.pop(), set()) - wide
        wide |= more
        waiting += more
    # Where classes stand above each other in a circle, all of them are kept.
    return min(classes - wide or classes, default="")

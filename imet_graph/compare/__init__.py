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
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pyoxigraph as ox

from imet_graph.answers import Row, Table
from imet_graph.answers.text import Paragraph, Text
from imet_graph.compare.blank_nodes import Statement, Thing, folded, unshared
from imet_graph.engines.local import LocalBackend, read_rdf
from imet_graph.errors import FileProblem, translating
from imet_graph.rdf import vocab
from imet_graph.rdf.files import RDF_FORMATS
from imet_graph.rdf.formats import by_extension
from imet_graph.rdf.terms import BlankNode, Literal, NamedNode, Term, text_of
from imet_graph.things import kinds
from imet_graph.things.names import preference

BUNDLED = "bundled"
"""The word for the graph that comes with imet-graph."""
_BULK = ("turtle", "ntriples", "nquads", "trig")
_SUBCLASS = NamedNode(vocab.EXTERNAL["rdfs"] + "subClassOf")
_COLUMNS = ("change", "class", "thing", "label", "property", "old", "new")
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


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


class Change(NamedTuple):
    """One statement that differs.

    ``change`` is ``added`` or ``removed`` where the whole thing is new or gone, else
    ``changed``; then a value without ``old`` was added, one without ``new`` removed.
    """

    change: str
    cls: str
    thing: NamedNode | BlankNode
    property: str
    old: Term | None
    new: Term | None


class Difference:
    """The changes from one graph to another, in the order of classes, things and properties."""

    def __init__(self, changes: list[Change], backends: list[LocalBackend]) -> None:
        self.changes = changes
        self._backends = backends
        self._names: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self.changes)

    def name(self, iri: str) -> str:
        """Return the label of an IRI: the newer graph's, else the older's, else the bundled one's.

        Without any it is the word for a well-known property, or the prefixed name.
        """
        if iri not in self._names:
            found = (_label(backend, iri) for backend in self._backends)
            text = next((label for label in found if label), None)
            short = vocab.compact(iri)
            self._names[iri] = text or kinds.label(iri) or _label(self._bundled, iri) or short
        return self._names[iri]

    def words(self, term: Term | None) -> str:
        """Return a term as people read it: a label, or the text of a literal."""
        return self.name(term.value) if isinstance(term, NamedNode) else text_of(term)

    def table(self, *, iris: bool = True) -> Table:
        """Return the changes as rows: change, class, thing, label, property, old and new.

        With ``iris`` they hold IRIs and literals as they are in the graphs, else
        labels, and the prefixed name of the thing.
        """
        rows = [self._row(change, iris) for change in self.changes]
        if iris:
            return Table(_COLUMNS, rows)
        # The label leads to the thing, as its name does.
        raw = [(*row[:3], row[2], *row[4:]) for row in self.table()]
        return Table(_COLUMNS, rows, raw)

    def summary(self, *, iris: bool = True) -> Table:
        """Return for each class how many things were added, removed and changed."""
        counts: dict[str, dict[str, set[str]]] = {}
        for c in self.changes:
            counts.setdefault(c.cls, defaultdict(set))[c.change].add(text_of(c.thing))
        rows = [
            (
                self._class(cls, iris),
                *(Literal(len(changed[change])) for change in _SIGNS),
            )
            for cls, changed in counts.items()
        ]
        return Table(("class", "added", "removed", "changed"), rows)

    def as_text(self, *, iris: bool = False) -> Text:
        """Return the changes below their classes and things, then how many things differ."""
        text = Text()
        total = dict.fromkeys(_SIGNS, 0)
        for cls, of_class in groupby(self.changes, key=lambda c: c.cls):
            things = [list(group) for _thing, group in groupby(of_class, key=lambda c: c.thing)]
            kinds = [changes[0].change for changes in things]
            counts = {kind: kinds.count(kind) for kind in _SIGNS if kind in kinds}
            name = self.class_name(cls)
            title = cls if iris and cls else name[:1].upper() + name[1:]
            text.append(Paragraph(f"{title}: {_listed(counts)}"))
            for changes in things:
                text += self._thing(changes, iris)
            text.append(Paragraph())
            for kind, number in counts.items():
                total[kind] += number
        return Text([*text, Paragraph(f"Things: {_listed(total)}." if text else "No difference.")])

    def _thing(self, changes: list[Change], iris: bool) -> Iterator[Paragraph]:
        first = changes[0]
        title = text_of(first.thing)
        if isinstance(first.thing, NamedNode) and not iris:
            name, short = self.name(title), vocab.compact(title)
            title = name if name == short else f"{name} ({short})"
        yield Paragraph(f"{_SIGNS[first.change]} {title}")
        for change in changes:
            before, after = (
                str(term) if iris and term is not None else self.words(term)
                for term in (change.old, change.new)
            )
            if first.change != "changed":
                told = before or after
            elif change.old is None or change.new is None:
                told = f"+ {after}" if change.old is None else f"- {before}"
            else:
                told = f"{before} → {after}"
            name = change.property if iris else self.name(change.property)
            yield Paragraph(f"{name}: {told}", 4, 4)

    def class_name(self, cls: str) -> str:
        """Return the label of a class; things may have none."""
        return self.name(cls) if cls else "without a class"

    def _class(self, cls: str, iris: bool) -> Term | None:
        if not iris:
            return Literal(self.class_name(cls))
        return NamedNode(cls) if cls else None

    def _row(self, c: Change, iris: bool) -> Row:
        named = isinstance(c.thing, NamedNode)
        label = Literal(self.name(c.thing.value)) if named else None
        cells: tuple[Term | None, ...]
        if iris:
            cells = (c.thing, label, NamedNode(c.property), c.old, c.new)
        else:
            thing = Literal(vocab.compact(c.thing.value) if named else text_of(c.thing))
            old, new = (
                Literal(self.name(value.value)) if isinstance(value, NamedNode) else value
                for value in (c.old, c.new)
            )
            cells = (thing, label, Literal(self.name(c.property)), old, new)
        return (Literal(c.change), self._class(c.cls, iris), *cells)

    @cached_property
    def _bundled(self) -> LocalBackend:
        # Files of a person's own name neither classes nor properties: the ontology does.
        return LocalBackend.bundled()


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in counts.items())


def _label(backend: LocalBackend, iri: str) -> str | None:
    label = NamedNode(vocab.RDFS_LABEL)
    found = [q.object for q in backend.store.quads_for_pattern(NamedNode(iri), label, None, None)]
    return text_of(min(found, key=preference)) if found else None  # type: ignore[arg-type]

"""What a comparison of two graphs found, with names for people and as tables."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from imet_graph.answers import Row, Table
from imet_graph.engines.local import LocalBackend
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import BlankNode, Literal, NamedNode, Term, text_of

COLUMNS = ("change", "class", "thing", "label", "property", "old", "new")


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
            self._names[iri] = (
                text or _label(self._bundled, iri) or vocab.PROPERTY_NAMES.get(short) or short
            )
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
            return Table(COLUMNS, rows)
        # The label leads to the thing, as its name does.
        raw = [(*row[:3], row[2], *row[4:]) for row in self.table()]
        return Table(COLUMNS, rows, raw)

    def summary(self, *, iris: bool = True) -> Table:
        """Return for each class how many things were added, removed and changed."""
        counts: dict[str, dict[str, set[str]]] = {}
        for c in self.changes:
            counts.setdefault(c.cls, defaultdict(set))[c.change].add(text_of(c.thing))
        integer = NamedNode(vocab.XSD + "integer")
        rows = [
            (
                self._class(cls, iris),
                *(
                    Literal(str(len(kinds[kind])), datatype=integer)
                    for kind in ("added", "removed", "changed")
                ),
            )
            for cls, kinds in counts.items()
        ]
        return Table(("class", "added", "removed", "changed"), rows)

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
            cells = (thing, label, Literal(self.name(c.property)), self._said(c.old),
                     self._said(c.new))  # fmt: skip
        return (Literal(c.change), self._class(c.cls, iris), *cells)

    def _said(self, term: Term | None) -> Term | None:
        return Literal(self.name(term.value)) if isinstance(term, NamedNode) else term

    @cached_property
    def _bundled(self) -> LocalBackend:
        # Files of a person's own name neither classes nor properties: the ontology does.
        return LocalBackend.bundled()


def _label(backend: LocalBackend, iri: str) -> str | None:
    label = NamedNode(vocab.RDFS_LABEL)
    found = [q.object for q in backend.store.quads_for_pattern(NamedNode(iri), label, None, None)]
    found.sort(key=lambda t: (getattr(t, "language", None) != "en", str(t)))
    return text_of(found[0]) if found else None  # type: ignore[arg-type]

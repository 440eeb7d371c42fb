"""What differs between two graphs, thing by thing, and how it is told: rows, sums, words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from imet_graph.answers import Row, Table
from imet_graph.answers.text import Paragraph, Text
from imet_graph.engines.local import LocalBackend
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import BlankNode, Literal, NamedNode, Term, text_of
from imet_graph.things import kinds
from imet_graph.things.names import preference

_COLUMNS = ("change", "class", "thing", "label", "property", "old", "new")
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


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
            (self._class(cls, iris), *(Literal(len(changed[change])) for change in _SIGNS))
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

"""SHACL property paths: read from a shapes graph, written as SPARQL and as SHACL again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imet_graph.errors import ParseProblem
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import BlankNode, NamedNode, Term, Triple

if TYPE_CHECKING:
    from imet_graph.validate.shapes import ShapesGraph

SH = vocab.EXTERNAL["sh"]
_RDF = vocab.EXTERNAL["rdf"]
_SUFFIX = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


@dataclass(frozen=True)
class Path:
    """A property path; ``kind`` is predicate, inversePath, alternativePath, sequence, or a suffix.

    >>> first = Path("predicate", ("https://w3id.org/imet-graph/def#source",))
    >>> Path("inversePath", (first,)).sparql()
    '^<https://w3id.org/imet-graph/def#source>'
    """

    kind: str
    parts: tuple[Path | str, ...]

    @property
    def iri(self) -> str | None:
        """The IRI of a path of one property, None for longer ones."""
        return str(self.parts[0]) if self.kind == "predicate" else None

    def sparql(self) -> str:
        """Return the path as SPARQL 1.1 writes it."""
        if self.kind == "predicate":
            return f"<{self.parts[0]}>"
        inner = [part.sparql() for part in self.parts if isinstance(part, Path)]
        if self.kind == "inversePath":
            return f"^{inner[0]}"
        if self.kind in _SUFFIX:
            return f"({inner[0]}){_SUFFIX[self.kind]}"
        return f"({('|' if self.kind == 'alternativePath' else '/').join(inner)})"

    def predicates(self) -> Iterator[str]:
        """Yield the IRIs of the properties in the path, in order."""
        for part in self.parts:
            if isinstance(part, Path):
                yield from part.predicates()
            else:
                yield part

    def triples(self, node: BlankNode) -> Iterator[Triple]:
        """Yield the triples that describe a longer path at ``node``, as SHACL writes it."""
        inner = [part for part in self.parts if isinstance(part, Path)]
        if self.kind == "sequence":
            yield from _list(node, inner)
        elif self.kind == "alternativePath":
            head = BlankNode()
            yield Triple(node, NamedNode(SH + self.kind), head)
            yield from _list(head, inner)
        else:
            member, more = inner[0].node()
            yield Triple(node, NamedNode(SH + self.kind), member)
            yield from more

    def node(self) -> tuple[Term, list[Triple]]:
        """Return the node that stands for the path in a report, and what describes it."""
        if self.iri:
            return NamedNode(self.iri), []
        node = BlankNode()
        return node, list(self.triples(node))


def _list(head: BlankNode, members: list[Path]) -> Iterator[Triple]:
    for index, member in enumerate(members):
        node, more = member.node()
        yield Triple(head, NamedNode(_RDF + "first"), node)
        yield from more
        last = index == len(members) - 1
        rest: NamedNode | BlankNode = NamedNode(_RDF + "nil") if last else BlankNode()
        yield Triple(head, NamedNode(_RDF + "rest"), rest)
        if isinstance(rest, BlankNode):
            head = rest


def read_path(graph: ShapesGraph, node: Term) -> Path:
    """Return the path at a node of the shapes graph.

    Raises:
        ParseProblem: if it is no SHACL path.
    """
    if isinstance(node, NamedNode) and node.value != _RDF + "nil":
        return Path("predicate", (node.value,))
    for kind in ("inversePath", *_SUFFIX):
        inner = graph.value(node, kind)
        if inner is not None:
            return Path(kind, (read_path(graph, inner),))
    alternatives = graph.value(node, "alternativePath")
    members = graph.members(node if alternatives is None else alternatives)
    if not members:
        raise ParseProblem("A shape has a path that is not a SHACL property path.")
    kind = "sequence" if alternatives is None else "alternativePath"
    return Path(kind, tuple(read_path(graph, member) for member in members))

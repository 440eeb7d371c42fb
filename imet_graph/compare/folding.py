"""Blank nodes in a comparison: which parts are the same, and how the others are written.

A blank node has no name that two graphs could share. Blank nodes that hang together
make a part, and parts are compared by their canonical form (RDFC-1.0). A blank node
that only one statement points to is then written into that statement, as Turtle
would write it; any other gets a label made from its part.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from imet_graph.rdf import vocab
from imet_graph.rdf.terms import BlankNode, Literal, NamedNode, Quad, Term, text_of

Thing = NamedNode | BlankNode
Statement = tuple[Thing, str, Term]
"""Subject, the property's IRI, and value."""

_BARE = ("xsd:integer", "xsd:decimal", "xsd:boolean")
_FIRST, _REST, _NIL = (vocab.EXTERNAL["rdf"] + name for name in ("first", "rest", "nil"))


def unshared(old: Iterable[Quad], new: Iterable[Quad]) -> tuple[list[list[Quad]], list[list[Quad]]]:
    """Return the parts that only one of two sets of statements with blank nodes has.

    A part that one of them has twice and the other once is among them once.
    """
    before, after = _by_form(old), _by_form(new)
    return (
        [p for form, ps in before.items() for p in ps[len(after.get(form, ())) :]],
        [p for form, ps in after.items() for p in ps[len(before.get(form, ())) :]],
    )


def folded(parts: Iterable[list[Quad]]) -> set[Statement]:
    """Return the statements of parts, blank nodes written into the values that hold them."""
    return {statement for part in parts for statement in _folded(part)}


def _by_form(quads: Iterable[Quad]) -> dict[str, list[list[Quad]]]:
    """Return the parts under their canonical forms, their blank nodes labelled by these."""
    import hashlib

    found: dict[str, list[list[Quad]]] = defaultdict(list)
    for part in _parts(list(quads)):
        dataset = ox.Dataset(part)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        named = sorted(dataset, key=str)
        form = "\n".join(map(str, named))
        # The labels of two parts both begin with c14n0; those of a graph may not clash.
        mark = hashlib.sha256(form.encode()).hexdigest()[:8]
        found[form].append([_marked(quad, mark) for quad in named])
    return found


def _marked(quad: Quad, mark: str) -> Quad:
    def term(part: Term) -> Term:
        return BlankNode(f"{part.value}-{mark}") if isinstance(part, BlankNode) else part

    return Quad(term(quad.subject), quad.predicate, term(quad.object))  # type: ignore[arg-type]


def _parts(quads: list[Quad]) -> Iterator[list[Quad]]:
    """Yield the statements in groups that no blank node joins."""
    parent: dict[str, str] = {}

    def root(label: str) -> str:
        parent.setdefault(label, label)
        while parent[label] != label:
            parent[label] = parent[parent[label]]
            label = parent[label]
        return label

    def labels(quad: Quad) -> list[str]:
        return [t.value for t in (quad.subject, quad.object) if isinstance(t, BlankNode)]

    for quad in quads:
        first, *rest = labels(quad)
        for other in rest:
            parent[root(other)] = root(first)
    groups: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        groups[root(labels(quad)[0])].append(quad)
    yield from groups.values()


def _folded(part: list[Quad]) -> Iterator[Statement]:
    inside = _inside(part)
    of: dict[str, list[Quad]] = defaultdict(list)
    for quad in part:
        of[text_of(quad.subject)].append(quad)  # type: ignore[arg-type]
    texts: dict[str, str] = {}
    # Children first, without recursion: a list of a thousand items is that deep.
    waiting = [f"_:{label}" for label in inside]
    while waiting:
        node = waiting[-1]
        below = [_key(q.object) for q in of[node] if _key(q.object)[2:] in inside]
        lacking = [key for key in below if key not in texts]
        if lacking:
            waiting += lacking
            continue
        waiting.pop()
        texts.setdefault(node, _written(of[node], texts))
    for quad in part:
        if isinstance(quad.subject, BlankNode) and quad.subject.value in inside:
            continue
        text = texts.get(_key(quad.object))
        value = Literal(text) if text is not None else quad.object
        yield quad.subject, quad.predicate.value, value  # type: ignore[misc]


def _key(term: object) -> str:
    return f"_:{term.value}" if isinstance(term, BlankNode) else ""


def _inside(part: list[Quad]) -> set[str]:
    """Return the blank nodes that one statement points to and that lie in no circle."""
    pointed = Counter(q.object.value for q in part if isinstance(q.object, BlankNode))
    above = {
        q.object.value: q.subject.value if isinstance(q.subject, BlankNode) else None
        for q in part
        if isinstance(q.object, BlankNode) and pointed[q.object.value] == 1
    }
    ends: dict[str, bool] = {}
    for label in above:
        path: dict[str, None] = {}
        at: str | None = label
        while at in above and at not in ends and at not in path:
            path[at] = None
            at = above[at]
        good = at not in path and ends.get(at or "", True)
        ends.update(dict.fromkeys(path, good))
    return {label for label in above if ends[label]}


def _written(quads: list[Quad], texts: dict[str, str]) -> str:
    """Return a blank node as Turtle writes it: ``[ … ]``, or ``( … )`` for a list."""
    pairs = sorted((q.predicate.value, _text(q.object, texts)) for q in quads)
    rest = dict(pairs).get(_REST, "")
    if [name for name, _ in pairs] == [_FIRST, _REST] and (
        rest == vocab.compact(_NIL) or rest.startswith("( ")
    ):
        tail = "" if rest == vocab.compact(_NIL) else rest[2:-2] + " "
        return f"( {pairs[0][1]} {tail})"
    inner = " ; ".join(f"{_name(name)} {text}" for name, text in pairs)
    return f"[ {inner} ]" if inner else "[ ]"


def _name(iri: str) -> str:
    return "a" if iri == vocab.RDF_TYPE else vocab.compact(iri)


def _text(term: object, texts: dict[str, str]) -> str:
    if isinstance(term, NamedNode):
        return vocab.compact(term.value)
    if isinstance(term, Literal) and not term.language:
        kind = vocab.compact(term.datatype.value)
        if kind in _BARE:
            return term.value
        if kind != "xsd:string":
            return f"{Literal(term.value)}^^{kind}"
    return texts.get(_key(term)) or str(term)

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
    import networkx

    graph: networkx.Graph[int | BlankNode] = networkx.Graph()
    for number, quad in enumerate(quads):
        ends = (quad.subject, quad.object)
        graph.add_edges_from((number, end) for end in ends if isinstance(end, BlankNode))
    for part in networkx.connected_components(graph):
        yield [quads[i] for i in sorted(node for node in part if isinstance(node, int))]


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
    links = [q for q in part if isinstance(q.object, BlankNode)]
    pointed = Counter(q.object for q in links)
    below: dict[object, list[BlankNode]] = defaultdict(list)
    for quad in links:
        if pointed[quad.object] == 1:
            below[quad.subject].append(quad.object)  # type: ignore[arg-type]
    # From the top: what hangs in or below a circle is never come to.
    waiting = [thing for thing in below if pointed[thing] != 1]  # type: ignore[index]
    found: set[str] = set()
    while waiting:
        near = below.get(waiting.pop(), ())
        found.update(node.value for node in near)
        waiting += near
    return found


def _written(quads: list[Quad], texts: dict[str, str]) -> str:
    """Return a blank node as Turtle writes it: ``[ … ]``, or ``( … )`` for a list."""
    pairs = sorted((q.predicate.value, _text(q.object, texts)) for q in quads)
    rest = dict(pairs).get(_REST, "")
    if [name for name, _ in pairs] == [_FIRST, _REST] and (
        rest == vocab.compact(_NIL) or rest.startswith("( ")
    ):
        tail = "" if rest == vocab.compact(_NIL) else rest[2:-2] + " "
        return f"( {pairs[0][1]} {tail})"
    short = {name: "a" if name == vocab.RDF_TYPE else vocab.compact(name) for name, _ in pairs}
    inner = " ; ".join(f"{short[name]} {text}" for name, text in pairs)
    return f"[ {inner} ]" if inner else "[ ]"


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

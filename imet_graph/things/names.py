"""Finds a thing by its IRI, code, number or name, and suggests near names.

>>> from imet_graph.engines.local import LocalBackend
>>> resolve(LocalBackend.bundled(), "pk").iri
'https://w3id.org/imet-graph/id/country/PAK'
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from imet_graph.answers import Table
from imet_graph.errors import EntityNotFound
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode, text_of

if TYPE_CHECKING:
    from imet_graph.engines import Backend

# Kinds that a person may mean by a bare name; figures, citations and periods are
# found by IRI only, since they have no name that anybody would type.
_CLASSES: dict[str, tuple[str, ...]] = {
    "country": ("Country",),
    "program": ("Program",),
    "statute": ("Statute",),
    "provision": ("Provision", "CodeSection"),
    "agency": ("Agency",),
    "event": ("Event",),
    "institution": ("Institution",),
    "topic": ("Topic",),
    "group": ("CountryGroup",),
    "report": ("TrainingReport",),
    "source": ("Source",),
}
NAMED_KINDS = tuple(_CLASSES)
_PROPERTIES = (
    "VALUES (?property ?rank) { (rdfs:label 0) (imet:alpha2 1) (imet:numericCode 1) "
    "(imet:acronym 1) "
    "(skos:notation 1) (skos:altLabel 2) (imet:formerName 2) (imet:reportLabel 2) }"
)
_PREFIXES = (
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    f"PREFIX imet: <{vocab.DEF}> "
)
_PUBLIC_LAW = re.compile(
    r"(?:(?:pub(?:lic)?\.?\s*l(?:aw)?\.?|p\.?\s*l\.?)\s*(?:no\.?\s*)?|pl[- ])"
    r"(\d{1,3})\s*[-\u2013]\s*(\d{1,4})\Z",
    re.IGNORECASE,
)
_BARE_LAW = re.compile(r"(\d{2,3})-(\d{1,4})\Z")
_CODE = re.compile(
    r"(\d{1,2})\s*u\.?\s*s\.?\s*c\.?\s*(?:§+|sec(?:tion|\.)?)?\s*(\d+[\w\-]*(?:\(\w+\))*)\Z",
    re.IGNORECASE,
)


class Entity(NamedTuple):
    """A thing of the graph: its IRI, its label and its kind."""

    iri: str
    label: str
    kind: str

    @property
    def name(self) -> str:
        """The prefixed name, such as ``country:PAK``."""
        return vocab.compact(self.iri)


def resolve(backend: Backend, text: str, kinds: Iterable[str] = NAMED_KINDS) -> Entity:
    """Return the one thing that ``text`` names among things of these kinds.

    IRIs, prefixed names, codes and numbers come first, then labels, then other
    names; upper and lower case, accents and punctuation do not matter.

    Raises:
        EntityNotFound: if nothing, or more than one thing, has that name; its
            ``suggestions`` are near names.
    """
    wanted = tuple(kinds)
    given = text.strip()
    for address in _addresses(given, wanted):
        label = label_of(backend, address)
        if label is not None:
            return Entity(address, label, vocab.kind_of(address) or "")
    exact = _chosen(_spelt(backend, given, wanted), given, wanted)
    if exact is not None:
        return exact
    # Only a name in another spelling, or a wrong one, costs reading all names.
    names = _names(backend, wanted)
    found = _chosen(names, given, wanted)
    if found is not None:
        return found
    suggestions = near(names, given)
    what = " or ".join(wanted) if len(wanted) < 4 else "thing"
    hint = f"Did you mean {' or '.join(suggestions)}?" if suggestions else None
    raise EntityNotFound(
        f"No {what} is known as {given!r}.",
        hint=hint or "Try a code, a public-law number, or `imet-graph stats` for what there is.",
        suggestions=tuple(suggestions),
    )


def label_of(backend: Backend, address: str) -> str | None:
    """Return the label of an IRI, its short name if it has none, or None if it is unknown."""
    try:
        node = NamedNode(address)
    except ValueError:
        return None
    table = backend.query(
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        f"SELECT ?label WHERE {{ {node} ?p ?o OPTIONAL {{ {node} rdfs:label ?label }} }} LIMIT 1"
    )
    assert isinstance(table, Table)  # noqa: S101 - SELECT gives a table
    for row in table:
        return text_of(row[0]) or vocab.compact(address)
    return None


def labels_of(backend: Backend, addresses: Iterable[str]) -> dict[str, str]:
    """Return the labels of IRIs, those that have one, in a single query."""
    nodes = []
    for address in dict.fromkeys(addresses):
        try:
            nodes.append(str(NamedNode(address)))
        except ValueError:
            continue
    if not nodes:
        return {}
    table = backend.query(
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> SELECT ?thing ?label "
        f"WHERE {{ VALUES ?thing {{ {' '.join(nodes)} }} ?thing rdfs:label ?label }}"
    )
    assert isinstance(table, Table)  # noqa: S101 - SELECT gives a table
    found: dict[str, str] = {}
    for thing, label in table:
        # One label in another language must not hide the English one.
        if text_of(thing) not in found or (isinstance(label, Literal) and label.language == "en"):
            found[text_of(thing)] = text_of(label)
    return found


def fold(name: str) -> str:
    """Return a name without case, accents and punctuation, for comparing.

    >>> fold("Côte d\u2019Ivoire") == fold("cote d'ivoire")
    True
    """
    import unicodedata

    plain = unicodedata.normalize("NFKD", name)
    kept = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return " ".join(re.sub(r"[^\w]+", " ", kept).split())


def names_of(backend: Backend, kinds: Iterable[str]) -> list[Entity]:
    """Return the things of these kinds that have a label, in the order of their labels."""
    found = {e.iri: e for _name, rank, e in _names(backend, tuple(kinds)) if rank == 0}
    return sorted(found.values(), key=lambda entity: (fold(entity.label), entity.iri))


def near(names: list[tuple[str, int, Entity]], given: str) -> list[str]:
    """Return up to three names like the one given."""
    from difflib import get_close_matches

    by_fold: dict[str, str] = {}
    for name, rank, entity in names:
        by_fold.setdefault(fold(name), entity.label if rank < 2 else name)
    close = get_close_matches(fold(given), list(by_fold), n=5, cutoff=0.7)
    if not close:
        key = fold(given)
        close = [n for n in by_fold if len(key) > 3 and key in n][:5]
    return list(dict.fromkeys(by_fold[c] for c in close))[:3]


def _addresses(given: str, kinds: tuple[str, ...]) -> list[str]:
    """Return the IRIs that the text may be, or be the code of."""
    found: list[str] = []
    if re.match(r"https?://\S+\Z", given):
        return [given]
    expanded = vocab.expand(given)
    if expanded:
        found.append(expanded)
    law = _PUBLIC_LAW.match(given) or _BARE_LAW.match(given)
    if law and "statute" in kinds:
        found.append(vocab.iri("statute", f"pl-{law[1]}-{law[2]}"))
    code = _CODE.match(given)
    if code and "provision" in kinds:
        found.append(vocab.iri("provision", f"usc-{code[1]}-{code[2].lower()}"))
    if re.match(r"[\w.\-()]+\Z", given):
        found += [vocab.iri(kind, given) for kind in kinds]
        if "country" in kinds and len(given) == 3:
            found.append(vocab.iri("country", given.upper()))
        if given != given.lower():
            found += [vocab.iri(kind, given.lower()) for kind in kinds]
    return found


Names = list[tuple[str, int, Entity]]


def _spelt(backend: Backend, given: str, kinds: tuple[str, ...]) -> Names:
    """Return the things of these kinds that have just this name, which an index finds."""
    table = backend.query(
        f"{_PREFIXES} SELECT ?thing ?rank ?name ?label WHERE {{ "
        f"VALUES ?name {{ {Literal(given)} {Literal(given, language='en')} }} {_PROPERTIES} "
        "?thing ?property ?name . OPTIONAL { ?thing rdfs:label ?label } }"
    )
    assert isinstance(table, Table)  # noqa: S101 - SELECT gives a table
    found = []
    for thing, rank, name, label in table:
        kind = vocab.kind_of(text_of(thing)) or ""
        if kind in kinds:
            shown = text_of(label) or text_of(name)
            found.append((text_of(name), int(text_of(rank)), Entity(text_of(thing), shown, kind)))
    return found


def all_names(backend: Backend, kinds: tuple[str, ...] = NAMED_KINDS) -> Names:
    """Return every name of things of these kinds, as (name, rank, thing).

    Rank 0 is the label, 1 a code or acronym, 2 another name.
    """
    return _names(backend, kinds)


def _names(backend: Backend, kinds: tuple[str, ...]) -> Names:
    """Return every name of things of these kinds: label 0, code or acronym 1, other name 2."""
    classes = " ".join(f"imet:{name}" for kind in kinds for name in _CLASSES[kind])
    table = backend.query(
        f"{_PREFIXES} SELECT ?thing ?rank ?name WHERE {{ "
        "{ SELECT DISTINCT ?thing WHERE { "
        f"VALUES ?top {{ {classes} }} ?class rdfs:subClassOf* ?top . ?thing a ?class }} }} "
        f"{_PROPERTIES} ?thing ?property ?name }}"
    )
    assert isinstance(table, Table)  # noqa: S101 - SELECT gives a table
    rows = [(text_of(thing), int(text_of(rank)), text_of(name)) for thing, rank, name in table]
    labels = {thing: name for thing, rank, name in rows if rank == 0}
    return [
        (name, rank, Entity(thing, labels.get(thing, name), vocab.kind_of(thing) or ""))
        for thing, rank, name in rows
    ]


def _chosen(names: Names, given: str, kinds: tuple[str, ...]) -> Entity | None:
    """Return the thing that is so named, labels before codes before other names.

    Raises:
        EntityNotFound: if several things have the name and none comes first.
    """
    key = fold(given)
    for strength in (0, 1, 2):
        found = {e.iri: e for name, rank, e in names if rank == strength and fold(name) == key}
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            best = _preferred(list(found.values()), kinds)
            if best is not None:
                return best
            listed = tuple(sorted(e.name for e in found.values()))
            raise EntityNotFound(
                f"{given!r} names {len(found)} things.",
                hint=f"Say which: {', '.join(listed[:6])}.",
                suggestions=listed,
            )
    return None


def _preferred(found: list[Entity], kinds: tuple[str, ...]) -> Entity | None:
    """Return the only thing of the first kind among things of one name, if kinds differ."""
    for kind in kinds:
        of_kind = [e for e in found if e.kind == kind]
        if len(of_kind) == 1:
            return of_kind[0]
        if of_kind:
            return None
    return None

"""Names: finds a thing by one, suggests near ones, and says what the graph calls its things.

>>> from imet_graph.engines.local import LocalBackend
>>> resolve(LocalBackend.bundled(), "pk").iri
'https://w3id.org/imet-graph/id/country/PAK'
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from imet_graph.errors import EntityNotFound
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, Term, text_of, written
from imet_graph.things.kinds import classes

if TYPE_CHECKING:
    from imet_graph.engines import Backend

# Kinds that a person may mean by a bare name; figures, citations and periods are
# found by IRI only, since they have no name that anybody would type.
NAMED_KINDS = (
    "country", "program", "statute", "provision", "agency", "event", "institution", "topic",
    "group", "report", "source",
)  # fmt: skip
_RANKS = {
    "rdfs:label": 0,
    **dict.fromkeys(("imet:alpha2", "imet:numericCode", "imet:acronym", "skos:notation"), 1),
    **dict.fromkeys(("imet:section", "skos:altLabel", "imet:formerName", "imet:reportLabel"), 2),
}
_RANKED = " ".join(f"({name} {rank})" for name, rank in _RANKS.items())
_PROPERTIES = f"VALUES (?property ?rank) {{ {_RANKED} }}"
_PUBLIC_LAW = re.compile(
    r"(?:(?:pub(?:lic)?\.?\s*l(?:aw)?\.?|p\.?\s*l\.?)\s*(?:no\.?\s*)?|pl[- ])"
    r"(\d{1,3})\s*[-\u2013]\s*(\d{1,4})\Z",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W_]+")
_BATCH = 500
_BARE_LAW = re.compile(r"(\d{2,3})-(\d{1,4})\Z")
_CODE = re.compile(
    r"(\d{1,2})\s*u\.?\s*s\.?\s*c\.?\s*(?:§+|sec(?:tion|\.)?)?\s*(\d+[\w\-]*(?:\(\w+\))*)\Z",
    re.IGNORECASE,
)


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """Return a name without what spellings differ in: case, accents, punctuation, ``&``.

    >>> fold("Côte d\u2019Ivoire") == fold("COTE D'IVOIRE"), fold("Wood & Sons")
    (True, 'wood and sons')
    """
    plain = name.replace("&", " and ")
    if not plain.isascii():  # most are; taking them apart by the letter takes time
        import unicodedata

        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_WORDS.findall(plain.casefold()))


def hyphened(name: str) -> str:
    """Return the plain letters and digits of a name as an address has them.

    >>> hyphened("Coups d'état, in São Tomé")
    'coups-d-etat-in-sao-tome'
    """
    return "-".join(re.findall(r"[a-z0-9]+", fold(name)))


def preference(label: Term | None) -> tuple[int, str]:
    """Return the place of a label among those of one thing: English, none, another language."""
    language = (label.language or "") if isinstance(label, Literal) else ""
    return (0 if language[:2] == "en" else 2 if language else 1, text_of(label))


def chosen(labels: Iterable[Iterable[Term | None]]) -> dict[str, str]:
    """Return one label for each thing of pairs of a thing and a label."""
    found: dict[str, Term | None] = {}
    for thing, label in labels:
        key = text_of(thing)
        if key not in found or preference(label) < preference(found[key]):
            found[key] = label
    return {thing: text_of(label) for thing, label in found.items()}


def labels_of(backend: Backend, addresses: Iterable[str]) -> dict[str, str]:
    """Return the labels of IRIs, of those that have one."""
    nodes = written(addresses)
    found: dict[str, str] = {}
    for start in range(0, len(nodes), _BATCH):
        listed = " ".join(nodes[start : start + _BATCH])
        found |= chosen(
            backend.select(
                f"SELECT ?thing ?label WHERE {{ VALUES ?thing {{ {listed} }} "
                "?thing rdfs:label ?label }"
            )
        )
    return found


def label_of(backend: Backend, address: str) -> str | None:
    """Return the label of an IRI, its short name if it has none, or None if it is unknown."""
    for node in written([address]):
        rows = backend.select(
            f"SELECT ?p ?label WHERE {{ {{ SELECT ?p WHERE {{ {node} ?p ?o }} LIMIT 1 }} "
            f"OPTIONAL {{ {node} rdfs:label ?label }} }}"
        )
        for label in chosen(rows).values():
            return label or vocab.compact(address)
    return None


class Entity(NamedTuple):
    """A thing of the graph: its IRI, its label and its kind."""

    iri: str
    label: str
    kind: str

    @property
    def name(self) -> str:
        """The prefixed name, such as ``country:PAK``."""
        return vocab.compact(self.iri)


Names = list[tuple[str, int, Entity]]


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
    at, named = _look_up(backend, given, wanted)
    for address in _addresses(given, wanted):
        if address in at:
            return at[address]
    exact = _chosen([n for n in named if n[0] == given], given, wanted)
    if found := exact or _chosen(named, given, wanted):
        return found
    # Only a name in another spelling, or a wrong one, costs reading all names.
    names = all_names(backend, wanted)
    if found := _chosen(names, given, wanted):
        return found
    suggestions = near(names, given)
    what = " or ".join(wanted) if len(wanted) < 4 else "thing"
    hint = f"Did you mean {' or '.join(suggestions)}?" if suggestions else None
    raise EntityNotFound(
        f"No {what} is known as {given!r}.",
        hint=hint or "Try a code, a public-law number, or another name.",
        suggestions=tuple(suggestions),
    )


def names_of(backend: Backend, kinds: Iterable[str]) -> list[Entity]:
    """Return the things of these kinds that have a label, in the order of their labels."""
    found = {e.iri: e for _name, rank, e in all_names(backend, tuple(kinds)) if rank == 0}
    return sorted(found.values(), key=lambda entity: (fold(entity.label), entity.iri))


def near(names: Names, given: str) -> list[str]:
    """Return up to three names like the one given."""
    from difflib import get_close_matches

    key = fold(given)
    by_fold: dict[str, str] = {}
    for name, rank, entity in names:
        by_fold.setdefault(fold(name), entity.label if rank < 2 else name)
    close = get_close_matches(key, list(by_fold), n=5, cutoff=0.7)
    close = close or [n for n in by_fold if len(key) > 3 and key in n][:5]
    return list(dict.fromkeys(by_fold[c] for c in close))[:3]


def _addresses(given: str, kinds: tuple[str, ...]) -> list[str]:
    """Return the IRIs that the text may be, or be the code of."""
    if re.match(r"https?://\S+\Z", given):
        return [given]
    expanded = vocab.expand(given)
    found = [expanded] if expanded else []
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


def _look_up(
    backend: Backend, given: str, kinds: tuple[str, ...]
) -> tuple[dict[str, Entity], Names]:
    """Return the things at the addresses that a text may be, and those that have just this name.

    Both in one query of look-ups in indexes: an engine may be far away. Upper and
    lower case are tried in the ways that people write them.
    """
    cases = dict.fromkeys((given, given.lower(), given.upper(), given.title(), given.capitalize()))
    literals = [str(x) for n in cases for x in (Literal(n), Literal(n, language="en"))]
    # A pattern for each spelling: of VALUES with so many, Oxigraph reads all names instead.
    spelt = " UNION ".join(f"{{ ?thing ?property {x} BIND({x} AS ?name) }}" for x in literals)
    arms = f"{{ {_PROPERTIES} {{ {spelt} }} }}"
    if nodes := " ".join(written(_addresses(given, kinds))):
        arms += (
            " UNION { SELECT DISTINCT ?thing WHERE "
            f"{{ VALUES ?thing {{ {nodes} }} ?thing ?property ?any }} }}"
        )
    rows = backend.select(
        f"SELECT ?thing ?rank ?name ?label WHERE {{ {arms} "
        "OPTIONAL { ?thing rdfs:label ?label } }"
    ).rows
    labels = chosen((thing, label) for thing, _rank, _name, label in rows)
    at: dict[str, Entity] = {}
    named: Names = []
    for thing, rank, name, _label in rows:
        iri, text = text_of(thing), text_of(name)
        entity = Entity(iri, labels[iri] or text or vocab.compact(iri), vocab.kind_of(iri) or "")
        if rank is None:
            at[iri] = entity
        elif entity.kind in kinds:
            named.append((text, int(text_of(rank)), entity))
    return at, named


def all_names(backend: Backend, kinds: tuple[str, ...] = NAMED_KINDS) -> Names:
    """Return every name of things of these kinds, as (name, rank, thing).

    Rank 0 is the label, 1 a code or acronym, 2 another name.
    """
    tops = " ".join(f"<{iri}>" for kind in kinds for iri in classes(kind))
    rows = backend.select(
        # Ranks by VALUES, joined to all that is said of things, take rdflib minutes.
        f"SELECT DISTINCT ?thing ?property ?name WHERE {{ VALUES ?top {{ {tops} }} "
        "?class rdfs:subClassOf* ?top . ?thing a ?class ; ?property ?name "
        f"FILTER(?property IN ({', '.join(_RANKS)})) }}"
    ).rows
    ranks = {vocab.expand(name): rank for name, rank in _RANKS.items()}
    ranked = [(thing, ranks[text_of(property_)], name) for thing, property_, name in rows]
    labels = chosen((thing, name) for thing, rank, name in ranked if rank == 0)
    found = []
    for thing, rank, name in ranked:
        iri, text = text_of(thing), text_of(name)
        entity = Entity(iri, labels.get(iri, text), vocab.kind_of(iri) or "")
        found.append((text, rank, entity))
    return found


def _chosen(names: Names, given: str, kinds: tuple[str, ...]) -> Entity | None:
    """Return the thing that is so named, labels before codes before other names.

    Of several, the only one of the first kind that has any.

    Raises:
        EntityNotFound: if several things have the name and none comes first.
    """
    key = fold(given)
    for strength in (0, 1, 2):
        found = {e.iri: e for name, rank, e in names if rank == strength and fold(name) == key}
        by_kind = [[e for e in found.values() if e.kind == kind] for kind in kinds]
        best = next(filter(None, by_kind), list(found.values()))
        if len(best) == 1:
            return best[0]
        if found:
            listed = tuple(sorted(e.name for e in found.values()))
            raise EntityNotFound(
                f"{given!r} names {len(found)} things.",
                hint=f"Say which: {', '.join(listed[:6])}.",
                suggestions=listed,
            )
    return None

"""The reference of the ontology and of the queries, as Markdown made from the graph itself.

Small templates over the graph instead of an ontology documentation tool: see
docs/decisions/0016-reference.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from imet_graph.answers import Table
from imet_graph.queries import Catalog, QueryFile
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode, Term, text_of

if TYPE_CHECKING:
    from imet_graph.engines import Backend

_PREFIXES = (
    "PREFIX owl: <http://www.w3.org/2002/07/owl#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
)
_ALIGNMENTS = (
    "rdfs:subClassOf",
    "rdfs:subPropertyOf",
    "owl:equivalentClass",
    "owl:equivalentProperty",
    "skos:closeMatch",
    "skos:relatedMatch",
    "rdfs:seeAlso",
)
_NOTE = "<!-- Written by `imet-graph docs`; change the ontology or the queries instead. -->\n"


def pages(backend: Backend, catalog: Catalog) -> dict[str, str]:
    """Return the pages of the reference by file name."""
    return {
        "ontology.md": ontology_page(backend),
        "queries.md": queries_page(catalog),
        "questions.md": questions_page(catalog),
    }


def ontology_page(backend: Backend) -> str:
    """Return the page of classes, properties and codes."""
    lines = [_NOTE, "# The ontology", ""]
    header = _rows(
        backend,
        f"SELECT ?title ?abstract ?version WHERE {{ <{vocab.ONTOLOGY}> "
        "<http://purl.org/dc/terms/title> ?title ; "
        "<http://purl.org/dc/terms/abstract> ?abstract ; owl:versionIRI ?version }",
    )
    for title, abstract, version in header:
        lines += [f"{text_of(title)}. {text_of(abstract)}", ""]
        lines += [
            f"Terms have the prefix `imet:` <{vocab.DEF}>. Version: <{text_of(version)}>.",
            "",
        ]
    lines += ["## Classes", ""]
    aligned = _alignments(backend)
    for iri, label, definition, parents in _classes(backend):
        lines += [f"### {label}", "", f"`{vocab.compact(iri)}`: {definition}", ""]
        facts = [f"kind of {', '.join(parents)}"] if parents else []
        facts += aligned.get(iri, [])
        lines += [*(f"- {fact}" for fact in facts), *([""] if facts else [])]
    lines += ["## Properties", ""]
    for iri, label, definition, facts in _properties(backend):
        lines += [f"### {label}", "", f"`{vocab.compact(iri)}`: {definition}", ""]
        listed = [*facts, *aligned.get(iri, [])]
        lines += [*(f"- {fact}" for fact in listed), *([""] if listed else [])]
    lines += ["## Codes", ""]
    for scheme, codes in _codes(backend):
        lines += [f"### {scheme}", "", "| code | meaning |", "|---|---|"]
        lines += [f"| `{code}` {label} | {definition} |" for code, label, definition in codes]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def queries_page(catalog: Catalog) -> str:
    """Return the page of named queries: question, parameters, how to ask, and the text."""
    queries = list(catalog)
    lines = [_NOTE, "# The queries", "", "| query | question |", "|---|---|"]
    lines += [f"| [{q.name}](#{q.name}) | {q.question} |" for q in queries]
    for query in queries:
        lines += ["", f"## {query.name}", "", f"{query.question} {query.summary}".strip(), ""]
        lines += _parameters(query)
        lines += ["```sparql", _without_header(query.text), "```"]
    return "\n".join(lines).rstrip() + "\n"


def questions_page(catalog: Catalog) -> str:
    """Return the page of questions by subject, each with a command that answers it.

    A query stands under the first of its tags only.
    """
    subjects: dict[str, list[QueryFile]] = {}
    for query in catalog:
        subjects.setdefault(query.tags[0] if query.tags else "other", []).append(query)
    lines = [
        _NOTE,
        "# What can be asked",
        "",
        "Each question is a named query; [queries.md](queries.md) has their text and parameters.",
        "Add `--cite` for the sources of each row.",
    ]
    for subject in sorted(subjects):
        lines += ["", f"## {subject.capitalize()}", "", "| question | command |", "|---|---|"]
        lines += [f"| {q.question} | `{q.example(optional=False)}` |" for q in subjects[subject]]
    return "\n".join(lines).rstrip() + "\n"


def _parameters(query: QueryFile) -> list[str]:
    if not query.parameters:
        return []
    lines = ["| parameter | type | |", "|---|---|---|"]
    for p in query.parameters:
        notes = [p.description]
        notes += ["Required."] if p.required else []
        notes += [f"Default: {p.default}."] if p.default is not None else []
        notes += [f"Example: {p.example}."] if p.example else []
        lines.append(f"| `{p.option}` | {p.type} | {' '.join(note for note in notes if note)} |")
    return [*lines, ""]


def _without_header(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("#+")).strip()


def _rows(backend: Backend, text: str) -> Iterable[tuple[Term | None, ...]]:
    found = backend.query(_PREFIXES + text)
    assert isinstance(found, Table)  # noqa: S101 - SELECT gives a table
    return found


def _grouped(rows: Iterable[tuple[Term | None, ...]]) -> dict[str, list[tuple[Term | None, ...]]]:
    """Return rows by the IRI in their first column."""
    found: dict[str, list[tuple[Term | None, ...]]] = {}
    for first, *rest in rows:
        found.setdefault(text_of(first), []).append(tuple(rest))
    return found


def _names(terms: Iterable[Term | None]) -> list[str]:
    named = {vocab.compact(term.value) for term in terms if isinstance(term, NamedNode)}
    return [f"`{name}`" for name in sorted(named)]


def _classes(backend: Backend) -> list[tuple[str, str, str, list[str]]]:
    rows = _rows(
        backend,
        "SELECT ?class ?label ?definition ?parent WHERE { ?class a owl:Class ; rdfs:label ?label ; "
        "skos:definition ?definition . OPTIONAL { ?class rdfs:subClassOf ?parent "
        f'FILTER(STRSTARTS(STR(?parent), "{vocab.DEF}")) }} '
        f'FILTER(STRSTARTS(STR(?class), "{vocab.DEF}")) }}',
    )
    return sorted(
        (
            (iri, text_of(group[0][0]), text_of(group[0][1]), _names(row[2] for row in group))
            for iri, group in _grouped(rows).items()
        ),
        key=lambda entry: entry[1],
    )


def _properties(backend: Backend) -> list[tuple[str, str, str, list[str]]]:
    rows = _rows(
        backend,
        "SELECT ?property ?label ?definition ?domain ?range ?inverse WHERE { "
        "VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty } "
        "?property a ?kind ; rdfs:label ?label ; skos:definition ?definition . "
        "OPTIONAL { ?property rdfs:domain ?domain } OPTIONAL { ?property rdfs:range ?range } "
        f"OPTIONAL {{ ?property <{vocab.term('inverseLabel')}> ?inverse }} "
        f'FILTER(STRSTARTS(STR(?property), "{vocab.DEF}")) }}',
    )
    found = []
    for iri, group in _grouped(rows).items():
        domains, ranges = _names(r[2] for r in group), _names(r[3] for r in group)
        facts = [f"of {', '.join(domains)}"] if domains else []
        facts += [f"to {', '.join(ranges)}"] if ranges else []
        facts += [f"read backwards: {text_of(group[0][4])}"] if group[0][4] else []
        found.append((iri, text_of(group[0][0]), text_of(group[0][1]), facts))
    return sorted(found, key=lambda entry: (entry[1], entry[0]))


def _alignments(backend: Backend) -> dict[str, list[str]]:
    rows = _rows(
        backend,
        f"SELECT ?term ?link ?other WHERE {{ VALUES ?link {{ {' '.join(_ALIGNMENTS)} }} "
        f'?term ?link ?other FILTER(STRSTARTS(STR(?term), "{vocab.DEF}")) '
        f'FILTER(ISIRI(?other) && !STRSTARTS(STR(?other), "{vocab.DEF}")) }} '
        "ORDER BY ?term ?link ?other",
    )
    return {
        iri: [f"{vocab.compact(text_of(link))} `{vocab.compact(text_of(o))}`" for link, o in group]
        for iri, group in _grouped(rows).items()
    }


def _codes(backend: Backend) -> list[tuple[str, list[tuple[str, str, str]]]]:
    rows = _rows(
        backend,
        "SELECT ?scheme ?name ?code ?label ?definition WHERE { ?code skos:inScheme ?scheme ; "
        "rdfs:label ?label . ?scheme rdfs:label ?name . "
        "OPTIONAL { ?code skos:definition ?definition } } ORDER BY ?code",
    )
    found = []
    for group in _grouped(rows).values():
        codes = [
            (vocab.compact(text_of(c)), text_of(label), text_of(d)) for _, c, label, d in group
        ]
        found.append((text_of(group[0][0]), codes))
    return sorted(found)

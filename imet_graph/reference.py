"""The reference of the ontology and of the queries, as Markdown made from the graph itself.

Small templates over the graph instead of an ontology documentation tool: see
docs/decisions/0016-reference.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imet_graph.queries import Catalog, QueryFile
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode, Term, text_of

if TYPE_CHECKING:
    from imet_graph.engines import Backend

_ALIGNMENTS = (
    "rdfs:subClassOf rdfs:subPropertyOf owl:equivalentClass owl:equivalentProperty "
    "skos:closeMatch skos:relatedMatch rdfs:seeAlso"
)
_NOTE = "<!-- Written by `imet-graph docs`; change the ontology or the queries instead. -->\n"


def pages(backend: Backend, catalog: Catalog) -> dict[str, str]:
    """Return the pages of the reference by file name."""
    found = {
        "ontology.md": _ontology(backend),
        "queries.md": _queries(catalog),
        "questions.md": _questions(catalog),
    }
    return {name: "\n".join([_NOTE, *lines]).rstrip() + "\n" for name, lines in found.items()}


def _ontology(backend: Backend) -> list[str]:
    """Return the lines of the page of classes, properties and codes."""
    lines = ["# The ontology", ""]
    header = backend.select(
        f"SELECT ?title ?abstract ?version WHERE {{ <{vocab.ONTOLOGY}> "
        "dcterms:title ?title ; dcterms:abstract ?abstract ; owl:versionIRI ?version }",
    )
    for title, abstract, version in header:
        prefix = f"Terms have the prefix `imet:` <{vocab.DEF}>. Version: <{text_of(version)}>."
        lines += [f"{text_of(title)}. {text_of(abstract)}", "", prefix, ""]
    aligned = _alignments(backend)
    terms = _terms(backend)
    for heading in ("Classes", "Properties"):
        lines += [f"## {heading}", ""]
        for label, iri, definition, facts in terms[heading]:
            lines += [f"### {label}", "", f"`{vocab.compact(iri)}`: {definition}", ""]
            listed = [*facts, *aligned.get(iri, [])]
            lines += [*(f"- {fact}" for fact in listed), *([""] if listed else [])]
    lines += ["## Codes", ""]
    for scheme, codes in _codes(backend):
        lines += [f"### {scheme}", "", "| code | meaning |", "|---|---|"]
        lines += [f"| `{code}` {label} | {definition} |" for code, label, definition in codes]
        lines.append("")
    return lines


def _queries(catalog: Catalog) -> list[str]:
    """Return the lines of the page of named queries: question, parameters, and the text."""
    lines = ["# The queries", "", "| query | question |", "|---|---|"]
    lines += [f"| [{q.name}](#{q.name}) | {q.question} |" for q in catalog]
    for query in catalog:
        lines += ["", f"## {query.name}", "", f"{query.question} {query.summary}".strip(), ""]
        text = "\n".join(line for line in query.text.splitlines() if not line.startswith("#+"))
        lines += [*_parameters(query), "```sparql", text.strip(), "```"]
    return lines


def _questions(catalog: Catalog) -> list[str]:
    """Return the lines of the page of questions by subject, each with a command that answers it.

    A query stands under the first of its tags only.
    """
    subjects: dict[str, list[QueryFile]] = {}
    for query in catalog:
        subjects.setdefault(query.tags[0] if query.tags else "other", []).append(query)
    lines = [
        "# What can be asked",
        "",
        "Each question is a named query; [queries.md](queries.md) has their text and parameters.",
        "Add `--cite` for the sources of each row.",
    ]
    for subject in sorted(subjects):
        lines += ["", f"## {subject.capitalize()}", "", "| question | command |", "|---|---|"]
        lines += [f"| {q.question} | `{q.example(optional=False)}` |" for q in subjects[subject]]
    return lines


def _parameters(query: QueryFile) -> list[str]:
    lines = ["| parameter | type | |", "|---|---|---|"]
    for p in query.parameters:
        notes = [p.description]
        notes += ["Required."] if p.required else []
        notes += [f"Default: {p.default}."] if p.default is not None else []
        notes += [f"Example: {p.example}."] if p.example else []
        lines.append(f"| `{p.option}` | {p.type} | {' '.join(note for note in notes if note)} |")
    return [*lines, ""] if query.parameters else []


def _grouped(backend: Backend, query: str) -> dict[str, list[tuple[Term | None, ...]]]:
    """Return the rows of a query by the IRI in their first column."""
    found: dict[str, list[tuple[Term | None, ...]]] = {}
    for first, *rest in backend.select(query):
        found.setdefault(text_of(first), []).append(tuple(rest))
    return found


def _terms(backend: Backend) -> dict[str, list[tuple[str, str, str, list[str]]]]:
    """Return label, IRI, definition and facts of the classes and of the properties."""
    terms = _grouped(
        backend,
        "SELECT ?term ?label ?definition ?parent ?domain ?range ?inverse ?kind WHERE { VALUES "
        "?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty } "
        "?term a ?kind ; rdfs:label ?label ; skos:definition ?definition . "
        "OPTIONAL { ?term rdfs:subClassOf ?parent "
        f'FILTER(STRSTARTS(STR(?parent), "{vocab.DEF}")) }} '
        "OPTIONAL { ?term rdfs:domain ?domain } OPTIONAL { ?term rdfs:range ?range } "
        "OPTIONAL { ?term imet:inverseLabel ?inverse } "
        f'FILTER(STRSTARTS(STR(?term), "{vocab.DEF}")) }}',
    )
    found: dict[str, list[tuple[str, str, str, list[str]]]] = {"Classes": [], "Properties": []}
    for iri, group in terms.items():
        label, definition, *_others, inverse, kind = map(text_of, group[0])
        facts = []
        for place, word in enumerate(("kind of", "of", "to"), start=2):
            things = {row[place] for row in group}
            named = {vocab.compact(one.value) for one in things if isinstance(one, NamedNode)}
            if named:
                facts.append(f"{word} {', '.join(f'`{name}`' for name in sorted(named))}")
        facts += [f"read backwards: {inverse}"] if inverse else []
        heading = "Classes" if vocab.compact(kind) == "owl:Class" else "Properties"
        found[heading].append((label, iri, definition, facts))
    return {heading: sorted(entries) for heading, entries in found.items()}


def _alignments(backend: Backend) -> dict[str, list[str]]:
    rows = _grouped(
        backend,
        f"SELECT ?term ?link ?other WHERE {{ VALUES ?link {{ {_ALIGNMENTS} }} "
        f'?term ?link ?other FILTER(STRSTARTS(STR(?term), "{vocab.DEF}")) '
        f'FILTER(ISIRI(?other) && !STRSTARTS(STR(?other), "{vocab.DEF}")) }} '
        "ORDER BY ?term ?link ?other",
    )
    return {
        iri: [f"{vocab.compact(text_of(link))} `{vocab.compact(text_of(o))}`" for link, o in group]
        for iri, group in rows.items()
    }


def _codes(backend: Backend) -> list[tuple[str, list[tuple[str, str, str]]]]:
    rows = _grouped(
        backend,
        "SELECT ?scheme ?name ?code ?label ?definition WHERE { ?code skos:inScheme ?scheme ; "
        "rdfs:label ?label . ?scheme rdfs:label ?name . "
        "OPTIONAL { ?code skos:definition ?definition } } ORDER BY ?code",
    )
    found = []
    for group in rows.values():
        codes = [
            (vocab.compact(text_of(c)), text_of(label), text_of(d)) for _, c, label, d in group
        ]
        found.append((text_of(group[0][0]), codes))
    return sorted(found)

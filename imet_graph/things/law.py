"""What the cards of the law show beyond links: a section of the Code with what it does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from imet_graph.answers import Table
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import text_of
from imet_graph.things.card import Fact, Value

if TYPE_CHECKING:
    from imet_graph.engines import Backend


def chapter(backend: Backend, iri: str) -> list[Fact]:
    """Return what each section of a Code section's family does, a fact for each section.

    22 U.S.C. 2347 heads 2347 to 2347h, chapter 5 of part II of the Foreign
    Assistance Act of 1961: sections whose numbers go on with a letter belong to it.
    """
    # "…/usc-22-2347c" belongs to the family of "…/usc-22-2347".
    family = re.sub(r"(?<=\d)[a-z]+(?:-\d+)?\Z", "", iri)
    rows = backend.query(
        "PREFIX dcterms: <http://purl.org/dc/terms/> "
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        f"PREFIX imet: <{vocab.DEF}> "
        "SELECT ?part ?partLabel ?provision ?label ?effect ?text ?citation WHERE { "
        "?provision imet:codifiedIn ?part ; rdfs:label ?label . ?part rdfs:label ?partLabel . "
        "OPTIONAL { ?provision imet:effect ?e . ?e rdfs:label ?effect } "
        "OPTIONAL { ?provision dcterms:description ?text } "
        "OPTIONAL { ?provision imet:hasCitation ?citation } "
        f'FILTER(STRSTARTS(STR(?part), "{family}")) }}'
    )
    assert isinstance(rows, Table)  # noqa: S101 - SELECT gives a table
    sections: dict[tuple[str, str], dict[str, Value]] = {}
    for part, part_label, provision, label, effect, text, citation in rows:
        if not re.fullmatch(r"[a-z]*(?:-\d+)?", text_of(part)[len(family) :]):
            continue
        values = sections.setdefault((text_of(part), text_of(part_label)), {})
        known = values.get(text_of(provision))
        cited = {*(known.citations if known else ()), *([text_of(citation)] if citation else [])}
        effects = {*(known.detail.split(", ") if known else ()), text_of(effect)} - {""}
        values[text_of(provision)] = Value(
            f"{text_of(label).split(':')[0]}: {text_of(text)}",
            text_of(provision),
            ", ".join(sorted(effects)),
            tuple(sorted(cited)),
        )
    return [
        Fact(label, sorted(values.values(), key=lambda v: v.text), incoming=True, key=part)
        for (part, label), values in sorted(sections.items())
    ]

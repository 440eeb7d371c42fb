"""What is asked first: of a country or a programme its status and its money; what a law does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from imet_graph.cards.model import Fact, Part, Value
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import text_of
from imet_graph.things.names import Entity

if TYPE_CHECKING:
    from imet_graph.engines import Backend
    from imet_graph.status import Standing

_YEARS = 6
# Kinds of figure are never added up; this is their order in time.
_KINDS = ("request", "authorized", "enacted", "estimate", "allocated", "actual", "obligated",
          "outlay", "deliveries", "training-planned", "training-reported")  # fmt: skip
_SERIES = "VALUES ?series { dataset:enacted-law dataset:account-totals } ?figure qb:dataSet ?series"


def of(backend: Backend, entity: Entity) -> list[Part]:
    """Return the parts with which the card of a thing begins."""
    if entity.kind == "country":
        from imet_graph.status import status
        from imet_graph.status.reading import known

        imet = vocab.iri("program", "imet")
        pattern = f"?figure imet:country <{entity.iri}> ; a imet:FundingObservation"
        money = _money(backend, f"{pattern} ; imet:program <{imet}>")
        reach = known(backend)
        on = reach.span[1] if reach.span else date.today()
        found = status(backend, on, countries=[entity.iri], known=reach, brief=True)
        lines = [line for i, one in enumerate(found) for line in _standing(one, brief=i > 0)]
        return [Part(f"Status on {on.isoformat()}, the last day known", lines), *money]
    if entity.kind == "program":
        return list(_money(backend, f"{_SERIES} ; imet:program <{entity.iri}>"))
    return []


def _standing(standing: Standing, *, brief: bool) -> Iterator[Value]:
    """Yield the state of a country under a programme, and the grounds of it unless in brief."""
    main = standing.heaviest
    why = f" ({standing.why})" if standing.why else ""
    head = f"{standing.program.label}: {standing.summary}{why}"
    if brief:
        head += f", since {main.since}: {main.reason}" if main else ""
    yield Value(head, citations=main.citations if brief and main else ())
    for ground in () if brief else (*standing.grounds, *standing.others):
        text = "; ".join((standing.told(ground), *standing.lifting(ground)))
        yield Value(text, ground.under[0].iri if ground.under else None, "", ground.citations)


def _money(backend: Backend, pattern: str) -> Iterator[Part]:
    """Yield the figures of the last years, a column for each kind of figure that occurs."""
    table = backend.select(
        f"SELECT ?year ?kind ?amount ?trainees ?citation WHERE {{ {pattern} ; "
        "imet:fiscalYear ?year ; imet:figureKind ?kind ; imet:amount ?amount "
        "OPTIONAL { ?figure imet:trainees ?trainees } "
        "OPTIONAL { ?figure imet:hasCitation ?citation } }"
    )
    years: dict[str, dict[str, set[str]]] = {}
    cited: dict[str, set[str]] = {}
    for year, kind, amount, trainees, citation in table:
        key = vocab.local(text_of(year))
        cells = years.setdefault(key, {})
        code = vocab.local(text_of(kind))
        cells.setdefault(code, set()).add(f"{float(text_of(amount)):,.0f}")
        if trainees is not None and code == "training-reported":  # planned ones are no persons
            cells.setdefault("persons", set()).add(f"{int(text_of(trainees)):,}")
        cited.setdefault(key, set()).update({text_of(citation)} - {""})
    last = sorted(years)[-_YEARS:]
    used = [code for code in (*_KINDS, "persons") if any(code in years[year] for year in last)]
    if used:
        persons = ", and persons" if "persons" in used else ""
        yield Part(
            f"Money in dollars{persons}, by fiscal year (a blank is not known)",
            columns=("year", *(code.replace("-", " ") for code in used)),
            rows=[
                (
                    (f"FY{year}", *(" or ".join(sorted(years[year].get(c, ()))) for c in used)),
                    tuple(sorted(cited[year])),
                )
                for year in last
            ],
        )


def chapter(backend: Backend, iri: str) -> list[Fact]:
    """Return what each section of a Code section's family does, a fact for each section.

    22 U.S.C. 2347 heads 2347 to 2347h, chapter 5 of part II of the Foreign
    Assistance Act of 1961: sections whose numbers go on with a letter belong to it.
    """
    # "…/usc-22-2347c" belongs to the family of "…/usc-22-2347".
    family = re.sub(r"(?<=\d)[a-z]+(?:-\d+)?\Z", "", iri)
    rows = backend.select(
        "SELECT ?part ?partLabel ?provision ?label ?effect ?text ?citation WHERE { "
        "?provision imet:codifiedIn ?part ; rdfs:label ?label . ?part rdfs:label ?partLabel . "
        "OPTIONAL { ?provision imet:effect ?e . ?e rdfs:label ?effect } "
        "OPTIONAL { ?provision dcterms:description ?text } "
        "OPTIONAL { ?provision imet:hasCitation ?citation } "
        f'FILTER(STRSTARTS(STR(?part), "{family}")) }}'
    )
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

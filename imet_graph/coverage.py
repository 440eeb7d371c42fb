"""Which known gaps an answer crosses: what is missing, left out or out of date.

A query whose header names the series that it draws on (``#+ gaps: [fmtr]``, the
beginnings of the names of ``coverage:`` things) is checked: a gap is crossed when
its fiscal years, countries, programmes and law meet those that were asked for.
What a gap says nothing of, it has for all; what a question leaves open, it asks for
all. Only years that are not asked for are taken from the rows, from the first to the
last: where a series begins and ends concerns those who ask beyond it. What is missing
of the very country that is asked for counts in any year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from imet_graph.rdf import vocab
from imet_graph.rdf.dates import fiscal_year_of
from imet_graph.rdf.terms import Literal, NamedNode, Term, text_of

if TYPE_CHECKING:
    from datetime import date

    from imet_graph.answers import Table
    from imet_graph.engines import Backend
    from imet_graph.queries import Parameter, QueryFile

Span: TypeAlias = "tuple[date, date]"
REACH = "coverage:country-status imet:earliest ?first ; imet:asOf ?last"
"""The pattern of the first and the last day of which the graph knows the law."""
_LAW = ("statute", "provision", "account")
_BEFORE_ALL, _AFTER_ALL = "", "~"  # as names of fiscal years sort: 1976, 1976TQ, 1977


class Gap(NamedTuple):
    """A statement of coverage: its IRI, label, text and kind, fiscal years, and what it is about.

    ``about`` are IRIs; of a provision or an account the statute stands there too.
    """

    iri: str
    label: str
    text: str
    kind: str
    years: frozenset[str]
    about: frozenset[str]

    def as_dict(self) -> dict[str, str]:
        """Return what the gap says, for JSON."""
        return {"gap": self.iri, "label": self.label, "text": self.text, "kind": self.kind}


class Asked(NamedTuple):
    """What a question asks for: things, and the first and last fiscal year, if they are known.

    ``by_rows`` says that the years are those of the rows.
    """

    things: frozenset[str]
    span: tuple[str, str] | None = None
    by_rows: bool = False

    def crosses(self, gap: Gap) -> bool:
        """Return whether a gap lies in what is asked for."""
        for kinds in (("country",), ("program",), _LAW):
            mine = {iri for iri in self.things if vocab.kind_of(iri) in kinds}
            its = {iri for iri in gap.about if vocab.kind_of(iri) in kinds}
            if mine and its and not mine & its:
                return False
        if not gap.years or self.span is None:
            return True
        first, last = self.span
        of_country = any(vocab.kind_of(iri) == "country" for iri in self.things & gap.about)
        return (self.by_rows and of_country) or any(
            first <= vocab.local(year) <= last for year in gap.years
        )


def crossed(
    backend: Backend, query: QueryFile, bound: Mapping[str, Sequence[Term]], table: Table
) -> list[Gap]:
    """Return the gaps that an answer crosses, by name; ``bound`` has its parameters' values."""
    starts = " || ".join(
        f'STRSTARTS(STR(?gap), "{vocab.iri("coverage", name)}")' for name in query.gaps
    )
    rows = backend.select(
        "SELECT ?gap ?label ?text ?kind ?year ?thing WHERE { "
        "?gap a imet:Coverage ; rdfs:label ?label . "
        "OPTIONAL { ?gap dcterms:description ?text } OPTIONAL { ?gap imet:coverageKind ?kind } "
        "OPTIONAL { ?gap imet:fiscalYear ?year } OPTIONAL { "
        "?gap imet:about/(imet:isPartOfStatute|imet:accountStatute)? ?thing } "
        f"FILTER({starts}) }} ORDER BY ?gap"
    )
    found: dict[str, Gap] = {}
    for row in rows:
        iri, label, text, kind, year, thing = map(text_of, row)
        gap = found.get(iri) or Gap(iri, label, text, vocab.local(kind), frozenset(), frozenset())
        years, about = gap.years | ({year} - {""}), gap.about | ({thing} - {""})
        found[iri] = gap._replace(years=years, about=about)
    question = asked(query.parameters, bound, table)
    return [gap for gap in found.values() if question.crosses(gap)]


def reach(backend: Backend) -> Span | None:
    """Return the first and the last day of which the graph knows the law, if it says so."""
    found = backend.select(f"SELECT ?first ?last WHERE {{ {REACH} }}").dicts()
    return (found[0]["first"], found[0]["last"]) if found else None


def beyond(known: Span | None, first: date, last: date) -> list[str]:
    """Return what to say of days on which the graph does not know the law."""
    notes = []
    if known and first < known[0]:
        notes.append(
            f"The graph knows the law from {known[0].isoformat()} on; before that, "
            "no restriction found does not mean that there was none."
        )
    if known and last > known[1]:
        notes.append(
            f"The graph knows the law up to {known[1].isoformat()}; for later days it gives "
            "what had no end by then, and nothing newer."
        )
    return notes


def asked(
    parameters: Iterable[Parameter], bound: Mapping[str, Sequence[Term]], table: Table
) -> Asked:
    """Return what a question asks for, by its parameters; its years else by its rows."""
    things: set[str] = set()
    firsts: list[str] = []
    lasts: list[str] = []
    for parameter in parameters:
        for term in bound.get(parameter.name, ()):
            year = _year(term, "year" in parameter.name)
            if year is None:
                things |= {term.value} if isinstance(term, NamedNode) else set()
                continue
            if not parameter.name.startswith("to_"):
                firsts.append(year)
            if not parameter.name.startswith("from_"):
                lasts.append(year)
    if firsts or lasts:
        span = (min(firsts, default=_BEFORE_ALL), max(lasts, default=_AFTER_ALL))
        return Asked(frozenset(things), span)
    years = sorted({year for row in table for t in row if (year := _year(t, False))})
    return Asked(frozenset(things), (years[0], years[-1]) if years else None, by_rows=True)


def _year(term: Term | None, is_year: bool) -> str | None:
    """Return the name of the fiscal year that a value stands for: a year, a day, a number."""
    if isinstance(term, NamedNode):
        return vocab.local(term.value) if vocab.kind_of(term.value) == "fy" else None
    if not isinstance(term, Literal):
        return None
    if term.datatype.value == vocab.XSD + "date":
        return fiscal_year_of(term.value)
    return term.value if is_year and term.value.isdigit() else None

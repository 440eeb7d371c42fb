"""Turns what people write for a parameter into RDF terms, as the header declares it.

>>> as_date("5 March 2004").value
'2004-03-05'
>>> as_fiscal_year("FY05").value
'https://w3id.org/imet-graph/id/fy/2005'
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from imet_graph.errors import EntityNotFound, ParameterError
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode, Term
from imet_graph.things.names import NAMED_KINDS, resolve

if TYPE_CHECKING:
    from imet_graph.engines import Backend
    from imet_graph.queries.header import Parameter, QueryFile

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENTITY_KINDS: dict[str, tuple[str, ...]] = {
    "country": ("country",),
    "program": ("program",),
    "agency": ("agency",),
    "statute": ("statute",),
    "provision": ("provision",),
    "event": ("event",),
    "institution": ("institution",),
    "topic": ("topic",),
    "entity": NAMED_KINDS,
}


def kinds_of(parameter_type: str) -> tuple[str, ...]:
    """Return the kinds of thing that a parameter of this type names, none for other types.

    >>> kinds_of("country")
    ('country',)
    """
    return _ENTITY_KINDS.get(parameter_type, ())


def values_for(
    query: QueryFile, given: Mapping[str, Any], backend: Backend
) -> dict[str, list[Term]]:
    """Return the terms for every parameter of a query that has a value.

    ``given`` maps parameter names to a value or a sequence of values.

    Raises:
        ParameterError: for an unknown, a missing or an unusable parameter.
    """
    known = {p.name: p for p in query.parameters}
    for name in given:
        if name not in known:
            listed = ", ".join(known) or "none"
            raise ParameterError(
                f"The query {query.name} has no parameter {name!r}.",
                hint=f"It has: {listed}.",
            )
    bound: dict[str, list[Term]] = {}
    for parameter in query.parameters:
        raw = given.get(parameter.name)
        if raw is None or raw in ((), []):
            raw = parameter.default
        if raw is None:
            if parameter.required:
                raise missing(query, parameter)
            continue
        many = list(raw) if isinstance(raw, Sequence) and not isinstance(raw, str) else [raw]
        if len(many) > 1 and not parameter.multiple:
            raise ParameterError(f"{parameter.option} of {query.name} takes one value.")
        bound[parameter.name] = [to_term(parameter, value, backend) for value in many]
    return bound


def missing(query: QueryFile, parameter: Parameter) -> ParameterError:
    """Return the error for a required parameter that has no value."""
    example = f" {parameter.example}" if parameter.example else " VALUE"
    if " " in parameter.example:
        example = f' "{parameter.example}"'
    return ParameterError(
        f"The query {query.name} needs {parameter.option} ({parameter.type}).",
        hint=f"For example: imet-graph query {query.name} {parameter.option}{example}",
    )


def to_term(parameter: Parameter, value: Any, backend: Backend) -> Term:
    """Return the RDF term for one value of a parameter.

    Raises:
        ParameterError: naming the parameter and what it accepts.
    """
    text = value.isoformat() if isinstance(value, date) else str(value).strip()
    if parameter.allowed and text not in parameter.allowed:
        raise ParameterError(
            f"{parameter.option} can't be {text!r}.",
            hint=f"It takes one of: {', '.join(parameter.allowed)}.",
        )
    try:
        if parameter.type in _ENTITY_KINDS:
            return NamedNode(resolve(backend, text, _ENTITY_KINDS[parameter.type]).iri)
        if parameter.type == "date":
            return as_date(text)
        if parameter.type == "fiscal-year":
            return as_fiscal_year(text)
        if parameter.type in ("integer", "decimal", "boolean"):
            return _typed(parameter.type, text)
        return Literal(text)
    except EntityNotFound as error:
        raise ParameterError(f"{parameter.option}: {error.message}", hint=error.hint) from error
    except UnicodeEncodeError as error:
        raise ParameterError(
            f"{parameter.option} has a value that is no text.", hint="Write it in UTF-8."
        ) from error
    except ValueError as error:
        raise ParameterError(f"{parameter.option}: {error}") from error


def _typed(kind: str, text: str) -> Literal:
    plain = text.replace(",", "").replace("_", "")
    patterns = {"integer": r"[+-]?\d+\Z", "decimal": r"[+-]?\d+(\.\d+)?\Z"}
    if kind == "boolean":
        truth = {"yes": "true", "true": "true", "1": "true", "no": "false", "false": "false"}
        plain = truth.get(text.casefold(), "false" if text == "0" else "")
        if not plain:
            raise ValueError(f"{text!r} is neither yes nor no.")
    elif not re.match(patterns[kind], plain):
        raise ValueError(f"{text!r} is no {'whole number' if kind == 'integer' else 'number'}.")
    return Literal(plain, datatype=NamedNode(vocab.XSD + kind))


def parse_date(text: str) -> date:
    """Return a day from what people write: 2004-03-05, 5 March 2004, March 5, 2004, today.

    A month or a year alone is no day and is refused.

    Raises:
        ValueError: saying which forms are understood.
    """
    plain = text.strip().casefold()
    if plain == "today":
        return date.today()
    try:
        iso = re.match(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})\Z", plain)
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        day_first = re.match(r"(\d{1,2})\.?\s+([a-z]{3,9})\.?,?\s+(\d{4})\Z", plain)
        if day_first and day_first[2][:3] in _MONTHS:
            month = _MONTHS.index(day_first[2][:3]) + 1
            return date(int(day_first[3]), month, int(day_first[1]))
        month_first = re.match(r"([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})\Z", plain)
        if month_first and month_first[1][:3] in _MONTHS:
            month = _MONTHS.index(month_first[1][:3]) + 1
            return date(int(month_first[3]), month, int(month_first[2]))
    except ValueError as error:
        raise ValueError(f"{text!r} is no day of the calendar ({error}).") from error
    raise ValueError(f"{text!r} is no date; write 2004-03-05 or 5 March 2004.")


def as_date(text: str) -> Literal:
    """Return an xsd:date for a day that people write (see :func:`parse_date`)."""
    return Literal(parse_date(text).isoformat(), datatype=NamedNode(vocab.XSD + "date"))


def as_fiscal_year(text: str) -> NamedNode:
    """Return the fiscal year for 2005, FY2005, FY05, fiscal 2005, 1976TQ or an IRI.

    Raises:
        ValueError: saying which forms are understood.
    """
    plain = text.strip()
    if plain.startswith(vocab.PREFIXES["fy"]):
        return NamedNode(plain)
    plain = plain.removeprefix("fy:")
    if re.match(r"(?:fy)?\s*1976\s*-?tq\Z", plain, re.IGNORECASE):
        return NamedNode(vocab.iri("fy", "1976TQ"))
    found = re.match(r"(?:f\.?y\.?|fiscal(?: year)?)?\s*'?(\d{4}|\d{2})\Z", plain, re.IGNORECASE)
    if not found:
        raise ValueError(f"{text!r} is no fiscal year; write 2005, FY2005 or 1976TQ.")
    year = int(found[1])
    if year < 100:
        year += 2000 if year < 46 else 1900
    return NamedNode(vocab.iri("fy", str(year)))

"""Turns what people write for parameters into RDF terms, and binds them in the query.

A VALUES block stands in every group that uses a parameter. One at the head of the
outermost group alone would not reach a FILTER in a sub-select or in a nested group,
where SPARQL's scopes begin anew; blocks of the same variable join. The outermost group
also gets those of variables outside any group, as in SELECT and GROUP BY. It gets no
others: joined with a UNION of which only one branch has the variable, Virtuoso would
lose the other branch.

The text of a value never meets the text of the query: what is inserted is a
term in N-Triples form (docs/decisions/0004-binding.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from imet_graph.errors import EntityNotFound, ParameterError
from imet_graph.queries.text import Group, groups
from imet_graph.rdf import vocab
from imet_graph.rdf.dates import read_day, read_fiscal_year
from imet_graph.rdf.terms import Literal, NamedNode, Term
from imet_graph.things.names import NAMED_KINDS, resolve

if TYPE_CHECKING:
    from imet_graph.engines import Backend
    from imet_graph.queries.header import Parameter, QueryFile

_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")
_CODE_POINT = re.compile(r"\\u[0-9A-Fa-f]{4}", re.IGNORECASE)


def kinds_of(parameter_type: str) -> tuple[str, ...]:
    """Return the kinds of thing that a parameter of this type names, none for other types.

    >>> kinds_of("country")
    ('country',)
    """
    if parameter_type == "entity":
        return NAMED_KINDS
    return (parameter_type,) if parameter_type in NAMED_KINDS else ()


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
            raise _wrong(parameter, f" of {query.name} takes one value.")
        bound[parameter.name] = [to_term(parameter, value, backend) for value in many]
    return bound


def as_terms(text: str, given: Mapping[str, Any]) -> dict[str, list[Term]]:
    """Return the terms for values of variables in query text that declares no parameters.

    An IRI or a prefixed name of the project stands for a thing; numbers, truths and days
    have their types; other text is a string.

    >>> as_terms("ASK { ?c imet:date ?d }", {"c": "country:PAK"})["c"][0].value
    'https://w3id.org/imet-graph/id/country/PAK'
    """
    variables = set(re.findall(r"[?$](\w+)", text))
    for name in given:
        if name not in variables:
            raise ParameterError(
                f"The query has no variable ?{name}.", hint="A parameter is a variable of it."
            )
    return {
        name: [_plain(one) for one in (value if isinstance(value, list | tuple) else [value])]
        for name, value in given.items()
    }


def _plain(value: Any) -> Term:
    if isinstance(value, NamedNode | Literal):
        return value
    if isinstance(value, bool | int | float):
        return Literal(value)
    text = str(value)
    kind = type(value).__name__.lower()  # without the import of decimal, which takes 3 ms
    if kind in ("decimal", "date"):
        return Literal(text, datatype=NamedNode(vocab.XSD + kind))
    address = text if re.match(r"https?://", text) else vocab.expand(text)
    try:
        return NamedNode(address) if address else Literal(text)
    except ValueError:  # it only looked like one
        return Literal(text)


def missing(query: QueryFile, parameter: Parameter) -> ParameterError:
    """Return the error for a required parameter that has no value."""
    plain = parameter.example or "VALUE"
    quoted = f'"{plain}"' if " " in plain else plain
    said = f"The query {query.name} needs "
    return ParameterError(
        f"{said}{parameter.name} ({parameter.type}).",
        hint=f'For example: graph.query("{query.name}", {parameter.name}="{plain}")',
        command_line=f"{said}{parameter.option} ({parameter.type}). "
        f"For example: imet-graph query {query.name} {parameter.option} {quoted}",
    )


def _wrong(parameter: Parameter, said: str, hint: str | None = None) -> ParameterError:
    """Return the error for a value, which names the option at the command line."""
    shell = f"{parameter.option}{said}" + (f" {hint}" if hint else "")
    return ParameterError(f"{parameter.name}{said}", hint=hint, command_line=shell)


def to_term(parameter: Parameter, value: Any, backend: Backend) -> Term:
    """Return the RDF term for one value of a parameter."""
    text = value.isoformat() if isinstance(value, date) else str(value).strip()
    if parameter.allowed and text not in parameter.allowed:
        hint = f"It takes one of: {', '.join(parameter.allowed)}."
        raise _wrong(parameter, f" can't be {text!r}.", hint)
    try:
        if kinds := kinds_of(parameter.type):
            return NamedNode(resolve(backend, text, kinds).iri)
        if parameter.type == "date":
            return Literal(read_day(text).isoformat(), datatype=NamedNode(vocab.XSD + "date"))
        if parameter.type == "fiscal-year":
            local = text.removeprefix(vocab.PREFIXES["fy"]).removeprefix("fy:")
            return NamedNode(vocab.iri("fy", read_fiscal_year(local)))
        if parameter.type in ("integer", "decimal", "boolean"):
            return _typed(parameter.type, text)
        return Literal(text)
    except EntityNotFound as error:
        raise _wrong(parameter, f": {error.message}", error.hint) from error
    except UnicodeEncodeError as error:
        raise _wrong(parameter, " has a value that is no text.", "Write it in UTF-8.") from error
    except ValueError as error:
        raise _wrong(parameter, f": {error}") from error


def _typed(kind: str, text: str) -> Literal:
    plain = text.replace(",", "").replace("_", "")
    patterns = {"integer": r"[+-]?\d+\Z", "decimal": r"[+-]?\d+(\.\d+)?\Z"}
    if kind == "boolean":
        plain = "true" if text.casefold() in _YES else "false"
        if text.casefold() not in (*_YES, *_NO):
            raise ValueError(f"{text!r} is neither yes nor no.")
    elif not re.match(patterns[kind], plain):
        raise ValueError(f"{text!r} is no {'whole number' if kind == 'integer' else 'number'}.")
    return Literal(plain, datatype=NamedNode(vocab.XSD + kind))


def bind(text: str, values: Mapping[str, Sequence[Term]]) -> str:
    """Return query text in which each named variable can only have the given terms.

    >>> bind("ASK { ?s ?p ?o }", {"o": [Literal("a } b")]})
    'ASK { VALUES ?o { "a } b" } ?s ?p ?o }'
    """
    wanted = {name: terms for name, terms in values.items() if terms}
    if not wanted:
        return text
    root = groups(text)
    outside = set(root.variables)
    for group in root.children:
        if group.role == "template":
            outside |= group.variables
    places: list[tuple[int, set[str]]] = []
    for group in [g for g in root.children if g.role == "pattern"][:1]:
        group.variables |= outside
        _collect(group, set(wanted), places)
    for start, names in sorted(places, reverse=True):
        blocks = "".join(f" {_block(name, wanted[name])}" for name in sorted(names))
        text = text[: start + 1] + blocks + text[start + 1 :]
    return text


def _collect(group: Group, wanted: set[str], places: list[tuple[int, set[str]]]) -> None:
    """Note each group from ``group`` down that needs blocks, with the variables they bind."""
    if group.role == "pattern":
        names = group.variables & wanted
        if names:
            places.append((group.start, names))
    for child in group.children:
        if child.role == "subselect":
            # Variables of its SELECT and GROUP BY clauses are bound in its WHERE group.
            for inner in child.children[:1]:
                inner.variables |= child.variables
            for inner in child.children:
                _collect(inner, wanted, places)
        elif child.role == "pattern":
            _collect(child, wanted, places)


def _block(name: str, terms: Sequence[Term]) -> str:
    for term in terms:
        # Some engines replace code point escapes before they see strings at all, and
        # would read another value; no escape of the backslash helps with them.
        if isinstance(term, Literal) and _CODE_POINT.search(term.value):
            raise ParameterError(
                f"The value of {name} has a backslash, u and hexadecimal digits in it.",
                hint="Write the character itself instead of its escape.",
            )
    return f"VALUES ?{name} {{ {' '.join(str(term) for term in terms)} }}"

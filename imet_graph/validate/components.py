"""SHACL's constraint components as SPARQL: for each, a query that finds what breaks it.

A query runs over the whole graph at once, so its time depends on the engine's
indexes and not on a loop over focus nodes (docs/decisions/0006-validation-engine.md).
Components that look at one value at a time are boolean expressions over
``?value``, so that sh:or, sh:and, sh:xone and sh:not can combine them; the
others look at all values of a focus node together and are whole queries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from imet_graph import vocab
from imet_graph.errors import ParseProblem
from imet_graph.queries.text import tokens
from imet_graph.terms import NamedNode, Term
from imet_graph.validate.shapes import Constraint, Shape

Subclasses = Mapping[str, frozenset[str]]
"""For each class that has them, its subclasses and itself."""

_XSD = vocab.XSD
_CASTS = frozenset(
    _XSD + name for name in ("integer", "decimal", "double", "float", "boolean", "date", "dateTime")
)
_REFUSED = frozenset({"VALUES", "MINUS", "SERVICE"})
_LEXICAL = {
    # Casts to these are no part of SPARQL 1.1, so their form is checked instead.
    _XSD + "gYear": r"^-?[0-9]{4,}(Z|[+-][0-9]{2}:[0-9]{2})?$",
    _XSD + "gYearMonth": r"^-?[0-9]{4,}-(0[1-9]|1[0-2])(Z|[+-][0-9]{2}:[0-9]{2})?$",
}
_KINDS = {
    "IRI": "isIRI(?value)",
    "Literal": "isLiteral(?value)",
    "BlankNode": "isBlank(?value)",
    "BlankNodeOrIRI": "(isBlank(?value) || isIRI(?value))",
    "BlankNodeOrLiteral": "(isBlank(?value) || isLiteral(?value))",
    "IRIOrLiteral": "(isIRI(?value) || isLiteral(?value))",
}


def expression(constraint: Constraint, classes: Subclasses) -> str | None:
    """Return a SPARQL expression that is true of a good ?value, or None for other components."""
    make = _EXPRESSIONS.get(constraint.component.removesuffix("ConstraintComponent"))
    return make(constraint, classes) if make else None


def whole_query(constraint: Constraint, shape: Shape, target: str) -> str | None:
    """Return the query for a component that looks at all values together, or None."""
    make = _QUERIES.get(constraint.component.removesuffix("ConstraintComponent"))
    if make is None:
        return None
    path = shape.path.sparql() if shape.path else ""
    return make(constraint, path, target)


def needs_target(constraint: Constraint, shape: Shape) -> bool:
    """Return whether a query for the constraint says something only of given focus nodes.

    The others can be asked of the whole graph first: that nothing at all breaks
    them is the usual answer, and reading one property from end to end gives it
    fastest.
    """
    name = constraint.component.removesuffix("ConstraintComponent")
    return shape.path is None or name in ("MinCount", "HasValue", "SPARQL", "Equals")


def value_query(good: str, shape: Shape, target: str) -> str:
    """Return the query that finds the values of which an expression is not true."""
    reach = f"?this {shape.path.sparql()} ?value ." if shape.path else "BIND(?this AS ?value)"
    return f"SELECT DISTINCT ?this ?value WHERE {{ {target} {reach} FILTER({_fails(good)}) }}"


def members(class_iri: str, classes: Subclasses) -> list[str]:
    """Return a class and its subclasses, in order."""
    return sorted(classes.get(class_iri, frozenset({class_iri})))


def _fails(good: str) -> str:
    # An error in the expression, such as a comparison of a date with a number,
    # means that the value is not good.
    return f"!COALESCE({good}, false)"


def _class(constraint: Constraint, classes: Subclasses) -> str:
    wanted = ", ".join(f"<{c}>" for c in members(constraint.values[0].value, classes))
    return f"EXISTS {{ ?value a ?valueClass FILTER(?valueClass IN ({wanted})) }}"


def _datatype(constraint: Constraint, _classes: Subclasses) -> str:
    wanted = constraint.values[0].value
    good = f"isLiteral(?value) && datatype(?value) = <{wanted}>"
    if wanted in _CASTS:
        good += f" && datatype(<{wanted}>(str(?value))) = <{wanted}>"
    elif wanted in _LEXICAL:
        good += f" && regex(str(?value), {_string(_LEXICAL[wanted])})"
    return f"({good})"


def _node_kind(constraint: Constraint, _classes: Subclasses) -> str:
    return _KINDS[vocab.compact(constraint.values[0].value).removeprefix("sh:")]


def _pattern(constraint: Constraint, _classes: Subclasses) -> str:
    pattern = _string(constraint.values[0].value)
    flags = f", {_string(constraint.flags)}" if constraint.flags else ""
    return f"(!isBlank(?value) && regex(str(?value), {pattern}{flags}))"


def _length(operator: str) -> Callable[[Constraint, Subclasses], str]:
    def make(constraint: Constraint, _classes: Subclasses) -> str:
        limit = constraint.values[0].value
        return f"(!isBlank(?value) && strlen(str(?value)) {operator} {limit})"

    return make


def _range(operator: str) -> Callable[[Constraint, Subclasses], str]:
    def make(constraint: Constraint, _classes: Subclasses) -> str:
        return f"(?value {operator} {_term(constraint.values[0])})"

    return make


def _language(constraint: Constraint, _classes: Subclasses) -> str:
    tests = (f"langMatches(lang(?value), {_string(t.value)})" for t in constraint.values)
    return f"(isLiteral(?value) && ({' || '.join(tests)}))"


def _in(constraint: Constraint, _classes: Subclasses) -> str:
    return f"({' || '.join(f'sameTerm(?value, {_term(t)})' for t in constraint.values)})"


def _nested(shape: Shape, classes: Subclasses) -> str:
    """Return the expression for a shape inside another: all its constraints hold."""
    if shape.path or shape.properties:
        raise ParseProblem(
            f"The shape {vocab.compact(shape.iri)} inside another one has properties of its own, "
            "which is not supported.",
            hint="Give the inner shape constraints on the value alone, or use sh:sparql.",
        )
    parts = []
    for constraint in shape.constraints:
        good = expression(constraint, classes)
        if good is None:
            raise ParseProblem(f"sh:{constraint.component} can't stand inside another shape.")
        parts.append(f"COALESCE({good}, false)")
    return f"({' && '.join(parts)})" if parts else "true"


def _combine(operator: str) -> Callable[[Constraint, Subclasses], str]:
    def make(constraint: Constraint, classes: Subclasses) -> str:
        return f"({operator.join(_nested(shape, classes) for shape in constraint.shapes)})"

    return make


def _xone(constraint: Constraint, classes: Subclasses) -> str:
    ones = (f"IF({_nested(shape, classes)}, 1, 0)" for shape in constraint.shapes)
    return f"({' + '.join(ones)} = 1)"


def _not(constraint: Constraint, classes: Subclasses) -> str:
    return f"(!{_nested(constraint.shapes[0], classes)})"


def _disjoint(constraint: Constraint, _classes: Subclasses) -> str:
    return f"(NOT EXISTS {{ ?this {_term(constraint.values[0])} ?value }})"


def _min_count(constraint: Constraint, path: str, target: str) -> str:
    least = int(constraint.values[0].value)
    if least == 1:
        # By far the most frequent. MINUS reads the property's values once, in order;
        # FILTER NOT EXISTS looks each focus node up, a hundred times slower on disk.
        return f"SELECT DISTINCT ?this WHERE {{ {{ {target} }} MINUS {{ ?this {path} ?v }} }}"
    return (
        f"SELECT ?this WHERE {{ {target} OPTIONAL {{ ?this {path} ?v }} }} "
        f"GROUP BY ?this HAVING(COUNT(DISTINCT ?v) < {least})"
    )


def _max_count(constraint: Constraint, path: str, target: str) -> str:
    most = int(constraint.values[0].value)
    return (
        f"SELECT ?this WHERE {{ {target} ?this {path} ?v }} "
        f"GROUP BY ?this HAVING(COUNT(DISTINCT ?v) > {most})"
    )


def _has_value(constraint: Constraint, path: str, target: str) -> str:
    value = _term(constraint.values[0])
    missing = f"?this {path} {value}" if path else f"FILTER(sameTerm(?this, {value}))"
    return f"SELECT DISTINCT ?this WHERE {{ {target} FILTER NOT EXISTS {{ {missing} }} }}"


def _unique_lang(constraint: Constraint, path: str, target: str) -> str:
    if constraint.values[0].value != "true":
        return f"SELECT ?this WHERE {{ {target} FILTER(false) }}"
    return (
        f"SELECT DISTINCT ?this WHERE {{ {target} ?this {path} ?v1 . ?this {path} ?v2 "
        'FILTER(lang(?v1) != "" && lcase(lang(?v1)) = lcase(lang(?v2)) && !sameTerm(?v1, ?v2)) }'
    )


def _equals(constraint: Constraint, path: str, target: str) -> str:
    other = _term(constraint.values[0])
    return (
        f"SELECT DISTINCT ?this ?value WHERE {{ {target} "
        f"{{ ?this {path} ?value FILTER NOT EXISTS {{ ?this {other} ?value }} }} UNION "
        f"{{ ?this {other} ?value FILTER NOT EXISTS {{ ?this {path} ?value }} }} }}"
    )


def _less(operator: str) -> Callable[[Constraint, str, str], str]:
    def make(constraint: Constraint, path: str, target: str) -> str:
        return (
            f"SELECT DISTINCT ?this ?value WHERE {{ {target} ?this {path} ?value . "
            f"?this {_term(constraint.values[0])} ?other "
            f"FILTER({_fails(f'?value {operator} ?other')}) }}"
        )

    return make


def _sparql(constraint: Constraint, path: str, target: str) -> str:
    """Return a SPARQL constraint's own query with the target put in front of its pattern."""
    words = {token.text.upper() for token in tokens(constraint.select) if token.kind == "word"}
    if refused := sorted(words & _REFUSED):
        raise ParseProblem(
            f"A SPARQL constraint may not use {refused[0]}: "
            + " ".join(constraint.select.split())[:80],
            hint="SHACL forbids it, since $this is bound beforehand; use FILTER or UNION.",
        )
    query = re.sub(r"\$this\b", "?this", constraint.select).replace("$PATH", path)
    head, brace, body = query.partition("{")
    if not brace or "?this" not in head:
        raise ParseProblem(
            "A SPARQL constraint is no SELECT query of $this: " + " ".join(query.split())[:80]
        )
    return f"{head}{{ {target} {body}"


_EXPRESSIONS: dict[str, Callable[[Constraint, Subclasses], str]] = {
    "Class": _class,
    "Datatype": _datatype,
    "NodeKind": _node_kind,
    "Pattern": _pattern,
    "MinLength": _length(">="),
    "MaxLength": _length("<="),
    "MinInclusive": _range(">="),
    "MinExclusive": _range(">"),
    "MaxInclusive": _range("<="),
    "MaxExclusive": _range("<"),
    "LanguageIn": _language,
    "In": _in,
    "Or": _combine(" || "),
    "And": _combine(" && "),
    "Xone": _xone,
    "Not": _not,
    "Node": _combine(" && "),
    "Disjoint": _disjoint,
}
_QUERIES: dict[str, Callable[[Constraint, str, str], str]] = {
    "MinCount": _min_count,
    "MaxCount": _max_count,
    "HasValue": _has_value,
    "UniqueLang": _unique_lang,
    "Equals": _equals,
    "LessThan": _less("<"),
    "LessThanOrEquals": _less("<="),
    "SPARQL": _sparql,
}


def _term(term: Term) -> str:
    return f"<{term.value}>" if isinstance(term, NamedNode) else str(term)


def _string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'

"""SHACL's constraint components as SPARQL: for each, a query that finds what breaks it.

A query runs over the whole graph at once, so its time depends on the engine's
indexes and not on a loop over focus nodes (docs/decisions/0006-validation-engine.md).
Components that look at one value at a time are boolean expressions over
``?value``, so that sh:or, sh:and, sh:xone and sh:not can combine them; the
others look at all values of a focus node together and are whole queries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from imet_graph.errors import ParseProblem
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode, Term
from imet_graph.validate.shapes import Constraint, Shape

Subclasses = Mapping[str, frozenset[str]]
"""For each class that has them, its subclasses and itself."""

_XSD = vocab.XSD
_CASTS = frozenset(
    _XSD + name for name in ("integer", "decimal", "double", "float", "boolean", "date", "dateTime")
)
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


def value_query(good: str, shape: Shape, target: str) -> str:
    """Return the query that finds the values of which an expression is not true."""
    reach = f"?this {shape.path.sparql()} ?value ." if shape.path else "BIND(?this AS ?value)"
    return f"SELECT DISTINCT ?this ?value WHERE {{ {target} {reach} FILTER({fails(good)}) }}"


def members(class_iri: str, classes: Subclasses) -> list[str]:
    """Return a class and its subclasses, in order."""
    return sorted(classes.get(class_iri, frozenset({class_iri})))


def fails(good: str) -> str:
    """Return the expression that is true where another is false or an error."""
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
        good += f" && regex(str(?value), {quoted(_LEXICAL[wanted])})"
    return f"({good})"


def _node_kind(constraint: Constraint, _classes: Subclasses) -> str:
    return _KINDS[vocab.compact(constraint.values[0].value).removeprefix("sh:")]


def _pattern(constraint: Constraint, _classes: Subclasses) -> str:
    pattern = quoted(constraint.values[0].value)
    flags = f", {quoted(constraint.flags)}" if constraint.flags else ""
    return f"(!isBlank(?value) && regex(str(?value), {pattern}{flags}))"


def _length(operator: str) -> Callable[[Constraint, Subclasses], str]:
    def make(constraint: Constraint, _classes: Subclasses) -> str:
        limit = constraint.values[0].value
        return f"(!isBlank(?value) && strlen(str(?value)) {operator} {limit})"

    return make


def _range(operator: str) -> Callable[[Constraint, Subclasses], str]:
    def make(constraint: Constraint, _classes: Subclasses) -> str:
        return f"(?value {operator} {written(constraint.values[0])})"

    return make


def _language(constraint: Constraint, _classes: Subclasses) -> str:
    tests = (f"langMatches(lang(?value), {quoted(t.value)})" for t in constraint.values)
    return f"(isLiteral(?value) && ({' || '.join(tests)}))"


def _in(constraint: Constraint, _classes: Subclasses) -> str:
    return f"({' || '.join(f'sameTerm(?value, {written(t)})' for t in constraint.values)})"


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
    return f"(NOT EXISTS {{ ?this {written(constraint.values[0])} ?value }})"


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


def written(term: Term) -> str:
    """Return a term as SPARQL writes it."""
    return f"<{term.value}>" if isinstance(term, NamedNode) else str(term)


def quoted(text: str) -> str:
    """Return text as a SPARQL string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'

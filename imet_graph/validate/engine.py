"""Applies SHACL shapes to a graph by SPARQL: for each constraint a query that finds what breaks it.

A query runs over the whole graph at once, so its time depends on the engine's
indexes and not on a loop over focus nodes (docs/decisions/0006-validation-engine.md).
Components that look at one value at a time are boolean expressions over
``?value``, so that sh:or, sh:and, sh:xone and sh:not can combine them; the
others look at all values of a focus node together and are whole queries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from imet_graph.engines import Backend
from imet_graph.errors import ParseProblem
from imet_graph.queries.text import tokens
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode, Term, text_of
from imet_graph.validate.report import SH, Finding
from imet_graph.validate.shapes import Constraint, Path, Shape

Subclasses = dict[str, set[str]]
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
# An error in an expression, such as a comparison of a date with a number, means that
# the value is not good.
_LESS = (
    "SELECT DISTINCT ?this ?value WHERE {{ {target} ?this {path} ?value . "
    "?this {term} ?other FILTER(!COALESCE(?value %s ?other, false)) }}"
)

# What is true of a good ?value. {parts} are the expressions of inner shapes, or of the
# values of sh:in and sh:languageIn.
EXPRESSIONS = {
    "class": "EXISTS {{ ?value a ?valueClass FILTER(?valueClass IN ({parts})) }}",
    "datatype": "(isLiteral(?value) && datatype(?value) = {term}{parts})",
    "nodeKind": "({parts})",
    "pattern": "(!isBlank(?value) && regex(str(?value), {parts}))",
    "minLength": "(!isBlank(?value) && strlen(str(?value)) >= {text})",
    "maxLength": "(!isBlank(?value) && strlen(str(?value)) <= {text})",
    "minInclusive": "(?value >= {term})",
    "minExclusive": "(?value > {term})",
    "maxInclusive": "(?value <= {term})",
    "maxExclusive": "(?value < {term})",
    "languageIn": "(isLiteral(?value) && ({parts}))",
    "in": "({parts})",
    "or": "({parts})",
    "and": "({parts})",
    "node": "({parts})",
    "xone": "({parts} = 1)",
    "not": "(!{parts})",
    "disjoint": "(NOT EXISTS {{ ?this {term} ?value }})",
}

# What finds the focus nodes, and the values of some, that break the others; sh:sparql has its own.
QUERIES = {
    "minCount": (
        "SELECT ?this WHERE {{ {target} OPTIONAL {{ ?this {path} ?v }} }} "
        "GROUP BY ?this HAVING(COUNT(DISTINCT ?v) < {text})"
    ),
    "maxCount": (
        "SELECT ?this WHERE {{ {target} ?this {path} ?v }} "
        "GROUP BY ?this HAVING(COUNT(DISTINCT ?v) > {text})"
    ),
    "hasValue": "SELECT DISTINCT ?this WHERE {{ {target} FILTER NOT EXISTS {{ {missing} }} }}",
    "uniqueLang": (
        "SELECT DISTINCT ?this WHERE {{ {target} ?this {path} ?v1 . ?this {path} ?v2 FILTER({text} "
        '&& lang(?v1) != "" && lcase(lang(?v1)) = lcase(lang(?v2)) && !sameTerm(?v1, ?v2)) }}'
    ),
    "equals": (
        "SELECT DISTINCT ?this ?value WHERE {{ {target} "
        "{{ ?this {path} ?value FILTER NOT EXISTS {{ ?this {term} ?value }} }} UNION "
        "{{ ?this {term} ?value FILTER NOT EXISTS {{ ?this {path} ?value }} }} }}"
    ),
    "lessThan": _LESS % "<",
    "lessThanOrEquals": _LESS % "<=",
}
# By far the most frequent. MINUS reads the property's values once, in order; FILTER NOT
# EXISTS looks each focus node up, a hundred times slower on disk.
_AT_LEAST_ONE = "SELECT DISTINCT ?this WHERE {{ {{ {target} }} MINUS {{ ?this {path} ?v }} }}"
_OF_GIVEN = ("minCount", "hasValue", "sparql", "equals")
_TARGETS = {
    "targetSubjectsOf": "?this {} ?targetObject .",
    "targetObjectsOf": "?targetSubject {} ?this .",
    "targetNode": "VALUES ?this {{ {} }}",
}


def apply_shapes(backend: Backend, shapes: Iterable[Shape]) -> list[Finding]:
    """Return what breaks the shapes, each finding once.

    The graph must hold the ontology's rdfs:subClassOf statements, since a shape
    for a class applies to its subclasses.
    """
    run = _Run(backend)
    found: dict[tuple[str, ...], Finding] = {}
    for shape in shapes:
        targets = run.targets(shape)
        if not targets:
            continue
        for part in (shape, *shape.properties):
            for constraint in part.constraints:
                for finding in run.apply(constraint, part, targets):
                    found.setdefault(finding.key(), finding)
    return list(found.values())


class _Run:
    """One application of shapes to a graph, which knows what was asked already."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.classes = _subclasses(backend)
        used = backend.select("SELECT DISTINCT ?class { ?thing a ?class }")
        self._used = {text_of(row[0]) for row in used}
        self._silent: set[str] = set()

    def targets(self, shape: Shape) -> list[str]:
        """Return patterns that bind ?this to the focus nodes, without classes not in use."""
        patterns: list[str] = []
        for kind, term in shape.targets:
            if kind == "targetClass":
                names = self._used.intersection(self.classes.get(term.value, {term.value}))
                patterns += [f"?this a <{name}> ." for name in sorted(names)]
            else:
                patterns.append(_TARGETS[kind].format(term))
        return list(dict.fromkeys(patterns))

    def apply(self, constraint: Constraint, shape: Shape, targets: list[str]) -> Iterator[Finding]:
        """Yield what breaks one constraint."""
        if not _needs_target(constraint, shape):
            if self._is_silent(_query(constraint, shape, "", self.classes)):
                return
            # A query for each target, not one with a UNION of them: engines order the
            # joins of the former well, and of the latter sometimes very badly.
        elif constraint.parameter != "sparql":
            targets = [" UNION ".join(f"{{ {target} }}" for target in targets)]
        for target in targets:
            result = self.backend.select(_query(constraint, shape, target, self.classes))
            for row in result:
                bound = dict(zip(result.variables, row, strict=True))
                focus = bound.get("this")
                if focus is not None:
                    yield _finding(focus, bound, constraint, shape)

    def _is_silent(self, query: str) -> bool:
        """Return whether a query has no row; shapes of several classes ask alike."""
        if query not in self._silent and next(iter(self.backend.select(query)), None) is None:
            self._silent.add(query)
        return query in self._silent


def _subclasses(backend: Backend) -> Subclasses:
    below: Subclasses = {}
    query = f"SELECT ?sub ?super WHERE {{ ?sub <{vocab.EXTERNAL['rdfs']}subClassOf> ?super }}"
    for sub, above in backend.select(query):
        below.setdefault(text_of(above), {text_of(above)}).add(text_of(sub))
    for _ in below:  # no chain of classes is longer
        for names in below.values():
            names.update(*(below.get(name, ()) for name in names))
    return below


def _finding(
    focus: Term, bound: dict[str, Term | None], constraint: Constraint, shape: Shape
) -> Finding:
    def named(match: re.Match[str]) -> str:
        term = bound.get(match[1])
        return vocab.compact(text_of(term)) if term is not None else match[0]

    value = bound.get("value")
    path = shape.path
    if constraint.parameter == "sparql":
        chosen = bound.get("path")
        path = Path("predicate", (chosen.value,)) if isinstance(chosen, NamedNode) else path
        if value is None and shape.path is None:
            value = focus
    return Finding(
        focus=focus,
        path=path,
        value=value,
        shape=shape.iri,
        component=SH + constraint.component,
        severity=shape.severity,
        message=re.sub(r"\{[?$](\w+)\}", named, constraint.message or shape.message or ""),
        property_label=shape.name or "" if shape.path == path else "",
    )


def _query(constraint: Constraint, shape: Shape, target: str, classes: Subclasses) -> str:
    """Return the query that finds what breaks a constraint among the focus nodes of a target."""
    path = shape.path.sparql() if shape.path else ""
    if constraint.parameter in EXPRESSIONS:
        reach = f"?this {path} ?value ." if path else "BIND(?this AS ?value)"
        bad = f"FILTER(!{_or_false(_expression(constraint, classes))})"
        return f"SELECT DISTINCT ?this ?value WHERE {{ {target} {reach} {bad} }}"
    if constraint.parameter == "sparql":
        return _own_query(constraint.select, path, target)
    term, text = str(constraint.values[0]), constraint.values[0].value
    query = QUERIES[constraint.parameter]
    if constraint.parameter == "minCount" and text == "1":
        query = _AT_LEAST_ONE
    missing = f"?this {path} {term}" if path else f"FILTER(sameTerm(?this, {term}))"
    return query.format(target=target, path=path, term=term, text=text, missing=missing)


def _needs_target(constraint: Constraint, shape: Shape) -> bool:
    """Return whether a query for the constraint says something only of given focus nodes.

    The others can be asked of the whole graph first: that nothing at all breaks
    them is the usual answer, and reading one property from end to end gives it
    fastest.
    """
    return shape.path is None or constraint.parameter in _OF_GIVEN


def _expression(constraint: Constraint, classes: Subclasses) -> str:
    """Return the expression that is true of a good ?value."""
    name, values = constraint.parameter, constraint.values
    inner = [_nested(shape, classes) for shape in constraint.shapes]
    term, text = (str(values[0]), values[0].value) if values else ("", "")
    parts = (" || " if name == "or" else " && ").join(inner)
    if name == "class":
        parts = ", ".join(f"<{address}>" for address in sorted(classes.get(text, {text})))
    elif name == "datatype" and text in _CASTS:
        parts = f" && datatype({term}(str(?value))) = {term}"
    elif name == "datatype" and text in _LEXICAL:
        parts = f" && regex(str(?value), {Literal(_LEXICAL[text])})"
    elif name == "nodeKind":  # such as BlankNodeOrIRI
        kinds = vocab.compact(text).removeprefix("sh:").split("Or")
        parts = " || ".join(f"is{kind.removesuffix('Node')}(?value)" for kind in kinds)
    elif name == "pattern":
        parts = ", ".join(str(Literal(part)) for part in (text, constraint.flags) if part)
    elif name == "languageIn":
        tests = (f"langMatches(lang(?value), {Literal(tag.value)})" for tag in values)
        parts = " || ".join(tests)
    elif name == "in":
        parts = " || ".join(f"sameTerm(?value, {value})" for value in values)
    elif name == "xone":
        parts = " + ".join(f"IF({one}, 1, 0)" for one in inner)
    return EXPRESSIONS[name].format(term=term, text=text, parts=parts)


def _nested(shape: Shape, classes: Subclasses) -> str:
    """Return the expression for a shape inside another: all its constraints hold."""
    if shape.path or shape.properties:
        raise ParseProblem(
            f"The shape {vocab.compact(shape.iri)} inside another one has properties of its own, "
            "which is not supported.",
            hint="Give the inner shape constraints on the value alone, or use sh:sparql.",
        )
    for constraint in shape.constraints:
        if constraint.parameter not in EXPRESSIONS:
            raise ParseProblem(f"sh:{constraint.component} can't stand inside another shape.")
    parts = [_or_false(_expression(constraint, classes)) for constraint in shape.constraints]
    return f"({' && '.join(parts)})" if parts else "true"


def _own_query(select: str, path: str, target: str) -> str:
    """Return a SPARQL constraint's own query with the target put in front of its pattern."""
    words = {token.text.upper() for token in tokens(select) if token.kind == "word"}
    for refused in ("MINUS", "SERVICE", "VALUES"):
        if refused in words:
            raise ParseProblem(
                f"A SPARQL constraint may not use {refused}: " + " ".join(select.split())[:80],
                hint="SHACL forbids it, since $this is bound beforehand; use FILTER or UNION.",
            )
    query = re.sub(r"\$this\b", "?this", select).replace("$PATH", path)
    head, brace, body = query.partition("{")
    if not brace or "?this" not in head:
        raise ParseProblem(
            "A SPARQL constraint is no SELECT query of $this: " + " ".join(query.split())[:80]
        )
    return f"{head}{{ {target} {body}"


def _or_false(expression: str) -> str:
    return f"COALESCE({expression}, false)"

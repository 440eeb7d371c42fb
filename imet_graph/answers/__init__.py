"""What a query returns, whichever engine answered it.

A query gives a :class:`Table` (SELECT), an :class:`Answer` (ASK) or a
:class:`Triples` (CONSTRUCT, DESCRIBE). Writers are in :mod:`imet_graph.answers.writers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from imet_graph.rdf.terms import BlankNode, Literal, NamedNode, Term, Triple

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

Row: TypeAlias = tuple["Term | None", ...]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = frozenset(
    _XSD + n for n in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")
)


def to_python(term: Term | None) -> Any:
    """Return the Python value of a term.

    IRIs and blank nodes become text; xsd:integer, decimal, double, boolean and
    date become int, Decimal, float, bool and date; other literals stay text.

    >>> to_python(Literal("12.50", datatype=NamedNode(_XSD + "decimal")))
    Decimal('12.50')
    """
    if term is None:
        return None
    if isinstance(term, NamedNode | BlankNode):
        return term.value
    kind = term.datatype.value
    try:
        if kind in _INTEGERS:
            return int(term.value)
        if kind == _XSD + "decimal":
            from decimal import Decimal

            return Decimal(term.value)
        if kind in (_XSD + "double", _XSD + "float"):
            return float(term.value)
        if kind == _XSD + "boolean":
            return term.value in ("true", "1")
        if kind == _XSD + "date":
            from datetime import date

            return date.fromisoformat(term.value[:10])
    except (ValueError, ArithmeticError):  # an ill-typed literal keeps its text
        return term.value
    return term.value


class Table:
    """Rows of a SELECT query, read once.

    ``variables`` are the column names without question marks; each row has one
    term, or None, for each of them. Where labels have taken the place of IRIs,
    ``things`` are the rows before that.
    """

    def __init__(
        self, variables: tuple[str, ...], rows: Iterable[Row], things: list[Row] | None = None
    ) -> None:
        self.variables = variables
        self.rows = rows
        self.things = things

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def collect(self) -> Table:
        """Return the same table with its rows in a list, so that it can be read twice."""
        return Table(self.variables, list(self.rows), self.things)

    def dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries of Python values (see :func:`to_python`)."""
        return [
            {name: to_python(term) for name, term in zip(self.variables, row, strict=True)}
            for row in self.rows
        ]

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a pandas data frame, one column for each variable.

        Raises:
            MissingExtra: if pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            from imet_graph.errors import MissingExtra

            raise MissingExtra(
                "Data frames need pandas.", hint="pip install 'imet-graph[frames]'"
            ) from error
        return pandas.DataFrame(self.dicts(), columns=list(self.variables))

    def to_polars(self) -> polars.DataFrame:
        """Return the rows as a polars data frame, one typed column for each variable.

        A column is Int64, Decimal, Float64, Boolean or Date where all its values are of
        that kind, else String; IRIs are text. What is unbound is null.

        Raises:
            MissingExtra: if polars is not installed.
        """
        from imet_graph.answers.columns import to_polars

        return to_polars(self)

    def to_arrow(self) -> pyarrow.Table:
        """Return the rows as an Arrow table, which DuckDB reads as it is.

        Raises:
            MissingExtra: if pyarrow is not installed.
        """
        from imet_graph.answers.columns import to_arrow

        return to_arrow(self)

    def _repr_html_(self) -> str:
        """Return the first rows as HTML, as a notebook shows them; the table stays readable."""
        from imet_graph.answers.writers import html_table

        self.rows = list(self.rows)
        return html_table(self, most=50)


class Answer:
    """The answer to an ASK query."""

    def __init__(self, value: bool) -> None:
        self.value = value

    def __bool__(self) -> bool:
        return self.value


class Triples:
    """The triples of a CONSTRUCT or DESCRIBE query, read once."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = triples

    def __iter__(self) -> Iterator[Triple]:
        return iter(self.triples)


Result: TypeAlias = Table | Answer | Triples

__all__ = ["Answer", "Literal", "Result", "Row", "Table", "Triples", "to_python"]

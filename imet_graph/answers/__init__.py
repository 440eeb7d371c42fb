"""What a query returns, whichever engine answered it.

A query gives a :class:`Table` (SELECT), a :class:`Truth` (ASK) or a
:class:`Triples` (CONSTRUCT, DESCRIBE). Writers are in :mod:`imet_graph.answers.writers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from imet_graph.rdf.terms import BlankNode, Literal, NamedNode, Term, Triple
from imet_graph.rdf.vocab import XSD

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

Row: TypeAlias = tuple["Term | None", ...]
SHOWN = 50  # rows in a notebook


def _decimal(text: str) -> Any:
    from decimal import Decimal

    return Decimal(text)


_INTEGERS = ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")
_READERS: dict[str, Callable[[str], Any]] = {
    **{XSD + name: int for name in _INTEGERS},
    XSD + "decimal": _decimal,
    XSD + "double": float,
    XSD + "float": float,
    XSD + "boolean": lambda text: text in ("true", "1"),
    XSD + "date": lambda text: date.fromisoformat(text[:10]),
}


def to_python(term: Term | None) -> Any:
    """Return the Python value of a term.

    IRIs and blank nodes become text; xsd:integer, decimal, double, boolean and
    date become int, Decimal, float, bool and date; other literals stay text.

    >>> to_python(Literal("12.50", datatype=NamedNode(XSD + "decimal")))
    Decimal('12.50')
    """
    if term is None:
        return None
    read = None if isinstance(term, NamedNode | BlankNode) else _READERS.get(term.datatype.value)
    try:
        return read(term.value) if read else term.value
    except (ValueError, ArithmeticError):  # an ill-typed literal keeps its text
        return term.value


class Table:
    """Rows with named columns, which can be read as often as one likes.

    ``variables`` are the column names without question marks; each row has one
    term, or None, for each of them. Where labels have taken the place of IRIs,
    ``things`` are the rows before that.
    """

    def __init__(
        self, variables: tuple[str, ...], rows: Iterable[Row], things: list[Row] | None = None
    ) -> None:
        self.variables = variables
        self.things = things
        self._rows = rows

    @property
    def rows(self) -> list[Row]:
        """The rows, read from the engine when they are first asked for."""
        if not isinstance(self._rows, list):
            self._rows = list(self._rows)
        return self._rows

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def stream(self) -> Iterator[Row]:
        """Yield the rows without keeping them, where a table may be too long for that."""
        rows = self._rows
        if not isinstance(rows, list):
            self._rows = _gone()
        return iter(rows)

    def with_column(self, name: str, texts: Iterable[str]) -> Table:
        """Return the table with a further column of text at its end."""
        rows = [(*row, Literal(text)) for row, text in zip(self.rows, texts, strict=True)]
        return Table((*self.variables, name), rows)

    def dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries of Python values (see :func:`to_python`)."""
        return [
            {name: to_python(term) for name, term in zip(self.variables, row, strict=True)}
            for row in self.rows
        ]

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a pandas data frame, one column for each variable.

        A column is Int64, float64, boolean or datetime64 where all its values are of
        that kind, so that it can be summed and drawn; else it is text. Raises MissingExtra
        without pandas.
        """
        from imet_graph.answers.columns import to_pandas

        return to_pandas(self)

    def to_polars(self) -> polars.DataFrame:
        """Return the rows as a polars data frame, one typed column for each variable.

        A column is Int64, Decimal, Float64, Boolean or Date where all its values are of
        that kind, else String; IRIs are text. What is unbound is null. Raises MissingExtra
        without polars.
        """
        from imet_graph.answers.columns import to_polars

        return to_polars(self)

    def to_arrow(self) -> pyarrow.Table:
        """Return the rows as an Arrow table, for DuckDB too; MissingExtra without pyarrow."""
        from imet_graph.answers.columns import to_arrow

        return to_arrow(self)

    def _repr_html_(self) -> str:
        """Return the first rows as HTML, as a notebook shows them."""
        from imet_graph.answers.text import Grid, Paragraph, Text
        from imet_graph.answers.writers import as_html

        text = Text([Grid(Table(self.variables, self.rows[:SHOWN]))])
        if len(self) > SHOWN:
            text.append(Paragraph(f"{SHOWN:,} of {len(self):,} rows"))
        return as_html(text)


def _gone() -> Iterator[Row]:
    raise RuntimeError("The rows of this table were streamed, and not kept.")
    yield ()


class Truth(NamedTuple):
    """The answer to an ASK query."""

    value: bool

    def __bool__(self) -> bool:
        return self.value


class Triples:
    """The triples of a CONSTRUCT or DESCRIBE query, read once."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = triples

    def __iter__(self) -> Iterator[Triple]:
        return iter(self.triples)


Result: TypeAlias = Table | Truth | Triples

__all__ = ["Literal", "Result", "Row", "Table", "Triples", "Truth", "to_python"]

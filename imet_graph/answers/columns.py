"""Results as columns with types, for Arrow, Parquet and the data frames built on them."""

from __future__ import annotations

import io
from datetime import date
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any

from imet_graph.answers import Table, to_python
from imet_graph.errors import MissingExtra

if TYPE_CHECKING:
    import polars
    import pyarrow


def to_arrow(table: Table) -> pyarrow.Table:
    """Return the rows as an Arrow table, one column for each variable.

    A column holds int64, decimal128, double, bool or date32 where all its values are
    of that kind, else text; IRIs are text. What is unbound is null.

    Raises:
        MissingExtra: if pyarrow is not installed.
    """
    try:
        import pyarrow
    except ImportError as error:
        raise MissingExtra(
            "Arrow and Parquet need pyarrow.", hint="pip install 'imet-graph[frames]'"
        ) from error
    return pyarrow.table({name: _column(pyarrow, values) for name, values in _columns(table)})


def _columns(table: Table) -> list[tuple[str, list[Any]]]:
    """Return the Python values of each column, with its name."""
    rows = [[to_python(term) for term in row] for row in table.rows]
    return [(name, [row[i] for row in rows]) for i, name in enumerate(table.variables)]


def _column(pyarrow: Any, values: list[Any]) -> Any:
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) == 1:
        try:
            return pyarrow.array(values)
        except (pyarrow.ArrowInvalid, OverflowError):  # a number too large for its type
            pass
    return pyarrow.array([None if v is None else str(v) for v in values], pyarrow.string())


def to_polars(table: Table) -> polars.DataFrame:
    """Return the rows as a polars data frame, one column for each variable.

    A column is Int64, Decimal, Float64, Boolean or Date where all its values are of
    that kind, else String; IRIs are text. What is unbound is null, and a column in
    which nothing is bound is Null.

    Raises:
        MissingExtra: if polars is not installed.
    """
    try:
        import polars
    except ImportError as error:
        raise MissingExtra(
            "Polars data frames need polars.", hint="pip install 'imet-graph[polars]'"
        ) from error
    return polars.DataFrame([_series(polars, name, values) for name, values in _columns(table)])


def _series(polars: Any, name: str, values: list[Any]) -> Any:
    kinds = {type(value) for value in values if value is not None}
    if not kinds:
        return polars.Series(name, values, dtype=polars.Null)
    if len(kinds) == 1:
        (kind,) = kinds
        try:
            if kind is Decimal:
                scale, even = _of_one_scale(values)
                return polars.Series(name, even, dtype=polars.Decimal(38, scale))
            dtype = _dtypes(polars).get(kind)
            if dtype is not None:
                return polars.Series(name, values, dtype=dtype)
        except (polars.exceptions.PolarsError, TypeError, ValueError, ArithmeticError):
            pass  # a number too large for its type, or none, as NaN
    texts = [None if value is None else str(value) for value in values]
    return polars.Series(name, texts, dtype=polars.String)


def _dtypes(polars: Any) -> dict[type, Any]:
    return {int: polars.Int64, float: polars.Float64, bool: polars.Boolean, date: polars.Date}


def _of_one_scale(values: list[Decimal | None]) -> tuple[int, list[Decimal | None]]:
    """Return the most decimals of any value, and the values with that many.

    Raises:
        ArithmeticError, ValueError: if 38 digits don't hold one of them, or one is no number.
    """
    scale = max(0, *(-int(v.as_tuple().exponent) for v in values if v is not None))
    step = Decimal(1).scaleb(-scale)
    digits = Context(prec=38)
    return scale, [None if v is None else digits.quantize(v, step) for v in values]


def to_bytes(table: Table, format_name: str) -> bytes:
    """Return the rows as a Parquet or Arrow (IPC) file.

    Raises:
        MissingExtra: if pyarrow is not installed.
    """
    arrow = to_arrow(table)
    buffer = io.BytesIO()
    if format_name == "parquet":
        import pyarrow.parquet

        pyarrow.parquet.write_table(arrow, buffer)
    else:
        import pyarrow

        with pyarrow.ipc.new_file(buffer, arrow.schema) as writer:
            writer.write_table(arrow)
    return buffer.getvalue()

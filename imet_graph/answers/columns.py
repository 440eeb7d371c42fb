"""Results as columns with types, for Arrow, Parquet and the data frames built on them."""

from __future__ import annotations

import io
from datetime import date
from decimal import Context, Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any

from imet_graph.answers import Table, to_python
from imet_graph.errors import MissingExtra

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


def _library(name: str, use: str, extra: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        hint = f"pip install 'imet-graph[{extra}]'"
        raise MissingExtra(f"{use} need {name}.", hint=hint) from error


def to_arrow(table: Table) -> pyarrow.Table:
    """Return the rows as :meth:`Table.to_arrow` does.

    A column holds int64, decimal128, double, bool or date32 where all its values are
    of that kind, else text.
    """
    pyarrow = _library("pyarrow", "Arrow and Parquet", "frames")
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


def to_pandas(table: Table) -> pandas.DataFrame:
    """Return the rows as :meth:`Table.to_pandas` does."""
    pandas = _library("pandas", "Data frames", "frames")
    columns = {name: _pandas_column(pandas, values) for name, values in _columns(table)}
    return pandas.DataFrame(columns, columns=list(table.variables))


def _pandas_column(pandas: Any, values: list[Any]) -> Any:
    """Return values as a series of a type that can be summed and drawn, if they have one."""
    kinds = {type(value) for value in values if value is not None}
    # What pandas makes of Decimal and date are objects, which no plot takes.
    dtypes = {int: "Int64", bool: "boolean", date: "datetime64[s]"}
    try:
        if kinds and kinds <= {int, Decimal, float} and kinds != {int}:
            return pandas.Series([None if v is None else float(v) for v in values], dtype="float64")
        if len(kinds) == 1 and (dtype := dtypes.get(next(iter(kinds)))):
            return pandas.Series(values, dtype=dtype)
    except (OverflowError, ValueError, TypeError):
        pass  # a number too large for its type
    return pandas.Series(values, dtype=object)


def to_polars(table: Table) -> polars.DataFrame:
    """Return the rows as :meth:`Table.to_polars` does; a column with nothing bound is Null."""
    library = _library("polars", "Polars data frames", "polars")
    series = [_series(library, name, values) for name, values in _columns(table)]
    frame: polars.DataFrame = library.DataFrame(series)
    return frame


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
            dtypes = {int: polars.Int64, float: polars.Float64, bool: polars.Boolean}
            if dtype := {**dtypes, date: polars.Date}.get(kind):
                return polars.Series(name, values, dtype=dtype)
        except (polars.exceptions.PolarsError, TypeError, ValueError, ArithmeticError):
            pass  # a number too large for its type, or none, as NaN
    texts = [None if value is None else str(value) for value in values]
    return polars.Series(name, texts, dtype=polars.String)


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
    """Return the rows as a Parquet or Arrow (IPC) file; raise MissingExtra without pyarrow."""
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

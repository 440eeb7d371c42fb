"""Results as columns with types, for Arrow, Parquet and the data frames built on them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from imet_graph.errors import MissingExtra
from imet_graph.results import Table, to_python

if TYPE_CHECKING:
    import pyarrow

BINARY = ("parquet", "arrow")
"""The formats whose content is bytes."""


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
    rows = [[to_python(term) for term in row] for row in table.rows]
    columns = {}
    for index, name in enumerate(table.variables):
        values = [row[index] for row in rows]
        columns[name] = _column(pyarrow, values)
    return pyarrow.table(columns)


def _column(pyarrow: Any, values: list[Any]) -> Any:
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) == 1:
        try:
            return pyarrow.array(values)
        except (pyarrow.ArrowInvalid, OverflowError):  # a number too large for its type
            pass
    return pyarrow.array([None if v is None else str(v) for v in values], pyarrow.string())


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

"""Columns with types: Arrow, Parquet, pandas; and what a notebook shows."""

from __future__ import annotations

import datetime
import io
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from imet_graph.answers import Row, Table
from imet_graph.answers.columns import to_arrow, to_bytes
from imet_graph.errors import MissingExtra
from imet_graph.rdf.terms import Literal, NamedNode

Run = Callable[..., "subprocess.CompletedProcess[str]"]
XSD = "http://www.w3.org/2001/XMLSchema#"


def typed(text: str, kind: str) -> Literal:
    """Return a typed literal."""
    return Literal(text, datatype=NamedNode(XSD + kind))


ROWS: list[Row] = [
    (NamedNode("a:b"), typed("1", "integer"), typed("1.50", "decimal"), typed("2004-03-05", "date"),
     typed("true", "boolean"), Literal("é", language="fr"), typed("5", "integer")),
    (None, typed("2", "integer"), None, None, typed("false", "boolean"), Literal("x"),
     Literal("five")),
]  # fmt: skip
NAMES = ("iri", "n", "money", "day", "truth", "text", "mixed")
TABLE = Table(NAMES, ROWS)


def test_arrow_has_types() -> None:
    """Numbers, dates and truth values keep their types; what is unbound is null."""
    pytest.importorskip("pyarrow")
    arrow = to_arrow(TABLE)
    kinds = [str(field.type) for field in arrow.schema]
    assert kinds == [
        "string",
        "int64",
        "decimal128(3, 2)",
        "date32[day]",
        "bool",
        "string",
        "string",
    ]
    assert arrow.to_pylist()[0]["money"] == Decimal("1.50")
    assert arrow.to_pylist()[0]["day"] == datetime.date(2004, 3, 5)
    assert arrow.to_pylist()[1]["money"] is None
    assert arrow.to_pylist()[1]["mixed"] == "five"


@pytest.mark.parametrize("format_name", ["parquet", "arrow"])
def test_files_are_read_back(format_name: str) -> None:
    """A file holds the same table, with the same types."""
    pytest.importorskip("pyarrow")
    import pyarrow.ipc
    import pyarrow.parquet

    content = io.BytesIO(to_bytes(TABLE, format_name))
    if format_name == "parquet":
        found = pyarrow.parquet.read_table(content)
    else:
        found = pyarrow.ipc.open_file(content).read_all()
    assert found.equals(to_arrow(TABLE))


def test_numbers_too_large_for_a_column_become_text() -> None:
    """A whole number beyond 64 bits is kept, as text."""
    pytest.importorskip("pyarrow")
    table = Table(("n",), [(typed("9" * 30, "integer"),)])
    assert to_arrow(table).to_pylist() == [{"n": "9" * 30}]


def test_the_command_writes_them(imet: Run, tmp_path: Path) -> None:
    """`--output FILE.parquet` names the format."""
    pyarrow = pytest.importorskip("pyarrow.parquet")
    target = tmp_path / "programs.parquet"
    done = imet("query", "program-list", "-o", target)
    assert (done.returncode, done.stdout) == (0, "")
    assert pyarrow.read_table(target).num_rows > 5


def test_a_notebook_shows_fifty_rows() -> None:
    """The table is escaped, says how many rows there are, and can still be read after it."""
    rows: list[Row] = [(Literal(f"<{number}>"),) for number in range(60)]
    table = Table(("x",), iter(rows))
    html = table._repr_html_()
    assert html.count("<tr>") == 51
    assert "&lt;0&gt;" in html
    assert "50 of 60 rows" in html
    assert len(list(table)) == 60
    assert "rows" not in Table(("x",), rows[:3])._repr_html_()


def test_pandas_has_the_columns() -> None:
    """A data frame has one column for each variable."""
    pytest.importorskip("pandas")
    frame = TABLE.to_pandas()
    assert list(frame.columns) == list(NAMES)
    assert len(frame) == 2
    assert TABLE.to_arrow().num_rows == 2


def test_polars_has_typed_columns() -> None:
    """Types as Arrow has them; every digit of money is kept, and what is unbound is null."""
    polars = pytest.importorskip("polars")
    frame = TABLE.to_polars()
    assert dict(frame.schema) == {
        "iri": polars.String,
        "n": polars.Int64,
        "money": polars.Decimal(38, 2),
        "day": polars.Date,
        "truth": polars.Boolean,
        "text": polars.String,
        "mixed": polars.String,
    }
    assert frame.rows() == [
        ("a:b", 1, Decimal("1.50"), datetime.date(2004, 3, 5), True, "é", "5"),
        (None, 2, None, None, False, "x", "five"),
    ]


@pytest.mark.parametrize(
    ("texts", "kind", "dtype", "values"),
    [
        (["1.5", "20.25", "-3"], "decimal", "Decimal(38, 2)", ["1.50", "20.25", "-3.00"]),
        (["9" * 30], "integer", "String", ["9" * 30]),
        (["-1" + "0" * 37], "decimal", "Decimal(38, 0)", ["-1" + "0" * 37]),
        (["9" * 39], "decimal", "String", ["9" * 39]),
        (["0." + "0" * 36 + "1", "10"], "decimal", "String", ["1E-37", "10"]),
        (["NaN", "1"], "decimal", "String", ["NaN", "1"]),
        (["1e3", "INF"], "double", "Float64", ["1000.0", "inf"]),
        (["2004", "2005"], "gYear", "String", ["2004", "2005"]),
        ([], "integer", "Null", []),
    ],
)
def test_polars_loses_no_digit(texts: list[str], kind: str, dtype: str, values: list[str]) -> None:
    """What does not fit a type becomes text, and rows may be none."""
    polars = pytest.importorskip("polars")
    series = Table(("n",), [(typed(text, kind),) for text in texts]).to_polars()["n"]
    assert str(series.dtype).replace("precision=", "").replace("scale=", "") == dtype
    assert [str(value) for value in series] == values
    assert isinstance(series, polars.Series)


def test_polars_of_unbound_columns_and_no_columns() -> None:
    """A column in which nothing is bound is there."""
    polars = pytest.importorskip("polars")
    frame = Table(("a", "b"), [(None, Literal("x"))]).to_polars()
    assert dict(frame.schema) == {"a": polars.Null, "b": polars.String}
    assert Table((), []).to_polars().shape == (0, 0)


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyarrow, pandas or polars the error says what to install."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtra, match="frames"):
        to_arrow(TABLE)
    with pytest.raises(MissingExtra, match="frames"):
        TABLE.to_pandas()
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(MissingExtra, match=r"imet-graph\[polars\]"):
        TABLE.to_polars()

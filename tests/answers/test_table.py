"""The table writer."""

from __future__ import annotations

import io

from imet_graph.answers import Table, to_python
from imet_graph.answers.table import write_table
from imet_graph.rdf.terms import Literal, NamedNode

XSD = "http://www.w3.org/2001/XMLSchema#"


def drawn(table: Table, width: int) -> str:
    """Return a table as text."""
    stream = io.StringIO()
    write_table(table, stream, width)
    return stream.getvalue()


def number(text: str, kind: str = "integer") -> Literal:
    """Return a typed number."""
    return Literal(text, datatype=NamedNode(XSD + kind))


def test_numbers_stand_right_with_thousands_and_all_digits() -> None:
    """Money keeps its decimals; years keep their four digits."""
    table = Table(
        ("year", "amount"),
        [(number("1999"), number("1234567.50", "decimal")), (number("2000"), number("7"))],
    )
    assert drawn(table, 40) == (
        "year        amount\n────  ────────────\n1999  1,234,567.50\n2000             7\n"
    )


def test_long_text_wraps_and_no_line_is_wider_than_the_terminal() -> None:
    """Every word survives the wrapping."""
    text = " ".join(f"word{i}" for i in range(60))
    shown = drawn(Table(("a", "b"), [(Literal("x"), Literal(text))]), 60)
    assert max(map(len, shown.splitlines())) <= 60
    assert [w for w in shown.split() if w.startswith("word")] == text.split()


def test_many_columns_become_records() -> None:
    """Where columns would be too narrow, each field gets a line."""
    names = tuple(f"column{i}" for i in range(9))
    shown = drawn(Table(names, [tuple(Literal("some longer text") for _ in names)]), 60)
    assert shown.count("some longer text") == 9
    assert shown.startswith("column0  some longer text\n")


def test_control_characters_do_not_reach_the_terminal() -> None:
    """An escape sequence in data is shown as a replacement character."""
    assert "\x1b" not in drawn(Table(("a",), [(Literal("\x1b[31mred"),)]), 40)


def test_an_empty_table_has_its_head() -> None:
    """No rows are no error."""
    assert drawn(Table(("a", "bc"), []), 40).splitlines() == ["a  bc", "─  ──"]


def test_python_values() -> None:
    """Terms become the Python values of their types; ill-typed ones stay text."""
    from datetime import date
    from decimal import Decimal

    cases = [
        (number("5"), 5), (number("5.10", "decimal"), Decimal("5.10")),
        (number("1e3", "double"), 1000.0), (number("true", "boolean"), True),
        (number("2004-03-05", "date"), date(2004, 3, 5)), (number("x"), "x"),
        (number("2004", "gYear"), "2004"), (NamedNode("a:b"), "a:b"), (None, None),
    ]  # fmt: skip
    for term, value in cases:
        assert to_python(term) == value


def test_rows_become_a_data_frame() -> None:
    """Columns keep their names, cells their types."""
    frame = Table(("n",), [(number("5"),), (number("6"),)]).to_pandas()
    assert list(frame["n"]) == [5, 6]

"""Text to be read: tables, records, paragraphs and sources."""

from __future__ import annotations

import io

from imet_graph.answers import Table, to_python
from imet_graph.answers.text import Grid, Paragraph, Sources, render
from imet_graph.rdf.terms import Literal, NamedNode

XSD = "http://www.w3.org/2001/XMLSchema#"


def drawn(table: Table, width: int) -> str:
    """Return a table as text."""
    stream = io.StringIO()
    render([Grid(table)], stream, width)
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


def test_a_table_that_would_be_too_wide_becomes_records() -> None:
    """The first column heads a record; short fields share a line, and each has its name."""
    names = tuple(f"column_{i}" for i in range(9))
    shown = drawn(Table(names, [tuple(Literal("some longer text") for _ in names)]), 60)
    assert shown.splitlines()[:2] == [
        "some longer text",
        "  column 1: some longer text · column 2: some longer text",
    ]
    assert shown.count("some longer text") == 9


NAMES = ("event", "date", "country", "note", "source")
EVENTS = Table(
    NAMES,
    [
        (
            Literal("Coup"), number("1999-10", "gYearMonth"), Literal("Pakistan"),
            Literal("word " * 30), Literal("[1] [2]"),
        ),
        (Literal("Waiver"), number("2001-10-27", "date"), Literal("Pakistan"), None, Literal("")),
    ],
)  # fmt: skip


def test_rows_of_more_than_three_lines_become_records_date_and_heading_first() -> None:
    """A date is as precise as known, marks stand with the heading, what is empty is left out."""
    lines = drawn(EVENTS, 80).splitlines()
    assert lines[:2] == ["1999-10     Coup [1] [2]", "            country: Pakistan"]
    assert lines[2].startswith("            note: word word")
    assert lines[3].startswith("              word")
    assert lines[-2:] == ["2001-10-27  Waiver", "            country: Pakistan"]
    assert max(map(len, lines)) <= 80
    assert drawn(EVENTS, 120).startswith("event   date")


def test_no_row_has_more_than_three_lines_at_any_width() -> None:
    """It is a table only where that is so, and no line ends in a space."""
    for width in range(30, 200, 7):
        lines = drawn(EVENTS, width).splitlines()
        assert lines == [line.rstrip() for line in lines]
        if lines[0].startswith("event"):
            assert len(lines) <= 2 + 3 * 2


def test_wide_characters_take_two_columns_and_marks_on_letters_none() -> None:
    """What follows stands in one column all the same."""
    rows = [(Literal("漢字"), Literal("x")), (Literal("e\u0301té"), Literal("x"))]
    assert drawn(Table(("name", "b"), rows), 40).splitlines()[2:] == ["漢字  x", "e\u0301té   x"]


def test_a_wide_text_is_broken_where_it_has_no_spaces_and_an_address_never() -> None:
    """An address can be copied; nothing else is wider than it may be."""
    stream = io.StringIO()
    address = "https://example.org/" + "a" * 60
    render([Paragraph("漢" * 30), Paragraph(f"see {address}"), Sources([address])], stream, 40)
    lines = stream.getvalue().splitlines()
    assert lines[:2] == ["漢" * 20, "  " + "漢" * 10]
    assert lines[2:] == ["see", f"  {address}", "", "Sources", "[1]", f"    {address}"]


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

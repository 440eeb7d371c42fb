"""The tables: described by a standard, written in one way, and each wrong cell told."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from imet_graph import resources
from imet_graph.errors import ParseProblem
from imet_graph.facts import adding, dates
from imet_graph.facts.mapping import code_labels
from imet_graph.facts.tables import Facts

FOLDER = resources.folder("data") / "facts"
WRONG = yaml.safe_load((Path(__file__).parent / "wrong.yaml").read_text(encoding="utf-8"))


def test_the_tables_are_what_their_standard_says() -> None:
    """A reader of CSV on the Web that is not ours finds no fault in any table."""
    from csvw import TableGroup

    group = TableGroup.from_file(FOLDER / "csv-metadata.json")
    rows = {table.local_name: len(list(table.iterdicts(strict=True))) for table in group.tables}
    assert {path.name for path in FOLDER.glob("*.csv")} == set(rows)
    assert sum(rows.values()) > 15_000


def test_each_table_is_written_in_one_way() -> None:
    """Reading and writing a table gives its bytes, so that a change is one line."""
    facts = Facts(FOLDER)
    for name, rows in facts.rows.items():
        table = facts.tables[name]
        kept = (FOLDER / table.file).read_bytes()
        assert adding.written(table, [row.cells for row in rows]) == kept, name


@pytest.mark.parametrize(
    ("table", "row", "column", "text", "said"), WRONG, ids=[f"{w[2]}: {w[3]}" for w in WRONG]
)
def test_a_wrong_cell_is_told(
    tmp_path: Path, table: str, row: str, column: str, text: str, said: str
) -> None:
    """The message names table, line and column, and what is wrong."""
    folder = tmp_path / "facts"
    shutil.copytree(FOLDER, folder)
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    wrong = next(number for number, one in enumerate(rows) if one["id"] == row)
    rows[wrong][column] = text
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(ParseProblem) as raised:
        Facts(folder).check_links(set(code_labels()))
    assert f"{table}.csv, line {wrong + 2}, column {column}" in str(raised.value)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,label\n", "the columns are not those of csv-metadata.json"),
        ("id,label,broader,expanded_imet,summary,source,locator\na,b\n", "line 2: 2 cells where"),
    ],
)
def test_a_table_of_another_shape_is_told(tmp_path: Path, text: str, said: str) -> None:
    """Columns that lack, and rows that are short, are told with the line."""
    folder = tmp_path / "facts"
    shutil.copytree(FOLDER, folder)
    (folder / "topics.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ParseProblem, match=said):
        Facts(folder)


DATES = [
    ("2018", date(2018, 1, 1), date(2018, 12, 31)),
    ("2018-08", date(2018, 8, 1), date(2018, 8, 31)),
    ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
    ("2018-08-03", date(2018, 8, 3), date(2018, 8, 3)),
    ("1985~", date(1984, 1, 1), date(1986, 12, 31)),
    ("[1990..1992]", date(1990, 1, 1), date(1992, 12, 31)),
]


@pytest.mark.parametrize(("text", "first", "last"), DATES, ids=[d[0] for d in DATES])
def test_a_date_has_its_days(text: str, first: date, last: date) -> None:
    """Each notation has the first and last day on which the date may lie."""
    span = dates.Span.of(text)
    assert (span.first, span.last) == (first, last)


@pytest.mark.parametrize("text", ["2018", "2018-08", "2016-02", "2018-08-03"])
def test_plain_dates_are_read_as_the_library_reads_them(text: str) -> None:
    """What is read without the library is what the library says."""
    from edtf import parse_edtf

    span, theirs = dates.Span.of(text), parse_edtf(text)
    assert span.first == date(*theirs.lower_strict()[:3])
    assert span.last == date(*theirs.upper_strict()[:3])

"""Rows that a person can read though a machine may not, and rows that lie."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from imet_graph.engines.local import LocalBackend
from imet_graph.errors import ImetGraphError
from imet_graph.training_reports.cells import clean, figure, printed
from imet_graph.training_reports.names import Names, country_of, distinct, parse, program_of
from imet_graph.training_reports.reader import discover, inspect
from imet_graph.training_reports.reconcile import check
from imet_graph.training_reports.rows import Cells, classify
from imet_graph.training_reports.run import Imported, import_reports
from tests.training_reports import make

COSTS = {
    "$1,234": 1234, "($1,234.00)": -1234, "(1,234)": -1234, "\u22121234": -1234, "-$1,234": -1234,
    "US$1,234.00": 1234, "USD 1,234": 1234, "1234$": 1234, "1'234": 1234, "1.234,56": 1234.56,
    "1.5E+04": 15000, "1\u00a0234": 1234, "1\u202f234\u202f567": 1234567, "1 234": None,
    '"1234': 1234, "1234\u200b": 1234, "\uff11\uff12": 12, "\x001234": 1234, "12\x0034": None,
    "\u00b2": None, "(1234": None, "=SUM(A1)": None, "39529-": None, "850 900": None,
    "1200 900": 2100,
}  # fmt: skip
"""Dollars by the text of a cell; None is unknown."""

QUANTITIES = {
    "\u00b2": None, "\u2460": None, "1 \u00b2": 1, "\uff11\uff12": 12, "1\u00a0234": 1234,
    "1\x002": None, "+12": 12, "12\ufeff": 12, "(5)": None, "1.2E+01": 12,
}  # fmt: skip

TITLES = {
    "Program Totals - Fiscal Year 2018": "control",
    "Totals for FY 2018": "control",
    "2018 Program Totals": "control",
    "Fiscal Year Program Totals.": "control",
    "Fiscal Year 2018 Department of State Program Totals": "control",
    "Fiscal Year 2018 Program Totals (continued)": "control",
    "Fiscal Year 2018 Program\u200b Totals": "control",
    "TOTAL FORCE SEMINAR": "activity",
    "training:course_title": "header",
}

DAYS = {
    "2018/6/4": "2018-06-04",
    "20180604": "2018-06-04",
    "04.06.2018": "2018-06-04",
    "6/4/2018 0:00": "2018-06-04",
    "6/4/2018 12:00 AM": "2018-06-04",
    "Monday, June 4th, 2018": "2018-06-04",
    "2018-06-04T00:00:00+02:00": "2018-06-04",
    "20181332": "",
    "\u00b2/\u00b3/2018": "",
}


@pytest.fixture(scope="module")
def names() -> Names:
    """Return the tables of the bundled graph."""
    return Names.of(LocalBackend.bundled())


@pytest.mark.parametrize(("text", "dollars"), COSTS.items())
def test_a_cost_is_read_as_a_person_reads_it(text: str, dollars: float | None) -> None:
    """However it is written; where a digit may be lost it is unknown, and flagged."""
    row = classify(Cells(country="Chad", program="P", title="A", quantity="1", cost=figure(text)))
    assert row.cost == (None if dollars is None else round(dollars * 100))
    assert row.flags or dollars is not None


@pytest.mark.parametrize(("text", "number"), QUANTITIES.items())
def test_a_quantity_is_read_as_a_person_reads_it(text: str, number: int | None) -> None:
    """However it is written; what is no number is flagged."""
    row = classify(Cells(country="Chad", program="P", title="A", quantity=figure(text), cost="9"))
    assert row.quantity == number
    assert row.flags or number is not None


@pytest.mark.parametrize(("title", "kind"), TITLES.items())
def test_a_title_tells_what_a_row_is(title: str, kind: str) -> None:
    """Totals in other words, with marks that can't be seen, and the header again."""
    figures = ("", "") if kind == "header" else ("5", "100")
    cells = Cells("Chad", "TCD", "IMET", clean(title), quantity=figures[0], cost=figures[1])
    assert classify(cells).kind == kind


@pytest.mark.parametrize(("text", "day"), DAYS.items())
def test_a_date_is_read_in_further_forms(text: str, day: str) -> None:
    """With the time, the day of the week, an ordinal; other orders where they are plain."""
    assert printed(text) == day


def test_a_wrong_cleaned_date_gives_way_to_the_printed_one() -> None:
    """The report itself says the day."""
    cells = Cells("Chad", "TCD", "P", "A", quantity="1", start="2018-02-30", start_raw="2/3/2018")
    assert classify(cells, (2018, 2019)).start == "2018-02-03"


def test_a_zero_with_figures_is_none() -> None:
    """What says that there was nothing, and how much, is for a person to look at."""
    cells = Cells("Chad", "TCD", "No activities reported for Chad", "A", quantity="3", cost="900")
    assert classify(cells).kind == "rejected"


Lines = list[str]


def _at(cells: str, number: int, *new: str) -> str:
    parts = cells.split("\t")
    return "\t".join([*parts[: number - len(new) + 1], *new, *parts[number + 1 :]])


OLD = "International Military Education and Training (IMET), FY18"

CHANGES: dict[str, tuple[Callable[[Lines], Lines], dict[str, int], int]] = {
    "as it is": (lambda rows: rows, {"activity": 2, "control": 1}, 300),
    "extra cells": (lambda rows: [r + "\tmore" for r in rows], {"activity": 2, "control": 1}, 300),
    "two rows on a line": (
        lambda rows: [rows[0] + "\r" + rows[1], rows[2]], {"control": 1, "rejected": 1}, 0),
    "a cell lost": (
        lambda rows: [rows[0].replace("\tUnit\t", "\t"), *rows[1:]],
        {"activity": 1, "control": 1, "rejected": 1}, 200),
    "a tab in quotes": (
        lambda rows: [rows[0].replace("FIRST", '"FIR\tST"'), *rows[1:]],
        {"activity": 2, "control": 1}, 300),
    "the header again": (
        lambda rows: [rows[0], "\t".join(make.HEADER), *rows[1:]],
        {"activity": 2, "control": 1, "header": 1}, 300),
    "a row again": (
        lambda rows: [rows[0], *rows], {"activity": 2, "control": 1, "rejected": 1}, 300),
    "all rows again": (
        lambda rows: rows + rows, {"activity": 2, "control": 1, "rejected": 3}, 300),
    "an id again": (
        lambda rows: [rows[0], rows[0].split("\t", 1)[0] + "\t" + rows[1].split("\t", 1)[1],
                      rows[2]],
        {"activity": 2, "control": 1}, 300),
    "a title with tot in it": (
        lambda rows: [rows[0], "\t".join(make.row("PROTOTYPE SHOP", 1, 100)), *rows[1:]],
        {"activity": 3, "control": 1}, 400),
    "a total in other words": (
        lambda rows: [*rows[:2], rows[2].replace("Program Totals", "IMET-1 Totals, all")],
        {"activity": 2, "control": 1}, 300),
    "a leaked line after the total": (
        lambda rows: [*rows, "\t".join(make.row("REST", "", "", recipient="Unit"))],
        {"activity": 2, "control": 1, "rejected": 1}, 300),
    "a leaked line after a break of page": (
        lambda rows: [
            rows[0].replace(make.IMET, f"DOS Africa Region, Chad, {OLD}"),
            "\t".join(make.row("REST", "", "", program=f"Africa Region, Chad, {OLD}")),
        ],
        {"activity": 1, "header": 1}, 100),
    "a leaked line after a blank one": (
        lambda rows: [rows[0], "", "\t".join(make.row("REST", "", ""))],
        {"activity": 1, "header": 2}, 100),
    "a line without end": (
        lambda rows: [rows[0].replace("FIRST", "x " * 600_000), *rows[1:]],
        {"activity": 1, "control": 1, "rejected": 1}, 200),
}  # fmt: skip
"""What is done to the lines of a report, how its rows count then, and what they cost."""


def _lines() -> Lines:
    rows = [
        make.row("FIRST", 1, 100, recipient="Unit"),
        make.row("SECOND", 1, 200, recipient="Unit"),
        make.row("Fiscal Year 2018 Program Totals", 2, 300),
    ]
    for number, cells in enumerate(rows):
        cells[0] = str(UUID(int=number))
    return ["\t".join(cells) for cells in rows]


def _import(folder: Path, names: Names, *files: Lines) -> Imported:
    paths = []
    for number, rows in enumerate(files):
        path = folder / f"{number}.tsv"
        path.write_text("\n".join(["\t".join(make.HEADER), *rows]) + "\n", encoding="utf-8")
        paths.append(path)
    return import_reports(paths, folder / "store", names)


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_file_counts_as_a_person_would_count_it(
    tmp_path: Path, names: Names, name: str
) -> None:
    """Nothing twice, nothing shifted; what is rejected is kept as it came."""
    change, kinds, cost = CHANGES[name]
    rows = change(_lines())
    result = _import(tmp_path, names, rows)
    assert result.accounts[0].kinds == Counter(kinds)
    assert sum(float(str(group["cost"])) for group in result.groups) == cost
    for path in result.rejected.values():
        for kept in path.read_bytes().decode().split("\n")[1:-1]:
            line, reason, row = kept.split("\t", 2)
            assert reason
            assert row
            assert rows[int(line) - 2].startswith(row)


def test_a_file_and_its_copy_count_once(tmp_path: Path, names: Names) -> None:
    """Under another name, in whatever order the rows stand."""
    result = _import(tmp_path, names, _lines(), _lines()[::-1])
    assert [account.kinds["rejected"] for account in result.accounts] == [0, 3]
    assert [group["cost"] for group in result.groups] == ["300.00"]
    (path,) = result.rejected.values()
    first, second = tmp_path / "0.tsv", tmp_path / "1.tsv"
    said = path.read_text(encoding="utf-8")
    assert f"4\tthe row of line 2 of {first} again (in {second.name})\t" in said


def test_unknown_names_are_kept_apart(tmp_path: Path, names: Names) -> None:
    """Two countries in other letters, two long programmes that begin alike."""
    long = "Programme of which the name is much longer than an address likes, "
    rows = [
        make.row("A", country=country, code="", program=long + end)
        for country in ("\u0427\u0430\u0434", "\u041d\u0438\u0433\u0435\u0440")
        for end in ("one", "two")
    ]
    result = _import(tmp_path, names, ["\t".join(cells) for cells in rows])
    assert [group["activities"] for group in result.groups] == [1, 1, 1, 1]
    assert distinct("Wakanda") == "wakanda"


def test_a_year_far_from_its_report_is_listed(tmp_path: Path, names: Names) -> None:
    """As the programmes are that a person must look at."""
    label = "IMET-1 - Fiscal Year 9999 Department of State Training"
    result = _import(tmp_path, names, ["\t".join(make.row("A", program=label))])
    assert list(result.review) == [label]


@pytest.mark.parametrize(
    ("label", "country"), [("Antigua-Barbuda", "ATG"), ("U.S.A.", ""), ("Chad.", "TCD")]
)
def test_a_country_is_known_by_more_spellings(names: Names, label: str, country: str) -> None:
    """A hyphen for "and"; what is not known stays so."""
    assert country_of(label, "NaN", names) == country


@pytest.mark.parametrize("text", ["a, ", "-", ", "])
def test_a_label_of_pages_is_not_taken_apart(names: Names, text: str) -> None:
    """It took seconds each; it becomes a programme to review, of no year."""
    found = program_of(text * 3000 + "IMET-1 - FY 2018 DoS Training", "Chad", names)
    assert (found.review, found.year) == (True, None)


def test_a_fiscal_year_alone_is_no_programme(names: Names) -> None:
    """It becomes one to review."""
    assert program_of("Fiscal Year 2018", "Chad", names).review


TITLES_OF_REPORTS = {
    "Report, 2018\u20132019, Volume I": "2018-2019",
    "Report, 2018/2019, Volume I": "2018-2019",
    "Report, Fiscal Years 2018 and 2019": "2018-2019",
    "Report, 2018 - 2019": "2018-2019",
    "Report, 2019-2018": "",
    "Report, 2018-2091": "",
}


@pytest.mark.parametrize(("title", "years"), TITLES_OF_REPORTS.items())
def test_a_report_is_of_a_year_and_the_next(tmp_path: Path, title: str, years: str) -> None:
    """However the years are joined; other years are those of no report."""
    cells = make.row("A")
    cells[-1], cells[20] = title, ""
    path = make.write(tmp_path / "a.tsv", [cells])
    if years:
        assert inspect(path).reports == {years: 1}
    else:
        with pytest.raises(ImetGraphError, match="no row says which report"):
            inspect(path)


def test_columns_without_a_name_at_the_end_are_left_out(tmp_path: Path) -> None:
    """As a spreadsheet writes them."""
    rows = [[*cells, "", ""] for cells in [make.HEADER, *make.small()]]
    path = tmp_path / "a.tsv"
    path.write_text("\n".join("\t".join(cells) for cells in rows), encoding="utf-8")
    assert inspect(path).header == make.HEADER


def test_a_label_is_read_without_its_entities() -> None:
    """As it may come out of a page."""
    label = "IMET&#45;1&nbsp;- Fiscal&nbsp;Year 2018 Department of State Training"
    assert parse(label) == ("IMET-1", 2018, "state")


def test_a_few_rows_of_another_report_are_set_apart(tmp_path: Path, names: Names) -> None:
    """They make no report of their own and join no other; a damaged title alone is no such row."""
    rows = [make.row("A", n) for n in range(100)]
    other, damaged = make.row("B", years="2016-2017"), make.row("C")
    damaged[-1] = other[-1]
    lines = ["\t".join(cells) for cells in (*rows, other, damaged)]
    result = _import(tmp_path, names, lines)
    assert result.accounts[0].kinds == Counter(activity=101, rejected=1)
    assert list(result.rejected) == ["2018-2019"]


def test_two_parts_with_their_own_order_of_columns_are_refused(tmp_path: Path) -> None:
    """Read by the first header the second part would say something else."""
    rows = [make.HEADER, *make.small()]
    both = [*rows, *[cells[::-1] for cells in rows]]
    path = tmp_path / "a.tsv"
    path.write_text("\n".join("\t".join(cells) for cells in both), encoding="utf-8")
    with pytest.raises(ImetGraphError, match="line 9: another header"):
        inspect(path)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (make.text(make.small()).encode("utf-32"), "UTF-32"),
        (b"BZh91AY&SY" + bytes(99), "binary"),
        (b"PK\x03\x04" + bytes(99), "binary"),
        (bytes(99), "binary"),
    ],
)
def test_an_error_says_what_the_file_is(tmp_path: Path, data: bytes, message: str) -> None:
    """Not that it is text, where it is none."""
    path = tmp_path / "a.tsv"
    path.write_bytes(data)
    with pytest.raises(ImetGraphError, match=message):
        inspect(path)


def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    """As ``<(zcat FILE)`` gives one; its copy goes away again."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    data = make.text(make.small()).encode()
    writer = threading.Thread(target=path.write_bytes, args=(data,))
    writer.start()
    source = inspect(path)
    writer.join()
    assert (source.rows, source.spooled) == (7, True)
    source.discard()
    assert not source.path.exists()


def test_a_store_may_stand_beside_its_reports(tmp_path: Path, names: Names) -> None:
    """What it keeps of rejected rows is no report, nor is a hidden file."""
    rows = _lines()
    (tmp_path / ".0.tsv").write_text("x", encoding="utf-8")
    _import(tmp_path, names, [rows[0], *rows])
    assert (tmp_path / "store" / "rejected" / "2018-2019.tsv").is_file()
    assert discover([tmp_path]) == [tmp_path / "0.tsv"]


@pytest.mark.parametrize("name", ["none/a.json", "folder.json"])
def test_a_table_that_cannot_be_written_is_refused_first(tmp_path: Path, name: str) -> None:
    """Before the reports are imported."""
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(ImetGraphError, match="folder"):
        check(tmp_path / name)

"""Reports that nobody here has seen: other years, spellings, dates, orders of columns."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from imet_graph.engines.local import LocalBackend
from imet_graph.errors import ImetGraphError
from imet_graph.training_reports import store
from imet_graph.training_reports.cells import printed
from imet_graph.training_reports.names import Names, program_of
from imet_graph.training_reports.reader import inspect
from imet_graph.training_reports.rows import Cells, classify
from imet_graph.training_reports.run import import_reports
from tests.training_reports import make

LABELS = {
    "DOS Africa Region, Chad, International Military Education and Training (IMET), FY03": (
        "imet", 2003, "state"),
    "Africa Region, Chad, International Military Education and Training (IMET), FY 2003": (
        "imet", 2003, ""),
    "Africa Region,Chad,Foreign Military Financing (FMF),FY04": ("fmf", 2004, ""),
    "IMET-1 - FY 2009 DoS Training": ("imet-1", 2009, "state"),
    "IMET-1 \u2013 FY2009 DoS Training": ("imet-1", 2009, "state"),
    "IMET-1 - FY 2010 DoS On-Going Training": ("imet-1", 2010, "state"),
    "IMET-D&amp;R - Fiscal Year 2020 Department of State Training": ("imet-dr", 2020, "state"),
    "IMET-1 - Fiscal Year 2017 Department of State": ("imet-1", 2017, "state"),
    "DOHS/USCG - Fiscal Year 2019 Department of Homeland Security Training": (
        "uscg-activities", 2019, "dhs"),
    "Newly Made - Fiscal Year 2021 Department of Defense Training": (
        "review-newly-made", 2021, "dod"),
}  # fmt: skip
TITLES = {
    "Fiscal Year 2017 Program Totals": "control",
    "FY 09 Program Total": "control",
    "Fiscal Year 2017 Totals": "control",
    "Subtotal": "control",
    "Grand Total": "rejected",
    "Fiscal Year 2017 Country Totals:": "rejected",
    "TOTAL QUALITY MGMT": "activity",
    "CONTRACTS - TOTAL": "activity",
}
DATES = {
    "10/1/2009": "2009-10-01",
    "10/1/09": "2009-10-01",
    "2009-10-01": "2009-10-01",
    "2009-10-01T00:00:00": "2009-10-01",
    "1-Oct-09": "2009-10-01",
    "01 October 2009": "2009-10-01",
    "Oct. 1, 2009": "2009-10-01",
    "13/10/2009": "",
    "2009-02-30": "",
    "1-Foo-09": "",
    "40087": "",
}


@pytest.fixture(scope="module")
def names() -> Names:
    """Return the tables of the bundled graph."""
    return Names.of(LocalBackend.bundled())


@pytest.mark.parametrize(("label", "meaning"), LABELS.items())
def test_a_label_is_parsed_by_its_parts(
    names: Names, label: str, meaning: tuple[str, int, str]
) -> None:
    """Programme, fiscal year and department, in the spellings of other years."""
    found = program_of(label, "Chad", names)
    assert (found.program, found.year, found.department) == meaning


@pytest.mark.parametrize(("title", "kind"), TITLES.items())
def test_a_total_is_no_training(title: str, kind: str) -> None:
    """Of whatever it is the total: counted as a training it would double the money."""
    cells = Cells(country="Chad", program="IMET", title=title, quantity="5", cost="100")
    assert classify(cells).kind == kind


@pytest.mark.parametrize("digits", ["9" * n for n in (13, 27, 29, 39, 41, 5000)])
@pytest.mark.parametrize("form", ["{}", "-{}", "${}.99", "1.{}"])
def test_a_gigantic_number_is_no_cost(digits: str, form: str) -> None:
    """Of whatever length: unknown and flagged, unless the digits are those of a fraction."""
    row = classify(Cells(country="Chad", program="IMET", title="A", cost=form.format(digits)))
    if form == "1.{}":
        assert (row.cost, row.flags) == (200, ())
    else:
        assert row.cost is None
        assert "cost-implausible" in row.flags


@pytest.mark.parametrize(("text", "day"), DATES.items())
@pytest.mark.parametrize("column", ["start", "start_raw"])
def test_a_date_is_read_in_each_form(text: str, day: str, column: str) -> None:
    """In the column of cleaned dates and in that of printed ones; what is none is flagged."""
    row = classify(
        Cells(country="Chad", program="IMET", title="A", quantity="1", **{column: text}),
        (2009, 2010),
    )
    assert row.start == day == printed(text)
    assert row.flags or (column, text) == ("start", day)


def _reordered(rows: list[list[str]]) -> list[list[str]]:
    return [list(reversed(cells)) for cells in rows]


def _extra(rows: list[list[str]]) -> list[list[str]]:
    return [[*cells[:3], "new" if n else "qa:new", *cells[3:], ""] for n, cells in enumerate(rows)]


def _upper(rows: list[list[str]]) -> list[list[str]]:
    return [[f' "{cell.upper()}" ' for cell in rows[0]], *rows[1:]]


@pytest.mark.parametrize("change", [_reordered, _extra, _upper])
@pytest.mark.parametrize("years", ["2003-2004", "2009-2010", "2020-2021"])
def test_columns_may_stand_otherwise(
    tmp_path: Path, names: Names, change: object, years: str
) -> None:
    """In another order, with more of them, with a header in capitals: the same triples."""
    assert callable(change)
    rows = [make.HEADER, *make.small(years)]
    found = []
    for number, table in enumerate([rows, change(rows)]):
        path = tmp_path / f"{number}.tsv"
        path.write_text("\n".join("\t".join(cells) for cells in table), encoding="utf-8")
        folder = tmp_path / f"store-{number}"
        (account,) = import_reports([path], folder, names).accounts
        assert account.kinds["activity"] == 3
        now = store.current(folder)
        assert now is not None
        texts = {str(quad) for quad in store.of_reports(ox.Store.read_only(str(now)))}
        found.append({text for text in texts if "contentDigest" not in text})
    assert found[0] == found[1]


def test_the_years_may_stand_in_the_group_or_the_name_alone(tmp_path: Path) -> None:
    """Where the title column is empty, as it is in some of the pages."""
    rows = make.small("2009-2010")
    for cells in rows:
        cells[-1] = ""
    assert inspect(make.write(tmp_path / "a.tsv", rows)).reports == {"2009-2010": 7}
    for cells in rows:
        cells[20] = ""
    path = make.write(tmp_path / "fmtr_2009_2010_v2.tsv", rows)
    assert inspect(path).reports == {"2009-2010": 7}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("\ttraining:page_number", ""), "lacks 1 .*page_number"),
        (lambda text: "\r\n" + text, "line 1: a blank line"),
        (lambda text: text.replace("\r\n", "\r"), "a carriage return alone"),
        (lambda text: text.encode("utf-16-le"), "UTF-16"),
        (lambda text: text.replace("qa:training_group", "training:country"), "lacks 1"),
        (lambda text: text.replace("training:status:admin", "TRAINING:country"), "stands twice"),
    ],
)
def test_what_cannot_be_told_is_refused_clearly(
    tmp_path: Path, change: object, message: str
) -> None:
    """The message names the line or the column, and what to do."""
    assert callable(change)
    data = change(make.text(make.small()))
    path = tmp_path / "a.tsv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(ImetGraphError, match=message) as error:
        inspect(path)
    assert error.value.hint

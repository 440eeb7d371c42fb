"""Days and fiscal years, as people write them and wherever they stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imet_graph.rdf.dates import read_day, read_fiscal_year
from imet_graph.training_reports.cells import printed
from imet_graph.training_reports.names import parse

DAYS = {
    "2004-03-05": "2004-03-05",
    "2004/3/5": "2004-03-05",
    "5 March 2004": "2004-03-05",
    "5. mar 2004": "2004-03-05",
    "Mar. 5, 2004": "2004-03-05",
    "5 sept 2004": "2004-09-05",
}
NO_DAYS = ["2004", "March 2004", "2004-02-30", "soon", "31 June 2004", "5 foo 2004"]
FISCAL_YEARS = {
    "2005": "2005",
    "FY2005": "2005",
    "fy05": "2005",
    "F.Y. 05": "2005",
    "fiscal 2005": "2005",
    "fiscal year 2005": "2005",
    "FY '99": "1999",
    "FY00": "2000",
    "FY49": "2049",
    "FY50": "1950",
    "FY 99": "1999",
    "1976TQ": "1976TQ",
    "fy 1976-tq": "1976TQ",
}
NO_FISCAL_YEARS = ["next", "FY5", "20055", "1977TQ", ""]


@pytest.mark.parametrize(("written", "meant"), DAYS.items())
def test_days_are_read_in_the_forms_people_write(written: str, meant: str) -> None:
    """Days in ISO form and with the month's name are understood."""
    assert read_day(written).isoformat() == meant


@pytest.mark.parametrize(("written", "meant"), FISCAL_YEARS.items())
def test_fiscal_years_are_read_in_the_forms_people_write(written: str, meant: str) -> None:
    """With and without FY, with two digits or four, and the transition quarter."""
    assert read_fiscal_year(written) == meant


@pytest.mark.parametrize(
    ("read", "written"),
    [(read_day, text) for text in NO_DAYS] + [(read_fiscal_year, text) for text in NO_FISCAL_YEARS],
)
def test_what_is_none_is_refused(read: Callable[[str], object], written: str) -> None:
    """A month, a year, or a day that the calendar lacks is no day, and so on."""
    with pytest.raises(ValueError, match=f"'{written}' is no"):
        read(written)


@pytest.mark.parametrize(
    ("digits", "year"), [("00", 2000), ("49", 2049), ("50", 1950), ("99", 1999)]
)
def test_two_digits_mean_one_year_everywhere(digits: str, year: int) -> None:
    """A parameter, a label of the training reports and a date of theirs agree."""
    assert read_fiscal_year(f"FY{digits}") == str(year)
    assert parse(f"IMET, FY {digits}")[1] == year
    assert printed(f"6/4/{digits}") == f"{year}-06-04"

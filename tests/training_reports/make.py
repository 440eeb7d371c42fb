"""Rows of a small training report, written for the tests."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

HEADER = (  # noqa: SIM905 - as a list it would be 24 lines
    "training:id:admin training:country qa:training_country_iso_3166_1 training:program "
    "training:course_title training:delivery_unit training:recipient_unit training:start_date_raw "
    "qa:training_start_date_clean training:end_date_raw qa:training_end_date_clean "
    "training:location training:quantity training:total_cost training:page_number "
    "training:date_first_seen:admin training:data_scraped:admin training:status:admin "
    "training:source_at_publication_level:admin training:source_at_volume_section_level:admin "
    "qa:training_group qa:training_source_url training:citation_id:admin "
    "training:source_title_with_volume_section:admin"
).split()
IMET = "IMET-1 - Fiscal Year 2018 Department of State Training"


def row(
    title: str,
    quantity: object = 1,
    cost: object = 100,
    *,
    country: str = "Chad",
    code: str = "TCD",
    program: str = IMET,
    delivery: str = "",
    recipient: str = "",
    start: str = "",
    end: str = "",
    place: str = "",
    years: str = "2018-2019",
    page: str = "1",
) -> list[str]:
    """Return the 24 cells of a row."""
    title_of_section = f"Report, {years}, Volume I - Section IV. Country Training - Africa Region"
    group = f"{years.replace('-', '_')}_Africa.tsv"
    return [
        "id", country, code, program, title, delivery, recipient, "", start, "", end, place,
        str(quantity), str(cost), page, "", "", "", "", "", group, "", "", title_of_section,
    ]  # fmt: skip


def text(rows: Iterable[list[str]]) -> str:
    """Return a report of these rows."""
    return "\r\n".join("\t".join(cells) for cells in [HEADER, *rows]) + "\r\n"


def small(years: str = "2018-2019", quantity: int = 2) -> list[list[str]]:
    """Return a report with two countries, their totals, and damage of each kind."""
    program = IMET.replace("2018", years[:4])
    made = [
        row("HUMAN RIGHTS SEMINAR", quantity, 5000, recipient="1st Brigade", start="2018-01-15",
            end="2018-01-20", place="Ndjamena", program=program, years=years),
        row("INTL DEFENSE", "1 39529-7099", 700, delivery="DLIELC, Lackland AFB TX",
            program=program, years=years),
        row("MGT", "", "", program=program, years=years),
        row(f"Fiscal Year {years[:4]} Program Totals", quantity + 1, 5700, program=program,
            years=years),
        row("AIRBORNE", 1, 900, country="Pakistan", code="NaN", start="2018-10-10",
            program=program, years=years),
        row(f"Fiscal Year {years[:4]} Program Totals", 3, 900, country="Pakistan", code="PAK",
            program=program, years=years),
        row("", "", "", country="Nauru", code="NRU", years=years,
            program=f"No activities reported for Nauru in {years}"),
    ]  # fmt: skip
    return made


def write(path: Path, rows: Iterable[list[str]]) -> Path:
    """Write a report; return its path."""
    path.write_bytes(text(rows).encode())
    return path

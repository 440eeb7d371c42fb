"""The training reports, from a small file to a store that answers."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
HEADER = (
    "training:id:admin\ttraining:country\tqa:training_country_iso_3166_1\ttraining:program\t"
    "training:course_title\ttraining:delivery_unit\ttraining:recipient_unit\t"
    "training:start_date_raw\tqa:training_start_date_clean\ttraining:end_date_raw\t"
    "qa:training_end_date_clean\ttraining:location\ttraining:quantity\ttraining:total_cost\t"
    "training:page_number\ttraining:date_first_seen:admin\ttraining:data_scraped:admin\t"
    "training:status:admin\ttraining:source_at_publication_level:admin\t"
    "training:source_at_volume_section_level:admin\tqa:training_group\tqa:training_source_url\t"
    "training:citation_id:admin\ttraining:source_title_with_volume_section:admin"
)
TITLE = (
    "Foreign Military Training and DoD Engagement Activities of Interest, 2018-2019, Volume I - "
    "Section IV. Country Training Activities - Africa Region"
)
IMET = "IMET-1 - Fiscal Year 2018 Department of State Training"
TOTALS = "Fiscal Year 2018 Program Totals"


def row(
    number: int,
    country: tuple[str, str] = ("Angola", "AGO"),
    *,
    program: str = IMET,
    title: str = "International Human Rights Course",
    school: str = "DLIELC, Lackland AFB TX",
    unit: str = "Angola Air Force",
    begins: str = "2018-06-04",
    ends: str = "2018-07-26",
    quantity: str = "1",
    cost: str = "1000",
) -> str:
    """Return a line of a report."""
    cells = [
        f"row-{number}", *country, program, title, school, unit, begins, begins, ends, ends,
        "Lackland AFB, TX, US", quantity, cost, "1", "2019-", "2024-07-12", "Not checked",
        "source", "section", "2018_2019_Africa_fmtrpt.tsv", "", "citation", TITLE,
    ]  # fmt: skip
    return "\t".join(cells)


def total(number: int, quantity: str, cost: str, **more: str) -> str:
    """Return a line with the report's own total of a country and programme."""
    empty = {"school": "", "unit": "", "begins": "", "ends": ""}
    return row(number, title=TOTALS, quantity=quantity, cost=cost, **{**empty, **more})


LINES = [
    HEADER,
    row(1, cost="13841"),
    row(2, title="Professional Military English", quantity="2", cost="18227"),
    row(3, quantity="1 39529-7099", cost="500"),  # the next column's text has run in
    total(4, "4", "32568"),
    row(5, ("Congo (DROC)", "COD"), program="FMF - Fiscal Year 2018 Department of State Training"),
    total(6, "9", "1000", program="FMF - Fiscal Year 2018 Department of State Training").replace(
        "Angola\tAGO", "Congo (DROC)\tCOD"
    ),
    row(7, ("Nauru", "NRU"), program="No activities reported for Nauru in 2018-2019",
        title="No activities reported for Nauru in 2018-2019", quantity="", cost=""),
    HEADER.replace("training:course_title", "COURSE"),
]  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a report in a file."""
    path = tmp_path_factory.mktemp("reports") / "fmtr_2018_2019.tsv.gz"
    path.write_bytes(gzip.compress(("\n".join(LINES) + "\n").encode()))
    return path


@pytest.fixture(scope="module")
def store(
    imet: Run, report: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, object]]:
    """Return a store with the report in it, and what the import reported."""
    folder = tmp_path_factory.mktemp("store") / "training"
    account = folder.parent / "account.json"
    done = imet("import", "fmtr", report, "--store", folder, "--report", account)
    assert done.returncode == 0, done.stderr
    return folder, json.loads(account.read_text(encoding="utf-8"))


def rows_of(imet: Run, folder: Path, *args: str) -> list[dict[str, object]]:
    """Return the rows of a query over the store."""
    done = imet("query", *args, "--store", folder, "-f", "jsonl")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_row_is_accounted_for(store: tuple[Path, dict[str, object]]) -> None:
    """Activities, control totals, known zeros, headers and rejected rows add up."""
    text = json.dumps(store[1])
    (file,) = store[1]["files"]  # type: ignore[misc, attr-defined]
    counts = {k: v for k, v in file.items() if isinstance(v, int)}
    assert counts.pop("rows") == sum(counts.values()) == len(LINES) - 1, text
    assert sorted(counts.values()) == [0, 1, 1, 2, 4]


def test_activities_are_asked_with_their_report(
    imet: Run, store: tuple[Path, dict[str, object]]
) -> None:
    """A country's activities between two days come with course, school and cost."""
    rows = rows_of(
        imet, store[0], "activities-between", "--country", "Angola",
        "--from-date", "2018-01-01", "--to-date", "2018-12-31",
    )  # fmt: skip
    assert len(rows) == 3


def test_sums_are_those_of_the_rows_and_not_of_the_totals(
    imet: Run, store: tuple[Path, dict[str, object]]
) -> None:
    """Four trainees for 32,568 dollars: the control total is not added again."""
    rows = rows_of(imet, store[0], "training-by-country-year", "--country", "Angola")
    assert [int(str(r["trainees"])) for r in rows] == [4]
    assert [float(str(r["cost"])) for r in rows] == [32568.0]


def test_a_total_that_differs_is_listed(imet: Run, store: tuple[Path, dict[str, object]]) -> None:
    """The report says nine trainees where its rows give one."""
    rows = rows_of(imet, store[0], "reconciliation-differences")
    assert len(rows) == 1


def test_importing_again_changes_nothing_and_a_corrected_file_replaces(
    imet: Run, report: Path, store: tuple[Path, dict[str, object]], tmp_path: Path
) -> None:
    """The same file leaves the store as it is; another version takes the report's place."""
    folder = store[0]
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def triples() -> str:
        return imet("query", "-", "--store", folder, "-f", "csv", stdin=count).stdout

    before = triples()
    assert imet("import", "fmtr", report, "--store", folder).returncode == 0
    assert triples() == before
    corrected = tmp_path / "fmtr_2018_2019.tsv"
    corrected.write_text("\n".join(LINES[:3]) + "\n", encoding="utf-8")
    assert imet("import", "fmtr", corrected, "--store", folder).returncode == 0
    assert triples() != before
    assert imet("import", "fmtr", report, "--store", folder).returncode == 0
    assert triples() == before


BAD = {
    "empty": b"",
    "binary": b"\x00\x01\x02" * 100,
    "not UTF-8": "\n".join(LINES).encode().replace(b"Angola", b"Ang\xf3la"),
    "commas": "\n".join(LINES).replace("\t", ",").encode(),
    "another header": b"a\tb\tc\n1\t2\t3\n",
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_a_file_that_is_no_report_is_refused_before_anything_is_written(
    imet: Run, tmp_path: Path, content: bytes
) -> None:
    """One line that says what is wrong; no store is made."""
    path = tmp_path / "fmtr_2018_2019.tsv"
    path.write_bytes(content)
    done = imet("import", "fmtr", path, "--store", tmp_path / "store")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert path.name in done.stderr
    assert not (tmp_path / "store" / "CURRENT").exists()

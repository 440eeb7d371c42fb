"""All sixteen reports, imported once: accounts, totals, and what others counted.

The figures expected are in ``sixteen.json``; the printed totals in ``shared/facts`` were
gathered without this importer.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from imet_graph.engines.local import LocalBackend
from imet_graph.training_reports.names import Names
from imet_graph.training_reports.reader import discover
from imet_graph.training_reports.rows import KINDS
from imet_graph.training_reports.run import Imported, import_reports

SHARED = Path(__file__).parents[3] / "shared"
REPORTS = SHARED / "fmtr"
EXPECTED: dict[str, Any] = json.loads(
    (Path(__file__).parent / "sixteen.json").read_text(encoding="utf-8")
)
EXACTLY = 0.995
"""The least share of the groups with a total that must add up to it."""
WITHIN = Decimal("0.005")
"""By how much of the printed total a year may differ."""

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not REPORTS.is_dir(), reason="../shared/fmtr is not there"),
]

Sums = dict[tuple[str, str], Decimal]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """Return the outcome of one import of all sixteen."""
    folder = tmp_path_factory.mktemp("sixteen")
    paths = [REPORTS / name for name in EXPECTED["files"]]
    return import_reports(paths, folder, Names.of(LocalBackend.bundled()))


@pytest.fixture(scope="module")
def imet(imported: Imported) -> dict[tuple[str, str, str], Decimal]:
    """Return the cost of IMET by kind of figure, fiscal year and country."""
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for group in imported.groups:
        if group["program"] in EXPECTED["imet"]["programs"]:
            year = str(group["fiscal_year"])
            kind = "planned" if year == str(group["report"])[5:] else "reported"
            sums[f"training-{kind}", year, str(group["country"])] += Decimal(str(group["cost"]))
    return sums


@pytest.fixture(scope="module")
def printed() -> dict[tuple[str, str, str], Decimal]:
    """Return the printed totals by kind of figure, fiscal year and country."""
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    with (SHARED / "facts" / "country_funding.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            sums[row["kind"], row["fiscal_year"], row["iso3"]] += Decimal(row["amount_usd"])
    return sums


def by_year(sums: dict[tuple[str, str, str], Decimal]) -> Sums:
    """Return the sums over countries."""
    years: Sums = defaultdict(Decimal)
    for (kind, year, _country), amount in sums.items():
        years[kind, year] += amount
    return years


@pytest.mark.parametrize("name", EXPECTED["files"])
def test_the_five_counts_of_a_file_add_up(imported: Imported, name: str) -> None:
    """To the lines of the file, counted here without the importer."""
    (account,) = [each for each in imported.accounts if Path(each.file).name == name]
    with gzip.open(REPORTS / name) as file:
        lines = sum(1 for _ in file) - 1
    assert sum(account.kinds.values()) == account.rows == lines
    found = {"rows": account.rows, **{kind: account.kinds[kind] for kind in KINDS}}
    assert found == EXPECTED["files"][name]


def test_no_report_is_left_out(imported: Imported) -> None:
    """Each file has its account, and each is found where the folder is named instead of it."""
    names = set(EXPECTED["files"])
    assert len(names) == 16
    assert names == {Path(each.file).name for each in imported.accounts}
    assert names <= {path.name for path in discover([REPORTS])}


def test_the_groups_reconcile(imported: Imported) -> None:
    """In trainees and in cost; a group without a total is not counted as one that adds up."""
    held = [group for group in imported.groups if group["status"] != "without-control"]
    for what in ("trainees_difference", "cost_difference"):
        exact = sum(Decimal(str(group[what])) == 0 for group in held)
        assert exact / len(held) >= EXACTLY, what
    assert Counter(str(group["status"]) for group in imported.groups) == EXPECTED["groups"]


def test_each_group_that_differs_is_listed_with_its_rows(imported: Imported) -> None:
    """The lines are those of its activities: in the file they add up to the sum that is told."""
    differing = [group for group in imported.groups if group["status"] == "differing"]
    keys = list(EXPECTED["differing"][0])
    assert [{key: group[key] for key in keys} for group in differing] == EXPECTED["differing"]
    for group in differing:
        path = REPORTS / f"fmtr_{str(group['report']).replace('-', '_')}.tsv.gz"
        lines = gzip.decompress(path.read_bytes()).decode().split("\n")
        header = lines[0].rstrip("\r").split("\t")
        where, count = header.index("training:country"), header.index("training:quantity")
        numbers = group["lines"]
        assert isinstance(numbers, list)
        rows = [lines[number - 1].split("\t") for number in numbers]
        controls = group["control_lines"]
        assert isinstance(controls, list)
        (control,) = controls
        assert {row[where] for row in rows} == {lines[control - 1].split("\t")[where]}
        assert sum(int(row[count] or 0) for row in rows) == group["trainees"]


def test_imet_by_fiscal_year_is_what_others_counted(
    imet: dict[tuple[str, str, str], Decimal], printed: dict[tuple[str, str, str], Decimal]
) -> None:
    """Wherever both exist; a year that we lack is named with the reason."""
    ours, theirs = by_year(imet), by_year(printed)
    lacking = {year for kind, year in theirs if not ours.get((kind, year))}
    assert lacking == set(EXPECTED["imet"]["not_among_the_reports"])
    for (kind, year), total in theirs.items():
        if year not in lacking:
            assert abs(ours[kind, year] - total) <= WITHIN * total, (kind, year)
            assert str(ours[kind, year]) == EXPECTED["imet"]["cost"][kind][year]


@pytest.mark.parametrize("case", EXPECTED["imet"]["countries_at_source"], ids=str)
def test_a_country_that_differs_at_the_source_is_known(
    imet: dict[tuple[str, str, str], Decimal],
    printed: dict[tuple[str, str, str], Decimal],
    case: dict[str, str],
) -> None:
    """The rows say something else than the page; the import keeps what they say."""
    key = (case["kind"], case["fiscal_year"], case["country"])
    assert (str(imet[key]), str(printed[key])) == (case["imported"], case["printed"])

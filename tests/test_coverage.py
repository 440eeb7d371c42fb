"""An answer that crosses a known gap says so, on standard error."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
# Query and parameters, and the gaps that must be named; none of the others may be.
CASES: list[tuple[list[str], list[str]]] = [
    (["delivered-by-year", "--fiscal-year", "2006"], ["Training report for FY2006 and FY2007"]),
    (["delivered-by-year", "--fiscal-year", "2022"], ["Training reports after FY2020"]),
    (["delivered-by-year", "--fiscal-year", "2010"], []),
    (["trainees-by-country-year", "--country", "Benin"],
     ["Training report for FY2006 and FY2007", "Benin in the training report for FY2019"]),
    (["trainees-by-country-year", "--country", "Ghana"],
     ["Training report for FY2006 and FY2007"]),
    (["obligated-by-year", "--fiscal-year", "2023"], ["Obligations by country after FY2020"]),
    (["appropriations-by-year", "--from-year", "1979", "--to-year", "1980"],
     ["Amount enacted for FY1980", "Requests of the President"]),
    (["country-history", "--country", "Benin"], []),
]  # fmt: skip
ALWAYS = "Allies left out of the training reports"


@pytest.mark.parametrize(("args", "labels"), CASES, ids=[" ".join(c[0]) for c in CASES])
def test_the_gaps_an_answer_crosses_are_named(
    imet: Run, args: list[str], labels: list[str]
) -> None:
    """Years and countries decide; the answer itself is as it would be."""
    done = imet("query", *args)
    assert done.returncode == 0
    named = [line.split(": ")[1] for line in done.stderr.splitlines() if line.startswith("Note: ")]
    assert sorted(set(named) - {ALWAYS}) == sorted(labels)
    assert "Note:" not in done.stdout

"""Draws the pairs of country and day of ``panel.csv``: run ``python -m tests.status.panel.draw``.

Forty lie anywhere among the countries of which the facts speak and the days from 1977
on; forty lie in a fiscal year in which a determination or a list names the country. A
pair of a country that did not exist on the day was passed over for the next one.
"""

from __future__ import annotations

import csv
import random
import sys
from datetime import date, timedelta
from pathlib import Path

_FACTS = Path(__file__).parents[3] / "data" / "facts"
_FIRST, _LAST = date(1977, 1, 1), date(2026, 8, 8)
_SEED = 20261127


def _rows(table: str) -> list[dict[str, str]]:
    with (_FACTS / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _between(drawing: random.Random, first: date, last: date) -> date:
    return first + timedelta(drawing.randrange((last - first).days + 1))


def pairs() -> list[tuple[str, str, date]]:
    """Return sixty pairs of each kind, in the order in which they were drawn."""
    drawing = random.Random(_SEED)  # noqa: S311 - a lot, not a secret
    named = sorted(
        {
            (row["country"], int(row["fiscal_year"]))
            for row in _rows("determinations")
            if row["country"] and row["fiscal_year"]
        }
    )
    spoken = sorted(
        {row["country"] for row in _rows("country_funding") if row["country"]}
        | {country for country, _year in named}
    )
    found = []
    for _ in range(60):
        found.append(("any", drawing.choice(spoken), _between(drawing, _FIRST, _LAST)))
    for country, year in drawing.sample(named, 60):
        day = _between(drawing, date(year - 1, 10, 1), min(date(year, 9, 30), _LAST))
        found.append(("named", country, day))
    return found


if __name__ == "__main__":
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("kind", "country", "day"))
    writer.writerows(pairs())

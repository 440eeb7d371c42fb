"""Adds up the activities of each group, compares them with the report's own total, and tells it.

The account of rows and the reconciliation are told as text, JSON, CSV or HTML.
"""

from __future__ import annotations

import csv
import html
import json
from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from imet_graph.errors import FileProblem, translating
from imet_graph.rdf.formats import by_extension
from imet_graph.training_reports.names import Label
from imet_graph.training_reports.rows import KINDS, Row

if TYPE_CHECKING:
    from imet_graph.training_reports.run import Imported

STATES = EXACT, DIFFERING, WITHOUT = "exact", "differing", "without-control"


@dataclass(slots=True)
class Sum:
    """What activities add up to; cost is in cents.

    An activity may give no number of persons, or no cost: it adds nothing there, and
    is counted, so that a sum of what is known is not taken for the whole.

    >>> total = Sum()
    >>> total.add(3, None)
    >>> total.add(2, 500)
    >>> total.trainees, total.cost, total.without_cost, total.trainees_without_cost
    (5, 500, 1, 3)
    """

    activities: int = 0
    trainees: int = 0
    cost: int = 0
    without_trainees: int = 0
    without_cost: int = 0
    trainees_without_cost: int = 0
    cost_without_trainees: int = 0

    def add(self, quantity: int | None, cost: int | None) -> None:
        """Count an activity."""
        self.activities += 1
        if quantity is None:
            self.without_trainees += 1
            self.cost_without_trainees += cost or 0
        if cost is None:
            self.without_cost += 1
            self.trainees_without_cost += quantity or 0
        self.trainees += quantity or 0
        self.cost += cost or 0

    @property
    def counted(self) -> bool:
        """Whether the number of persons is known; of no activities it is, and none."""
        return self.without_trainees < self.activities or not self.activities

    @property
    def costed(self) -> bool:
        """Whether the cost is known, of some of the activities at least."""
        return self.without_cost < self.activities or not self.activities

    def merge(self, other: Sum) -> None:
        """Add what other activities add up to."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class Group:
    """The activities of one country under one programme in one fiscal year of a report."""

    report: str
    country: str
    area: str
    label: Label
    key: str
    sum: Sum = field(default_factory=Sum)
    departments: set[str] = field(default_factory=set)
    controls: list[Row] = field(default_factory=list)
    lines: array[int] = field(default_factory=lambda: array("L"))
    citation: str = ""

    def add(self, row: Row) -> None:
        """Count an activity."""
        self.lines.append(row.origin.line)
        self.sum.add(row.quantity, row.cost)

    @property
    def control_trainees(self) -> int:
        """The persons of the report's own total."""
        return sum(row.quantity or 0 for row in self.controls)

    @property
    def control_cost(self) -> int:
        """The cost of the report's own total, in cents."""
        return sum(row.cost or 0 for row in self.controls)

    @property
    def trainees_difference(self) -> int:
        """The report's total less the sum, in persons."""
        return self.control_trainees - self.sum.trainees

    @property
    def cost_difference(self) -> int:
        """The report's total less the sum, in cents.

        Totals are printed in whole dollars while some activities have cents; a sum
        that rounds to the total differs by nothing.
        """
        control = self.control_cost
        if control % 100 == 0 and (self.sum.cost + 50) // 100 == control // 100:
            return 0
        return control - self.sum.cost

    @property
    def status(self) -> str:
        """How the sum compares with the total: a code of the scheme `reconciliation`."""
        if not self.controls:
            return WITHOUT
        return DIFFERING if self.trainees_difference or self.cost_difference else EXACT

    def record(self) -> dict[str, object]:
        """Return the group as a row of the reconciliation table."""
        held = bool(self.controls)
        total = self.sum
        return {
            "report": self.report,
            "country": self.country or self.area,
            "program": self.label.program,
            "fiscal_year": self.label.year or "",
            "activities": total.activities,
            "trainees": total.trainees if total.counted else "",
            "cost": money(total.cost) if total.costed else "",
            "without_trainees": total.without_trainees,
            "without_cost": total.without_cost,
            "control_trainees": self.control_trainees if held else "",
            "control_cost": money(self.control_cost) if held else "",
            "trainees_difference": self.trainees_difference if held else "",
            "cost_difference": money(self.cost_difference) if held else "",
            "status": self.status,
            "lines": list(self.lines) if self.status == DIFFERING else [],
            "control_lines": [row.origin.line for row in self.controls],
        }


def money(cents: int) -> str:
    """Return an amount as a decimal number of dollars.

    >>> money(9838220), money(-5)
    ('98382.20', '-0.05')
    """
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def summary(result: Imported, stream: TextIO) -> None:
    """Write the table with which an import ends, and what a person must look at."""
    stream.write(f"{'file':<28}{'rows':>8}" + "".join(f"{kind:>12}" for kind in KINDS) + "\n")
    for account in result.accounts:
        cells = "".join(f"{account.kinds[kind]:>12}" for kind in KINDS)
        stream.write(f"{Path(account.file).name[-27:]:<28}{account.rows:>8}{cells}\n")
    stream.write(f"\n{'report':<28}" + "".join(f"{state:>17}" for state in STATES) + "\n")
    states: dict[str, Counter[str]] = defaultdict(Counter)
    for group in result.groups:
        states[str(group["report"])][str(group["status"])] += 1
    for report, count in sorted(states.items()):
        stream.write(f"{report:<28}" + "".join(f"{count[s]:>17}" for s in STATES) + "\n")
    for group in result.groups:
        if group["status"] == "differing":
            stream.write(
                "differs: {report} {country} {program} FY{fiscal_year}: the report's total has"
                " {trainees_difference:+} trainees and {cost_difference} USD beside the sum"
                f" (total on line {_said(group['control_lines'])})\n".format(**group)
            )
    for title, found in (
        ("countries not resolved", result.unresolved),
        ("programmes to review", result.review),
    ):
        if found:
            stream.write(f"{title}: {'; '.join(sorted(found))}\n")
    for report, path in sorted(result.rejected.items()):
        stream.write(f"rejected rows of {report}: {path}\n")
    if result.unchanged:
        stream.write(f"unchanged: {', '.join(result.unchanged)}\n")


def write(result: Imported, path: Path) -> None:
    """Write the report to a file, as its extension says; the errors are those of `check`."""
    check(path)
    with translating(path), path.open("w", encoding="utf-8", newline="") as file:
        kind = by_extension(path, "import").name
        if kind == "json":
            json.dump(_document(result), file, ensure_ascii=False, indent=1)
            file.write("\n")
        elif kind == "html":
            file.write(_html(result))
        elif result.groups:
            writer = csv.DictWriter(file, list(result.groups[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows({k: _said(v) for k, v in group.items()} for group in result.groups)


def check(path: Path) -> None:
    """Refuse a file whose extension names no format, or that has no folder to be in.

    Raises:
        UnknownFormat: if the extension is none of json, csv and html.
        FileProblem: if its folder does not exist, or it is a folder itself.
    """
    by_extension(path, "import")
    if not path.parent.is_dir() or path.is_dir():
        what = "is a folder" if path.is_dir() else "its folder does not exist"
        raise FileProblem(f"{path}: {what}.", hint="Nothing was imported.")


def _document(result: Imported) -> dict[str, object]:
    return {
        "files": [
            {
                "file": account.file,
                "rows": account.rows,
                **{kind: account.kinds[kind] for kind in KINDS},
                "recovered": dict(sorted(account.flags.items())),
            }
            for account in result.accounts
        ],
        "mended_codes": [list(key) for key in sorted(result.mended)],
        "unresolved_countries": sorted(result.unresolved),
        "programs_to_review": sorted(result.review),
        "rejected": {report: str(path) for report, path in sorted(result.rejected.items())},
        "groups": result.groups,
    }


def _html(result: Imported) -> str:
    names = list(result.groups[0]) if result.groups else []
    head = "".join(f"<th scope=col>{html.escape(name.replace('_', ' '))}</th>" for name in names)
    body = "".join(
        f'<tr class="{html.escape(str(group["status"]))}">'
        + "".join(f"<td>{html.escape(_said(value))}</td>" for value in group.values())
        + "</tr>\n"
        for group in result.groups
    )
    counts = "".join(
        f"<li>{html.escape(account.file)}: {account.rows} rows: "
        + ", ".join(f"{account.kinds[kind]} {kind}" for kind in KINDS)
        + "</li>"
        for account in result.accounts
    )
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Reconciliation</title>'
        "<style>body{font:14px sans-serif}td,th{padding:2px 6px;text-align:left}"
        ".differing{background:#fde8c8}</style>"
        f"<h1>Reconciliation of the training reports</h1><ul>{counts}</ul>"
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></html>\n"
    )


def _said(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)

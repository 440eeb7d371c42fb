"""Adds up the activities of each group and compares them with the report's own total."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from imet_graph.importers.fmtr.programs import Label
from imet_graph.importers.fmtr.rows import Row

EXACT, DIFFERING, WITHOUT = "exact", "differing", "without-control"


@dataclass
class Group:
    """The activities of one country under one programme in one fiscal year of a report."""

    report: str
    country: str
    area: str
    label: Label
    key: str
    activities: int = 0
    trainees: int = 0
    cost: int = 0
    without_trainees: int = 0
    without_cost: int = 0
    departments: set[str] = field(default_factory=set)
    controls: list[Row] = field(default_factory=list)
    lines: array[int] = field(default_factory=lambda: array("L"))
    citation: str = ""

    def add(self, row: Row) -> None:
        """Count an activity."""
        self.activities += 1
        self.lines.append(row.line)
        if row.quantity is None:
            self.without_trainees += 1
        else:
            self.trainees += row.quantity
        if row.cost is None:
            self.without_cost += 1
        else:
            self.cost += row.cost

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
        return self.control_trainees - self.trainees

    @property
    def cost_difference(self) -> int:
        """The report's total less the sum, in cents.

        Totals are printed in whole dollars while some activities have cents; a sum
        that rounds to the total differs by nothing.
        """
        control = self.control_cost
        if control % 100 == 0 and (self.cost + 50) // 100 == control // 100:
            return 0
        return control - self.cost

    @property
    def status(self) -> str:
        """How the sum compares with the total: a code of the scheme `reconciliation`."""
        if not self.controls:
            return WITHOUT
        return DIFFERING if self.trainees_difference or self.cost_difference else EXACT

    def record(self) -> dict[str, object]:
        """Return the group as a row of the reconciliation table."""
        held = bool(self.controls)
        return {
            "report": self.report,
            "country": self.country or self.area,
            "program": self.label.program,
            "fiscal_year": self.label.year or "",
            "activities": self.activities,
            "trainees": self.trainees,
            "cost": money(self.cost),
            "control_trainees": self.control_trainees if held else "",
            "control_cost": money(self.control_cost) if held else "",
            "trainees_difference": self.trainees_difference if held else "",
            "cost_difference": money(self.cost_difference) if held else "",
            "status": self.status,
            "lines": list(self.lines) if self.status == DIFFERING else [],
            "control_lines": [row.line for row in self.controls],
        }


def money(cents: int) -> str:
    """Return an amount as a decimal number of dollars.

    >>> money(9838220), money(-5)
    ('98382.20', '-0.05')
    """
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"

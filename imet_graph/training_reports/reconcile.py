"""Adds up the activities of each group and compares them with the report's own total."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from imet_graph.training_reports.programs import Label
from imet_graph.training_reports.rows import Row

EXACT, DIFFERING, WITHOUT = "exact", "differing", "without-control"


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
        if quantity is not None and cost is not None:
            self.trainees += quantity
            self.cost += cost
            return
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
        self.lines.append(row.line)
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
            "control_lines": [row.line for row in self.controls],
        }


def money(cents: int) -> str:
    """Return an amount as a decimal number of dollars.

    >>> money(9838220), money(-5)
    ('98382.20', '-0.05')
    """
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"

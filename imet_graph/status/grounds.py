"""Grounds: one status of one country under one programme, with its days, law and sources."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

LINKED = ("under", "liftable_by", "opened_by", "closed_by")
"""What a ground has of other things, each with its label."""
_BASES = ("stated", "inferred", "as-last-enacted", "as-last-reported")
_FRESH = timedelta(3 * 365)
_YEAR = re.compile(r"^FY\d{4} (?:act|defense act),? ")


@dataclass(frozen=True)
class Named:
    """A thing of the graph: its IRI and its label."""

    iri: str
    label: str


@dataclass
class Ground:
    """One status period: a status of one country under one programme on one ground.

    ``start`` and ``start_latest`` are the days between which it began,
    ``end_earliest`` and ``end`` those between which it ended; no end is None.
    ``basis`` is ``stated``, ``inferred`` or ``as-last-reported``, the last with the
    day of that report in ``as_of``. ``liftable_by`` are the offices that may waive it or end it by
    a finding. ``lifts``, ``lifts_in_part`` and ``may_lift`` are the IRIs of the periods that a
    waiver sets aside, in part, or perhaps. ``unconfirmed`` says that what opened it has no
    primary or official source. ``contradicted`` are the fiscal years over the whole of
    which it held although IMET is on record. ``section``, ``clause`` and ``usc`` say where the
    law stands, ``classes`` are the kinds of source that it rests on.
    """

    iri: str
    country: Named
    program: Named
    status: str
    label: str
    rank: int
    restricts: bool
    basis: str
    start: date
    start_latest: date
    end_earliest: date | None
    end: date | None
    under: list[Named] = field(default_factory=list)
    liftable_by: list[Named] = field(default_factory=list)
    opened_by: list[Named] = field(default_factory=list)
    closed_by: list[Named] = field(default_factory=list)
    lifts: list[str] = field(default_factory=list)
    lifts_in_part: list[str] = field(default_factory=list)
    may_lift: list[str] = field(default_factory=list)
    sets_aside: bool = False
    as_of: date | None = None
    unconfirmed: bool = False
    end_unconfirmed: bool = False
    contradicted: list[int] = field(default_factory=list)
    section: str = ""
    clause: str = ""
    clause_waived: str = ""
    usc: str = ""
    classes: list[str] = field(default_factory=list)
    citations: tuple[str, ...] = ()

    def holds(self, on: date) -> bool:
        """Return whether the status held, or may have held, on a day."""
        return self.start <= on and (self.end is None or on <= self.end)

    def certain(self, on: date) -> bool:
        """Return whether the status certainly held on a day: by its dates and its sources."""
        ended = self.end_earliest is not None and on > self.end_earliest
        return self.start_latest <= on and not ended and not self.unconfirmed

    @property
    def stops(self) -> bool:
        """Whether the status stops assistance: a prohibition or a suspension."""
        return self.restricts and self.rank <= 2

    def stale(self, on: date) -> bool:
        """Whether it was last reported so long before a day that it tells nothing of it."""
        if self.basis != "as-last-reported":
            return False
        return (self.as_of or self.start_latest) + _FRESH < on

    @property
    def family(self) -> tuple[str, ...]:
        """What a renewal has in common with what it renews: country, status, section but year."""
        section = _YEAR.sub("", self.law) or self.iri
        return self.country.iri, self.program.iri, self.status, section

    @property
    def reported(self) -> bool:
        """Whether a report tells of it, and no section of law that was applied."""
        return not self.section and self.basis == "as-last-reported"

    @property
    def yearly(self) -> bool:
        """Whether it ends with a fiscal year, and must be enacted or found again for the next."""
        return self.end is not None and (self.end.month, self.end.day) == (9, 30)

    @property
    def weight(self) -> tuple[int, int, int, date, str]:
        """The key that puts the heaviest ground first.

        A prohibition and a suspension both stop assistance; among them what a
        source states comes before what is inferred or was last reported.
        """
        return (
            0 if self.stops else self.rank,
            _BASES.index(self.basis),
            self.rank,
            self.start,
            self.iri,
        )

    @property
    def law(self) -> str:
        """The section of the law, with the clause under which a determination names the country.

        >>> tvpa = {"section": "TVPA 110(c)-(d)", "clause": "110(d)(1)(A)(i)"}
        >>> Ground(*[None] * 12, **tvpa).law
        'TVPA 110(d)(1)(A)(i)'
        """
        # A bar that is known by its waiver stands under the clause that was waived.
        clause = (self.restricts and self.clause_waived) or self.clause
        number = clause.partition("(")[0]
        before, found, _after = self.section.partition(number) if number else ("", "", "")
        named = before + clause if found else self.section
        return self.section if self.section.startswith(named) else named

    @property
    def reason(self) -> str:
        """The labels of the period's ground and, where it is another thing, of its opening."""
        named = {one.iri: one.label for one in [*self.under, *self.opened_by]}
        return "; ".join(named.values())

    @property
    def basis_text(self) -> str:
        """The basis in words, with the day of the last report."""
        text = self.basis.replace("-", " ")
        return f"{text} on {self.as_of.isoformat()}" if self.as_of else text

    @property
    def since(self) -> str:
        """The first day; the month, the year or two days where no more is known."""
        return _between(self.start, self.start_latest)

    @property
    def until(self) -> str:
        """The last day, as precise as it is known; nothing while it is open."""
        if self.end is None:
            return f"not before {self.end_earliest.isoformat()}" if self.end_earliest else ""
        doubt = " (unconfirmed)" if self.end_unconfirmed else ""
        return _between(self.end_earliest or self.end, self.end) + doubt

    def as_dict(self) -> dict[str, object]:
        """Return the ground as plain dictionaries and lists, for JSON."""
        days = ("start", "start_latest", "end_earliest", "end")
        return {
            "period": self.iri,
            "status": self.status,
            "label": self.label,
            "basis": self.basis,
            **({"as_of": self.as_of.isoformat()} if self.as_of else {}),
            **{name: [vars(one) for one in getattr(self, name)] for name in LINKED},
            **{name: day and day.isoformat() for name in days for day in [getattr(self, name)]},
            "law": self.law,
            "usc": self.usc,
            "source_classes": sorted(self.classes),
            "citations": list(self.citations),
        }


def _between(first: date, last: date) -> str:
    """Return a span of days, a whole month or year by its name.

    >>> _between(date(2018, 1, 1), date(2018, 1, 31))
    '2018-01'
    """
    if first == last:
        return first.isoformat()
    whole = first.day == 1 and (last + timedelta(1)).day == 1 and first.year == last.year
    if whole and first.month == last.month:
        return first.isoformat()[:7]
    if whole and (first.month, last.month) == (1, 12):
        return first.isoformat()[:4]
    return f"{first.isoformat()} to {last.isoformat()}"

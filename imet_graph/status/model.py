"""What is said of a country's status: grounds, what lifts them, and the state they add up to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from imet_graph.things.citations import Reference

RESTRICTED = "restricted"
WAIVED = "waived"
NONE_KNOWN = "no-restriction-known"
NOT_KNOWN = "not-known"

STATE_LABELS = {
    RESTRICTED: "restricted",
    WAIVED: "restriction waived or lifted",
    NONE_KNOWN: "no restriction known",
    NOT_KNOWN: "not known",
}
"""The four states, by their codes."""


_BASES = ("stated", "inferred", "as-last-reported")


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
    day of that report in ``as_of``. ``lifts`` and
    ``lifts_in_part`` are the IRIs of the periods that a waiver sets aside.
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
    opened_by: list[Named] = field(default_factory=list)
    closed_by: list[Named] = field(default_factory=list)
    lifts: list[str] = field(default_factory=list)
    lifts_in_part: list[str] = field(default_factory=list)
    sets_aside: bool = False
    as_of: date | None = None
    citations: tuple[str, ...] = ()

    def holds(self, on: date) -> bool:
        """Return whether the status held, or may have held, on a day."""
        return self.start <= on and (self.end is None or on <= self.end)

    def certain(self, on: date) -> bool:
        """Return whether the status certainly held on a day, if the source is right."""
        return self.start_latest <= on and (self.end_earliest is None or on <= self.end_earliest)

    @property
    def stops(self) -> bool:
        """Whether the status stops assistance: a prohibition or a suspension."""
        return self.restricts and self.rank <= 2

    def overlaps(self, other: Ground) -> bool:
        """Return whether there is a day on which both hold."""
        return (other.end is None or self.start <= other.end) and (
            self.end is None or other.start <= self.end
        )

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
    def basis_text(self) -> str:
        """The basis in words, with the day of the last report."""
        text = self.basis.replace("-", " ")
        return f"{text} on {self.as_of.isoformat()}" if self.as_of else text

    @property
    def since(self) -> str:
        """The first day; two days where only the span is known."""
        if self.start == self.start_latest:
            return self.start.isoformat()
        return f"{self.start.isoformat()} to {self.start_latest.isoformat()}"

    @property
    def until(self) -> str:
        """The last day; two days where only the span is known; nothing while it is open."""
        if self.end is None:
            return f"not before {self.end_earliest.isoformat()}" if self.end_earliest else ""
        if self.end_earliest is None or self.end_earliest == self.end:
            return self.end.isoformat()
        return f"{self.end_earliest.isoformat()} to {self.end.isoformat()}"

    def as_dict(self) -> dict[str, object]:
        """Return the ground as plain dictionaries and lists, for JSON."""
        found: dict[str, object] = {
            "period": self.iri,
            "status": self.status,
            "label": self.label,
            "basis": self.basis,
            **({"as_of": self.as_of.isoformat()} if self.as_of else {}),
            "under": [one.__dict__ for one in self.under],
            "opened_by": [one.__dict__ for one in self.opened_by],
            "closed_by": [one.__dict__ for one in self.closed_by],
            "start": self.start.isoformat(),
            "start_latest": self.start_latest.isoformat(),
            "end_earliest": self.end_earliest.isoformat() if self.end_earliest else None,
            "end": self.end.isoformat() if self.end else None,
            "citations": list(self.citations),
        }
        return found


@dataclass
class Standing:
    """How a country stands under a programme on a day.

    ``state`` is one of :data:`STATE_LABELS`. ``grounds`` are the restrictions that
    hold or may hold, heaviest first; ``lifted`` maps the IRI of each to the waivers
    that lift it then, ``lifted_in_part`` to those that lift a part. ``others`` are
    waivers and favourable provisions. ``certain`` is False where dates or reports
    leave it open whether the state holds; ``why`` says what does, and ``doubted`` are the
    IRIs of periods that something unread may lift. ``observed`` says what the figures
    record of IMET in that fiscal year.
    """

    country: Named
    program: Named
    on: date
    state: str
    grounds: list[Ground] = field(default_factory=list)
    others: list[Ground] = field(default_factory=list)
    lifted: dict[str, list[Ground]] = field(default_factory=dict)
    lifted_in_part: dict[str, list[Ground]] = field(default_factory=dict)
    certain: bool = True
    why: str = ""
    doubted: set[str] = field(default_factory=set)
    observed: str = ""

    @property
    def effective(self) -> list[Ground]:
        """The restrictions that nothing certainly lifts, heaviest first."""
        return [g for g in self.grounds if not self._surely_lifted(g)]

    def sure(self, ground: Ground) -> bool:
        """Whether a ground certainly holds on the day, as far as what was read tells."""
        return ground.certain(self.on) and ground.iri not in self.doubted

    def _surely_lifted(self, ground: Ground) -> bool:
        return any(w.certain(self.on) for w in self.lifted.get(ground.iri, []))

    @property
    def heaviest(self) -> Ground | None:
        """The ground that names the state: the heaviest certain one, else the heaviest."""
        found = self.effective if self.state == RESTRICTED else self.grounds
        sure = [g for g in found if self.sure(g)]
        return next(iter(sure or found), None)

    @property
    def summary(self) -> str:
        """The state in words, with the heaviest status and its basis."""
        text = STATE_LABELS[self.state]
        if self.state == RESTRICTED and self.heaviest:
            text += f": {self.heaviest.label}"
            if self.heaviest.basis != "stated":
                text += f" ({self.heaviest.basis_text})"
        said = self.certain or self.state == NOT_KNOWN
        return text if said else f"{text}, not certain"

    def as_dict(self) -> dict[str, object]:
        """Return the standing as plain dictionaries and lists, for JSON."""
        return {
            "country": self.country.__dict__,
            "program": self.program.__dict__,
            "on": self.on.isoformat(),
            "state": self.state,
            "summary": self.summary,
            "certain": self.certain,
            **({"why": self.why} if self.why else {}),
            **({"observed": self.observed} if self.observed else {}),
            "grounds": [
                {
                    **g.as_dict(),
                    "certain": self.sure(g),
                    "lifted_by": [w.iri for w in self.lifted.get(g.iri, [])],
                    "lifted_in_part_by": [w.iri for w in self.lifted_in_part.get(g.iri, [])],
                }
                for g in self.grounds
            ],
            "others": [g.as_dict() for g in self.others],
        }


@dataclass(frozen=True)
class Change:
    """A status that began or ended on a day (the first day on which it may have)."""

    day: date
    what: str
    ground: Ground


@dataclass
class Report:
    """Standings, grounds or changes, with the sources they cite and notes for the reader."""

    standings: list[Standing] = field(default_factory=list)
    grounds: list[Ground] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    sources: dict[str, Reference] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

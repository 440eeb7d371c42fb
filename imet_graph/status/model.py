"""What is said of a country's status: grounds, what lifts them, and the state they add up to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

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
LINKED = ("under", "liftable_by", "opened_by", "closed_by")
"""What a ground has of other things, each with its label."""
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
    day of that report in ``as_of``. ``liftable_by`` are the offices that may waive it or end it by
    a finding. ``lifts`` and ``lifts_in_part`` are the IRIs of the periods that a waiver sets aside.
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
        return _between(self.end_earliest or self.end, self.end)

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
        waivers = {g.iri: self.lifted.get(g.iri, []) for g in self.grounds}
        return [g for g in self.grounds if not any(w.certain(self.on) for w in waivers[g.iri])]

    @property
    def waivers(self) -> list[Ground]:
        """The waivers that set a restriction aside, whether or not one is on record."""
        return [g for g in self.others if g.status == "waived" and g.sets_aside]

    def sure(self, ground: Ground) -> bool:
        """Whether a ground certainly holds on the day, as far as what was read tells."""
        return ground.certain(self.on) and ground.iri not in self.doubted

    def told(self, ground: Ground) -> str:
        """Return a ground in words: what it does, since when, how sure, and under what."""
        until = f", until {ground.until}" if ground.until else ""
        sure = "" if self.sure(ground) else ", not certain on this day"
        since = f"{ground.label} since {ground.since}{until}"
        return f"{since}; {ground.basis_text}{sure}: {ground.reason}"

    def lifting(self, ground: Ground) -> Iterator[str]:
        """Yield what lifts a ground, and who may."""
        for waivers, how in ((self.lifted, "lifted"), (self.lifted_in_part, "lifted in part")):
            for waiver in waivers.get(ground.iri, []):
                sure = "" if waiver.certain(self.on) else f" ({waiver.basis_text})"
                yield f"{how}{sure} by {waiver.reason}"
        if ground.restricts and ground.liftable_by:
            yield f"may be lifted by {', '.join(office.label for office in ground.liftable_by)}"

    @property
    def heaviest(self) -> Ground | None:
        """The ground that names the state: the heaviest certain one, else the heaviest."""
        found = self.effective if self.state == RESTRICTED else self.grounds
        return next((g for g in found if self.sure(g)), next(iter(found), None))

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
            "country": vars(self.country),
            "program": vars(self.program),
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
    """Standings, grounds or changes, with the sources they cite and notes for the reader.

    As a sequence it is its standings.
    """

    standings: list[Standing] = field(default_factory=list)
    grounds: list[Ground] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    sources: dict[str, Reference] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Standing]:
        return iter(self.standings)

    def __len__(self) -> int:
        return len(self.standings)

    def __getitem__(self, place: int) -> Standing:
        return self.standings[place]

    def _repr_html_(self) -> str:
        """Return the standings as a notebook shows them, with notes."""
        from imet_graph.answers.text import Paragraph, Text
        from imet_graph.answers.writers import as_html
        from imet_graph.status.writing import standings

        text = standings(self, "html")
        assert isinstance(text, Text)  # noqa: S101 - what is for people is a text
        return as_html(Text([*text, *map(Paragraph, self.notes)]))

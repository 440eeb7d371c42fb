"""What is said of a country's status: what lifts its grounds, and the state they add up to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from imet_graph.status.grounds import LINKED, Ground, Named
from imet_graph.things.citations import Reference

__all__ = ["LINKED", "Change", "Ground", "Named", "Report", "Standing"]

RESTRICTED = "restricted"
WAIVED = "waived"
NONE_KNOWN = "no-restriction-known"
NOT_KNOWN = "not-known"

BLOCKS = {
    "barred": "Barred by statute or finding in force",
    "limited": "Limited or conditioned",
    "reported": "Reported stopped, and not confirmed since",
    "open": "Not known",
}
"""The blocks of a list of countries, in their order."""

STATE_LABELS = {
    RESTRICTED: "restricted",
    WAIVED: "restriction waived or lifted",
    NONE_KNOWN: "no restriction known",
    NOT_KNOWN: "not known",
}
"""The four states, by their codes."""


@dataclass
class Standing:
    """How a country stands under a programme on a day.

    ``state`` is one of :data:`STATE_LABELS`. ``grounds`` are the restrictions that
    hold or may hold, heaviest first; ``lifted`` maps the IRI of each to the waivers
    that lift it then, ``lifted_in_part`` to those that lift a part, ``perhaps_lifted`` to those
    of which what was read does not tell. ``stale`` are restrictions that were last reported
    years before, ``others`` waivers and favourable provisions. ``certain`` is False where
    dates, reports or sources leave it open whether the state holds; ``why`` says what does,
    ``lacking`` names what was not read, and ``doubted`` are the IRIs of periods that something
    unread may lift. ``observed`` says what the figures record of IMET in that fiscal year.
    """

    country: Named
    program: Named
    on: date
    state: str
    grounds: list[Ground] = field(default_factory=list)
    others: list[Ground] = field(default_factory=list)
    stale: list[Ground] = field(default_factory=list)
    lifted: dict[str, list[Ground]] = field(default_factory=dict)
    lifted_in_part: dict[str, list[Ground]] = field(default_factory=dict)
    perhaps_lifted: dict[str, list[Ground]] = field(default_factory=dict)
    certain: bool = True
    why: str = ""
    doubted: set[str] = field(default_factory=set)
    lacking: list[str] = field(default_factory=list)
    observed: str = ""

    @property
    def effective(self) -> list[Ground]:
        """The restrictions that nothing certainly lifts, heaviest first."""
        waivers = {g.iri: self.lifted.get(g.iri, []) for g in self.grounds}
        return [g for g in self.grounds if not any(w.certain(self.on) for w in waivers[g.iri])]

    @property
    def waivers(self) -> list[Ground]:
        """The waivers of a restriction that holds, or that is known only by its waiver."""
        holding = {ground.iri for ground in self.grounds}
        found = []
        for one in self.others:
            lifted = {*one.lifts, *one.lifts_in_part, *one.may_lift}
            counts = one.sets_aside or one.clause
            if one.status == "waived" and counts and (not lifted or lifted & holding):
                found.append(one)
        return found

    def sure(self, ground: Ground) -> bool:
        """Whether a ground certainly holds on the day, as far as what was read tells."""
        open_questions = self.perhaps_lifted.get(ground.iri) or ground.iri in self.doubted
        return ground.certain(self.on) and not open_questions

    def explain(self) -> None:
        """Say why it is not certain, where nothing that was not read has said so."""
        main = self.heaviest or next(iter(self.waivers), None)
        if self.certain or self.why or main is None:
            return
        name = main.law or main.reason
        lifting = self.perhaps_lifted.get(main.iri) or self.lifted.get(main.iri)
        if self.perhaps_lifted.get(main.iri):
            self.why = (
                f"{name}: a waiver names the country, and what was read does not tell its reach"
            )
        elif main.unconfirmed:
            self.why = f"{name}: no primary or official source was seen"
        elif lifting:
            self.why = f"{name}: the waiver is not certain on this day"
        else:
            self.why = f"{name}: its dates leave this day open"

    def told(self, ground: Ground) -> str:
        """Return a ground in words: what it does, since when, how sure, and under what."""
        until = f", until {ground.until}" if ground.until else ""
        sure = "" if self.sure(ground) else ", not certain on this day"
        since = f"{ground.label} since {ground.since}{until}"
        return f"{since}; {ground.basis_text}{sure}: {ground.reason}"

    def lifting(self, ground: Ground) -> Iterator[str]:
        """Yield what lifts a ground, and who may."""
        for waivers, how in (
            (self.lifted, "lifted"),
            (self.lifted_in_part, "lifted in part"),
            (self.perhaps_lifted, "perhaps lifted"),
        ):
            for waiver in waivers.get(ground.iri, []):
                sure = "" if waiver.certain(self.on) else f" ({waiver.basis_text})"
                yield f"{how}{sure} by {waiver.reason}"
        if ground.restricts and ground.liftable_by:
            yield f"may be lifted by {', '.join(office.label for office in ground.liftable_by)}"

    @property
    def heaviest(self) -> Ground | None:
        """The ground that names the state: the heaviest certain one, else the heaviest."""
        found = self.effective if self.state == RESTRICTED else self.grounds
        sure = (g for g in found if self.sure(g) and self.certain)
        return next(sure, next(iter(found), None))

    @property
    def rows(self) -> list[Ground]:
        """The restrictions in force or perhaps in force, one for each section of law or act.

        Lasting law comes before what ends with the fiscal year, newer before older.
        """
        found: dict[str, Ground] = {}
        for ground in self.effective:
            kept = found.setdefault(ground.law or ground.iri, ground)
            if self.sure(ground) and not self.sure(kept):
                found[ground.law or ground.iri] = ground
        by_newest = sorted(found.values(), key=lambda g: g.start, reverse=True)
        return sorted(by_newest, key=lambda g: (not g.stops, g.yearly, g.rank))

    @property
    def block(self) -> str:
        """In which of :data:`BLOCKS` the country stands."""
        main = self.heaviest
        if self.state == RESTRICTED and main:
            if main.reported:
                return "reported"
            return "barred" if main.stops else "limited"
        if self.state == NOT_KNOWN:
            return "reported" if self.stale and not self.lacking else "open"
        return self.state

    @property
    def summary(self) -> str:
        """The state in words, with the heaviest status and its basis."""
        text = STATE_LABELS[self.state]
        if self.state == RESTRICTED and self.heaviest:
            # Money that goes after a notice is no bar, and must not read like one.
            if self.heaviest.status == "notice-required":
                text = "not barred"
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
            "block": self.block,
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
            "stale": [g.as_dict() for g in self.stale],
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

    As a sequence it is its standings. ``known`` are the days between which the graph knows
    the law.
    """

    standings: list[Standing] = field(default_factory=list)
    grounds: list[Ground] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    sources: dict[str, Reference] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    known: tuple[date, date] | None = None

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

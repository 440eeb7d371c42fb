"""Who was barred or limited, who not, when, and under what.

The status periods are derived when the data are built (``ontology/rules/``,
``docs/status.md``); here they are read and weighed for a day or a span of days.

>>> from imet_graph.engines.local import LocalBackend
>>> backend = LocalBackend.bundled()
>>> report = status(backend, date(1993, 1, 1), countries=[iri("country", "IDN")])
>>> report.standings[0].summary
'restricted: prohibited'
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from imet_graph.rdf.vocab import iri
from imet_graph.status import reading
from imet_graph.status.model import (
    NONE_KNOWN,
    NOT_KNOWN,
    RESTRICTED,
    STATE_LABELS,
    WAIVED,
    Change,
    Ground,
    Named,
    Report,
    Standing,
)
from imet_graph.status.reading import Reach
from imet_graph.status.unread import Pair, Unread, doubt, unread
from imet_graph.things.citations import references

if TYPE_CHECKING:
    from imet_graph.engines import Backend

__all__ = [
    "STATE_LABELS",
    "Change",
    "Ground",
    "Named",
    "Report",
    "Standing",
    "between",
    "by_periods",
    "changes",
    "status",
    "weigh",
]

IMET = Named(iri("program", "imet"), "International Military Education and Training")


def status(
    backend: Backend,
    on: date,
    *,
    countries: Iterable[str] = (),
    programs: Iterable[str] = (),
    bases: Iterable[str] = (),
    everyone: bool = False,
) -> Report:
    """Return how countries stand on a day.

    ``countries`` and ``programs`` are IRIs. Without countries, those are returned
    of which a period holds on that day, or all if ``everyone`` is set. Without
    programs, all programmes of which a period holds; IMET in any case for each
    country that is asked for. With ``bases``, restrictions on another basis are left
    out, and countries that have no others.
    """
    asked = list(countries)
    wanted = list(programs)
    found = reading.grounds(backend, on, on, asked, wanted)
    kept = _on(bases, found)
    limits = reading.reach(backend)
    lacking = unread(backend, on, on)
    by_pair: dict[Pair, list[Ground]] = {}
    for ground in found:
        by_pair.setdefault((ground.country.iri, ground.program.iri), []).append(ground)
    names = {g.country.iri: g.country for g in found} | {g.program.iri: g.program for g in found}
    pairs = dict.fromkeys(by_pair)
    left_open = {
        (country, program)
        for one in lacking
        for country, program in one.pairs()
        if (not asked or country in asked) and (not wanted or program in wanted) and not bases
    }
    if asked or everyone or left_open:
        known = {named.iri: named for named in reading.countries(backend)}
        names = known | names
        chosen = asked or (known if everyone else ())
        pairs |= dict.fromkeys((one, p) for p in wanted or [IMET.iri] for one in chosen)
        pairs |= dict.fromkeys(sorted(left_open))
    spoken_of = reading.mentioned(backend) if len(pairs) > len(by_pair) else set()
    standings = []
    for country, program in pairs:
        grounds = by_pair.get((country, program), [])
        standing = weigh(
            names.get(country) or Named(country, country),
            names.get(program) or (IMET if program == IMET.iri else _named(backend, program)),
            on,
            [g for g in grounds if not g.restricts or g in kept],
        )
        if any(g.restricts for g in grounds) and not standing.grounds:
            continue  # all that restricts it stands on another basis
        _bound(standing, limits, country in spoken_of or (country, program) in by_pair)
        doubtful = doubt(standing, lacking)
        if asked:
            standing.observed = reading.observed(backend, country, program, on)
        # A list of countries names those with something against them, or perhaps against them.
        if asked or everyone or doubtful or standing.state in (RESTRICTED, WAIVED):
            standings.append(standing)
    standings.sort(key=lambda s: (s.country.label, s.program.iri != IMET.iri, s.program.label))
    shown = [g for s in standings for g in (*s.grounds, *s.others)]
    return Report(
        standings=standings,
        grounds=found,
        sources=references(backend, [c for g in shown for c in g.citations]),
        notes=_notes(limits, on, on, lacking, pairs),
    )


def by_periods(backend: Backend, on: date, periods: Iterable[str]) -> Report:
    """Return how countries stand on a day by some status periods, given by IRI, and no others.

    One standing for each country and programme of which a period may hold on that day.
    """
    wanted = set(periods)
    by_pair: dict[tuple[str, str], list[Ground]] = {}
    found = [g for g in reading.grounds(backend, on, on) if g.iri in wanted]
    for ground in found:
        by_pair.setdefault((ground.country.iri, ground.program.iri), []).append(ground)
    limits = reading.reach(backend)
    lacking = unread(backend, on, on)
    standings = []
    for _pair, grounds in sorted(by_pair.items()):
        standing = weigh(grounds[0].country, grounds[0].program, on, grounds)
        _bound(standing, limits, True)
        doubt(standing, lacking)
        standings.append(standing)
    notes = _notes(limits, on, on, lacking, by_pair)
    return Report(standings=standings, grounds=found, notes=notes)


def weigh(country: Named, program: Named, on: date, grounds: list[Ground]) -> Standing:
    """Return how a country stands on a day, from its grounds under one programme.

    A waiver lifts the restriction that it is recorded to lift and no other; one
    that lifts a part leaves the restriction standing.
    """
    holding = [g for g in grounds if g.holds(on)]
    standing = Standing(
        country=country,
        program=program,
        on=on,
        state=NONE_KNOWN,
        grounds=sorted((g for g in holding if g.restricts), key=lambda g: g.weight),
        others=[g for g in holding if not g.restricts],
    )
    for waiver in standing.others:
        for lifted in waiver.lifts:
            standing.lifted.setdefault(lifted, []).append(waiver)
        for lifted in waiver.lifts_in_part:
            standing.lifted_in_part.setdefault(lifted, []).append(waiver)
    effective = standing.effective
    if effective:
        standing.state = RESTRICTED
        sure = [g for g in effective if g.certain(on) and not standing.lifted.get(g.iri)]
        standing.certain = bool(sure)
    elif standing.grounds:
        standing.state = WAIVED
    else:
        waivers = [g for g in standing.others if g.status == "waived" and g.sets_aside]
        if waivers:
            standing.state = WAIVED
            standing.certain = any(g.certain(on) for g in waivers)
    return standing


def between(
    backend: Backend,
    first: date,
    last: date,
    *,
    countries: Iterable[str] = (),
    programs: Iterable[str] = (),
    bases: Iterable[str] = (),
) -> Report:
    """Return every status period that may hold on a day from ``first`` to ``last``."""
    found = _on(bases, reading.grounds(backend, first, last, countries, programs))
    found.sort(key=lambda g: (g.country.label, g.program.label, g.start, g.rank, g.iri))
    return Report(
        grounds=found,
        sources=references(backend, [c for g in found for c in g.citations]),
        notes=_notes(
            reading.reach(backend),
            first,
            last,
            unread(backend, first, last),
            ((g.country.iri, g.program.iri) for g in found),
        ),
    )


def changes(
    backend: Backend,
    first: date,
    last: date,
    *,
    countries: Iterable[str] = (),
    programs: Iterable[str] = (),
    bases: Iterable[str] = (),
) -> Report:
    """Return what began and what ended from ``first`` to ``last``, both days included.

    A period ends on its last day; one whose dates are only known to lie between
    two days counts with the first of them for its start and the last for its end.
    """
    report = between(backend, first, last, countries=countries, programs=programs, bases=bases)
    for ground in report.grounds:
        if first <= ground.start <= last:
            report.changes.append(Change(ground.start, "began", ground))
        if ground.end is not None and first <= ground.end <= last:
            report.changes.append(Change(ground.end, "ended", ground))
    report.changes.sort(
        key=lambda c: (c.day, c.what == "began", c.ground.country.label, c.ground.iri)
    )
    report.grounds = [change.ground for change in report.changes]
    cited = {c for ground in report.grounds for c in ground.citations}
    report.sources = {iri: ref for iri, ref in report.sources.items() if iri in cited}
    return report


def _on(bases: Iterable[str], grounds: list[Ground]) -> list[Ground]:
    """Return the grounds on these bases; without any, all."""
    wanted = set(bases)
    return [g for g in grounds if g.basis in wanted] if wanted else grounds


def _bound(standing: Standing, limits: Reach | None, spoken_of: bool) -> None:
    """Mark what lies beyond the graph's reach as not known or not certain."""
    why = ""
    if not spoken_of:
        why = "nothing in the graph speaks of this country"
    elif limits and standing.on < limits.first:
        why = f"the graph knows the law from {limits.first.isoformat()} on"
    elif limits and standing.on > limits.last:
        why = f"the graph knows the law up to {limits.last.isoformat()}"
    if not why:
        return
    standing.why = why
    if standing.state == NONE_KNOWN:
        standing.state = NOT_KNOWN
    else:
        standing.certain = False


def _notes(
    limits: Reach | None,
    first: date,
    last: date,
    lacking: Iterable[Unread],
    pairs: Iterable[Pair],
) -> list[str]:
    notes = []
    if limits and first < limits.first:
        notes.append(
            f"The graph knows the law from {limits.first.isoformat()} on; before that, "
            "no restriction found does not mean that there was none."
        )
    if limits and last > limits.last:
        notes.append(
            f"The graph knows the law up to {limits.last.isoformat()}; for later days it gives "
            "what had no end by then, and nothing newer."
        )
    asked = set(pairs)
    return notes + [one.note for one in lacking if one.concerns(asked)]


def _named(backend: Backend, address: str) -> Named:
    from imet_graph.things.names import label_of

    return Named(address, label_of(backend, address) or address)

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
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from imet_graph.coverage import Span, beyond
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
from imet_graph.status.reading import Known
from imet_graph.status.unread import Pair, Unread, doubt, unread
from imet_graph.things.citations import references
from imet_graph.things.names import label_of, names_of

if TYPE_CHECKING:
    from imet_graph.engines import Backend

__all__ = [
    "STATE_LABELS", "Change", "Ground", "Named", "Report", "Standing", "between", "by_periods",
    "changes", "status", "weigh",
]  # fmt: skip

IMET = Named(iri("program", "imet"), "International Military Education and Training")


def status(
    backend: Backend,
    on: date | None = None,
    *,
    countries: Iterable[str] = (),
    programs: Iterable[str] = (),
    bases: Iterable[str] = (),
    everyone: bool = False,
    known: Known | None = None,
    brief: bool = False,
) -> Report:
    """Return how countries stand on a day, if none is given on the last that the graph knows.

    ``countries`` and ``programs`` are IRIs. Without countries, those are returned
    of which a period holds on that day, or all if ``everyone`` is set. Without
    programs, all programmes of which a period holds; IMET in any case for each
    country that is asked for. With ``bases``, restrictions on another basis are left
    out, and countries that have no others. ``brief`` leaves out the sources and
    the figures of the year; ``known`` is what the graph says of its reach, if read before.
    """
    asked = list(countries)
    wanted = list(programs)
    known = known or reading.known(backend)
    on = on or (known.span[1] if known.span else date.today())
    found = reading.grounds(backend, on, on, asked, wanted)
    last = known.span[1] if known.span else on
    if on > last:
        found += _as_last_enacted(reading.grounds(backend, last, last, asked, wanted), on)
    kept = _on(bases, found)
    lacking = unread(backend, known, on, on, asked)
    by_pair = _by_pair(found)
    names = {one.iri: one for g in found for one in (g.country, g.program)} | {IMET.iri: IMET}
    pairs = dict.fromkeys(by_pair)
    left_open = {
        (country, program)
        for one in lacking
        for country, program in one.pairs()
        if (not asked or country in asked) and (not wanted or program in wanted) and not bases
    }
    if asked or everyone or left_open:
        if everyone or {*asked, *(country for country, _program in left_open)} - names.keys():
            listed = {e.iri: Named(e.iri, e.label) for e in names_of(backend, ("country",))}
            names = listed | names
        chosen = asked or (listed if everyone else ())
        pairs |= dict.fromkeys((one, p) for p in wanted or [IMET.iri] for one in chosen)
        pairs |= dict.fromkeys(sorted(left_open))
    spoken_of = reading.mentioned(backend) if len(pairs) > len(by_pair) else set()
    standings = []
    for country, program in pairs:
        grounds = by_pair.get((country, program), [])
        standing = weigh(
            names.get(country) or Named(country, country),
            names.get(program) or Named(program, label_of(backend, program) or program),
            on,
            [g for g in grounds if not g.restricts or g in kept],
        )
        if any(g.restricts for g in grounds) and not (standing.grounds or standing.stale):
            continue  # all that restricts it stands on another basis
        _bound(standing, known.span, country in spoken_of or (country, program) in by_pair)
        doubtful = doubt(standing, lacking)
        standing.explain()
        if asked and not brief:
            standing.observed = reading.observed(backend, country, program, on)
        # A list of countries names those with something against them, or perhaps against them.
        if asked or everyone or doubtful or standing.state in (RESTRICTED, WAIVED):
            standings.append(standing)
    standings.sort(key=lambda s: (s.country.label, s.program.iri != IMET.iri, s.program.label))
    shown = [g for s in standings for g in (*s.grounds, *s.stale, *s.others)]
    return Report(
        standings=standings,
        grounds=found,
        sources={} if brief else references(backend, [c for g in shown for c in g.citations]),
        notes=[
            *_notes(known, on, on, lacking, pairs),
            *([] if brief else _unlisted(backend, standings)),
        ],
        known=known.span,
    )


def _as_last_enacted(grounds: list[Ground], on: date) -> list[Ground]:
    """Return what ended with its fiscal year before a day of which the graph does not know.

    A clause that stood in every act goes on as last enacted, until somebody has looked.
    """
    return [
        replace(g, basis="as-last-enacted", end=None, end_earliest=g.end)
        for g in grounds
        if g.yearly and g.end and g.end < on
    ]


def by_periods(backend: Backend, on: date, periods: Iterable[str]) -> Report:
    """Return how countries stand on a day by some status periods, given by IRI, and no others.

    One standing for each country and programme of which a period may hold on that day.
    """
    wanted = set(periods)
    found = [g for g in reading.grounds(backend, on, on) if g.iri in wanted]
    known = reading.known(backend)
    lacking = unread(backend, known, on, on)
    by_pair = _by_pair(found)
    standings = []
    for _pair, grounds in sorted(by_pair.items()):
        standing = weigh(grounds[0].country, grounds[0].program, on, grounds)
        _bound(standing, known.span, True)
        doubt(standing, lacking)
        standing.explain()
        standings.append(standing)
    notes = _notes(known, on, on, lacking, by_pair)
    return Report(standings=standings, grounds=found, notes=notes)


def weigh(country: Named, program: Named, on: date, grounds: list[Ground]) -> Standing:
    """Return how a country stands on a day, from its grounds under one programme.

    A waiver lifts the restriction that it is recorded to lift and no other; one
    that lifts a part leaves the restriction standing.
    """
    holding = [g for g in grounds if g.holds(on)]
    stale = [g for g in holding if g.restricts and g.stale(on)]
    standing = Standing(
        country=country,
        program=program,
        on=on,
        state=NONE_KNOWN,
        grounds=sorted(
            (g for g in holding if g.restricts and g not in stale), key=lambda g: g.weight
        ),
        others=[g for g in holding if not g.restricts],
        stale=sorted(stale, key=lambda g: g.weight),
    )
    for waiver in standing.others:
        for lifted in waiver.lifts:
            standing.lifted.setdefault(lifted, []).append(waiver)
        for lifted in waiver.lifts_in_part:
            standing.lifted_in_part.setdefault(lifted, []).append(waiver)
        for lifted in waiver.may_lift:
            standing.perhaps_lifted.setdefault(lifted, []).append(waiver)
    if standing.effective:
        standing.state = RESTRICTED
        sure = [
            g for g in standing.effective if standing.sure(g) and not standing.lifted.get(g.iri)
        ]
        # A stop that perhaps held leaves open whether it was more than a limit.
        perhaps_stopped = any(g.stops for g in standing.effective)
        standing.certain = any(g.stops for g in sure) or bool(sure and not perhaps_stopped)
        _doubt_by_record(standing)
    elif standing.grounds:
        standing.state = WAIVED
    elif standing.waivers:
        standing.state = WAIVED
        standing.certain = any(g.certain(on) for g in standing.waivers)
    stopped = [g for g in standing.stale if g.stops]
    if stopped and standing.state == NONE_KNOWN:
        standing.state = NOT_KNOWN
        standing.why = f"{stopped[0].label} since {stopped[0].since}, and not confirmed for years"
    return standing


def _doubt_by_record(standing: Standing) -> None:
    """Doubt the stops under which IMET is on record, from the first such fiscal year on."""
    year = standing.on.year + (standing.on.month > 9)
    against = set()
    for ground in standing.effective:
        so_far = {one for one in ground.contradicted if one <= year}
        # One year may have been paid from earlier money; two may not.
        if year in so_far or len(so_far) > 1:
            against.add(ground.iri)
    if not against:
        return
    standing.doubted |= against
    if not any(g.stops and standing.sure(g) for g in standing.effective):
        standing.why = "IMET is on record under the bar, and nothing in the graph lifts it"
        standing.certain = False


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
    known = reading.known(backend)
    found.sort(key=lambda g: (g.country.label, g.program.label, g.start, g.rank, g.iri))
    return Report(
        grounds=found,
        sources=references(backend, [c for g in found for c in g.citations]),
        notes=_notes(known, first, last, unread(backend, known, first, last), _by_pair(found)),
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
    two days counts with the first of them for its start and the last for its end. What
    was only renewed, an annual clause or a yearly finding, is counted in a note.
    """
    near = timedelta(1)
    report = between(
        backend, first - near, last + near, countries=countries, programs=programs, bases=bases
    )
    families: dict[tuple[str, ...], list[Ground]] = {}
    for ground in report.grounds:
        families.setdefault(ground.family, []).append(ground)
    renewed = 0
    for ground in report.grounds:
        others = [g for g in families[ground.family] if g is not ground]
        if first <= ground.start <= last:
            goes_on = any(g.start < ground.start and g.holds(ground.start - near) for g in others)
            if not goes_on:
                report.changes.append(Change(ground.start, "began", ground))
        if ground.end is not None and first <= ground.end <= last:
            goes_on = any(
                g.holds(ground.end + near) and (g.end is None or g.end > ground.end) for g in others
            )
            renewed += goes_on
            if not goes_on:
                report.changes.append(Change(ground.end, "ended", ground))
    report.changes.sort(
        key=lambda c: (c.day, c.what == "began", c.ground.country.label, c.ground.iri)
    )
    report.grounds = [change.ground for change in report.changes]
    cited = {c for ground in report.grounds for c in ground.citations}
    report.sources = {iri: ref for iri, ref in report.sources.items() if iri in cited}
    if renewed:
        report.notes.append(f"{renewed} that were only renewed for the next year are left out.")
    return report


def _by_pair(grounds: Iterable[Ground]) -> dict[Pair, list[Ground]]:
    found: dict[Pair, list[Ground]] = {}
    for ground in grounds:
        found.setdefault((ground.country.iri, ground.program.iri), []).append(ground)
    return found


def _on(bases: Iterable[str], grounds: list[Ground]) -> list[Ground]:
    """Return the grounds on these bases; without any, all."""
    wanted = set(bases)
    return [g for g in grounds if g.basis in wanted] if wanted else grounds


def _bound(standing: Standing, known: Span | None, spoken_of: bool) -> None:
    """Mark what lies beyond the graph's reach as not known or not certain."""
    if not spoken_of:
        why = "nothing in the graph speaks of this country"
    elif known and standing.on < known[0]:
        why = f"the graph knows the law from {known[0].isoformat()} on"
    elif known and standing.on > known[1]:
        why = f"the graph knows the law up to {known[1].isoformat()}"
    else:
        return
    if spoken_of and any(g.stops and standing.sure(g) for g in standing.effective):
        return  # lasting law goes on, whatever came after
    standing.why = why
    if standing.state == NONE_KNOWN:
        standing.state = NOT_KNOWN
    else:
        standing.certain = False


def _unlisted(backend: Backend, standings: list[Standing]) -> list[str]:
    """Return the note on bars of which no list tells whom they reach, where it may matter."""
    open_to_it = [s for s in standings if not (s.certain and s.heaviest and s.heaviest.stops)]
    if not open_to_it:
        return []
    sections = reading.unlisted(backend, open_to_it[0].on)
    said = "No list tells whom these reach, and a finding under them may be unpublished: "
    return [f"{said}{', '.join(sections)}."] if sections else []


def _notes(
    known: Known, first: date, last: date, lacking: list[Unread], pairs: Iterable[Pair]
) -> list[str]:
    asked = set(pairs)
    return beyond(known.span, first, last) + [one.note for one in lacking if one.concerns(asked)]

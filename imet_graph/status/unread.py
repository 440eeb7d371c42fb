"""What was not read, or in part, and whom it may bar: lists, determinations and acts of a year.

A list half read is no whole one, and one that nobody read is not empty. Where the graph
says of a year that it lacks such a thing (``imet:Coverage``, an account's limits by
country), a country that stood on the one before or after it may stand on it too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from imet_graph.rdf.terms import NamedNode
from imet_graph.status.model import NONE_KNOWN, NOT_KNOWN, Standing
from imet_graph.status.reading import Known

if TYPE_CHECKING:
    from imet_graph.engines import Backend

Pair = tuple[str, str]
"""The IRIs of a country and a programme."""
# First and last fiscal year, whom a list or act restricts in them, and in which period.
_Named = tuple[int, int, Pair, str]
_EARLIEST, _OPEN = 1976, 2100
_TWO_YEARS = timedelta(550)  # less than two fiscal years


class Unread(NamedTuple):
    """A list, determination or act of a fiscal year that was not read, or in part.

    ``name`` names it with its year, ``note`` says so in a sentence. ``others`` has, for
    each country and programme, the years next to this one in which it stood on such a
    thing; ``rests_on_it`` the periods, by country and programme, that rest on what was
    read of this one, or that a waiver among what was not read may lift; ``waivers`` says
    that nothing but waivers is missing.
    """

    name: str
    note: str
    first: date
    last: date
    others: Mapping[Pair, list[int]]
    rests_on_it: Mapping[Pair, set[str]]
    waivers: bool

    def pairs(self) -> set[Pair]:
        """Return the countries and programmes of which it leaves the status open."""
        return {*self.others, *self.rests_on_it}

    def concerns(self, pairs: set[Pair]) -> bool:
        """Return whether it may matter to one of them: a list may name anybody."""
        return not self.waivers or bool(self.pairs() & pairs)

    def why(self, standing: Standing, *, lifting: bool = True) -> str:
        """Return why it leaves open how a country stands, or nothing where it does not.

        Without ``lifting``, what it may lift is of no account.
        """
        pair = (standing.country.iri, standing.program.iri)
        own = self.rests_on_it.get(pair, set())
        if any(g.iri in own for g in standing.effective):
            return lifting * f"{self.name}: what was not read of it may lift the restriction"
        if any(g.iri in own for g in standing.grounds):
            return ""  # it names the country, and what was read lifts that
        *years, latest = [f"FY{year}" for year in self.others.get(pair, [])] or [""]
        listed = f"those of {', '.join(years)} and {latest}" if years else f"that of {latest}"
        return f"{self.name}: {listed} named the country" if latest else ""


def unread(
    backend: Backend, known: Known, first: date, last: date, countries: Iterable[str] = ()
) -> list[Unread]:
    """Return what was not read of the fiscal years that share a day with a span.

    With ``countries``, only for these it says whom it may concern.
    """
    of = list(countries)
    return [*_lists(backend, known, first, last, of), *_acts(backend, known, first, last, of)]


def doubt(standing: Standing, lacking: Iterable[Unread]) -> bool:
    """Mark a standing as uncertain that something unread may change, and return whether it may.

    It can't change a stop that certainly holds for another reason.
    """
    pair = (standing.country.iri, standing.program.iri)
    of_the_day = [one for one in lacking if one.first <= standing.on <= one.last]
    standing.doubted.update(*(one.rests_on_it.get(pair, ()) for one in of_the_day))
    sure = [g for g in standing.effective if standing.sure(g) and not standing.lifted.get(g.iri)]
    if any(g.stops for g in sure):
        return False
    # What may only lift another restriction leaves the state as it is.
    open_to = {one.name: one.why(standing, lifting=not sure) for one in of_the_day}
    found = [why for why in open_to.values() if why]
    if not found:
        return False
    standing.lacking = [name for name, why in open_to.items() if why]
    if standing.state == NONE_KNOWN:
        standing.state = NOT_KNOWN
    standing.certain = False
    standing.why = "; ".join([*([standing.why] if standing.why else []), *found])
    return True


def _lists(
    backend: Backend, known: Known, first: date, last: date, countries: list[str]
) -> Iterator[Unread]:
    """Yield the lists and determinations, and the waivers from them, that were not read."""
    gaps: dict[tuple[str, str], dict[str, Any]] = {}
    for row in known.gaps:
        gap = gaps.setdefault((row["gap"], row["year"]), {**row, "rules": set(), "lifts": set()})
        gap["rules"].add(row["rule"])
        if row["aside"]:
            gap["lifts"].add(row["aside"])
    asked = [g for g in gaps.values() if g["from"] <= last and g["to"] >= first]
    wanted = {rule for gap in asked for rule in (*gap["rules"], *gap["lifts"])}
    named = _named(backend, "imet:ground", wanted, countries)
    for gap in asked:
        year, waivers = gap["to"].year, bool(gap["lifts"])
        listed = [one for rule in gap["lifts"] or gap["rules"] for one in named[rule]]
        lacking = {g["to"].year for g in gaps.values() if g["rules"] & gap["rules"]}
        rests: dict[Pair, set[str]] = defaultdict(set)
        for first_year, last_year, pair, period in listed:
            if first_year <= year <= last_year:
                rests[pair].add(period)
        beside = {} if waivers else _beside(listed, year, lacking)
        yield _unread(gap, beside, rests, waivers=waivers)


def _acts(
    backend: Backend, known: Known, first: date, last: date, countries: list[str]
) -> Iterator[Unread]:
    """Yield the annual acts of which the limits by country were not read."""
    lacking = {gap["to"].year for gap in known.acts}
    # The terms of an act go on until the next one is approved.
    approved: dict[int, date] = {}
    for row in known.accounts:
        year = row["to"].year
        approved[year] = min(row["approved"], approved.get(year, row["approved"]))
    for row in known.acts:
        year = row["to"].year
        gap = {**row, "to": max(row["to"], approved.get(year + 1, row["to"]))}
        if gap["from"] > last or gap["to"] < first:
            continue
        years = _next_to(year, {a["to"].year for a in known.accounts}, lacking)
        acts = {a["statute"]: a["to"].year for a in known.accounts if a["to"].year in years}
        named = _named(backend, "imet:ground/imet:isPartOfStatute", acts, countries, acts)
        listed = [one for group in named.values() for one in group]
        yield _unread(gap, _beside(listed, year, lacking), {})


def _unread(
    gap: dict[str, Any],
    others: dict[Pair, list[int]],
    rests: dict[Pair, set[str]],
    waivers: bool = False,
) -> Unread:
    """Return what lacks, named for the instrument, or the gap where it is of none, and the year."""
    name = f"{gap['title'] or gap['label']}, {gap['yearLabel']}"
    what = "waiver" if waivers else "restriction"
    note = f"{name}: {gap['text']} A {what} of that year may be missing."
    return Unread(name, note, gap["from"], gap["to"], others, rests, waivers)


def _named(
    backend: Backend,
    path: str,
    things: Iterable[str],
    countries: Iterable[str],
    years: Mapping[str, int] | None = None,
) -> dict[str, list[_Named]]:
    """Return whom provisions or acts restrict, by what a path leads to from the period.

    Their ``years`` are those given, else the one in which a short period began, else all that
    a long one touches. Without ``countries``, everybody is meant.
    """
    found: dict[str, list[_Named]] = defaultdict(list)
    listed = " ".join(str(NamedNode(thing)) for thing in sorted(things))
    if not listed:
        return found
    only = ", ".join(str(NamedNode(country)) for country in countries)
    of_these = f"FILTER(?country IN ({only})) " if only else ""
    rows = backend.select(
        "SELECT ?thing ?period ?country ?program ?start ?end WHERE { "
        f"VALUES ?thing {{ {listed} }} ?period {path} ?thing ; imet:periodStart ?start ; "
        "imet:country ?country ; imet:program ?program ; imet:status/imet:restricts true "
        f"OPTIONAL {{ ?period imet:periodEnd ?end }} {of_these}}}"
    )
    for row in rows.dicts():
        thing, end = row["thing"], row["end"]
        first, last = _fiscal(row["start"]), _fiscal(end) if end else _OPEN
        if years:
            first = last = years[thing]
        elif end and end - row["start"] < _TWO_YEARS:
            last = first  # of one year's list, and renewed late or carried on
        found[thing].append((first, last, (row["country"], row["program"]), row["period"]))
    return found


def _fiscal(day: date) -> int:
    return day.year + (day.month > 9)


def _next_to(year: int, years: Iterable[int], lacking: set[int]) -> set[int]:
    """Return the years before and after one, each way as far as the nearest not lacking."""
    listed = sorted(set(years))
    before, after = [y for y in listed if y < year], [y for y in listed if y > year]
    found = set()
    for way in (reversed(before), after):
        for other in way:
            found.add(other)
            if other not in lacking:
                break
    return found


def _beside(listed: list[_Named], year: int, lacking: set[int]) -> dict[Pair, list[int]]:
    """Return who stood on the lists next to a year, as far as the nearest that was read whole."""
    yearly = [(first, pair) for first, last, pair, _period in listed if first == last]
    years = _next_to(year, range(_EARLIEST, _OPEN), lacking)
    found: dict[Pair, set[int]] = defaultdict(set)
    for listed_in, pair in yearly:
        if listed_in in years:
            found[pair].add(listed_in)
    return {pair: sorted(named) for pair, named in found.items()}

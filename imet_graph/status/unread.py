"""What was not read, or in part, and whom it may bar: lists, determinations and acts of a year.

A list half read is no whole one, and one that nobody read is not empty. Where the graph
says of a year that it lacks such a thing (``imet:Coverage``, an account's limits by
country), a country that stood on the one before or after it may stand on it too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from imet_graph.rdf.terms import NamedNode
from imet_graph.status.model import NONE_KNOWN, NOT_KNOWN, Standing
from imet_graph.status.reading import rows

if TYPE_CHECKING:
    from imet_graph.engines import Backend

Pair = tuple[str, str]
"""The IRIs of a country and a programme."""


@dataclass(frozen=True)
class Unread:
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
    others: dict[Pair, list[int]] = field(default_factory=dict)
    rests_on_it: dict[Pair, set[str]] = field(default_factory=dict)
    waivers: bool = False

    def pairs(self) -> set[Pair]:
        """Return the countries and programmes of which it leaves the status open."""
        return {*self.others, *self.rests_on_it}

    def concerns(self, pairs: set[Pair]) -> bool:
        """Return whether it may matter to one of them: a list may name anybody."""
        return not self.waivers or bool(self.pairs() & pairs)

    def why(self, standing: Standing) -> str:
        """Return why it leaves open how a country stands, or nothing where it does not."""
        pair = (standing.country.iri, standing.program.iri)
        own = self.rests_on_it.get(pair, set())
        if any(g.iri in own for g in standing.effective):
            return f"{self.name}: what was not read of it may lift the restriction"
        if any(g.iri in own for g in standing.grounds):
            return ""  # it names the country, and what was read lifts that
        *years, latest = [f"FY{year}" for year in self.others.get(pair, [])] or [""]
        listed = f"those of {', '.join(years)} and {latest}" if years else f"that of {latest}"
        return f"{self.name}: {listed} named the country" if latest else ""


def unread(backend: Backend, first: date, last: date) -> list[Unread]:
    """Return what was not read of the fiscal years that share a day with a span."""
    return [*_lists(backend, first, last), *_acts(backend, first, last)]


def doubt(standing: Standing, lacking: Iterable[Unread]) -> bool:
    """Mark a standing as uncertain that something unread may change, and return whether it may.

    It can't change a stop that certainly holds for another reason.
    """
    pair = (standing.country.iri, standing.program.iri)
    of_the_day = [one for one in lacking if one.first <= standing.on <= one.last]
    standing.doubted = set().union(*(one.rests_on_it.get(pair, ()) for one in of_the_day))
    found = [why for one in of_the_day if (why := one.why(standing))]
    stopped = (g for g in standing.effective if g.stops and not standing.lifted.get(g.iri))
    if not found or any(standing.sure(g) for g in stopped):
        return False
    if standing.state == NONE_KNOWN:
        standing.state = NOT_KNOWN
    standing.certain = False
    standing.why = "; ".join([*([standing.why] if standing.why else []), *found])
    return True


def _lists(backend: Backend, first: date, last: date) -> Iterator[Unread]:
    """Yield the lists and determinations, and the waivers from them, that were not read."""
    gaps: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows(
        backend,
        "SELECT ?gap ?label ?text ?kind ?year ?yearLabel ?from ?to ?rule ?aside WHERE { "
        "?gap imet:coverageKind ?kind ; rdfs:label ?label ; dcterms:description ?text ; "
        "imet:fiscalYear ?year ; imet:about ?rule . ?rule imet:effect ?effect . "
        "?year rdfs:label ?yearLabel ; imet:firstDay ?from ; imet:lastDay ?to "
        "FILTER(?kind IN (coverage-kind:missing, coverage-kind:in-part)) "
        "OPTIONAL { ?rule imet:setsAside ?aside } } ORDER BY ?gap ?year ?rule",
    ):
        gap = gaps.setdefault((row["gap"], row["year"]), {**row, "rules": set(), "lifts": set()})
        gap["rules"].add(row["rule"])
        if row["aside"]:
            gap["lifts"].add(row["aside"])
    asked = [g for g in gaps.values() if g["from"] <= last and g["to"] >= first]
    wanted = {rule for gap in asked for rule in (*gap["rules"], *gap["lifts"])}
    named = _named_by_rules(backend, wanted)
    for gap in asked:
        year = gap["to"].year
        name, text = f"{gap['label']}, {gap['yearLabel']}", gap["text"]
        if gap["lifts"]:
            lifted = [p for rule in gap["lifts"] for p in named[rule] if p.year == year]
            note = f"{name}: {text} A waiver of that year may be missing."
            yield Unread(name, note, gap["from"], gap["to"], {}, _by_pair(lifted), waivers=True)
            continue
        listed = [p for rule in gap["rules"] for p in named[rule]]
        lacking = {g["to"].year for g in gaps.values() if g["rules"] & gap["rules"]}
        yield Unread(
            name,
            f"{name}: {text} A restriction of that year may be missing.",
            gap["from"],
            gap["to"],
            _beside(listed, year, lacking),
            _by_pair(p for p in listed if p.year == year),
        )


def _acts(backend: Backend, first: date, last: date) -> Iterator[Unread]:
    """Yield the annual acts whose limits by country were not read."""
    accounts = rows(
        backend,
        "SELECT ?year ?label ?from ?to ?statute ?limits WHERE { ?account a imet:AccountText ; "
        "imet:fiscalYear ?year ; imet:accountStatute ?statute . "
        "?year a imet:FiscalYear ; rdfs:label ?label ; imet:firstDay ?from ; imet:lastDay ?to "
        "OPTIONAL { ?account imet:countryLimits ?limits } } ORDER BY ?label ?statute",
    )
    unseen = [a for a in accounts if str(a["limits"] or "").startswith("not seen")]
    lacking = {a["to"].year for a in unseen}
    for account in unseen:
        if account["from"] > last or account["to"] < first:
            continue
        years = _next_to(account["to"].year, {a["to"].year for a in accounts}, lacking)
        acts = {a["statute"]: a["to"].year for a in accounts if a["to"].year in years}
        named = _named_by_acts(backend, acts)
        note = (
            f"The limits by country in the act of {account['label']} are {account['limits']}; "
            "a restriction of that year may be missing."
        )
        others = _beside(named, account["to"].year, lacking)
        name = f"The limits by country in the act of {account['label']} ({account['limits']})"
        yield Unread(name, note, account["from"], account["to"], others)


@dataclass(frozen=True)
class _Named:
    """A period in which a list or an act of a year restricts a country."""

    period: str
    pair: Pair
    year: int


def _named_by_rules(backend: Backend, rules: Iterable[str]) -> dict[str, list[_Named]]:
    """Return whom the yearly lists under provisions named, by the year in which each ran out."""
    found: dict[str, list[_Named]] = defaultdict(list)
    for rule in sorted(rules):
        for row in rows(
            backend,
            f"SELECT ?period ?country ?program ?end WHERE {{ ?period imet:ground {NamedNode(rule)} "
            "; imet:country ?country ; imet:program ?program ; imet:periodEnd ?end ; "
            "imet:status ?status . ?status imet:restricts true }",
        ):
            year = row["end"].year + (row["end"].month > 9)
            found[rule].append(_Named(row["period"], (row["country"], row["program"]), year))
    return found


def _named_by_acts(backend: Backend, acts: dict[str, int]) -> list[_Named]:
    """Return whom annual acts restrict, by the fiscal years that they are given with."""
    return [
        _Named(row["period"], (row["country"], row["program"]), year)
        for act, year in acts.items()
        for row in rows(
            backend,
            "SELECT DISTINCT ?period ?country ?program WHERE { "
            f"?rule imet:isPartOfStatute {NamedNode(act)} . ?period imet:ground ?rule ; "
            "imet:country ?country ; imet:program ?program ; imet:status ?status . "
            "?status imet:restricts true }",
        )
    ]


def _next_to(year: int, years: Iterable[int], lacking: set[int]) -> set[int]:
    """Return the years before and after one, each way as far as the nearest not lacking."""
    listed = sorted(set(years))
    found = set()
    for way in (
        [other for other in reversed(listed) if other < year],
        [other for other in listed if other > year],
    ):
        for other in way:
            found.add(other)
            if other not in lacking:
                break
    return found


def _beside(listed: list[_Named], year: int, lacking: set[int]) -> dict[Pair, list[int]]:
    """Return who stood on the lists next to a year, as far as the nearest that was read whole."""
    years = _next_to(year, (one.year for one in listed), lacking)
    found: dict[Pair, set[int]] = defaultdict(set)
    for one in listed:
        if one.year in years:
            found[one.pair].add(one.year)
    return {pair: sorted(named) for pair, named in found.items()}


def _by_pair(listed: Iterable[_Named]) -> dict[Pair, set[str]]:
    found: dict[Pair, set[str]] = defaultdict(set)
    for one in listed:
        found[one.pair].add(one.period)
    return dict(found)

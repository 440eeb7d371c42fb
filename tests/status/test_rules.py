"""The rules: readable, in order, the same result each time, and each of them needed."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from imet_graph import resources
from imet_graph.errors import ParseProblem
from imet_graph.facts import derivation
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode

HEADS = ("Title", "Concludes", "Why it is sound", "Limits")
RULES = derivation.rule_files()


def small(turtle: str) -> ox.Store:
    """Return a store of the ontology and of a few triples, to which the rules are applied."""
    store = ox.Store()
    for path in sorted(resources.folder("ontology").glob("*.ttl")):
        store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    prefixes = "".join(f"@prefix {p}: <{ns}> .\n" for p, ns in vocab.PREFIXES.items())
    store.load(input=(prefixes + turtle).encode(), format=ox.RdfFormat.TURTLE)
    return store


def found(store: ox.Store, local: str) -> dict[str, set[str]]:
    """Return what the rules say of one period, by property, short names and texts."""
    values: dict[str, set[str]] = {}
    period = NamedNode(vocab.iri("period", local))
    for quad in store.quads_for_pattern(period, None, None):
        value = quad.object.value
        key = vocab.compact(quad.predicate.value).removeprefix("imet:")
        values.setdefault(key, set()).add(vocab.compact(value))
    return values


@pytest.mark.parametrize("path", RULES, ids=lambda p: p.stem)
def test_each_rule_explains_itself(path: Path) -> None:
    """A rule says what it concludes, why that is sound and what its limits are."""
    text = path.read_text(encoding="utf-8")
    head = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    for name in HEADS:
        assert re.search(rf"^# {name}: \S", head, re.MULTILINE), name
    declared = set(re.findall(r"^PREFIX ([\w-]+):", text, re.MULTILINE))
    body = re.sub(r"<[^>]*>|\"[^\"]*\"|#.*", "", text)
    used = set(re.findall(r"(?<![\w?$-])([a-z][\w-]*):(?=[\w-])", body))
    assert used <= declared


WAIVER = """
provision:bar a imet:Provision ; imet:effect effect:prohibits ;
    imet:appliesToCountry country:AAA , country:BBB ; imet:appliesToProgram program:imet ;
    imet:isPartOfStatute statute:s ; imet:section "1" ; imet:imetLink imet-link:named ;
    imet:inForceFrom "2000-10-01"^^xsd:date ; imet:inForceTo "2001-09-30"^^xsd:date ;
    imet:hasCitation citation:a .
provision:other a imet:Provision ; imet:effect effect:prohibits ;
    imet:appliesToCountry country:AAA ; imet:appliesToProgram program:imet ;
    imet:isPartOfStatute statute:s ; imet:section "2" ; imet:imetLink imet-link:inferred ;
    imet:inForceFrom "2000-10-01"^^xsd:date ; imet:inForceTo "2001-09-30"^^xsd:date ;
    imet:hasCitation citation:b .
event:waiver a imet:Waiver ; imet:affectsCountry country:AAA ; imet:affectsProgram program:imet ;
    imet:earliest "2001-01-01"^^xsd:date ; imet:latest "2001-01-31"^^xsd:date ;
    imet:imetLink imet-link:named ; imet:setsAside provision:bar ; imet:hasCitation citation:c .
"""


def test_a_waiver_lifts_what_it_waives_and_nothing_else() -> None:
    """Of two bars only the one set aside is lifted, for the country named, until it ends."""
    store = small(WAIVER)
    derivation.periods(store)
    waiver = found(store, "waiver.AAA.imet")
    assert waiver["lifts"] == {"period:bar.AAA.imet"}
    assert waiver["periodEnd"] == {"2001-09-30"}
    assert waiver["closedBy"] == {"provision:bar"}
    assert found(store, "bar.AAA.imet")["statusBasis"] == {"basis:stated"}
    assert found(store, "other.AAA.imet")["statusBasis"] == {"basis:inferred"}
    assert found(store, "bar.BBB.imet")["ground"] == {"provision:bar"}


SUSPENSION = """
event:stop a imet:Suspension ; imet:affectsCountry country:AAA ;
    imet:affectsProgram program:imet , program:fmf ;
    imet:earliest "1990-01-01"^^xsd:date ; imet:latest "1990-12-31"^^xsd:date ;
    imet:imetLink imet-link:named ; imet:hasCitation citation:a .
event:back a imet:Reinstatement ; imet:affectsCountry country:AAA ;
    imet:affectsProgram program:imet ; imet:endsEvent event:stop ;
    imet:earliest "1995-03-01"^^xsd:date ; imet:latest "1995-03-31"^^xsd:date ;
    imet:imetLink imet-link:named ; imet:hasCitation citation:b .
event:stop-2 a imet:Suspension ; imet:affectsCountry country:BBB ;
    imet:affectsProgram program:imet ; imet:earliest "1990-05-01"^^xsd:date ;
    imet:latest "1990-05-01"^^xsd:date ; imet:imetLink imet-link:named ;
    imet:hasCitation citation:a .
fy:1990 imet:nextFiscalYear fy:1991 ; imet:firstDay "1989-10-01"^^xsd:date ;
    imet:lastDay "1990-09-30"^^xsd:date .
fy:1991 imet:nextFiscalYear fy:1992 ; imet:firstDay "1990-10-01"^^xsd:date ;
    imet:lastDay "1991-09-30"^^xsd:date .
fy:1992 imet:firstDay "1991-10-01"^^xsd:date ; imet:lastDay "1992-09-30"^^xsd:date .
figure:f91 a imet:FundingObservation ; imet:country country:BBB ; imet:program program:imet ;
    imet:figureKind figure-kind:obligated ; imet:fiscalYear fy:1991 ; imet:amount 5.0 ;
    imet:hasCitation citation:f .
figure:f92 a imet:FundingObservation ; imet:country country:BBB ; imet:program program:imet ;
    imet:figureKind figure-kind:obligated ; imet:fiscalYear fy:1992 ; imet:amount 5.0 ;
    imet:hasCitation citation:g .
"""


def test_a_reinstatement_ends_its_programme_and_no_other() -> None:
    """IMET ends with the reinstatement; financing, which it does not name, stays as reported."""
    store = small(SUSPENSION)
    derivation.periods(store)
    imet = found(store, "stop.AAA.imet")
    assert imet["periodEndEarliest"] == {"1995-03-01"}
    assert imet["periodEnd"] == {"1995-03-31"}
    assert imet["hasCitation"] == {"citation:a", "citation:b"}
    assert imet["statusBasis"] == {"basis:stated"}
    financing = found(store, "stop.AAA.fmf")
    assert "periodEnd" not in financing
    assert financing["statusBasis"] == {"basis:as-last-reported"}
    assert financing["asOf"] == {"1990-12-31"}


def test_money_on_record_ends_a_stop_after_a_whole_year() -> None:
    """Money of the next fiscal year proves nothing; that of the year after ends the stop."""
    store = small(SUSPENSION)
    derivation.periods(store)
    stop = found(store, "stop-2.BBB.imet")
    assert stop["periodEnd"] == {"1992-09-30"}
    assert stop["periodEndEarliest"] == {"1990-05-01"}
    assert stop["closedBy"] == {"figure:f92"}
    assert stop["statusBasis"] == {"basis:as-last-reported"}


COUP = """
group:countries-whose-elected-head-of-government-was-ousted-by-military-coup-or-decree
    a imet:CountryGroup .
provision:clause-1 imet:inForceFrom "2005-10-01"^^xsd:date ;
    imet:inForceTo "2006-09-30"^^xsd:date ; imet:hasCitation citation:a ; imet:appliesToGroup
    group:countries-whose-elected-head-of-government-was-ousted-by-military-coup-or-decree .
provision:clause-2 imet:inForceFrom "2006-10-01"^^xsd:date ;
    imet:inForceTo "2007-09-30"^^xsd:date ; imet:hasCitation citation:b ; imet:appliesToGroup
    group:countries-whose-elected-head-of-government-was-ousted-by-military-coup-or-decree .
event:coup a imet:Coup ; imet:affectsCountry country:AAA ; imet:earliest "2006-03-01"^^xsd:date ;
    imet:latest "2006-03-01"^^xsd:date ; imet:hasCitation citation:c .
event:silent-coup a imet:Coup ; imet:affectsCountry country:BBB ;
    imet:earliest "2006-03-01"^^xsd:date ; imet:latest "2006-03-01"^^xsd:date .
event:stop a imet:Suspension ; imet:affectsCountry country:AAA ; imet:triggeredBy event:coup ;
    imet:underProvision provision:clause-1 ; imet:affectsProgram program:imet ;
    imet:earliest "2006-03-05"^^xsd:date ; imet:latest "2006-03-05"^^xsd:date ;
    imet:imetLink imet-link:training ; imet:hasCitation citation:d .
event:vote a imet:Reinstatement ; imet:affectsCountry country:AAA ; imet:endsEvent event:stop ;
    imet:affectsProgram program:imet ; imet:earliest "2007-02-06"^^xsd:date ;
    imet:latest "2007-02-06"^^xsd:date ; imet:hasCitation citation:e .
"""


def test_each_years_coup_clause_binds_until_the_certificate() -> None:
    """From coup to certificate, by inference, and only where the executive applied it."""
    store = small(COUP)
    derivation.periods(store)
    first, second = found(store, "clause-1.AAA.imet"), found(store, "clause-2.AAA.imet")
    assert (first["periodStart"], first["periodEnd"]) == ({"2006-03-01"}, {"2006-09-30"})
    assert (second["periodStart"], second["periodEnd"]) == ({"2006-10-01"}, {"2007-02-06"})
    assert second["closedBy"] == {"event:vote"}
    assert first["statusBasis"] == {"basis:inferred"}
    # The act itself outlives the clause of the year in which it was done.
    assert found(store, "stop.AAA.imet")["periodEnd"] == {"2007-02-06"}
    assert not found(store, "clause-1.BBB.imet")


def test_a_rule_that_constructs_nothing_is_refused(tmp_path: Path) -> None:
    """A file among the rules that is a SELECT is named in the error."""
    rule = tmp_path / "90-wrong.rq"
    rule.write_text("SELECT * WHERE { ?s ?p ?o }", encoding="utf-8")
    with pytest.raises(ParseProblem, match="90-wrong"):
        derivation.periods(small(""), [rule])


def test_every_period_restricts_or_says_why_not() -> None:
    """Each period of the data has a status of the list, and the list an order."""
    store = ox.Store()
    store.bulk_load(path=str(resources.folder("data") / "status.ttl"), format=ox.RdfFormat.TURTLE)
    kinds = {q.object for q in store.quads_for_pattern(None, NamedNode(vocab.term("status")), None)}
    ranks = small("")
    rank = NamedNode(vocab.term("rank"))
    numbers = [q.object.value for q in ranks.quads_for_pattern(None, rank, None)]
    assert all(any(ranks.quads_for_pattern(kind, rank, None)) for kind in kinds)
    assert len(kinds) >= 10
    assert len(numbers) >= len(kinds)

"""Turns sections of the Code and the Acts of their credits into statements of the graph."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from imet_graph.law.credits import Act, parse
from imet_graph.law.uslm import Section
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode, Triple

_DCTERMS, _SKOS = vocab.EXTERNAL["dcterms"], vocab.EXTERNAL["skos"]
_LOCATOR = "Source credit"


def statute_id(act: str) -> str:
    """Return the last part of the address of an Act.

    >>> statute_id("Pub. L. 94-329"), statute_id("Act of July 15, 1947, ch. 248")
    ('pl-94-329', 'act-of-july-15-1947-ch-248')
    """
    short = act.replace("Pub. L.", "pl").replace("Ex. Ord. No.", "eo")
    return re.sub(r"[^a-z0-9]+", "-", short.lower()).strip("-")


def triples(section: Section, known: set[str]) -> tuple[list[Triple], list[str]]:
    """Return the statements of a section, and what of its credit was not understood.

    ``known`` are the addresses of statutes that the graph describes; others are named and
    dated here.
    """
    acts, odd = parse(section.credit)
    return [*_section(section), *_acts(section, acts, known)], odd


def _say(subject: str, predicate: str, thing: str | Literal) -> Triple:
    value = thing if isinstance(thing, Literal) else NamedNode(thing)
    return Triple(NamedNode(subject), NamedNode(predicate), value)


def _day(subject: str, predicate: str, day: str) -> Iterator[Triple]:
    for name in (predicate, "earliest", "latest"):
        literal = Literal(day, datatype=NamedNode(vocab.XSD + "date"))
        yield _say(subject, vocab.term(name), literal)


def _section(section: Section) -> Iterator[Triple]:
    it, source = vocab.iri("provision", section.name), vocab.iri("source", section.name)
    named = Literal(f"{section.usc}, {section.heading}", language="en")
    yield _say(it, vocab.RDF_TYPE, vocab.term("CodeSection"))
    yield _say(it, vocab.RDFS_LABEL, named)
    yield _say(it, _SKOS + "notation", Literal(section.usc))
    yield _say(it, _SKOS + "altLabel", Literal(section.usc.replace("U.S.C.", "USC")))
    yield _say(it, _DCTERMS + "identifier", Literal(section.identifier))
    yield _say(it, vocab.term("codeStatus"), Literal(section.status))
    yield _say(it, vocab.term("hasCitation"), _citation(section))
    yield _say(source, vocab.RDF_TYPE, vocab.term("Source"))
    yield _say(source, vocab.RDFS_LABEL, Literal(section.usc))
    yield _say(source, _DCTERMS + "publisher", Literal("United States Code"))
    yield _say(source, _DCTERMS + "identifier", Literal(section.identifier))
    yield _say(source, vocab.term("sourceKind"), vocab.iri("source-kind", "primary-law"))
    citation = _citation(section)
    yield _say(citation, vocab.RDF_TYPE, vocab.term("Citation"))
    yield _say(citation, vocab.RDFS_LABEL, Literal(f"{section.usc}, {_LOCATOR}"))
    yield _say(citation, vocab.term("source"), source)
    yield _say(citation, vocab.term("locator"), Literal(_LOCATOR))


def _citation(section: Section) -> str:
    name = hashlib.sha256(f"{section.name}\n{_LOCATOR}".encode()).hexdigest()[:12]
    return vocab.iri("citation", name)


def _acts(section: Section, acts: list[Act], known: set[str]) -> Iterator[Triple]:
    if not acts:
        return
    whole = acts[0].of or acts[0].act
    named = re.match(r"Pub\. L\. [\d-]+", whole)
    origin = vocab.iri("statute", statute_id(named[0] if named else whole))
    taken: dict[str, int] = {}
    for act in acts:
        name = statute_id(act.act)
        taken[name] = taken.get(name, 0) + 1
        number = f"-{taken[name]}" if taken[name] > 1 else ""
        it = vocab.iri("amendment", f"{section.name}-{name}{number}")
        by = vocab.iri("statute", name)
        place = f"{act.act}, {act.section}" if act.section else act.act
        label = f"{place}: {section.usc} {act.change}"
        yield _say(it, vocab.RDF_TYPE, vocab.term("Amendment"))
        yield _say(it, vocab.RDFS_LABEL, Literal(label, language="en"))
        yield _say(it, vocab.term("amendingStatute"), by)
        yield _say(it, vocab.term("amendedStatute"), origin)
        yield _say(it, vocab.term("amendedSection"), Literal(act.of or section.usc))
        yield _say(it, vocab.term("amendedCodeSection"), vocab.iri("provision", section.name))
        yield _say(it, vocab.term("hasCitation"), _citation(section))
        if act.stat:
            yield _say(it, _DCTERMS + "bibliographicCitation", Literal(act.stat))
        if act.date:
            yield from _day(it, "date", act.date)
        if by != origin:
            yield _say(by, vocab.term("amends"), origin)
        for address in {by, origin} - known:
            own = act if address == by else None
            yield from _statute(address, own, section)


def _statute(address: str, act: Act | None, section: Section) -> Iterator[Triple]:
    yield _say(address, vocab.RDF_TYPE, vocab.term("Statute"))
    yield _say(address, vocab.term("hasCitation"), _citation(section))
    if act:
        yield _say(address, vocab.RDFS_LABEL, Literal(act.act, language="en"))
        if act.public_law:
            yield _say(address, vocab.term("publicLaw"), Literal(act.public_law))
        if act.date:
            yield from _day(address, "enactedOn", act.date)

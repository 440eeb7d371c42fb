"""Provisions: what each section does to IMET or to a neighbouring programme (provisions.csv).

``provision:<id of the row>`` is one rule. The section of the Code in which it is
codified is a thing of its own, ``provision:usc-22-2347``, of class
``imet:CodeSection``: several rules may stand in one section, and one section's
IRI must not change when a rule is added. ``imet:codifiedIn`` links the two, for
subsections and notes as well.

To whom a rule applies: ``imet:appliesToCountry`` for countries by code,
``imet:appliesToAll`` for every country, and ``imet:appliesToGroup`` where the
table uses words. A rule whose table cell has no first day has no
``imet:inForceFrom``: the day is not known, and none is invented.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from imet_graph.importers.curated import scope, uscode
from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.rows import Row
from imet_graph.importers.curated.uscode import CodeSection
from imet_graph.importers.curated.write import describe, en, node, slug, typed

FILE = "provisions.csv"

# The table is about IMET, and a rule governs IMET unless it is listed here: rules
# that by their own text reach only other programmes, or Expanded IMET as well. An
# empty entry: none of the programmes that the graph has.
PROGRAMS: dict[str, tuple[str, ...]] = {
    "faa-541a-civilians": ("e-imet",),
    "faa-544a": ("pme-exchange",),
    "faa-544b": ("flight-training-exchange",),
    "ndaa1990-935": ("pme-exchange",),
    "faa-506a1": ("section-506-drawdown",),
    "faa-506a2": ("section-506-drawdown",),
    "faa-516e2b": ("eda",),
    "aeca-23": ("fmf",),
    "aeca-30a": ("unit-exchange",),
    "faa-541b": ("fmf",),
    "hr8595-541b": ("fmf",),
    "t10-166a": (),
    "t10-301": (),
    "t10-333": ("section-333",),
    "t10-342": ("regional-centers",),
    "t10-343": ("whinsec-program",),
    "t10-343d": ("whinsec-program",),
    "t10-345": ("ctfp",),
    "t10-345b2c": ("ctfp", "imet"),
    "t10-349": ("iaafa-program",),
    "t10-350": ("ieafa-program",),
    "t10-362": (),
    "t10-1595": ("diils-program",),
    "ndaa2006-1206": ("section-1206",),
    "ndaa2018-1207": ("diils-program",),
    "iaafa-101-511-8113": ("iaafa-program",),
    "soa-100-180-319": (),
    "dod-fy1999-8130": (),
    "fy1997-leahy": (),
    "mdaa-authority": ("map",),
    "faa1971-301-v": ("map", "fms"),
    "faa1974-22": ("map", "fms"),
    "faa1974-25": ("map", "fms"),
    "faa1974-26": ("map", "fms"),
    "dod2000-9001": ("imet", "fmf"),
    "m2m-103-337-1316": (),
    "irq-105-338-4a2": (),
    "pccf-111-32": ("pccf",),
    "fy2005-574": ("esf",),
    "fy2006-574": ("esf",),
    "fy2008-671": ("esf",),
    "mmr-117-263-5576": ("esf",),
    "eo14169-3": (),
    "cspa-w-2019-ssd": ("pko",),
    "fy1991-eimet": ("imet", "e-imet"),
    "fy1993-eimet": ("imet", "e-imet"),
    "fy1998-584": ("imet", "e-imet"),
    "pak-8422a": ("imet", "e-imet"),
}

# Rules that are the authority of a programme as a whole.
AUTHORITIES: dict[str, tuple[str, ...]] = {
    "faa-541a": ("imet",),
    "faa-541a-civilians": ("e-imet",),
    "faa-544a": ("pme-exchange",),
    "faa-544b": ("flight-training-exchange",),
    "faa-506a1": ("section-506-drawdown",),
    "faa-506a2": ("section-506-drawdown",),
    "aeca-23": ("fmf",),
    "aeca-30a": ("unit-exchange",),
    "t10-333": ("section-333",),
    "t10-342": ("regional-centers",),
    "t10-343": ("whinsec-program",),
    "t10-345": ("ctfp",),
    "t10-349": ("iaafa-program",),
    "t10-350": ("ieafa-program",),
    "ndaa2006-1206": ("section-1206",),
    "ndaa2018-1207": ("diils-program",),
    "mdaa-authority": ("map",),
    "pccf-111-32": ("pccf",),
}


def triples(facts: Facts) -> Iterator[Triple]:
    """Yield the triples of every provision, of the Code sections, and of the groups named."""
    account = facts.account(FILE)
    sections: dict[CodeSection, list[Row]] = {}
    for row in account.rows + facts.found(FILE):
        for code in uscode.references(row["usc"]):
            sections.setdefault(code, []).append(row)
        yield from provision(facts, row)
    for row in account.rows:
        account.load(row)
    for code, rows in sections.items():
        yield from code_section(facts, code, rows)


def provision(facts: Facts, row: Row) -> Iterator[Triple]:
    """Yield the triples of one rule and of the groups to which it applies."""
    to = scope.parse(row["applies_to"])
    groups = {text: node("group", slug(text)) for text in to.groups}
    codified = [code.node for code in uscode.references(row["usc"])]
    yield from describe(
        node("provision", row.id),
        "imet:Provision",
        {
            "rdfs:label": en(f"{row['section']}: {row['heading']}"),
            "dcterms:description": en(row["summary"]),
            "imet:isPartOfStatute": facts.statute(row, "statute_id"),
            "imet:section": row["section"],
            "imet:heading": row["heading"],
            "imet:uscCitation": row["usc"],
            "skos:notation": row["usc"],
            "imet:codifiedIn": codified,
            "imet:effect": node("effect", slug(row["effect_on_imet"])),
            "imet:appliesToAll": typed("true", "boolean") if to.everyone else None,
            "imet:appliesToCountry": [node("country", code) for code in to.countries],
            "imet:appliesToGroup": list(groups.values()),
            "imet:appliesToProgram": _programs(PROGRAMS.get(row.id, ("imet",))),
            "imet:authorizes": _programs(AUTHORITIES.get(row.id, ())),
            "imet:inForceFrom": typed(row["from"], "date"),
            "imet:inForceTo": typed(row["to"], "date"),
            "imet:note": [Literal(remark) for remark in to.remarks],
            "imet:hasCitation": facts.cite(row),
        },
    )
    for text, group in groups.items():
        about = {"rdfs:label": en(text), "imet:hasCitation": facts.cite(row)}
        yield from describe(group, "imet:CountryGroup", about)


def code_section(facts: Facts, code: CodeSection, rows: list[Row]) -> Iterator[Triple]:
    """Yield the triples of one section of the Code, from the rules that stand in it.

    Its heading is that of the section itself; notes under a section have
    headings of their own, which don't count.
    """
    own = [row for row in rows if "note" not in row["usc"]]
    headings = {row["heading"]: None for row in own}
    heading = next(iter(headings), "") if len(headings) == 1 else ""
    yield from describe(
        code.node,
        "imet:CodeSection",
        {
            "rdfs:label": en(f"{code.notation}, {heading}" if heading else code.notation),
            "skos:notation": code.notation,
            "skos:altLabel": code.notation.replace(".", ""),
            "dcterms:identifier": code.uslm,
            "imet:hasCitation": [facts.cite(row)[0] for row in rows],
        },
    )


def _programs(names: tuple[str, ...]) -> list[NamedNode]:
    return [node("program", name) for name in names]

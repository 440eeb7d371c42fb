"""Which properties are links between things, and how much each one tells.

``LINKS`` holds each property that an edge may stand for and its length, which
grows as the link tells less: that a law establishes a programme is one step,
that two provisions govern the same programme is no news. The lengths serve
:mod:`imet_graph.network.paths` and the choice of neighbours; a test holds that
every object property of the ontology stands in one of the two tables.
"""

from __future__ import annotations

LINKS: dict[str, float] = {
    "establishes": 1.0,
    "triggeredBy": 1.0,
    "endsEvent": 1.0,
    "amends": 1.0,
    "amendedProvision": 1.2,
    "isPartOfStatute": 1.0,
    "legalBasis": 1.0,
    "underProvision": 1.0,
    "setsAside": 1.0,
    "setsAsideInPart": 1.0,
    "legalAuthority": 1.0,
    "authorizes": 1.2,
    "predecessor": 1.0,
    "parentProgram": 1.0,
    "successor": 1.0,
    "isPartOf": 1.2,
    "operatedBy": 1.2,
    "affectsCountry": 1.5,
    "appliesToCountry": 1.5,
    "limitsCountry": 1.8,
    "roleKind": 1.5,
    "appliesToGroup": 1.8,
    "accountOf": 1.8,
    "involvesAgency": 2.0,
    "affectsProgram": 2.5,
    "appliesToProgram": 2.5,
    "teaches": 2.0,
    "usesInstitution": 2.0,
    "activityForm": 2.0,
    "codifiedIn": 1.2,
    "exceptsCountry": 1.8,
    "hasMember": 1.8,
    "liftableBy": 2.0,
    "reachesProgram": 2.5,
    "locatedIn": 4.0,
    "broader": 1.5,
}
"""Properties by local name (``broader`` is SKOS's), with the length of the link."""

NOT_LINKS = frozenset(
    {
        # sources and codes: shown on cards, coloured, or filtered by
        "hasCitation", "source", "sourceKind", "support", "instrumentType", "effect",
        "agencyKind", "programKind", "region", "imetLink", "institutionKind", "service",
        "figureKind", "unit", "coverageKind", "status", "statusBasis",
        # between a reified link and its ends: folded into one edge
        "amendingStatute", "amendedStatute", "accountStatute", "roleAgency", "roleProgram",
        # of figures, periods and records, which are no nodes of the network
        "program", "country", "fiscalYear", "nextFiscalYear", "hasClaim", "about",
        "correctedBy", "listedIn", "notListedIn", "restrictionEvent", "openedBy", "closedBy",
        "lifts", "liftsInPart", "ground", "setsStatus", "effectiveIn", "continuesRulesOf",
        "appropriates", "addedBy", "amendedCodeSection",
    }
)  # fmt: skip
"""Object properties of the ontology that are no edges, and why."""

PHRASES: dict[str, tuple[str, str]] = {
    "establishes": ("establishes {}", "{} that established it"),
    "triggeredBy": ("triggered by {}", "{} that it triggered"),
    "endsEvent": ("ends {}", "{} that ended it"),
    "amends": ("amends {}", "{} that amended it"),
    "amendedProvision": ("amends {}", "{} that amended it"),
    "isPartOfStatute": ("is part of {}", "{} in it"),
    "legalBasis": ("rests on {}", "{} that rest on it"),
    "legalAuthority": ("has its authority from {}", "{} that have their authority from it"),
    "authorizes": ("authorizes {}", "{} that authorize it"),
    "predecessor": ("came after {}", "{} that came after it"),
    "parentProgram": ("is part of {}", "{} that are part of it"),
    "successor": ("followed by {}", "{} that it followed"),
    "isPartOf": ("is part of {}", "{} that are part of it"),
    "operatedBy": ("is run by {}", "{} that it runs"),
    "affectsCountry": ("affects {}", "{} that affect it"),
    "appliesToCountry": ("applies to {}", "{} that apply to it"),
    "limitsCountry": ("limits {}", "{} with account terms for it"),
    "roleKind": ("has a role in {}", "{} that have a role in it"),
    "appliesToGroup": ("applies to {}", "{} that apply to it"),
    "accountOf": ("sets the account of {}", "{} that set its account"),
    "involvesAgency": ("involves {}", "{} that involve it"),
    "affectsProgram": ("affects {}", "{} that affect it"),
    "appliesToProgram": ("applies to {}", "{} that apply to it"),
    "teaches": ("teaches {}", "{} that teach it"),
    "usesInstitution": ("sends students to {}", "{} that send students to it"),
    "activityForm": ("is given as {}", "{} given in it"),
    "locatedIn": ("lies in {}", "{} that lie in it"),
    "underProvision": ("is under {}", "{} that are under it"),
    "setsAside": ("sets aside {}", "{} that set it aside"),
    "setsAsideInPart": ("sets aside in part {}", "{} that set it aside in part"),
    "codifiedIn": ("is codified in {}", "{} codified in it"),
    "exceptsCountry": ("excepts {}", "{} that except it"),
    "hasMember": ("has as members {}", "{} that it belongs to"),
    "liftableBy": ("may be lifted by {}", "{} that it may lift"),
    "reachesProgram": ("reaches {}", "{} that reach it"),
    "broader": ("belongs to {}", "{} that belong to it"),
}
"""How a group of neighbours is headed: from the thing to them, and from them to the thing."""

"""The only place where an IRI of the project, or of a vocabulary it uses, is spelt.

>>> iri("country", "PAK")
'https://w3id.org/imet-graph/id/country/PAK'
>>> term("hasCitation")
'https://w3id.org/imet-graph/def#hasCitation'
>>> compact("https://w3id.org/imet-graph/id/country/PAK")
'country:PAK'
>>> expand("country:PAK")
'https://w3id.org/imet-graph/id/country/PAK'
"""

from __future__ import annotations

import re

BASE = "https://w3id.org/imet-graph/"
DEF = BASE + "def#"
ID = BASE + "id/"
GRAPH = BASE + "graph/"
ONTOLOGY = BASE + "def"
SHAPES = BASE + "shapes#"
CHECKS = BASE + "checks#"

# Kinds of thing; each has a prefix of the same name, since a slash can't stand
# in a prefixed name and `country:PAK` reads better than `id:country\/PAK`.
KINDS: tuple[str, ...] = (
    "country", "group", "statute", "provision", "amendment", "account", "agency", "role",
    "program", "event", "institution", "topic", "fy", "figure", "source", "copy", "citation",
    "statement", "claim", "disagreement", "coverage", "annual", "determination",
    "version", "participation", "period", "dataset",
    # from the training reports
    "report", "activity", "training", "course", "milunit", "place",
    # code lists
    "effect", "instrument", "source-kind", "support", "agency-kind", "role-kind",
    "program-kind", "institution-kind", "service", "figure-kind", "unit", "imet-link",
    "imet-reach", "finding", "coverage-kind", "status-kind", "basis", "region",
    "reconciliation", "recovery", "scheme",
)  # fmt: skip

EXTERNAL: dict[str, str] = {
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

PREFIXES: dict[str, str] = {
    "imet": DEF,
    "shape": SHAPES,
    "check": CHECKS,
    **{kind: f"{ID}{kind}/" for kind in KINDS},
    **EXTERNAL,
}
"""Every prefix and its namespace, as exports write them and queries may use them."""

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?\Z")
_FORM = re.compile(
    r"(?:\s++|#[^\n\r]*+|BASE\s*+<[^>]*+>|PREFIX\s++[^\s:]*+:\s*+<[^>]*+>)*+([a-z]++)",
    re.IGNORECASE,
)
_BY_LENGTH = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))

RDF_TYPE = EXTERNAL["rdf"] + "type"
RDFS_LABEL = EXTERNAL["rdfs"] + "label"
SKOS_BROADER = EXTERNAL["skos"] + "broader"
XSD = EXTERNAL["xsd"]
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"


def term(name: str) -> str:
    """Return the IRI of an ontology term, such as ``Country`` or ``hasCitation``."""
    return DEF + name


def iri(kind: str, name: str) -> str:
    """Return the IRI of a thing of one kind.

    Raises:
        KeyError: if there is no such kind.
    """
    if kind not in PREFIXES or kind in EXTERNAL:
        raise KeyError(kind)
    return PREFIXES[kind] + name


def kind_of(address: str) -> str | None:
    """Return the kind of a thing's IRI, or None for other IRIs.

    >>> kind_of("https://w3id.org/imet-graph/id/event/pensacola-shooting-2019")
    'event'
    """
    if not address.startswith(ID):
        return None
    kind, slash, _local = address[len(ID) :].partition("/")
    return kind if slash and kind in PREFIXES else None


def local(address: str) -> str:
    """Return what stands behind the last slash or hash of an IRI: of a thing, its code."""
    return address.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def compact(address: str) -> str:
    """Return the prefixed name of an IRI, or the IRI itself where none can be written."""
    for prefix, namespace in _BY_LENGTH:
        if address.startswith(namespace):
            rest = address[len(namespace) :]
            if _LOCAL.match(rest):
                return f"{prefix}:{rest}"
    return address


def expand(name: str) -> str | None:
    """Return the IRI of a prefixed name, or None where the prefix is not ours."""
    prefix, colon, rest = name.partition(":")
    if not colon or prefix not in PREFIXES or rest.startswith("//"):
        return None
    return PREFIXES[prefix] + rest


def form(text: str) -> str:
    """Return SELECT, ASK, CONSTRUCT or DESCRIBE: the word after comments and prefixes.

    >>> form("#+ title: ASK\\nPREFIX a: <a:> # SELECT\\nconstruct { ?s a a:b } { ?s ?p ?o }")
    'CONSTRUCT'
    """
    found = _FORM.match(text)
    return found[1].upper() if found else ""


def with_prefixes(text: str) -> str:
    """Return query text that declares those of the project's prefixes that it may use.

    They stand on the first line, so that line numbers in messages still hold.
    A prefix that is declared twice, or for nothing, does no harm.

    >>> with_prefixes("ASK { country:PAK ?p ?o }")
    'PREFIX country: <https://w3id.org/imet-graph/id/country/> ASK { country:PAK ?p ?o }'
    """
    written = set(re.findall(r"(?<![\w-])([A-Za-z][\w-]*+):", text))
    declared = set(re.findall(r"PREFIX\s+([A-Za-z][\w-]*):", text, re.IGNORECASE))
    lacking = sorted((written - declared) & set(PREFIXES))
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in lacking) + text

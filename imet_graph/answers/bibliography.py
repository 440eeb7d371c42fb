"""The sources of the graph, or of one thing, as BibTeX or CSL-JSON."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from imet_graph.rdf.terms import NamedNode, text_of
from imet_graph.rdf.vocab import local

if TYPE_CHECKING:
    from imet_graph.engines import Backend

# Kinds of source as CSL has them; all others are documents.
_CSL = {
    "primary-law": "legislation",
    "government-report": "report",
    "research-service": "report",
    "research-or-ngo": "report",
    "research": "report",
    "press": "article-newspaper",
    "encyclopaedia": "entry-encyclopedia",
    "mirror-or-repost": "webpage",
    "dataset": "dataset",
}


def bibliography(backend: Backend, format_name: str, entity: str | None = None) -> bytes:
    """Return the sources, sorted by their keys; of one thing if ``entity`` is its IRI."""
    entries = _entries(backend, entity)
    if format_name == "csl-json":
        import json

        items = [_csl(entry) for entry in entries]
        return (json.dumps(items, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    return "\n".join(_bibtex(entry) for entry in entries).encode("utf-8")


def _entries(backend: Backend, entity: str | None) -> list[dict[str, str]]:
    of_thing = ""
    if entity:
        of_thing = f"{NamedNode(entity)} imet:hasCitation ?c . ?c imet:source ?source . "
    table = backend.select(
        "SELECT DISTINCT ?source ?title ?kind ?publisher ?date ?address WHERE { "
        f"{of_thing}?source a imet:Source ; rdfs:label ?title . "
        "OPTIONAL { ?source imet:sourceKind ?kind } "
        "OPTIONAL { ?source dcterms:publisher ?publisher } "
        "OPTIONAL { ?source dcterms:date ?date } "
        "OPTIONAL { ?source imet:hasCopy?/imet:address ?address } } ORDER BY ?source ?date ?address"
    )
    found: dict[str, dict[str, str]] = {}
    for row in table:
        fields = dict(zip(table.variables, map(text_of, row), strict=True))
        fields |= {"key": local(fields["source"]), "kind": local(fields["kind"])}
        found.setdefault(fields["source"], fields)
    return sorted(found.values(), key=lambda fields: fields["key"])


def _csl(entry: dict[str, str]) -> dict[str, object]:
    item: dict[str, object] = {
        "id": entry["key"],
        "type": _CSL.get(entry["kind"], "document"),
        "title": entry["title"],
    }
    if entry["publisher"]:
        item["publisher"] = entry["publisher"]
    if entry["date"]:
        parts = [int(part) for part in re.findall(r"\d+", entry["date"])][:3]
        item["issued"] = {"date-parts": [parts]}
    if entry["address"]:
        item["URL"] = entry["address"]
    return item


_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{c: "\\" + c for c in "{}&%$#_"},
    }
)


def _bibtex(entry: dict[str, str]) -> str:
    fields = {"title": "{" + entry["title"].translate(_TEX) + "}"}
    if entry["publisher"]:
        fields["publisher"] = entry["publisher"].translate(_TEX)
    if entry["date"]:
        fields["year"] = entry["date"][:4]
        if len(entry["date"]) > 4:
            fields["date"] = entry["date"]
    if entry["address"]:
        # An address stays as it is: \url takes it raw.
        fields["url"] = entry["address"].replace("{", "%7B").replace("}", "%7D")
    if entry["kind"]:
        fields["note"] = entry["kind"].replace("-", " ")
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{entry['key']},\n{lines}}}\n"

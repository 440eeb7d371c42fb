"""The only table of formats: name, file extensions, media type and what each is for.

>>> by_name("turtle").media_type
'text/turtle'
>>> by_extension("notes.ttl", "rdf").name
'turtle'
"""

from __future__ import annotations

from pathlib import PurePath
from typing import NamedTuple

from imet_graph.errors import UnknownFormat


class Format(NamedTuple):
    """One format; ``use`` is rdf, results, network, picture, report or bibliography."""

    name: str
    extensions: tuple[str, ...]
    media_type: str
    use: str


BINARY = ("parquet", "arrow")
"""The formats of results whose content is bytes."""

FORMATS: tuple[Format, ...] = (
    Format("turtle", ("ttl",), "text/turtle", "rdf"),
    Format("ntriples", ("nt",), "application/n-triples", "rdf"),
    Format("nquads", ("nq",), "application/n-quads", "rdf"),
    Format("trig", ("trig",), "application/trig", "rdf"),
    Format("rdfxml", ("rdf", "xml", "owl"), "application/rdf+xml", "rdf"),
    Format("jsonld", ("jsonld",), "application/ld+json", "rdf"),
    Format("table", (), "text/plain", "results"),
    Format("csv", ("csv",), "text/csv", "results"),
    Format("tsv", ("tsv",), "text/tab-separated-values", "results"),
    Format("json", ("srj", "json"), "application/sparql-results+json", "results"),
    Format("xml", ("srx", "xml"), "application/sparql-results+xml", "results"),
    Format("jsonl", ("jsonl",), "application/jsonl", "results"),
    Format("markdown", ("md",), "text/markdown", "results"),
    Format("html", ("html", "htm"), "text/html", "results"),
    Format("parquet", ("parquet",), "application/vnd.apache.parquet", "results"),
    Format("arrow", ("arrow", "feather"), "application/vnd.apache.arrow.file", "results"),
    Format("graphml", ("graphml",), "application/graphml+xml", "network"),
    Format("gexf", ("gexf",), "application/gexf+xml", "network"),
    Format("cytoscape", ("cyjs",), "application/vnd.cytoscape.v3+json", "network"),
    Format("nodes-csv", (), "text/csv", "network"),
    Format("edges-csv", (), "text/csv", "network"),
    Format("svg", ("svg",), "image/svg+xml", "picture"),
    Format("png", ("png",), "image/png", "picture"),
    Format("html", ("html", "htm"), "text/html", "picture"),
    Format("dot", ("dot", "gv"), "text/vnd.graphviz", "picture"),
    Format("mermaid", ("mmd",), "text/vnd.mermaid", "picture"),
    Format("text", ("txt",), "text/plain", "report"),
    Format("json", ("json",), "application/json", "report"),
    Format("turtle", ("ttl",), "text/turtle", "report"),
    Format("sarif", ("sarif",), "application/sarif+json", "report"),
    Format("junit", ("xml",), "application/xml", "report"),
    Format("html", ("html", "htm"), "text/html", "report"),
    Format("csv", ("csv",), "text/csv", "report"),
    Format("bibtex", ("bib",), "application/x-bibtex", "bibliography"),
    Format("csl-json", ("json",), "application/vnd.citationstyles.csl+json", "bibliography"),
)


def names(*uses: str) -> list[str]:
    """Return the names of the formats of these uses, in the table's order."""
    return [f.name for f in FORMATS if f.use in uses]


def by_name(name: str, *uses: str) -> Format:
    """Return a format by its name.

    Raises:
        UnknownFormat: if there is none of that name for these uses.
    """
    for entry in FORMATS:
        if entry.name == name and (not uses or entry.use in uses):
            return entry
    known = ", ".join(names(*uses)) if uses else ", ".join(sorted({f.name for f in FORMATS}))
    raise UnknownFormat(f"There is no format {name!r} here.", hint=f"Choose one of: {known}.")


def by_extension(path: str | PurePath, *uses: str) -> Format:
    """Return the format that a file's extension stands for.

    Raises:
        UnknownFormat: if the extension is unknown for these uses.
    """
    suffix = PurePath(path).suffix.lstrip(".").lower()
    for entry in FORMATS:
        if suffix in entry.extensions and (not uses or entry.use in uses):
            return entry
    known = ", ".join(f".{f.extensions[0]}" for f in FORMATS if f.use in uses and f.extensions)
    raise UnknownFormat(
        f"{path}: the extension {suffix!r} says nothing about the format.",
        hint=f"Use one of {known}, or name the format with --format.",
    )

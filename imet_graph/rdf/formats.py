"""The only table of formats: name, file extensions, media type, and who offers which.

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
    """One format: its name, the extensions of its files, its media type."""

    name: str
    extensions: tuple[str, ...]
    media_type: str


FORMATS: tuple[Format, ...] = (
    Format("text", ("txt",), "text/plain"),
    Format("table", ("txt",), "text/plain"),
    Format("csv", ("csv",), "text/csv"),
    Format("tsv", ("tsv",), "text/tab-separated-values"),
    Format("json", ("srj", "json"), "application/sparql-results+json"),
    Format("xml", ("srx", "xml"), "application/sparql-results+xml"),
    Format("jsonl", ("jsonl",), "application/jsonl"),
    Format("markdown", ("md",), "text/markdown"),
    Format("html", ("html", "htm"), "text/html"),
    Format("parquet", ("parquet",), "application/vnd.apache.parquet"),
    Format("arrow", ("arrow", "feather"), "application/vnd.apache.arrow.file"),
    Format("turtle", ("ttl",), "text/turtle"),
    Format("ntriples", ("nt",), "application/n-triples"),
    Format("nquads", ("nq",), "application/n-quads"),
    Format("trig", ("trig",), "application/trig"),
    Format("rdfxml", ("rdf", "xml", "owl"), "application/rdf+xml"),
    Format("jsonld", ("jsonld",), "application/ld+json"),
    Format("graphml", ("graphml",), "application/graphml+xml"),
    Format("gexf", ("gexf",), "application/gexf+xml"),
    Format("cytoscape", ("cyjs",), "application/vnd.cytoscape.v3+json"),
    Format("nodes-csv", (), "text/csv"),
    Format("edges-csv", (), "text/csv"),
    Format("svg", ("svg",), "image/svg+xml"),
    Format("png", ("png",), "image/png"),
    Format("dot", ("dot", "gv"), "text/vnd.graphviz"),
    Format("mermaid", ("mmd",), "text/vnd.mermaid"),
    Format("sarif", ("sarif",), "application/sarif+json"),
    Format("junit", ("xml",), "application/xml"),
    Format("bibtex", ("bib",), "application/x-bibtex"),
    Format("csl-json", ("json",), "application/vnd.citationstyles.csl+json"),
)

BINARY = ("parquet", "arrow")
"""The formats of results whose content is bytes."""

_RESULTS = ("table", "csv", "tsv", "json", "xml", "jsonl", "markdown", "html", *BINARY)
_RDF = ("turtle", "ntriples", "nquads", "trig", "rdfxml", "jsonld")
_NETWORK = ("graphml", "gexf", "cytoscape", "nodes-csv", "edges-csv")
_PICTURE = ("svg", "png", "html", "dot", "mermaid")
_BIBLIOGRAPHY = ("bibtex", "csl-json")
_REPORT = ("text", "json", "turtle", "sarif", "junit", "html", "csv")

OFFERED: dict[str, tuple[str, ...]] = {
    "rdf": _RDF,
    "results": _RESULTS,
    "network": _NETWORK,
    "picture": _PICTURE,
    "report": _REPORT,
    "bibliography": _BIBLIOGRAPHY,
    # The commands; `query` writes results, rdf or, with --view, a picture.
    "show": ("text", "json", *_RDF),
    "status": _RESULTS,
    "timeline": ("text", *_RESULTS[1:]),
    "path": ("text", "json"),
    "analyze": _RESULTS,
    "stats": ("text", "json"),
    "diff": ("text", *_RESULTS),
    "validate": _REPORT,
    "export": (*_RDF, *_NETWORK, *_BIBLIOGRAPHY),
    "visualize": _PICTURE,
    "docs": ("markdown",),
    "import": ("json", "csv", "html"),
}
"""What each use or command can write; the first one is the command's default."""


def names(*uses: str) -> list[str]:
    """Return the names of the formats of these uses, each once."""
    return list(dict.fromkeys(name for use in uses for name in OFFERED[use]))


def _offered(uses: tuple[str, ...]) -> list[Format]:
    by_name = {entry.name: entry for entry in FORMATS}
    return [by_name[name] for name in (names(*uses) if uses else by_name)]


def by_name(name: str, *uses: str) -> Format:
    """Return a format by its name.

    Raises:
        UnknownFormat: if there is none of that name for these uses.
    """
    offered = {entry.name: entry for entry in _offered(uses)}
    if name in offered:
        return offered[name]
    raise UnknownFormat(
        f"There is no format {name!r} here.", hint=f"Choose one of: {', '.join(offered)}."
    )


def by_extension(path: str | PurePath, *uses: str) -> Format:
    """Return the format that a file's extension stands for.

    Raises:
        UnknownFormat: if the extension is unknown for these uses.
    """
    offered = _offered(uses)
    suffix = PurePath(path).suffix.lstrip(".").lower()
    for entry in offered:
        if suffix in entry.extensions:
            return entry
    known = ", ".join(f".{f.extensions[-1]}" for f in offered if f.extensions)
    raise UnknownFormat(
        f"{path}: the extension {suffix!r} says nothing about the format.",
        hint=f"Use one of {known}, or name the format itself: "
        f"{', '.join(f.name for f in offered)}.",
    )

"""Builds the graph of ``data/`` from the tables of ``data/facts/``, or tells what is stale.

One step after the other: the tables are read and checked, their rows become triples, what
is due every year and was not read becomes gaps, the rules derive the status periods, and
the reference is written anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from imet_graph import reference, resources
from imet_graph.engines.local import LocalBackend
from imet_graph.errors import FileProblem
from imet_graph.facts import derivation, gaps
from imet_graph.facts.mapping import Mapping, code_labels
from imet_graph.facts.schema import METADATA
from imet_graph.facts.tables import Facts
from imet_graph.queries import Catalog
from imet_graph.rdf import files
from imet_graph.rdf.terms import Triple

FOLDER = "facts"
_REFERENCE = Path("docs", "reference")
_HEAD = b"# Generated from data/facts/ by `imet-graph build`. Change the tables, not this file.\n"


def build(data: Path) -> dict[Path, bytes]:
    """Return what follows from the tables under ``data``: Turtle there, and the reference.

    The reference is left out where the folder beside ``data`` has none.

    Raises:
        FileProblem, ParseProblem: naming table, line and column.
    """
    folder = data / FOLDER
    if not (folder / METADATA).is_file():
        raise FileProblem(
            f"There are no tables in {folder}.",
            hint="Run it in a checkout of the project, or name its data/ with --folder.",
        )
    labels = code_labels()
    facts = Facts(folder)
    facts.check_links(set(labels))
    mapping = Mapping(facts, labels)
    triples = mapping.triples()
    triples["gaps"] = list(gaps.gaps(facts, mapping))
    triples["citations"] = mapping.citations()
    built = {data / f"{name}.ttl": _turtle(its) for name, its in triples.items()}
    graph = ox.Store()
    for path in resources.folder("ontology").glob("*.ttl"):
        graph.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    for content in built.values():
        graph.bulk_load(content, format=ox.RdfFormat.TURTLE)
    built[data / "status.ttl"] = _turtle(derivation.periods(graph))
    pages = data.parent / _REFERENCE
    if pages.is_dir():
        written = reference.pages(LocalBackend(graph, "bundled graph"), Catalog())
        built |= {pages / name: text.encode("utf-8") for name, text in written.items()}
    return built


def _turtle(triples: Iterable[Triple]) -> bytes:
    return _HEAD + files.turtle(triples)


def stale(data: Path, built: dict[Path, bytes]) -> list[Path]:
    """Return the files that are not what was built, that are missing, or left over."""
    present = set(data.glob("*.ttl"))
    return sorted(
        path
        for path in present | built.keys()
        if not path.is_file() or built.get(path) != path.read_bytes()
    )


def write(data: Path, built: dict[Path, bytes]) -> list[Path]:
    """Write what changed and remove what no table gives; return the paths of those files."""
    changed = stale(data, built)
    for path in changed:
        if path in built:
            files.write_if_changed(path, built[path])
        else:
            path.unlink()
    return changed

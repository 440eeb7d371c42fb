"""Derives status periods: which country was barred or limited, when, under what.

The rules of ``ontology/rules/`` run in the order of their names, each over the facts with
the conclusions of those before it. ``docs/status.md`` explains them. What they conclude is
part of the graph, and a graph in which it does not follow from the facts is not valid.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from imet_graph import resources
from imet_graph.errors import ParseProblem, translating
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Quad, Triple

if TYPE_CHECKING:
    from imet_graph.engines.local import LocalBackend

# Kinds of thing on which no status rests, and of which a store may hold millions.
_APART = ("activity", "training", "course", "milunit", "place", "report")
_DERIVED = f"<{vocab.iri('period', '')}".encode()


def rule_files() -> list[Path]:
    """Return the rules in the order in which they run."""
    return sorted((resources.folder("ontology") / "rules").glob("*.rq"))


def periods(store: ox.Store, rules: Iterable[Path] | None = None) -> list[Triple]:
    """Return what the rules conclude, adding it to the store rule by rule.

    Raises:
        ParseProblem: naming the rule that is no SPARQL CONSTRUCT.
    """
    found: list[Triple] = []
    for path in rules if rules is not None else rule_files():
        with translating(path):
            result = store.query(path.read_text(encoding="utf-8"))
        if not isinstance(result, ox.QueryTriples):
            raise ParseProblem(f"{path} is no CONSTRUCT query.", hint="A rule constructs triples.")
        concluded = list(result)
        store.extend(Quad(t.subject, t.predicate, t.object) for t in concluded)
        found += concluded
    return found


def stale(graph: LocalBackend) -> dict[str, list[str]]:
    """Return what is wrong with the periods of a graph, by the IRI of each, as it would be now.

    A period that the rules no longer give, one that is lacking, and one of which they
    say otherwise are each told by the properties that differ.
    """
    facts = ox.Store()
    kept: set[bytes] = set()
    apart = tuple(f"<{vocab.iri(kind, '')}".encode() for kind in _APART)
    for name in (ox.DefaultGraph(), *graph.store.named_graphs()):
        lines = (graph.store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=name) or b"").split(
            b"\n"
        )
        kept.update(line for line in lines if line.startswith(_DERIVED))
        rest = [line for line in lines if not line.startswith((_DERIVED, *apart))]
        facts.bulk_load(b"\n".join(rest), format=ox.RdfFormat.N_TRIPLES)
    given = {f"{triple} .".encode() for triple in periods(facts)}
    found: dict[str, set[str]] = defaultdict(set)
    for line in kept ^ given:
        subject, predicate, _rest = line.decode().split(" ", 2)
        found[subject[1:-1]].add(vocab.compact(predicate[1:-1]))
    return {period: sorted(properties) for period, properties in sorted(found.items())}

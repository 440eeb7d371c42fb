"""The rows of an answer, and what their columns hold."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from imet_graph.answers import Table
from imet_graph.errors import InputError
from imet_graph.network import Network
from imet_graph.pictures.cards import card_texts, many_references
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode, Term, text_of
from imet_graph.things.citations import citations_of
from imet_graph.things.kinds import kind_of
from imet_graph.things.names import labels_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from imet_graph.answers import Row
    from imet_graph.engines import Backend
    from imet_graph.pictures.picture import Picture

_NUMBER = re.compile(r".*#(integer|decimal|double)\Z")


class Rows:
    """Rows with what their columns hold; ``on`` is the day that they tell of, if they do."""

    def __init__(self, backend: Backend, table: Table, title: str, on: date | None = None) -> None:
        self.backend = backend
        self.title = title
        self.on = on
        self.names = table.variables
        self.rows: list[Row] = list(table.rows)
        iris = {t.value for row in self.rows for t in row if isinstance(t, NamedNode)}
        self.labels = labels_of(backend, iris)

    def columns(self, test: Callable[[Term], bool]) -> list[int]:
        """Return the columns in which some cell is filled and every filled one passes."""
        found = []
        for i in range(len(self.names)):
            cells = [cell for row in self.rows if (cell := row[i]) is not None]
            if cells and all(test(cell) for cell in cells):
                found.append(i)
        return found

    def things(self, *kinds: str) -> list[int]:
        """Return the columns that hold things of these kinds."""
        return self.columns(lambda t: isinstance(t, NamedNode) and kind_of(t.value) in kinds)

    def numbers(self) -> list[int]:
        """Return the columns that hold numbers."""
        return self.columns(
            lambda t: isinstance(t, Literal) and bool(_NUMBER.match(t.datatype.value))
        )

    def label(self, term: Term | None) -> str:
        """Return a cell in words."""
        text = text_of(term)
        if isinstance(term, NamedNode):
            return self.labels.get(term.value) or vocab.compact(term.value)
        return text

    def lacking(self, what: str) -> InputError:
        """Return the error for an answer without the columns that a view needs."""
        return InputError(
            f"The answer has no column of {what}; its columns are {', '.join(self.names)}.",
            hint="Choose another view.",
        )


def finish(answer: Rows, picture: Picture, network: Network) -> None:
    """Give a picture of an answer its network, cards and sources.

    A card has the sources of its thing and of the rows that the thing stands in: the
    figure or the status period that a row tells of.
    """
    picture.network = network
    picture.cards, own = card_texts(answer.backend, network)
    ids = {n.id for n in network.nodes}
    telling = {
        text_of(t) for row in answer.rows for t in row
        if isinstance(t, NamedNode) and kind_of(t.value) not in ("country", "program")
    }  # fmt: skip
    cited = citations_of(answer.backend, sorted(telling))
    known = many_references(answer.backend, [c for group in cited.values() for c in group])
    used: Counter[str] = Counter(known[c].document for group in cited.values() for c in group)
    for row in answer.rows:
        told = [
            (f"{known[c].document}, {known[c].locator}".rstrip(", "), known[c].address)
            for t in row
            for c in cited.get(text_of(t), ())
        ]
        for iri in ids.intersection(text_of(t) for t in row):
            card = picture.cards[iri]
            merged = tuple(dict.fromkeys((*told, *card.sources)))
            picture.cards[iri] = replace(card, sources=merged)
    picture.sources = sorted(used, key=lambda d: (-used[d], d)) or own

"""Names are found in one request, and each thing has one label, whatever its languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from imet_graph.answers import Result
from imet_graph.cards import card
from imet_graph.engines import Backend
from imet_graph.engines.local import LocalBackend
from imet_graph.errors import EntityNotFound
from imet_graph.network.gather import nodes_of
from imet_graph.rdf.terms import Literal, NamedNode, Quad
from imet_graph.rdf.vocab import RDF_TYPE, RDFS_LABEL, compact, iri, term
from imet_graph.things.names import fold, label_of, labels_of, resolve


class Counting(Backend):
    """An engine that counts what it is asked: at an endpoint, each is a request."""

    name = "counting"

    def __init__(self, inner: Backend) -> None:
        self.inner, self.count = inner, 0

    def parse(self, text: str) -> None:
        """Read a query; this asks nothing."""
        self.inner.parse(text)

    def query(self, text: str) -> Result:
        """Count a query, and answer it."""
        self.count += 1
        return self.inner.query(text)


@pytest.fixture
def counting() -> Iterator[Counting]:
    """Return the bundled graph behind a counter."""
    return Counting(LocalBackend.bundled())


@pytest.mark.parametrize(
    ("written", "meant", "requests"),
    [
        ("https://w3id.org/imet-graph/id/country/PAK", "country:PAK", 1),
        ("country:PAK", "country:PAK", 1),
        ("Pakistan", "country:PAK", 1),
        ("pakistan", "country:PAK", 1),
        ("pk", "country:PAK", 1),
        ("586", "country:PAK", 1),
        ("IMET", "program:imet", 1),
        ("imet", "program:imet", 1),
        ("Burma", "country:MMR", 1),
        ("Pub. L. 94-329", "statute:pl-94-329", 1),
        ("22 USC 2347", "provision:usc-22-2347", 1),
        ("foreign assistance act of 1961", "statute:pl-87-195", 2),
        ("cote d ivoire", "country:CIV", 2),  # only another spelling costs reading all names
    ],
)
def test_a_name_is_one_request(counting: Counting, written: str, meant: str, requests: int) -> None:
    """By IRI, code, number, label or other name; case is looked for in the usual ways."""
    assert compact(resolve(counting, written).iri) == meant
    assert counting.count == requests


def test_a_wrong_name_is_two_requests(counting: Counting) -> None:
    """The second reads all names, to suggest near ones."""
    with pytest.raises(EntityNotFound, match="Pakistan"):
        resolve(counting, "Pakistann")
    assert counting.count == 2


def test_a_card_is_few_requests(counting: Counting) -> None:
    """`show NAME --endpoint URL` must not take a request for each fact."""
    card(counting, resolve(counting, "Pakistan"), 12)
    assert counting.count <= 8


THING = iri("topic", "x")
LABELS = [
    ([("Zed", "en"), ("Aal", "de"), ("Amid", "")], "Zed"),
    ([("Zed", "en"), ("Able", "en-GB")], "Able"),
    ([("Zed", ""), ("Aal", "de")], "Zed"),
    ([("Zed", "fr"), ("Aal", "de")], "Aal"),
    ([], None),
]


@pytest.mark.parametrize(("labels", "shown"), LABELS)
def test_one_rule_says_which_label_is_shown(
    labels: list[tuple[str, str]], shown: str | None
) -> None:
    """English before none before another language, then by letter: in every look-up."""
    literals = [Literal(text, language=lang) if lang else Literal(text) for text, lang in labels]
    quads = [Quad(NamedNode(THING), NamedNode(RDF_TYPE), NamedNode(term("Topic")))]
    quads += [Quad(NamedNode(THING), NamedNode(RDFS_LABEL), label) for label in literals]
    for backend in (LocalBackend.of_quads(quads), LocalBackend.of_quads(reversed(quads))):
        assert label_of(backend, THING) == (shown or "topic:x")
        assert labels_of(backend, [THING, "no IRI"]) == ({THING: shown} if shown else {})
        assert resolve(backend, "topic:x").label == (shown or "topic:x")
        assert [node.label for node in nodes_of(backend, [THING])] == ([shown] if shown else [])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Côte d\u2019Ivoire", "COTE D'IVOIRE"),
        ("Air & Space", "air and space"),
        ("U.S._Army", "u s army"),
        ("Чад", "ЧАД"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    """Accents, case, punctuation and the ampersand, in any script."""
    assert fold(one) == fold(other) != ""

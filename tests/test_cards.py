"""Cards: everything known of one thing, with its sources."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import pyoxigraph as ox
import pytest

from imet_graph.api import Graph

Run = Callable[..., "subprocess.CompletedProcess[str]"]
WAYS = [
    "Pakistan", "pakistan", "PAK", "pk", "586", "country:PAK", "Islamic Republic of Pakistan",
    "https://w3id.org/imet-graph/id/country/PAK",
]  # fmt: skip


@pytest.mark.parametrize("name", WAYS)
def test_a_country_is_found_by_name_code_and_iri(bundled: Graph, name: str) -> None:
    """Each way leads to the same thing."""
    assert bundled.show(name, most=1).entity.name == "country:PAK"


@pytest.mark.parametrize(
    "name",
    ["pl-94-329", "94-329", "Pub. L. 94-329", "Pub. L. No. 94-329", "Public Law 94-329",
     "International Security Assistance and Arms Export Control Act of 1976"],
)  # fmt: skip
def test_a_statute_is_found_by_its_number_and_title(bundled: Graph, name: str) -> None:
    """The number may be written in the usual ways."""
    assert bundled.show(name, most=1).entity.name == "statute:pl-94-329"


def test_a_card_cites_its_facts_and_what_points_to_it(imet: Run) -> None:
    """Numbers in brackets lead to the sources at the end."""
    printed = imet("show", "pl-94-329").stdout
    head, sources = printed.split("\nSources\n")
    assert "public law number: 94-329" in head
    assert "enacted on: 1976-06-30" in head
    assert "[1]" in head
    assert sources.startswith("[1] ")
    assert "(primary law)" in sources


def test_the_chapter_of_the_code_is_shown_with_what_each_section_does(imet: Run) -> None:
    """22 U.S.C. 2347 to 2347h, each with its rules, their effect and their source."""
    printed = imet("show", "22 USC 2347").stdout
    for letter in ("", "a", "b", "c", "d", "e", "f", "g", "h"):
        assert f"\n22 U.S.C. 2347{letter}, " in printed
    assert "FAA 546(a)-(b): Names five richer countries" in printed
    assert "(prohibits)" in printed


def test_a_long_card_says_what_it_leaves_out(imet: Run, bundled: Graph) -> None:
    """The latest are kept; --all shows the rest."""
    short = imet("show", "Pakistan").stdout
    assert "before these (--all shows them)" in short
    whole = imet("show", "Pakistan", "--all").stdout
    assert "before these" not in whole
    assert "Symington Amendment first applied to Pakistan (1979)" in whole
    events = bundled.query("country-history", country="Pakistan").dicts()  # type: ignore[union-attr]
    card = bundled.show("Pakistan")
    (fact,) = [f for f in card.facts if f.key.endswith("#affectsCountry")]
    assert {v.iri for v in fact.values} == {row["event"] for row in events}


def test_a_card_is_written_as_json_and_turtle(imet: Run) -> None:
    """JSON has facts and sources; Turtle is read by another parser."""
    card = json.loads(imet("show", "imet", "-f", "json").stdout)
    assert card["iri"].endswith("/program/imet")
    assert set(card["citations"]) <= set(card["sources"])
    turtle = imet("show", "imet", "-f", "turtle").stdout
    assert list(ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE))


def test_a_name_of_several_things_asks_which(imet: Run) -> None:
    """The message lists the candidates."""
    done = imet("show", "22 U.S.C. 2347(a)")
    assert done.returncode == 2
    assert "provision:faa-541a, provision:faa-541a-civilians" in done.stderr

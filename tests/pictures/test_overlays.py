"""Paths and measures as pictures."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from imet_graph.errors import InputError
from imet_graph.network.measures import measure
from imet_graph.network.stories import cited, paths
from imet_graph.pictures import render
from imet_graph.pictures.palette import SERIES
from imet_graph.pictures.views.chain import chain
from imet_graph.pictures.views.overlay import overlay
from tests import small
from tests.pictures.boxes import overlaps
from tests.small import iri


def test_a_path_is_drawn_down_the_page_with_its_sources() -> None:
    """Its four things stand below each other in order; each link names its source."""
    (found,) = paths(small.network(), iri("country:SAU"), iri("statute:faa"))
    steps = cited(small.backend(), found).steps
    links = [(s.edge, [f"{r.document}, {r.locator}" for r in s.references]) for s in steps]
    picture = chain(small.backend(), found.nodes, links)
    assert picture.title == "From Saudi Arabia to Foreign Assistance Act of 1961"
    assert overlaps(picture) == []
    heights = {box.text: box.top for box in picture.boxes}
    order = [
        "Saudi Arabia", "affects country", "Pause of training (2019-12)", "legal basis", "FAA 541",
        "Foreign Assistance Act of 1961 (1961-09-04)",
    ]  # fmt: skip
    assert [heights[text] for text in order] == sorted(heights[text] for text in order)
    assert "Statutes at Large, 75 Stat. 424" in heights
    assert ET.fromstring(render(picture, "svg")) is not None  # noqa: S314 - our own drawing


def test_groups_are_coloured_alike() -> None:
    """Two things of one community have one colour, and the legend counts them."""
    network = small.network()
    found = measure(network, "communities", "all")
    picture = overlay(small.backend(), network, found, "Communities")
    assert picture.legend[0].style.fill == SERIES[0]
    assert sum(key.count for key in picture.legend) == 20
    assert picture.notes == ["Not drawn, since nothing here links to them: 1 country."]


def test_values_are_coloured_in_steps() -> None:
    """A measure with values gives a legend of rising steps."""
    found = measure(small.network(), "reach")
    picture = overlay(small.backend(), small.network(), found, "Reach")
    assert picture.legend[0].label == "none"
    assert picture.legend[1].label.startswith("from ")


def test_a_measure_of_pairs_has_no_colours() -> None:
    """Likeness says nothing of single countries, which the error says."""
    with pytest.raises(InputError, match="nothing to colour"):
        overlay(small.backend(), small.network(), measure(small.network(), "alike"), "Alike")

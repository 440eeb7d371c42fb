"""Pictures of the bundled graph and of the small one: legible, well-formed, safe, repeatable."""

from __future__ import annotations

import json
import re
import struct
import subprocess
import xml.etree.ElementTree as ET
from shutil import which

import pytest

from imet_graph.answers import Triples
from imet_graph.engines.local import LocalBackend
from imet_graph.errors import EntityNotFound, InputError, QueryError
from imet_graph.network import Network, Node
from imet_graph.pictures import picture_of, render, svg
from imet_graph.pictures.force import Area, layout
from imet_graph.pictures.palette import STYLES
from imet_graph.pictures.picture import Picture
from imet_graph.pictures.text import cut, width, wrap
from imet_graph.pictures.views import network as network_view
from imet_graph.pictures.views.worldmap import outlines
from imet_graph.rdf.formats import names
from tests import small
from tests.pictures.boxes import overlaps

SVG = "{http://www.w3.org/2000/svg}"

# Each view of what people look at first; the pictures of issue 6.
VIEWS: dict[str, dict[str, object]] = {
    "imet": {"entity": "IMET"},
    "imet-deep": {"entity": "IMET", "depth": 2},
    "pakistan": {"entity": "Pakistan"},
    "indonesia-deep": {"entity": "Indonesia", "depth": 2},
    "all": {},
    "timeline-imet": {"view": "timeline", "entity": "IMET"},
    "timeline-pakistan": {"view": "timeline", "entity": "Pakistan"},
    "timeline-indonesia": {"view": "timeline", "entity": "Indonesia"},
    "funding-world": {"view": "funding"},
    "funding-pakistan": {"view": "funding", "entity": "Pakistan"},
    "map-status": {"view": "map", "on": "2005-06-01"},
    "map-year": {"view": "map", "year": 2010},
    "agencies": {"view": "hierarchy"},
    "topics": {"view": "hierarchy", "entity": "topics"},
}


@pytest.fixture(scope="module")
def backend() -> LocalBackend:
    """The bundled graph."""
    return LocalBackend.bundled()


@pytest.fixture(scope="module")
def pictures(backend: LocalBackend) -> dict[str, Picture]:
    """Each view, drawn once."""
    return {
        name: picture_of(backend, **options)  # type: ignore[arg-type]
        for name, options in VIEWS.items()
    }


@pytest.mark.parametrize("name", VIEWS)
def test_no_label_covers_another(pictures: dict[str, Picture], name: str) -> None:
    """Every label can be read: no two boxes share more than a border, none leaves the page."""
    picture = pictures[name]
    assert overlaps(picture) == []
    for box in picture.boxes:
        assert box.left >= 0, box
        assert box.right <= picture.width, box
        assert box.bottom <= picture.height, box


@pytest.mark.parametrize("name", VIEWS)
def test_on_a_page_the_drawing_is_cut_to_what_is_drawn(
    pictures: dict[str, Picture], name: str
) -> None:
    """No label is cut off, no band is left for the title that the page has; no letterbox."""
    picture = pictures[name]
    head = next(iter(svg.elements(picture, interactive=True)))
    said = dict(re.findall(r' (viewBox|width|height)="([^"]*)"', head))
    _left, top, wide, tall = map(float, said["viewBox"].split())
    assert (float(said["width"]), float(said["height"])) == (wide, tall)
    if picture.boxes:
        assert top <= min(b.top for b in picture.boxes)
        assert max(b.bottom for b in picture.boxes) <= top + tall
    if picture.extent and picture.boxes:
        assert min(b.top for b in picture.boxes) - top < 40
        assert top + tall - max(b.bottom for b in picture.boxes) < 40
    if picture.view == "map":
        assert tall < outlines()["height"] + 40


def test_overlaps_are_found_when_there_are_any() -> None:
    """The check itself can fail: two labels at one place are a pair."""
    picture = Picture("x")
    picture.label("one", 100, 100)
    picture.label("two", 104, 103)
    assert len(overlaps(picture)) == 1


@pytest.mark.parametrize("name", ["imet", "imet-deep", "pakistan", "indonesia-deep"])
def test_a_neighbourhood_fits_the_page(pictures: dict[str, Picture], name: str) -> None:
    """Neighbourhoods are 1600 by 1000, and what did not fit is said."""
    picture = pictures[name]
    assert (picture.width, picture.height) == (1600, 1000)
    if name == "imet":
        assert any("Left out for want of room" in note for note in picture.notes)


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("format_name", names("picture"))
def test_every_view_is_written_in_every_format(
    pictures: dict[str, Picture], name: str, format_name: str
) -> None:
    """Each is what its format says it is."""
    data = render(pictures[name], format_name)
    if format_name == "png":
        assert data.startswith(b"\x89PNG")
        wide, tall = struct.unpack(">II", data[16:24])
        assert (wide, tall) == (pictures[name].width, pictures[name].height)
    elif format_name == "svg":
        assert _parsed(data).tag == f"{SVG}svg"
    elif format_name == "html":
        assert data.startswith(b"<!DOCTYPE html>")
    elif format_name == "dot":
        assert data.startswith(b"digraph ")
        assert data.count(b"{") == data.count(b"}") or b"label=" in data
    else:
        assert b"flowchart" in data


@pytest.mark.parametrize("name", [n for n in VIEWS if n != "agencies"])
def test_pictures_name_their_sources(pictures: dict[str, Picture], name: str) -> None:
    """The documents under a picture are the graph's; each card has the place in them."""
    picture = pictures[name]
    assert picture.sources
    assert any(card.sources for card in picture.cards.values())
    assert "Source" in render(picture, "svg").decode()


@pytest.mark.parametrize("format_name", names("picture"))
def test_the_same_graph_gives_the_same_picture(format_name: str) -> None:
    """No clock and no chance stands in a picture."""
    first = render(picture_of(small.backend(), entity="IMET"), format_name)
    assert first == render(picture_of(small.backend(), entity="IMET"), format_name)
    whole = render(picture_of(small.backend()), format_name)
    assert whole == render(picture_of(small.backend()), format_name)


def test_a_legend_entry_stands_for_each_kind_with_a_shape_of_its_own() -> None:
    """Kinds differ in colour, and in shape or size, so that grey print tells them apart."""
    picture = picture_of(small.backend(), entity="IMET")
    assert {key.kind for key in picture.legend} == {
        "program", "statute", "provision", "agency", "event",
    }  # fmt: skip
    assert len({style.fill for style in STYLES.values()}) == len(STYLES)
    drawn = {key.kind: key.style.shape for key in picture.legend}
    assert len(set(drawn.values())) == len(drawn)


def test_labels_from_the_graph_are_text_never_markup() -> None:
    """A label with angle brackets, quotes and an ampersand arrives as it is in each format."""
    picture = picture_of(small.backend(), entity="IMET")
    tree = _parsed(render(picture, "svg"))
    assert any((t.text or "").startswith("Coup bar <508> &") for t in tree.iter(f"{SVG}text"))
    page = render(picture, "html").decode()
    assert "Coup bar <508>" not in page
    assert r"Coup bar \"others\"" not in render(picture, "dot").decode()
    assert 'Coup bar <508> & \\"others\\"' in render(picture, "dot").decode()
    assert "Coup bar #lt;508#gt; & #quot;others#quot;" in render(picture, "mermaid").decode()


def test_a_page_can_not_be_broken_out_of() -> None:
    """A label that closes the script element stays inside the data."""
    evil = "</script><script>alert(1)</script><!--"
    network = Network([Node("a:1", evil, "event")], [], "title")
    page = render(network_view.drawn(small.backend(), network, evil), "html").decode()
    assert "<script>alert" not in page
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert data is not None
    assert json.loads(data[1])["cards"]["a:1"]["label"] == evil


def test_a_page_asks_nothing_of_anybody() -> None:
    """Nothing is loaded from elsewhere, and the policy allows only the page's own script."""
    page = render(picture_of(small.backend(), entity="IMET"), "html").decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "http" not in policy[1]
    assert "'unsafe-inline'" not in policy[1].split("style-src")[0]
    assert not re.findall(r'(?:src|href)="(?!data:)[^"]*"', page)
    assert "@import" not in page
    assert "url(http" not in page


@pytest.mark.skipif(which("dot") is None, reason="Graphviz is not installed")
def test_dot_is_read_by_graphviz() -> None:
    """Graphviz draws what is written, labels with quotes and backslashes included."""
    data = render(picture_of(small.backend(), entity="IMET"), "dot")
    done = subprocess.run(["dot", "-Tsvg"], input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"Coup bar" in done.stdout


def test_a_construct_query_is_drawn_and_a_table_is_refused() -> None:
    """Only triples make a network."""
    found = small.backend().query("CONSTRUCT { ?a imet:amends ?b } WHERE { ?a imet:amends ?b }")
    assert isinstance(found, Triples)
    picture = picture_of(small.backend(), triples=found)
    assert picture.subtitle == "2 things and 1 link between them"
    with pytest.raises(QueryError, match="no triples"):
        picture_of(small.backend(), triples=small.backend().query("SELECT * { ?s ?p ?o }"))


def test_what_can_not_be_drawn_is_said() -> None:
    """An unknown thing, a thing without figures and a day that is none are clear errors."""
    with pytest.raises(EntityNotFound):
        picture_of(small.backend(), entity="Atlantis")
    with pytest.raises(InputError, match="no figure"):
        picture_of(small.backend(), "funding", entity="Fiji")
    with pytest.raises(InputError, match="no timeline"):
        picture_of(small.backend(), "timeline", entity="Fiji")
    with pytest.raises(InputError, match="is no day"):
        picture_of(small.backend(), "map", on="yesterday")
    with pytest.raises(InputError, match="No country has a figure"):
        picture_of(small.backend(), "map", year=1700)


def test_a_gap_in_the_figures_breaks_the_line(pictures: dict[str, Picture]) -> None:
    """Pakistan has no obligations for FY1991 to FY1998: no line spans them."""
    figures = [n for n in (pictures["funding-pakistan"].network or Network()).nodes
               if n.type == "obligated"]  # fmt: skip
    years = {int(n.date[2:6]) for n in figures if re.fullmatch(r"FY\d{4}", n.date)}
    assert not years & set(range(1991, 1999))
    lines = [e for e in pictures["funding-pakistan"].body if 'data-k="obligated" d=' in e]
    assert len(lines) >= 3


def test_a_chart_is_also_a_table(pictures: dict[str, Picture]) -> None:
    """The page holds the figures as a table, for readers who can't see the lines."""
    page = render(pictures["funding-pakistan"], "html").decode()
    assert "The figures as a table" in page
    assert page.count("<tr>") == len(pictures["funding-pakistan"].cards) + 1


def test_the_map_has_a_shape_for_each_country_with_a_figure(pictures: dict[str, Picture]) -> None:
    """No country of the year's figures is missing from the outlines, small ones included."""
    assert not [n for n in pictures["map-year"].notes if n.startswith("Not on the map")]
    assert len(outlines()["countries"]) > 230
    widest = max(
        float(x) - float(y)
        for shape in outlines()["countries"].values()
        for part in shape["path"].split("M")[1:]
        for x, y in [_extent(part)]
    )
    assert widest < 700  # a ring that ran around the edge of the map would be 1500 wide


def _extent(path: str) -> tuple[float, float]:
    xs = [float(point.split(" ")[0]) for point in path.rstrip("Z").split("L")]
    return max(xs), min(xs)


def test_names_at_the_end_of_a_branch_have_the_whole_row() -> None:
    """A leaf's name is not cut where its row is free to the edge of the page."""
    drawn = render(picture_of(LocalBackend.bundled(), "hierarchy"), "svg").decode()
    assert "Operations and Low-Intensity Conflict</text>" in drawn


def test_a_layout_fills_its_area_and_separates_what_is_apart() -> None:
    """Two triangles lie inside the area, each nearer to itself than to the other."""
    ids = [f"{side}{i}" for side in "ab" for i in range(3)]
    pairs = [(f"{s}{i}", f"{s}{j}") for s in "ab" for i in range(3) for j in range(i)]
    places = layout(ids, pairs, Area(0, 0, 800, 600))
    assert all(0 <= x <= 800 and 0 <= y <= 600 for x, y in places.values())
    near = _far(places["a0"], places["a1"])
    assert near < _far(places["a0"], places["b0"])
    assert near > 20


def _parsed(drawing: bytes) -> ET.Element:
    return ET.fromstring(drawing)  # noqa: S314 - made by the code under test


def _far(a: tuple[float, float], b: tuple[float, float]) -> float:
    return ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5


def test_no_network_is_too_small_to_draw() -> None:
    """Nothing at all, and a single thing, give a page too."""
    for network in (Network(), Network([Node("a:1", "One", "event")])):
        picture = network_view.drawn(small.backend(), network, "Title")
        assert _parsed(render(picture, "svg")) is not None


def test_text_is_cut_and_wrapped_to_its_room() -> None:
    """No line is wider than asked for, and an ellipsis shows what was cut."""
    long = "The International Security Assistance and Arms Export Control Act of 1976"
    for line in wrap(long, 180, 13, lines=2):
        assert width(line, 13) <= 180
    assert wrap(long, 180, 13, lines=2)[-1].endswith("…")
    assert cut(long, 1000, 13) == long
    assert width("Côte d\u2019Ivoire", 13) == pytest.approx(width("Cote d'Ivoire", 13), abs=1)

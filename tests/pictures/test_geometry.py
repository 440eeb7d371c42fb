"""The outlines of the map are made from TopoJSON, across the 180th meridian too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import vl_convert

from imet_graph.errors import ImetGraphError
from imet_graph.pictures import png
from imet_graph.pictures.geometry import WIDTH, equal_earth, main, make
from imet_graph.pictures.picture import Picture
from imet_graph.pictures.text import width

# Degrees as whole numbers from -180, -90; each arc is its first point and steps.
TOPOLOGY = {
    "transform": {"scale": [1, 1], "translate": [-180, -90]},
    "arcs": [
        [[180, 90], [20, 0], [0, 20], [-20, 0], [0, -20]],  # a square at the equator
        [[350, 130], [-340, 0], [0, 20], [340, 0], [0, -20]],  # from 170 E over 180 to 170 W
        [[200, 0], [1, 0], [0, 1], [-1, -1]],
    ],
    "objects": {
        "countries": {
            "geometries": [
                {"type": "Polygon", "arcs": [[0]], "id": "004", "properties": {"name": "Square"}},
                {
                    "type": "MultiPolygon", "arcs": [[[1]]], "id": "643",
                    "properties": {"name": "Across"},
                },
                {"type": "Polygon", "arcs": [[2]], "id": "010", "properties": {"name": "Ice"}},
                {"type": "Polygon", "arcs": [[2]], "properties": {"name": "Nobody's"}},
            ]
        }
    },
}  # fmt: skip


def _rings(path: str) -> list[list[tuple[float, float]]]:
    return [
        [(float(x), float(y)) for x, y in (point.split(" ") for point in part[:-1].split("L"))]
        for part in path.split("M")[1:]
    ]


def test_a_country_over_the_edge_is_cut_in_two() -> None:
    """Its halves lie at the two edges of the map; no line runs across it."""
    made = make(TOPOLOGY)
    assert set(made["countries"]) == {"004", "643"}  # not Antarctica, nor what has no code
    halves = _rings(made["countries"]["643"]["path"])
    assert len(halves) == 2
    for ring in halves:
        xs = [x for x, _y in ring]
        assert max(xs) - min(xs) < WIDTH / 10
        assert max(xs) <= WIDTH
        assert min(xs) >= 0
    (square,) = _rings(made["countries"]["004"]["path"])
    assert len(square) >= 4


def test_equal_earth_keeps_areas() -> None:
    """The map's whole width is 2.05 times its height, as its authors give it."""
    assert equal_earth(180, 0)[0] / equal_earth(0, 90)[1] == pytest.approx(2.0546, abs=0.001)


def test_the_file_is_written_one_country_a_line(tmp_path: Path) -> None:
    """The same source gives the same bytes, which a diff can show line by line."""
    source, target = tmp_path / "in.json", tmp_path / "out.json"
    source.write_text(json.dumps(TOPOLOGY), encoding="utf-8")
    main(str(source), str(target))
    text = target.read_text(encoding="utf-8")
    main(str(source), str(target))
    assert target.read_text(encoding="utf-8") == text
    assert json.loads(text)["projection"] == "Equal Earth"
    assert len(text.splitlines()) == 4


def test_png_of_more_than_memory_is_refused() -> None:
    """The library would end the process."""
    picture = Picture("x")
    picture.height = 1_000_000
    with pytest.raises(ImetGraphError, match="million pixels"):
        png.write(picture)


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "International Military Education and Training",
        "C\u00f4te d\u2019Ivoire, S\u00e3o Tom\u00e9 and Pr\u00edncipe: $1,234.50 \u2026",
        "\u00a7541 (a)(2) \u2013 \u201cquoted\u201d \u00b7 50% & more? JKQRXYZ!",
        "ABCDFGHLMNOSTUVW bfhjkmpqsvwxz 6789",
    ],
)
def test_text_is_as_wide_as_it_is_drawn(text: str, bold: bool) -> None:
    """Measured by what draws it; letters that stand closer in pairs make it a little less."""
    drawn = {
        "text": {"value": text},
        "font": {"value": "Liberation Sans"},
        "fontSize": {"value": 100},
        "fontWeight": {"value": "bold" if bold else "normal"},
    }
    scene = vl_convert.vega_to_scenegraph(
        {"marks": [{"type": "text", "encode": {"update": drawn}}]}
    )
    wide = width(text, 100, bold=bold)
    assert wide * 0.98 - 1 <= scene["width"] <= wide + 2  # type: ignore[operator]

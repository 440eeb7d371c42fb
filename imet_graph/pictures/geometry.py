"""Makes the outlines of the map, ``assets/world.json``, from the package world-atlas.

world-atlas 2.0.2 (npm; ISC licence) holds the countries of Natural Earth, which is in
the public domain, as TopoJSON. Borders are projected by Equal Earth, which keeps
areas in proportion, and thinned as shared arcs, so that neighbours still meet::

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m imet_graph.pictures.geometry package/countries-50m.json world.json
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

Point = tuple[float, float]

WIDTH, TOLERANCE = 1520.0, 0.6
_DROPPED = frozenset({"010"})  # Antarctica takes a tenth of the page and no training
# Shapes without a code of their own: Kosovo has one by custom, the others lie in a country.
_BY_NAME = {"Kosovo": "XKX", "N. Cyprus": "196", "Somaliland": "706"}
_A = (1.340264, -0.081106, 0.000893, 0.003796)
_SMALL = 14.0


def equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """Return the place of a point in degrees, in units of the earth's radius.

    The formula is Šavrič, Patterson and Jenny's of 2018.

    >>> equal_earth(0.0, 0.0)
    (0.0, 0.0)
    """
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    square = theta * theta
    sixth = square**3
    a1, a2, a3, a4 = _A
    down = 3 * (9 * a4 * sixth * square + 7 * a3 * sixth + 3 * a2 * square + a1)
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / down
    y = theta * (a1 + a2 * square + sixth * (a3 + a4 * square))
    return x, y


def kept_points(points: list[Point], tolerance: float) -> list[int]:
    """Return which points of a line to keep, so that none dropped lies farther off it.

    The method is Douglas and Peucker's.

    >>> kept_points([(0, 0), (1, 0.1), (2, 0)], 0.5)
    [0, 2]
    """
    if len(points) < 3:
        return list(range(len(points)))
    kept = {0, len(points) - 1}
    todo = [(0, len(points) - 1)]
    if points[0] == points[-1]:
        # A closed line has no direction of its own: begin with the point farthest off.
        far = max(range(len(points)), key=lambda i: math.dist(points[i], points[0]))
        kept.add(far)
        todo = [(0, far), (far, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        (x0, y0), (x1, y1) = points[first], points[last]
        length = math.hypot(x1 - x0, y1 - y0) or 1e-9
        worst, at = 0.0, -1
        for i in range(first + 1, last):
            x, y = points[i]
            off = abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length
            if off > worst:
                worst, at = off, i
        if worst > tolerance:
            kept.add(at)
            todo += [(first, at), (at, last)]
    return sorted(kept)


def make(topology: dict[str, Any]) -> dict[str, Any]:
    """Return the outlines: for each numeric code a path, its middle and its area in pixels."""
    (kx, ky), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    reach = 2 * equal_earth(180, 0)[0]
    scale = WIDTH / reach

    def place(point: Point) -> Point:
        x, y = equal_earth(*point)
        return WIDTH / 2 + x * scale, -y * scale

    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line: list[Point] = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * kx + tx, y * ky + ty))
        line = _unwrapped(line)
        projected = [place(point) for point in line]
        arcs.append([line[i] for i in kept_points(projected, TOLERANCE)])
    shapes: dict[str, list[list[Point]]] = {}
    names: dict[str, str] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        code = shape.get("id") or _BY_NAME.get(name)
        if code is None or code in _DROPPED:
            continue
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        around = [_ring(ring, arcs) for polygon in polygons for ring in polygon]
        rings = [[place(p) for p in part] for ring in around for part in _cut(ring)]
        shapes.setdefault(code, []).extend(rings)
        if code not in names or code == shape.get("id"):
            names[code] = name
    top = min(y for rings in shapes.values() for ring in rings for _x, y in ring)
    bottom = max(y for rings in shapes.values() for ring in rings for _x, y in ring)
    countries = {code: _outline(rings, top, names[code]) for code, rings in sorted(shapes.items())}
    return {
        "source": "Natural Earth 1:50m (public domain), by way of world-atlas 2.0.2",
        "projection": "Equal Earth",
        "width": WIDTH,
        "height": round(bottom - top, 1),
        "countries": countries,
    }


def _unwrapped(line: list[Point], after: Point | None = None) -> list[Point]:
    """Return a line whose longitudes run on where it crosses the 180th meridian."""
    found: list[Point] = []
    last = after
    for lon, lat in line:
        turned = lon
        while last is not None and turned - last[0] > 180:
            turned -= 360
        while last is not None and turned - last[0] < -180:
            turned += 360
        last = (turned, lat)
        found.append(last)
    return found


def _ring(indices: list[int], arcs: list[list[Point]]) -> list[Point]:
    """Return a ring in degrees; one that crosses the 180th meridian runs past it."""
    points: list[Point] = []
    for index in indices:
        part = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += _unwrapped(part, points[-1])[1:] if points else part
    return points


def _cut(ring: list[Point]) -> list[list[Point]]:
    """Return the parts of a ring that lie on the map, those past its edge moved to the other."""
    found = []
    for turn in (-360.0, 0.0, 360.0):
        moved = [(lon + turn, lat) for lon, lat in ring]
        inside = _clipped(_clipped(moved, -180.0, 1.0), 180.0, -1.0)
        if len(inside) > 2:
            found.append([*inside, inside[0]])
    return found


def _clipped(ring: list[Point], edge: float, side: float) -> list[Point]:
    """Return the part of a ring east (``side`` 1) or west (-1) of a meridian."""
    found: list[Point] = []
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        in0, in1 = (x0 - edge) * side >= 0, (x1 - edge) * side >= 0
        if in0:
            found.append((x0, y0))
        if in0 != in1:
            found.append((edge, y0 + (y1 - y0) * (edge - x0) / (x1 - x0)))
    return found


def _outline(rings: list[list[Point]], top: float, name: str) -> dict[str, Any]:
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    path = ""
    for ring in rings:
        # Islands smaller than a dot are left out, except a country's largest.
        if ring is not largest and abs(_area(ring)) < 1.2:
            continue
        points = [f"{x:.1f} {y - top:.1f}" for x, y in ring[:-1]]
        unique = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
        if len(unique) > 2:
            path += "M" + "L".join(unique) + "Z"
    area = sum(abs(_area(ring)) for ring in rings)
    x, y = _middle(largest)
    found: dict[str, Any] = {"name": name, "at": [round(x, 1), round(y - top, 1)]}
    if area < _SMALL:
        found["small"] = True
    found["path"] = path
    return found


def _area(ring: list[Point]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2


def _middle(ring: list[Point]) -> tuple[float, float]:
    area = _area(ring)
    if abs(area) < 1e-6:
        return ring[0]
    x = y = 0.0
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x0 * y1 - x1 * y0
        x += (x0 + x1) * cross
        y += (y0 + y1) * cross
    return x / (6 * area), y / (6 * area)


def main(source: str, target: str) -> None:
    """Read a TopoJSON file and write the outlines, one country a line."""
    made = make(json.loads(Path(source).read_text(encoding="utf-8")))
    countries = made.pop("countries")
    head = json.dumps(made, ensure_ascii=False)[:-1]
    lines = [
        f"{json.dumps(code)}: {json.dumps(c, ensure_ascii=False, separators=(',', ':'))}"
        for code, c in countries.items()
    ]
    text = head + ', "countries": {\n' + ",\n".join(lines) + "\n}}\n"
    Path(target).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])

"""Places the nodes of a network so that linked ones lie near each other.

No layout library is used: those at hand need numpy or a program outside Python
(docs/decisions/0008-pictures.md). Repulsion acts only at short distance, found by a grid, so
that two thousand nodes take a second or two; the start is a tree drawn from the
best linked node outwards, which keeps the whole untangled. The same network
gives the same places.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Point = tuple[float, float]


class Area(NamedTuple):
    """The rectangle to fill."""

    left: float
    top: float
    right: float
    bottom: float


def layout(ids: Sequence[str], pairs: Iterable[tuple[str, str]], area: Area) -> dict[str, Point]:
    """Return a place in the area for each node.

    ``pairs`` are the ends of edges. Small parts that nothing links to the rest
    stand in rows at the bottom.
    """
    index = {iri: i for i, iri in enumerate(ids)}
    near: list[set[int]] = [set() for _ in ids]
    for a, b in pairs:
        if a != b:
            near[index[a]].add(index[b])
            near[index[b]].add(index[a])
    parts = _components(near)
    # Every large part is settled together; crumbs stand in rows below, each by itself.
    small = max(1, len(parts[0]) // 8) if parts else 1
    linked = sorted(i for part in parts if len(part) > small for i in part)
    crumbs = [part for part in parts if len(part) <= small]
    loose = sum(map(len, crumbs))
    share = min(0.3, loose / max(1, len(ids))) if linked else 1.0
    share = max(share, 0.12) if linked and any(len(part) > 1 for part in crumbs) else share
    split = area.bottom - (area.bottom - area.top) * share
    places: dict[str, Point] = {}
    if linked:
        upper = area._replace(bottom=split - (24 if crumbs else 0))
        steps = max(60, min(300, 60_000 // len(linked)))
        xs, ys = _start(linked, near)
        _settle(linked, near, xs, ys, steps, (upper.right - upper.left) / (split - area.top))
        places.update({ids[i]: p for i, p in _fitted(linked, xs, ys, upper).items()})
    for part, cell in zip(crumbs, _cells(crumbs, area._replace(top=split)), strict=True):
        places.update({ids[i]: p for i, p in _ring(part, cell).items()})
    return places


def _components(near: list[set[int]]) -> list[list[int]]:
    """Return the nodes in connected parts, the largest part first."""
    done: set[int] = set()
    parts = []
    for root in range(len(near)):
        if root in done:
            continue
        _children, order = _tree(root, near)
        done.update(order)
        parts.append(order)
    return sorted(parts, key=lambda part: (-len(part), part[0]))


def _start(linked: list[int], near: list[set[int]]) -> tuple[dict[int, float], dict[int, float]]:
    """Return first places: each component's breadth-first tree, as rings around its hub."""
    xs: dict[int, float] = {}
    ys: dict[int, float] = {}
    offset = 0.0
    left = sorted(linked, key=lambda i: (-len(near[i]), i))
    done: set[int] = set()
    for root in left:
        if root in done:
            continue
        children, order = _tree(root, near)
        done.update(order)
        leaves = dict.fromkeys(order, 1)
        for node in reversed(order):
            if children[node]:
                leaves[node] = sum(leaves[c] for c in children[node])
        size = math.sqrt(len(order))
        spans = {root: (0.0, 2 * math.pi, 0.0)}
        for node in order:
            start, end, depth = spans[node]
            angle = (start + end) / 2
            radius = size * 0.55 * math.sqrt(depth)
            xs[node] = offset + radius * math.cos(angle)
            ys[node] = radius * math.sin(angle)
            for child in children[node]:
                part = (end - start) * leaves[child] / leaves[node]
                spans[child] = (start, start + part, depth + 1)
                start += part
        offset += size * 1.6 + 2
    return xs, ys


def _tree(root: int, near: list[set[int]]) -> tuple[dict[int, list[int]], list[int]]:
    children: dict[int, list[int]] = {root: []}
    order = [root]
    for node in order:
        for other in sorted(near[node]):
            if other not in children:
                children[other] = []
                children[node].append(other)
                order.append(other)
    return children, order


def _settle(
    linked: list[int],
    near: list[set[int]],
    xs: dict[int, float],
    ys: dict[int, float],
    steps: int,
    ratio: float,
) -> None:
    """Move the nodes, in units of the wished distance between neighbours."""
    edges = [(a, b, 1 / math.sqrt(min(len(near[a]), len(near[b]))))
             for a in linked for b in near[a] if a < b]  # fmt: skip
    stretch = math.sqrt(ratio)
    for step in range(steps):
        heat = 0.9 * (1 - step / steps) + 0.02
        fx = dict.fromkeys(linked, 0.0)
        fy = dict.fromkeys(linked, 0.0)
        _repel(linked, xs, ys, fx, fy)
        for a, b, pull in edges:
            dx, dy = xs[b] - xs[a], ys[b] - ys[a]
            force = 0.12 * pull * math.sqrt(dx * dx + dy * dy)
            fx[a] += dx * force
            fy[a] += dy * force
            fx[b] -= dx * force
            fy[b] -= dy * force
        for i in linked:
            # A slight pull to the middle keeps components together, wider than tall.
            gx, gy = fx[i] - xs[i] * 0.012 / stretch, fy[i] - ys[i] * 0.012 * stretch
            size = math.sqrt(gx * gx + gy * gy)
            if size > heat:
                gx, gy = gx * heat / size, gy * heat / size
            xs[i] += gx
            ys[i] += gy


_REACH = 2.2


def _repel(
    linked: list[int],
    xs: dict[int, float],
    ys: dict[int, float],
    fx: dict[int, float],
    fy: dict[int, float],
) -> None:
    cells: dict[tuple[int, int], list[int]] = {}
    for i in linked:
        cells.setdefault((int(xs[i] // _REACH), int(ys[i] // _REACH)), []).append(i)
    for (cx, cy), inside in cells.items():
        beside: list[int] = []
        for key in ((cx + 1, cy), (cx - 1, cy + 1), (cx, cy + 1), (cx + 1, cy + 1)):
            beside += cells.get(key, ())
        for rank, i in enumerate(inside):
            x, y, sx, sy = xs[i], ys[i], 0.0, 0.0
            for j in (*inside[rank + 1 :], *beside):
                dx, dy = x - xs[j], y - ys[j]
                square = dx * dx + dy * dy
                if square > 4.84:
                    continue
                if square < 0.01:
                    # Two in one place part along a line that their numbers choose.
                    dx, dy, square = 0.1 * math.cos(i + j), 0.1 * math.sin(i + j), 0.01
                force = 0.35 / square
                dx, dy = dx * force, dy * force
                sx += dx
                sy += dy
                fx[j] -= dx
                fy[j] -= dy
            fx[i] += sx
            fy[i] += sy


def _fitted(
    linked: list[int], xs: dict[int, float], ys: dict[int, float], area: Area
) -> dict[int, Point]:
    """Return the places scaled to fill the area."""
    left, right = min(xs.values()), max(xs.values())
    top, bottom = min(ys.values()), max(ys.values())
    kx = (area.right - area.left) / (right - left or 1.0)
    ky = (area.bottom - area.top) / (bottom - top or 1.0)
    # The picture may be stretched a little to fill the page, not distorted.
    kx, ky = min(kx, 1.8 * ky), min(ky, 1.8 * kx)
    ox = (area.left + area.right) / 2 - kx * (left + right) / 2
    oy = (area.top + area.bottom) / 2 - ky * (top + bottom) / 2
    return {i: (ox + kx * xs[i], oy + ky * ys[i]) for i in linked}


def _cells(parts: list[list[int]], area: Area) -> list[Area]:
    """Return a cell for each part, in rows that fill the area, as wide as the part is large."""
    if not parts:
        return []
    wide, tall = area.right - area.left, area.bottom - area.top
    sizes = [math.sqrt(len(part)) for part in parts]
    rows = max(1, round(math.sqrt(sum(s * s for s in sizes) * tall / wide)))
    each = sum(sizes) / rows
    lines: list[list[int]] = [[]]
    filled = 0.0
    for i, size in enumerate(sizes):
        if filled >= each and len(lines) < rows:
            lines.append([])
            filled = 0.0
        lines[-1].append(i)
        filled += size
    cells: dict[int, Area] = {}
    for row, line in enumerate(lines):
        unit = wide / sum(sizes[i] for i in line)
        x = area.left
        top = area.top + tall * row / len(lines)
        for i in line:
            cells[i] = Area(x, top, x + unit * sizes[i], top + tall / len(lines))
            x += unit * sizes[i]
    return [cells[i] for i in range(len(parts))]


def _ring(part: list[int], cell: Area) -> dict[int, Point]:
    """Return places on a ring around the part's hub, its first node."""
    x, y = (cell.left + cell.right) / 2, (cell.top + cell.bottom) / 2
    rx, ry = (cell.right - cell.left) * 0.34, (cell.bottom - cell.top) * 0.34
    found = {part[0]: (x, y)}
    for i, node in enumerate(part[1:]):
        angle = 2 * math.pi * (i + 0.25) / (len(part) - 1)
        found[node] = (x + rx * math.cos(angle), y + ry * math.sin(angle))
    return found

"""The picture of a thing's neighbourhood: the thing in the middle, neighbours in columns.

Neighbours stand in groups, each under the words of the link that joins it to the
thing, so that no line needs a label of its own and no label can cover another.
A second ring hangs outside the first, each thing beside the one it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from imet_graph.network import Node
from imet_graph.pictures.neighbourhood import Group, Neighbourhood
from imet_graph.pictures.palette import RULE, SOFT, STYLES, n
from imet_graph.pictures.picture import BOTTOM, HEIGHT, SIDE, TOP, WIDTH, Box, Picture, key
from imet_graph.pictures.text import cut, width, wrap
from imet_graph.things import kinds

_ROW, _LINE, _HEAD, _GAP = 8.0, 16.0, 22.0, 14.0
# Law and those who run it stand to the left, what it meets in the world to the right.
_ORDER = ("program", "statute", "provision", "agency", "topic", "institution", "group", "country",
          "event", "other")  # fmt: skip


@dataclass
class _Item:
    """A neighbour with its place: ``lines`` is its label, ``children`` its second ring."""

    node: Node
    lines: list[str]
    children: list[_Item] = field(default_factory=list)
    x: float = 0.0
    y: float = 0.0

    @property
    def height(self) -> float:
        own = len(self.lines) * _LINE + _ROW
        return max(own, sum(child.height for child in self.children))


@dataclass
class _Block:
    """A group, or the part of it that stands in one column."""

    group: Group
    heading: str
    items: list[_Item]
    more: int = 0

    @property
    def height(self) -> float:
        rows = sum(item.height for item in self.items)
        return _HEAD + rows + (_LINE + _ROW if self.more else 0) + _GAP


def draw(near: Neighbourhood, picture: Picture) -> None:
    """Draw a neighbourhood into a picture; the picture grows taller if it must."""
    deep = bool(near.parent)
    inner = 166 if deep else 250
    reach = WIDTH / 2 - SIDE - inner - 14
    room = reach if not deep else 244.0
    blocks = _blocks(near, room, reach - room - 40)
    left, right = _two_columns(blocks)
    tall = max(sum(b.height for b in column) for column in (left, right)) - _GAP
    picture.height = max(HEIGHT, int(tall + TOP + BOTTOM + 30))
    middle = TOP + (picture.height - TOP - BOTTOM) / 2
    center = next(node for node in near.nodes if node.id == near.center)
    half = 88.0 if deep else 150.0
    box = _center_box(center, middle, half)
    for column, side in ((left, -1), (right, 1)):
        _place(column, side, inner, middle, room)
    placed = {i.node.id: i for b in (*left, *right) for i in b.items}
    _draw_links(near, picture, placed, box, side_of={
        **{i.node.id: -1 for b in left for i in b.items},
        **{i.node.id: 1 for b in right for i in b.items},
    })  # fmt: skip
    for column, side in ((left, -1), (right, 1)):
        for block in column:
            _draw_block(block, side, picture, room, near)
    _draw_center(center, box, picture)


def _blocks(near: Neighbourhood, room: float, far_room: float) -> list[_Block]:
    by_id = near.by_id()
    children: dict[str, list[Node]] = {}
    for child, parent in (near.parent or {}).items():
        children.setdefault(parent, []).append(by_id[child])
    found = []
    for group in sorted(near.groups, key=lambda g: (_ORDER.index(g.kind), g.iri)):
        if not group.shown:
            members: list[Node] = []
        else:
            members = sorted((by_id[m] for m in group.members[: group.shown]), key=_by_date)
        items = [
            _Item(
                node,
                wrap(_said(node), room, 13),
                [_Item(c, wrap(_said(c), far_room, 12)) for c in
                 sorted(children.get(node.id, ()), key=_by_date)],
            )
            for node in members
        ]  # fmt: skip
        found.append(_Block(group, heading(group), items, group.hidden))
    return found


def heading(group: Group) -> str:
    """Return what stands above a group: how it is joined to the thing.

    >>> from imet_graph.rdf import vocab
    >>> heading(Group(vocab.term("affectsCountry"), "", True, "event", ("a", "b"), 2))
    '2 events affecting it'
    """
    who = kinds.counted(group.kind, len(group.members))
    return kinds.heading(group.iri, who, group.label, inverse=group.incoming)


def _said(node: Node) -> str:
    return f"{node.date} · {node.label}" if node.kind == "event" and node.date else node.label


def _by_date(node: Node) -> tuple[str, str, str]:
    return (node.date if node.kind in ("event", "statute") else "", node.label, node.id)


def _two_columns(blocks: list[_Block]) -> tuple[list[_Block], list[_Block]]:
    """Return the blocks in two columns of about the same height, one block cut if need be."""
    total = sum(b.height for b in blocks)
    left: list[_Block] = []
    used = 0.0
    for i, block in enumerate(blocks):
        after = used + block.height
        if after <= total / 2 + 20:
            left.append(block)
            used = after
            continue
        rest = blocks[i + 1 :]
        room = total / 2 - used - _HEAD
        upper: list[_Item] = []
        for item in block.items:
            if room < item.height / 2:
                break
            upper.append(item)
            room -= item.height
        # A part of one or two rows is not worth a heading of its own.
        if len(upper) < 3 or len(block.items) - len(upper) < 3:
            if used + block.height / 2 <= total / 2 or not left:
                return [*left, block], rest
            return left, [block, *rest]
        lower = block.items[len(upper) :]
        first = _Block(block.group, block.heading, upper)
        second = _Block(block.group, f"{block.heading} (continued)", lower, block.more)
        return [*left, first], [second, *rest]
    return left, []


def _place(column: list[_Block], side: int, inner: float, middle: float, room: float) -> None:
    y = middle - (sum(b.height for b in column) - _GAP) / 2
    x = WIDTH / 2 + side * inner
    for block in column:
        y += _HEAD
        for item in block.items:
            item.x, item.y = x, y + item.height / 2
            top = y + (item.height - sum(c.height for c in item.children)) / 2
            for child in item.children:
                child.x = x + side * (14 + room + 44)
                child.y = top + child.height / 2
                top += child.height
            y += item.height
        y += (_LINE + _ROW if block.more else 0) + _GAP


def _draw_block(
    block: _Block, side: int, picture: Picture, room: float, near: Neighbourhood
) -> None:
    anchor = "start" if side > 0 else "end"
    first = block.items[0] if block.items else None
    if first is None:
        return
    x = first.x + side * 14
    top = first.y - first.height / 2
    style = STYLES[block.group.kind]
    head = cut(block.heading, room, 12, bold=True)
    kind = f'data-k="{block.group.kind}"'
    picture.label(head, x, top - 7, 12, anchor=anchor, bold=True, soft=True, extra=kind)
    wide = width(head, 12, bold=True)
    end = x + side * wide
    picture.add(
        f'<path {kind} d="M{n(x)} {n(top - 2)}H{n(end)}" stroke="{style.link}" stroke-width="1.5"/>'
    )
    notes = {e.source: e.label for e in near.edges if e.target == near.center}
    for item in block.items:
        _draw_item(item, side, anchor, 13, picture, notes.get(item.node.id, ""))
        for child in item.children:
            start = item.x + side * (14 + max(width(t, 13) for t in item.lines) + 5)
            bend = (start + child.x) / 2
            picture.add(
                f'<path class="e" data-a="{key(item.node.id)}" data-b="{key(child.node.id)}" '
                f'd="M{n(start)} {n(item.y)}C{n(bend)} {n(item.y)} '
                f'{n(bend)} {n(child.y)} {n(child.x - side * 6)} {n(child.y)}" fill="none" '
                f'stroke="{RULE}" stroke-width="1.2"/>'
            )
            _draw_item(child, side, anchor, 12, picture, "")
    if block.more:
        last = block.items[-1]
        y = last.y + last.height / 2 + 14
        picture.label(
            f"…and {block.more:,} more", x, y, 12, anchor=anchor,
            soft=True, extra=kind,
        )  # fmt: skip


def _draw_item(
    item: _Item, side: int, anchor: str, size: float, picture: Picture, note: str
) -> None:
    node = item.node
    tip = f"{node.label} ({node.type or node.kind}{', ' + node.date if node.date else ''})"
    picture.mark(node.kind, item.x, item.y, 6.5 if size > 12 else 5.5, tip, node.id)
    y = item.y - (len(item.lines) - 1) * _LINE / 2 + size * 0.35
    for i, text in enumerate(item.lines):
        picture.label(
            text, item.x + side * 14, y + i * _LINE, size, anchor=anchor,
            extra=f'data-k="{node.kind}" data-t="{key(node.id)}"',
        )  # fmt: skip


def _center_box(node: Node, middle: float, half: float) -> Box:
    lines = wrap(node.label, half * 2 - 24, 17, lines=5, bold=True)
    tall = len(lines) * 22 + 46
    x = WIDTH / 2
    return Box(x - half, middle - tall / 2, x + half, middle + tall / 2, "\n".join(lines))


def _draw_center(node: Node, box: Box, picture: Picture) -> None:
    style = STYLES[node.kind]
    picture.add(
        f'<rect class="p" x="{n(box.left)}" y="{n(box.top)}" width="{n(box.right - box.left)}" '
        f'height="{n(box.bottom - box.top)}" rx="10" fill="#FFFFFF" stroke="{style.line}" '
        'stroke-width="2.5"/>'
    )
    x = (box.left + box.right) / 2
    picture.mark(node.kind, x, box.top + 19, 8, node.label, node.id)
    for i, text in enumerate(box.text.split("\n")):
        picture.label(
            text, x, box.top + 50 + i * 22, 17, anchor="middle", bold=True, halo=False,
            extra=f'data-k="{node.kind}" data-t="{key(node.id)}"',
        )  # fmt: skip


def _draw_links(
    near: Neighbourhood,
    picture: Picture,
    placed: dict[str, _Item],
    box: Box,
    side_of: dict[str, int],
) -> None:
    """Draw lines to the thing in the colour of the neighbour's kind, others thin and grey."""
    middle = (box.top + box.bottom) / 2
    left_over = 0
    to_center = {
        e.source if e.target == near.center else e.target
        for e in near.edges
        if near.center in (e.source, e.target)
    }
    for iri in sorted(to_center & set(placed)):
        item, side = placed[iri], side_of[iri]
        edge = box.right if side > 0 else box.left
        # Lines leave the box over its height, so that they do not run together at once.
        start = middle + max(-1.0, min(1.0, (item.y - middle) / 420)) * (box.bottom - middle - 10)
        reach = abs(item.x - edge)
        picture.add(
            f'<path class="e" data-a="{key(near.center)}" data-b="{key(iri)}" '
            f'd="M{n(edge)} {n(start)}'
            f"C{n(edge + side * reach * 0.55)} {n(start)} {n(item.x - side * reach * 0.6)} "
            f'{n(item.y)} {n(item.x - side * 8)} {n(item.y)}" fill="none" '
            f'stroke="{STYLES[item.node.kind].link}" stroke-width="1.5" stroke-opacity="0.75"/>'
        )
    for e in near.edges:
        if near.center in (e.source, e.target):
            continue
        if (near.parent or {}).get(e.source) == e.target or (
            (near.parent or {}).get(e.target) == e.source
        ):
            continue
        a, b = placed.get(e.source), placed.get(e.target)
        if a is None or b is None or side_of[e.source] != side_of[e.target]:
            left_over += 1
            continue
        side = side_of[e.source]
        bulge = min(60.0, 14 + abs(a.y - b.y) * 0.12)
        picture.add(
            f'<path class="e" data-a="{key(e.source)}" data-b="{key(e.target)}" '
            f'd="M{n(a.x - side * 8)} {n(a.y)}C{n(a.x - side * bulge)} {n(a.y)} '
            f'{n(b.x - side * bulge)} {n(b.y)} {n(b.x - side * 8)} {n(b.y)}" fill="none" '
            f'stroke="{SOFT}" stroke-width="1" stroke-dasharray="3 2" stroke-opacity="0.7">'
            f"<title>{escape(e.label)}</title></path>"
        )
    if left_over:
        picture.notes.append(
            f"{left_over:,} further {'link' if left_over == 1 else 'links'} among the things shown "
            "are not drawn; the page and the exports have them."
        )

"""Which labels of a picture cover each other."""

from __future__ import annotations

from imet_graph.pictures.picture import Box, Picture


def overlaps(picture: Picture) -> list[tuple[Box, Box]]:
    """Return the pairs of labels that cover each other; an empty list is what is wanted."""
    boxes = sorted(picture.boxes, key=lambda b: b.left)
    found = []
    for i, box in enumerate(boxes):
        for other in boxes[i + 1 :]:
            if other.left >= box.right:
                break
            if box.meets(other):
                found.append((box, other))
    return found

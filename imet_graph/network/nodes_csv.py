"""Writes the nodes of the network as CSV, one line each."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imet_graph.network import Network

COLUMNS = ("id", "name", "label", "kind", "type", "date", "degree")


def write(network: Network) -> bytes:
    """Return the nodes of a network as CSV; ``degree`` is the number of its edges."""
    stream = io.StringIO()
    lines = csv.writer(stream, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    degrees = network.degrees()
    for node in network.nodes:
        lines.writerow(
            [node.id, node.name, node.label, node.kind, node.type, node.date, degrees[node.id]]
        )
    return stream.getvalue().encode()

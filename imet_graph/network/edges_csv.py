"""Writes the edges of the network as CSV, one line each."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imet_graph.network import Network

COLUMNS = ("source", "target", "label", "property", "weight")


def write(network: Network) -> bytes:
    """Return the edges of a network as CSV; ends are the ids of the nodes file."""
    stream = io.StringIO()
    lines = csv.writer(stream, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for edge in network.edges:
        lines.writerow([edge.source, edge.target, edge.label, edge.property, edge.weight])
    return stream.getvalue().encode()

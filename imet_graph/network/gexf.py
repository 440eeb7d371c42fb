"""Writes the network as GEXF 1.3, for Gephi: with kinds, dates and their colours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imet_graph.network import Network

_NODE = ("kind", "type", "date", "name")


def write(network: Network) -> bytes:
    """Return a network as GEXF; a node with a date begins on its first day.

    No date of writing stands in the file: the same graph gives the same bytes.
    """
    from xml.sax.saxutils import quoteattr

    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gexf xmlns="http://gexf.net/1.3" version="1.3">',
        f"  <meta><title>{_text(network.title)}</title></meta>",
        '  <graph defaultedgetype="directed" mode="static" timeformat="date">',
        '    <attributes class="node">',
        *(f'      <attribute id="{n}" title="{n}" type="string"/>' for n in _NODE),
        "    </attributes>",
        '    <attributes class="edge">',
        '      <attribute id="property" title="property" type="string"/>',
        "    </attributes>",
        "    <nodes>",
    ]
    for node in network.nodes:
        values = (node.kind, node.type, node.date, node.name)
        start = _first_day(node.date)
        begins = f' start="{start}"' if start else ""
        lines.append(f"      <node id={quoteattr(node.id)} label={quoteattr(node.label)}{begins}>")
        lines.append("        <attvalues>")
        lines += [
            f'          <attvalue for="{name}" value={quoteattr(value)}/>'
            for name, value in zip(_NODE, values, strict=True)
            if value
        ]
        lines += ["        </attvalues>", "      </node>"]
    lines += ["    </nodes>", "    <edges>"]
    for number, edge in enumerate(network.edges):
        lines += [
            f'      <edge id="{number}" source={quoteattr(edge.source)} '
            f"target={quoteattr(edge.target)} label={quoteattr(edge.label)} "
            f'weight="{edge.weight}">',
            f'        <attvalues><attvalue for="property" value={quoteattr(edge.property)}/>'
            "</attvalues>",
            "      </edge>",
        ]
    lines += ["    </edges>", "  </graph>", "</gexf>", ""]
    return "\n".join(lines).encode()


def _first_day(date: str) -> str:
    """Return the first day of a date that may be a year or a month.

    >>> _first_day("1999-10"), _first_day("1976"), _first_day("")
    ('1999-10-01', '1976-01-01', '')
    """
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", date):
        return ""
    return date + "-01" * (2 - date.count("-"))


def _text(text: str) -> str:
    from xml.sax.saxutils import escape

    return escape(text)

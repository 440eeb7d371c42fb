"""The United States Code: sections as things, and references to them in text.

>>> [code.node.value.rpartition("/")[2] for code in references("22 U.S.C. 2347c(a)")]
['usc-22-2347c']
>>> references("22 U.S.C. 2370(m) (repealed)")[0].notation
'22 U.S.C. 2370'
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyoxigraph import NamedNode

from imet_graph.importers.curated.write import node

_REFERENCE = re.compile(r"\b(\d{1,2}) U\.?S\.?C\.? (\d+[a-z]*(?:-\d+[a-z]?)?)", re.IGNORECASE)
_COPY = re.compile(r"\busc/(\d+)/(\d+[a-z]*(?:-\d+)?)\.xml")


@dataclass(frozen=True)
class CodeSection:
    """One section of the Code."""

    title: str
    number: str

    @property
    def notation(self) -> str:
        """The section as the Code is cited: ``22 U.S.C. 2347``."""
        return f"{self.title} U.S.C. {self.number}"

    @property
    def node(self) -> NamedNode:
        """The section's IRI, ``provision:usc-22-2347``."""
        return node("provision", f"usc-{self.title}-{self.number}")

    @property
    def uslm(self) -> str:
        """The section's name in United States Legislative Markup: ``/us/usc/t22/s2347``."""
        return f"/us/usc/t{self.title}/s{self.number}"


def references(text: str) -> list[CodeSection]:
    """Return the sections of the Code that a text names, in its order."""
    return [CodeSection(*found.groups()) for found in _REFERENCE.finditer(text)]


def copied(source_title: str) -> CodeSection | None:
    """Return the section whose text a source of the Code's XML files holds."""
    found = _COPY.search(source_title)
    return CodeSection(*found.groups()) if found else None

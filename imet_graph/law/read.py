"""What was read of each section of the Code, and when it is not the same any more.

``data/facts/sections_read.csv`` has a row for each section that somebody read: heading,
Acts with their dates, and fingerprints of text and notes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from imet_graph.errors import translating
from imet_graph.facts.adding import written
from imet_graph.facts.tables import Facts
from imet_graph.law.credits import parse
from imet_graph.law.uslm import Section
from imet_graph.rdf.files import write_if_changed

TABLE = "sections_read"
SEPARATOR = "|"


def fingerprint(text: str) -> str:
    """Return what tells a text from another; spaces, dashes and quotation marks don't count.

    >>> fingerprint("No  assistance -- none.") == fingerprint("No assistance - none.")
    True
    >>> fingerprint("No assistance.") == fingerprint("No assistance!")
    False
    """
    plain = re.sub(
        r"[\s\u2013\u2014-]+", " ", re.sub("[\u201c\u201d\u2018\u2019]", "'", text)
    ).strip()
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def acts(section: Section) -> list[str]:
    """Return the Acts of a credit, each with its section, date and page in the Statutes."""
    found = parse(section.credit)[0]
    return ["; ".join(filter(None, (a.act, a.section, a.date, a.stat))) for a in found]


def row(section: Section) -> dict[str, str]:
    """Return the cells that say what was read of a section."""
    return {
        "id": section.name,
        "usc": section.usc,
        "heading": section.heading,
        "status": section.status,
        "acts": SEPARATOR.join(acts(section)),
        "text": fingerprint(section.body),
        "notes": fingerprint(section.notes),
    }


def note(folder: Path, facts: Facts, sections: Iterable[Section]) -> int:
    """Write down what was read of sections in the table; return how many rows changed.

    Raises:
        FileProblem: if it can't be written.
    """
    former = {one.cells["id"]: one.cells for one in facts.rows[TABLE]}
    now = {section.name: row(section) for section in sections}
    changed = sum(former.get(name) != cells for name, cells in now.items())
    table = facts.tables[TABLE]
    rows = sorted((former | now).values(), key=lambda cells: cells["id"])
    path = folder / table.file
    with translating(path):
        write_if_changed(path, written(table, rows))
    return changed

"""Adds a row to a table: mints its id, writes it where it belongs, and refuses what is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from imet_graph.errors import InputError, translating
from imet_graph.facts import dates
from imet_graph.facts.mapping import code_labels
from imet_graph.facts.schema import Column, Table
from imet_graph.facts.tables import Facts
from imet_graph.rdf.files import write_if_changed
from imet_graph.things.names import hyphened

KINDS = {
    "event": "events",
    "provision": "provisions",
    "determination": "determinations",
    "source": "sources",
    "look": "looks",
}
"""What can be added, and the table in which it stands."""

_NAMED_BY = (
    "label", "title", "statute", "instrument", "year", "fiscal_year",
    "section", "country", "clause",
)  # fmt: skip


def columns(table: Table) -> list[Column]:
    """Return the columns that a new row may fill, the id left out."""
    return [c for c in table.columns if not c.virtual and c.name != "id"]


def add(folder: Path, kind: str, values: Mapping[str, str]) -> str:
    """Add a row with these cells to the table of a kind; return its id.

    ``folder`` is ``data/facts/``. An id is made of what the thing is called, and of its
    year, where ``values`` have none.

    Raises:
        InputError: if the id is taken.
        ParseProblem: if a cell is wrong; the table is then as it was.
    """
    before = Facts(folder)
    table = before.tables[KINDS[kind]]
    name = values.get("id") or _minted(table, values, before)
    if any(row.cells["id"] == name for row in before.rows[table.name]):
        raise InputError(f"{table.file} has a row {name!r} already.", hint="Give another --id.")
    row = dict.fromkeys(table.header, "") | dict(values) | {"id": name}
    rows = [one.cells for one in before.rows[table.name]]
    place = next((n for n, one in enumerate(rows) if one["id"] > name), len(rows))
    rows.insert(place, row)
    path = folder / table.file
    with translating(path):
        former = path.read_bytes()
        write_if_changed(path, written(table, rows))
        try:
            after = Facts(folder)
            after.check_links(set(code_labels()), [after.rows[table.name][place]])
        except BaseException:
            path.write_bytes(former)
            raise
    return name


def written(table: Table, rows: list[dict[str, str]]) -> bytes:
    """Return a table as its file holds it: the one way to write a row."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, table.header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _minted(table: Table, values: Mapping[str, str], facts: Facts) -> str:
    words = [hyphened(values[name]) for name in _NAMED_BY if values.get(name)]
    name = "-".join(words)[:60].strip("-")
    when = values.get("date", "")
    if when and "date" in table.header:
        start, _end = dates.ends(when)
        year = str(start.first.year) if start else ""
        name = name if year in name else f"{name}-{year}"
    taken = {row.cells["id"] for row in facts.rows[table.name]}
    number = 2
    unique = name
    while unique in taken:
        unique, number = f"{name}-{number}", number + 1
    return unique

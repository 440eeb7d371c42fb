"""What the tables of ``data/facts/`` hold: the CSVW description, as Python values.

The file is Metadata for Tabular Data of the W3C. Beyond the standard, ``valueUrl`` of a
column with a ``separator`` holds for each of its values, and ``default`` of a virtual
column may name other columns in braces (``{by.label}`` is the label of what ``by`` names,
``{a|b}`` the first that is not empty).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imet_graph.errors import translating
from imet_graph.rdf import vocab

METADATA = "csv-metadata.json"


@dataclass(frozen=True)
class Column:
    """One column: what it is called, what property it gives, and what its values are."""

    name: str
    predicate: str = ""
    value: str = ""
    about: str = ""
    datatype: str = "string"
    separator: str = ""
    default: str = ""
    language: str = ""
    pattern: str = ""
    required: bool = False
    virtual: bool = False
    description: str = ""

    @property
    def is_date(self) -> bool:
        """Whether its values are dates in EDTF."""
        return self.datatype == vocab.EDTF


@dataclass(frozen=True)
class Table:
    """One file: the address of the thing of each row, and its columns in order."""

    file: str
    about: str
    columns: tuple[Column, ...]
    description: str = ""

    @property
    def name(self) -> str:
        """The name of the file without its extension."""
        return self.file.removesuffix(".csv")

    @property
    def kind(self) -> str:
        """The kind of thing that a row is, as in its address, or nothing."""
        return vocab.kind_of(self.about) or ""

    @property
    def header(self) -> list[str]:
        """The columns that stand in the file."""
        return [c.name for c in self.columns if not c.virtual]

    def column(self, name: str) -> Column | None:
        """Return the column of a name."""
        return next((c for c in self.columns if c.name == name), None)


def read(folder: Path) -> dict[str, Table]:
    """Return the tables that a folder's metadata describes, by name.

    Raises:
        FileProblem, ParseProblem: if the metadata can't be read.
    """
    path = folder / METADATA
    with translating(path):
        described = json.loads(path.read_text(encoding="utf-8"))
        tables = [_table(one) for one in described["tables"]]
    return {table.name: table for table in tables}


def _table(described: dict[str, Any]) -> Table:
    inside = described["tableSchema"]
    columns = tuple(_column(one) for one in inside["columns"])
    description = described.get("dc:description", "")
    return Table(described["url"], inside.get("aboutUrl", ""), columns, description)


def _column(described: dict[str, Any]) -> Column:
    datatype = described.get("datatype", "string")
    if isinstance(datatype, dict):
        pattern = datatype.get("format", "")
        datatype = datatype.get("@id", datatype.get("base", "string"))
    else:
        pattern = ""
    return Column(
        described["name"],
        _address(described.get("propertyUrl", "")),
        described.get("valueUrl", ""),
        described.get("aboutUrl", ""),
        datatype,
        described.get("separator", ""),
        described.get("default", ""),
        described.get("lang", ""),
        pattern,
        described.get("required", False),
        described.get("virtual", False),
        described.get("dc:description", ""),
    )


def _address(name: str) -> str:
    """Return the IRI of a property; the metadata may use the prefixes that CSVW knows."""
    return vocab.expand(name) or name

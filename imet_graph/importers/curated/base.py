"""What every importer of curated facts is given.

An importer is a module with one function ``triples(facts: Facts)`` that yields
triples and settles each row of its tables in their accounts::

    def triples(facts: Facts) -> Iterator[Triple]:
        account = facts.account("topics.csv")
        for row in account.rows:
            yield from describe(
                node("topic", row.id),
                "imet:Topic",
                {"rdfs:label": en(row["label"]), "imet:hasCitation": facts.cite(row)},
            )
            account.load(row)

It is listed in :mod:`imet_graph.importers.curated.registry`.
"""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode

from imet_graph.errors import ParseProblem
from imet_graph.importers.curated.citations import Library
from imet_graph.importers.curated.rows import Account, FactTables, Row
from imet_graph.importers.curated.write import node

# Of several Acts in one public law, the one that the law is called by.
PRINCIPAL_ACTS = frozenset(
    {
        "foreign-ops-fy1984",
        "international-narcotics-control-corrections-1994",
        "foreign-ops-approp-1997",
        "consolidated-approp-2000",
        "further-consolidated-approp-2020",
        "ndaa-fy2021",
        "ndaa-fy2022",
        "ndaa-fy2023",
    }
)


# Facts that were found in public documents after the tables of facts were gathered,
# in tables of the same names and columns. They are our own, and not accounted for.
OWN = Path(__file__).parent / "tables"
FOUND = OWN / "found"


class Facts:
    """The tables, the library of sources, and the names that several importers share."""

    def __init__(self, folder: Path, found: Path | None = FOUND, own: Path = OWN) -> None:
        self.tables = FactTables(folder)
        self.own = FactTables(own)
        self._found = FactTables(found) if found else None
        self.library = Library(self.tables, self._found)
        self._statutes: dict[str, NamedNode] | None = None

    def account(self, file: str) -> Account:
        """Return the account of a file; its ``rows`` are all rows of the file."""
        return self.tables.account(file)

    def rows(self, file: str) -> list[Row]:
        """Return the rows of a file that another importer accounts for; none if it is absent."""
        return self.tables.rows(file) if file in self.tables else []

    def found(self, file: str) -> list[Row]:
        """Return the rows that were found later for a file; none if there are none."""
        return self._found.rows(file) if self._found and file in self._found else []

    def all_found(self) -> list[Row]:
        """Return all rows that were found later, by file."""
        if not self._found:
            return []
        files = sorted(path.name for path in self._found.folder.glob("*.csv"))
        return [row for file in files for row in self._found.rows(file)]

    def cite(self, row: Row) -> list[NamedNode]:
        """Return the citations of a row: its own, then the stronger ones for it."""
        return self.library.cite(row)

    def seed(self, statement: str) -> list[NamedNode]:
        """Return the citations for a statement of the article, by its id, ``seed-…``."""
        return self.library.better("seed", statement)

    @property
    def statutes(self) -> dict[str, NamedNode]:
        """The IRI of each statute by the id that the tables use."""
        if self._statutes is None:
            self._statutes = statute_iris(self.rows("statutes.csv") + self.found("statutes.csv"))
        return self._statutes

    def statute(self, row: Row, column: str) -> NamedNode:
        """Return the IRI of the statute that a column of a row names.

        Raises:
            ParseProblem: if there is no statute of that id.
        """
        try:
            return self.statutes[row[column]]
        except KeyError:
            raise ParseProblem(
                f"{row.place}: there is no statute {row[column]!r}.",
                hint="Use an id of statutes.csv.",
            ) from None


def statute_iris(rows: list[Row]) -> dict[str, NamedNode]:
    """Return the IRI of each statute by its id.

    A public law is called by its number (``statute:pl-94-329``). Where several
    rows share a number, since a law may hold several Acts, the one that gives
    the law its name is called so, and the others have their ids added. An
    instrument without a number is called by its id alone.
    """
    numbers = [row["public_law"] for row in rows]
    found: dict[str, NamedNode] = {}
    for row in rows:
        number = row["public_law"]
        if not number:
            local = row.id
        elif numbers.count(number) == 1 or row.id in PRINCIPAL_ACTS:
            local = f"pl-{number}"
        else:
            local = f"pl-{number}-{row.id}"
        found[row.id] = node("statute", local)
    return found

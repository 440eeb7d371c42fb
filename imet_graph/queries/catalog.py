"""Finds query files: the bundled ones and those in folders of the user's own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from imet_graph import resources
from imet_graph.errors import FileProblem, UnknownQuery
from imet_graph.queries.header import QueryFile

VARIABLE = "IMET_GRAPH_QUERIES"


class Catalog:
    """Query files by name; a folder named earlier hides the same name in a later one.

    >>> "country-history" in Catalog().names()
    True
    """

    def __init__(self, folders: Iterable[Path] = ()) -> None:
        own = [Path(f) for f in os.environ.get(VARIABLE, "").split(os.pathsep) if f]
        self.folders = [*folders, *own, resources.folder("queries")]
        for folder in self.folders:
            if not folder.is_dir():
                raise FileProblem(
                    f"{folder}: there is no such folder of queries.",
                    hint=f"Check --queries and {VARIABLE}.",
                )

    def names(self) -> list[str]:
        """Return the names of all queries, sorted."""
        return sorted({path.stem for folder in self.folders for path in folder.glob("*.rq")})

    def get(self, name: str) -> QueryFile:
        """Return the query of a name.

        Raises:
            UnknownQuery: suggesting near names.
        """
        for folder in self.folders:
            path = folder / f"{name}.rq"
            # A name is a name, never a way out of the folder.
            if path.parent == folder and path.is_file():
                return QueryFile.read(path)
        from difflib import get_close_matches

        near = get_close_matches(name, self.names(), n=3, cutoff=0.5)
        hint = f"Did you mean {' or '.join(near)}? " if near else ""
        raise UnknownQuery(
            f"There is no query named {name!r}.",
            hint=f"{hint}`imet-graph query --list` lists them all.",
        )

    def __iter__(self) -> Iterator[QueryFile]:
        return (self.get(name) for name in self.names())

"""Finds query files: the bundled ones and those in folders of the user's own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from imet_graph import resources
from imet_graph.errors import FileProblem, ImetGraphError, UnknownQuery
from imet_graph.queries.header import QueryFile, header_of, read_text, with_header

VARIABLE = "IMET_GRAPH_QUERIES"


class Catalog:
    """Query files by name; a folder named earlier hides the same name in a later one.

    >>> "country-history" in Catalog().names()
    True
    """

    def __init__(self, folders: Iterable[Path] = ()) -> None:
        own = [Path(f) for f in os.environ.get(VARIABLE, "").split(os.pathsep) if f]
        self.folders = [*folders, *own, resources.folder("queries")]
        self._headers: dict[Path, dict[str, Any]] = {}
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
                return self._read(path)
        from difflib import get_close_matches

        near = get_close_matches(name, self.names(), n=3, cutoff=0.5)
        hint = f"Did you mean {' or '.join(near)}? " if near else ""
        raise UnknownQuery(
            f"There is no query named {name!r}.",
            hint=f"{hint}`imet-graph query --list` lists them all.",
        )

    def _read(self, path: Path) -> QueryFile:
        headers = self._headers.get(path.parent)
        if headers is None:
            headers = self._headers[path.parent] = _headers(path.parent)
        if path.stem not in headers:
            return QueryFile.read(path)
        return with_header(read_text(path), headers[path.stem], path.stem, path)

    def __iter__(self) -> Iterator[QueryFile]:
        return (self.get(name) for name in self.names())


def _headers(folder: Path) -> dict[str, Any]:
    """Return the headers of a folder's queries from the cache, by name, making it if need be.

    Importing a YAML parser takes 12 ms, a tenth of what a query takes as a whole
    process. Headers that can't be read are left to be reported when they are asked for.
    """
    import json

    files = sorted(folder.glob("*.rq"))
    cached = resources.cache_folder() / f"headers-{resources.fingerprint(files)}.json"
    try:
        found: dict[str, Any] = json.loads(cached.read_text(encoding="utf-8"))
        return found
    except (OSError, ValueError):
        pass
    headers: dict[str, Any] = {}
    for path in files:
        try:
            headers[path.stem] = header_of(read_text(path), str(path))
        except ImetGraphError:
            continue
    # The values are passed through JSON, so that a first run sees what later ones see.
    text = json.dumps(headers, default=str)
    try:
        resources.write_whole(cached, text.encode("utf-8"))
        resources.forget_old(cached, "headers-*.json")
    except OSError:  # a read-only home is no error
        pass
    read: dict[str, Any] = json.loads(text)
    return read

"""Query files: those that come along and the user's own, with YAML in ``#+`` comment lines.

::

    #+ title: History of a country
    #+ question: What happened to a country's IMET, and why?
    #+ parameters:
    #+   - {name: country, type: country, required: true, example: Pakistan}
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from imet_graph import resources
from imet_graph.errors import (
    FileProblem,
    ImetGraphError,
    QueryHeaderError,
    UnknownQuery,
    translating,
)

_VARIABLE = "IMET_GRAPH_QUERIES"
TYPES = (
    *("country", "program", "agency", "statute", "provision", "event", "institution", "topic"),
    *("entity", "date", "fiscal-year", "integer", "decimal", "boolean", "string"),
)
"""The types a parameter can have; the first nine name a thing of the graph."""

VIEWS = ("table", "network", "timeline", "map", "chart", "hierarchy")


class Parameter(NamedTuple):
    """What a query wants to be told.

    ``allowed`` lists the only values that may be given; ``allowed_query`` names a
    query whose first column lists them. With ``multiple``, several values may be
    given. An optional parameter that is not given leaves its variable unbound.
    """

    name: str
    type: str = "string"
    required: bool = False
    default: str | None = None
    prompt: str = ""
    example: str = ""
    description: str = ""
    allowed: tuple[str, ...] = ()
    allowed_query: str | None = None
    multiple: bool = False

    @property
    def option(self) -> str:
        """The name as an option of the command line: ``from_date`` is ``--from-date``."""
        return "--" + self.name.replace("_", "-")


class QueryFile(NamedTuple):
    """A query with its header."""

    name: str
    text: str
    title: str = ""
    summary: str = ""
    question: str = ""
    tags: tuple[str, ...] = ()
    view: str = "table"
    cite: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    allow: frozenset[str] = frozenset()
    parameters: tuple[Parameter, ...] = ()
    path: Path | None = None

    @classmethod
    def read(cls, path: Path) -> QueryFile:
        """Return the query in a file."""
        return parse(read_text(path), path.stem, path)

    def example(self, *, optional: bool = True) -> str:
        """Return a command line that asks the query with its examples.

        Parameters with a default are left to it; without ``optional``, only those
        stand there that the query needs.

        >>> QueryFile("a", "", parameters=(Parameter("c", required=True, example="B C"),)).example()
        'imet-graph query a --c "B C"'
        """
        words = [f"imet-graph query {self.name}"]
        for parameter in self.parameters:
            wanted = parameter.required or (optional and parameter.default is None)
            if parameter.example and wanted:
                value = f'"{parameter.example}"' if " " in parameter.example else parameter.example
                words.append(f"{parameter.option} {value}")
        return " ".join(words)


def read_text(path: Path) -> str:
    """Return the text of a query file."""
    with translating(path):
        return path.read_text(encoding="utf-8")


_KEYS = set(QueryFile._fields) - {"name", "text", "path"}
_PARAMETER_KEYS = {field.replace("_", "-") for field in Parameter._fields}


def parse(text: str, name: str, path: Path | None = None) -> QueryFile:
    """Return a query with its header read."""
    return with_header(text, header_of(text, str(path or name)), name, path)


def header_of(text: str, where: str) -> Any:
    """Return the header of a query as YAML has it; None if there is none."""
    # Each line where it stands in the file, since an error names its number.
    lines = [line[2:] if line.startswith("#+") else "" for line in text.splitlines()]
    source = "\n".join(lines).rstrip()
    if not source:
        return None
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(source + "\n", Loader=loader)  # noqa: S506 - both are the safe ones
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise QueryHeaderError(
            f"{where}{line}: the header can't be read: {problem}.",
            hint="The header is YAML in lines that begin with `#+ `.",
        ) from error


def with_header(text: str, header: Any, name: str, path: Path | None = None) -> QueryFile:
    """Return a query with a header that was read before, by :func:`header_of`."""
    where = str(path or name)
    if header is None:
        return QueryFile(name=name, text=text, path=path)
    if not isinstance(header, dict):
        raise QueryHeaderError(
            f"{where}: the header is no mapping.", hint="Write `#+ title: …` lines."
        )
    _refuse_unknown(header, _KEYS, f"{where}: the header")
    view = str(header.get("view") or "table")
    if view not in VIEWS:
        raise QueryHeaderError(
            f"{where}: there is no view {view!r}.", hint=f"Views are {', '.join(VIEWS)}."
        )
    return QueryFile(
        name=name,
        text=text,
        title=str(header.get("title") or ""),
        summary=str(header.get("summary") or ""),
        question=str(header.get("question") or ""),
        tags=tuple(map(str, header.get("tags") or ())),
        view=view,
        cite=tuple(map(str, header.get("cite") or ())),
        gaps=tuple(map(str, header.get("gaps") or ())),
        allow=frozenset(str(word).upper() for word in header.get("allow") or ()),
        parameters=tuple(_parameter(entry, where) for entry in header.get("parameters") or ()),
        path=path,
    )


def _refuse_unknown(given: Iterable[Any], keys: set[str], where: str) -> None:
    unknown = sorted(set(map(str, given)) - keys)
    if unknown:
        raise QueryHeaderError(
            f"{where} has an unknown key {unknown[0]!r}.",
            hint=f"Keys are {', '.join(sorted(keys))}.",
        )


def _parameter(entry: Any, where: str) -> Parameter:
    if not isinstance(entry, dict) or not entry.get("name"):
        raise QueryHeaderError(
            f"{where}: a parameter has no name.", hint="Write `- {name: country, type: country}`."
        )
    if not isinstance(entry["name"], str):
        # YAML reads a bare `on`, `no` or `y` as a truth, and 5 as a number.
        raise QueryHeaderError(
            f"{where}: YAML reads a parameter's name as {entry['name']!r}.",
            hint="Choose another name, or put it in quotes.",
        )
    name = entry["name"]
    _refuse_unknown(entry, _PARAMETER_KEYS, f"{where}: parameter {name}")
    kind = str(entry.get("type") or "string")
    if kind not in TYPES or not name.isidentifier():
        raise QueryHeaderError(
            f"{where}: parameter {name} has the type {kind!r}.",
            hint=f"Names are variable names; types are {', '.join(TYPES)}.",
        )
    default = entry.get("default")
    return Parameter(
        name=name,
        type=kind,
        required=bool(entry.get("required", False)),
        default=None if default is None else str(default),
        prompt=str(entry.get("prompt") or ""),
        example=str(entry.get("example") or ""),
        description=str(entry.get("description") or ""),
        allowed=tuple(map(str, entry.get("allowed") or ())),
        allowed_query=str(entry["allowed-query"]) if entry.get("allowed-query") else None,
        multiple=bool(entry.get("multiple", False)),
    )


class Catalog:
    """Query files by name; a folder named earlier hides the same name in a later one.

    >>> "country-history" in Catalog().names()
    True
    """

    def __init__(self, folders: Iterable[Path] = ()) -> None:
        own = [Path(f) for f in os.environ.get(_VARIABLE, "").split(os.pathsep) if f]
        self.folders = [*folders, *own, resources.folder("queries")]
        self._headers: dict[Path, dict[str, Any]] = {}
        for folder in self.folders:
            if not folder.is_dir():
                raise FileProblem(
                    f"{folder}: there is no such folder of queries.",
                    hint=f"Check the folders that were named, and {_VARIABLE}.",
                )

    def names(self) -> list[str]:
        """Return the names of all queries, sorted."""
        return sorted({path.stem for folder in self.folders for path in folder.glob("*.rq")})

    def get(self, name: str) -> QueryFile:
        """Return the query of a name."""
        for folder in self.folders:
            path = folder / f"{name}.rq"
            # A name is a name, never a way out of the folder.
            if path.parent == folder and path.is_file():
                return self._read(path)
        from difflib import get_close_matches

        near = get_close_matches(name, self.names(), n=3, cutoff=0.5)
        said = f"There is no query named {name!r}."
        hint = f"Did you mean {' or '.join(near)}?" if near else "Choose one of the named queries."
        shell = f"{said} {hint if near else ''} `imet-graph query --list` lists them all."
        raise UnknownQuery(said, hint=hint, command_line=" ".join(shell.split()))

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
    files = sorted(folder.glob("*.rq"))

    def read() -> dict[str, Any]:
        headers: dict[str, Any] = {}
        for path in files:
            with suppress(ImetGraphError):
                headers[path.stem] = header_of(read_text(path), str(path))
        return headers

    return resources.kept("headers", files, read)

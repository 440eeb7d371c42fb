"""The header of a query file: YAML in ``#+`` comment lines, read once, in one place.

::

    #+ title: History of a country
    #+ question: What happened to a country's IMET, and why?
    #+ parameters:
    #+   - {name: country, type: country, required: true, example: Pakistan}
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from imet_graph.errors import QueryHeaderError, translating

TYPES = (
    "country",
    "program",
    "agency",
    "statute",
    "provision",
    "event",
    "institution",
    "topic",
    "entity",
    "date",
    "fiscal-year",
    "integer",
    "decimal",
    "boolean",
    "string",
)
"""The types a parameter can have; the first nine name a thing of the graph."""

VIEWS = ("table", "network", "timeline", "map", "chart", "hierarchy")
_KEYS = {"title", "summary", "question", "tags", "view", "cite", "gaps", "parameters", "allow"}
_PARAMETER_KEYS = {
    "name",
    "type",
    "required",
    "default",
    "prompt",
    "example",
    "description",
    "allowed",
    "allowed-query",
    "multiple",
}


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
        """Return the query in a file.

        Raises:
            FileProblem, ParseProblem: if the file can't be read.
            QueryHeaderError: naming the file and the key that is wrong.
        """
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
    """Return the text of a query file.

    Raises:
        FileProblem, ParseProblem: if it can't be read, or is not UTF-8.
    """
    with translating(path):
        return path.read_text(encoding="utf-8")


def header_lines(text: str) -> str:
    """Return the YAML of a header, each line where it stands in the file.

    >>> header_lines("#+ title: A\\nASK {}")
    ' title: A\\n'
    """
    lines = [line[2:] if line.startswith("#+") else "" for line in text.splitlines()]
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines) + "\n" if lines else ""


def parse(text: str, name: str, path: Path | None = None) -> QueryFile:
    """Return a query with its header read.

    Raises:
        QueryHeaderError: naming the file, the line where known, and what is wrong.
    """
    return with_header(text, header_of(text, str(path or name)), name, path)


def header_of(text: str, where: str) -> Any:
    """Return the header of a query as YAML has it; None if there is none.

    Raises:
        QueryHeaderError: if it is no YAML.
    """
    source = header_lines(text)
    return _yaml(source, where) if source else None


def with_header(text: str, header: Any, name: str, path: Path | None = None) -> QueryFile:
    """Return a query with a header that was read before, by :func:`header_of`.

    Raises:
        QueryHeaderError: naming the file and what is wrong.
    """
    where = str(path or name)
    if header is None:
        return QueryFile(name=name, text=text, path=path)
    if not isinstance(header, dict):
        raise QueryHeaderError(
            f"{where}: the header is no mapping.", hint="Write `#+ title: …` lines."
        )
    unknown = sorted(set(map(str, header)) - _KEYS)
    if unknown:
        raise QueryHeaderError(
            f"{where}: the header has an unknown key {unknown[0]!r}.",
            hint=f"Keys are {', '.join(sorted(_KEYS))}.",
        )
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


def _yaml(source: str, where: str) -> Any:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(source, Loader=loader)  # noqa: S506 - both loaders are the safe ones
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise QueryHeaderError(
            f"{where}{line}: the header can't be read: {problem}.",
            hint="The header is YAML in lines that begin with `#+ `.",
        ) from error


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
    unknown = sorted(set(map(str, entry)) - _PARAMETER_KEYS)
    if unknown:
        raise QueryHeaderError(
            f"{where}: parameter {name} has an unknown key {unknown[0]!r}.",
            hint=f"Keys are {', '.join(sorted(_PARAMETER_KEYS))}.",
        )
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

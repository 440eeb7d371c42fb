"""Every error that imet-graph raises on purpose.

::

    ImetGraphError                 anything below; the command line exits 2
    ├── InputError                 a file or value given from outside can't be used
    │   ├── FileProblem            a file can't be found, read or written
    │   ├── ParseProblem           a file is not in the format it should be in
    │   ├── UnknownFormat          no such format, or not for this command
    │   └── EntityNotFound         no thing of that name, code or IRI
    ├── QueryError                 a query can't be run
    │   ├── UnknownQuery           no query file of that name
    │   ├── QueryHeaderError       the header of a query file is wrong
    │   ├── QuerySyntaxError       not SPARQL; has line and column
    │   ├── UnsafeQuery            the query would change data or leave the machine
    │   ├── ParameterError         a parameter is missing, unknown or of a wrong value
    │   └── QueryStopped           past its limit of time or memory
    ├── StoreError                 a store on disk can't be opened or written
    ├── EndpointError              a SPARQL endpoint did not answer as it should
    └── MissingExtra               an optional library is not installed

Each has a ``message`` (what happened, where) and may have a ``hint`` (what to
do next), which hold for every face; ``command_line`` is what the command line says where
that names options and commands. Errors of other libraries are turned into these by
:func:`translating`, the only place where that is done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class ImetGraphError(Exception):
    """An error with a message for people and, where there is one, a next step."""

    exit_code = 2

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        command_line: str | None = None,
        path: str | None = None,
        line: int | None = None,
        column: int | None = None,
        suggestions: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint
        self._command_line = command_line
        self.path, self.line, self.column = path, line, column
        self.suggestions = suggestions

    @property
    def command_line(self) -> str:
        """What the command line says."""
        return self._command_line or str(self)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class InputError(ImetGraphError):
    """A file or a value that was given can't be used."""


class FileProblem(InputError):
    """A file can't be found, read or written."""


class ParseProblem(InputError):
    """A file is not in the format that it should be in."""


class UnknownFormat(InputError):
    """There is no such format, or it does not fit the command."""


class EntityNotFound(InputError):
    """Nothing in the graph has that name, code or IRI."""


class QueryError(ImetGraphError):
    """A query can't be run."""


class UnknownQuery(QueryError):
    """There is no query file of that name."""


class QueryHeaderError(QueryError):
    """The header of a query file is missing or wrong."""


class QuerySyntaxError(QueryError):
    """The text is not SPARQL 1.1."""


class UnsafeQuery(QueryError):
    """The query would change data or send requests to other machines."""


class ParameterError(QueryError):
    """A parameter is missing, unknown, or has a value that can't be used."""


class QueryStopped(QueryError):
    """The query was stopped at its limit of time or memory."""


class StoreError(ImetGraphError):
    """A store on disk can't be opened, read or written."""


class EndpointError(ImetGraphError):
    """A SPARQL endpoint could not be reached or did not answer as it should."""


class MissingExtra(ImetGraphError):
    """An optional library that the command needs is not installed."""


_LINE_COLUMN = re.compile(r"(?:error at |line )?(\d+):(\d+)(?:: |\b)|line (\d+) column (\d+)")


_OS_ERRORS = {
    FileNotFoundError: (": no such file or folder.", "Check the path."),
    IsADirectoryError: (" is a folder.", "Name a file in it."),
    PermissionError: (": permission denied.", "Choose another place."),
}


def _os_error(error: OSError, what: str) -> ImetGraphError:
    name = error.filename if error.filename is not None else what
    otherwise = (f": {error.strerror or error}.", "Check the path and the space on the disk.")
    reason, hint = _OS_ERRORS.get(type(error), otherwise)
    return FileProblem(f"{name}{reason}", hint=hint)


def _syntax_error(error: SyntaxError, what: str) -> ImetGraphError:
    line, column = error.lineno, error.offset
    text = str(error.msg or error)
    if line is None and (found := _LINE_COLUMN.search(text)):
        line, column = int(found[1] or found[3]), int(found[2] or found[4])
    where = f"{what}, line {line}, column {column}" if line else what
    detail = re.sub(r"^(Parser )?error at (line \d+ column \d+|[\d:]+)( in \S+)?:? ?", "", text)
    return ParseProblem(
        f"{where}: {detail.strip().rstrip('.')}.",
        hint="Mend the file at that place, or name its format.",
        path=what,
        line=line,
        column=column,
    )


@contextmanager
def translating(what: str | Path) -> Iterator[None]:
    """Turn errors of the file system and of parsers into ours, naming ``what``.

    >>> with translating("notes.ttl"):
    ...     open("/nonexistent/notes.ttl")
    Traceback (most recent call last):
    ...
    imet_graph.errors.FileProblem: /nonexistent/notes.ttl: no such file or folder. Check the path.
    """
    try:
        yield
    except (ImetGraphError, BrokenPipeError):
        raise
    except UnicodeDecodeError as error:
        raise ParseProblem(
            f"{what} is not UTF-8 text (byte {error.start}: {error.reason}).",
            hint="Save it as UTF-8.",
            path=str(what),
        ) from error
    except OSError as error:
        raise _os_error(error, str(what)) from error
    except SyntaxError as error:
        raise _syntax_error(error, str(what)) from error

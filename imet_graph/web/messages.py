"""Requests and responses as values, and the refusal that stands for an error status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from imet_graph.errors import ImetGraphError

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Request:
    """A request: ``path`` is decoded, ``query`` the raw text after ``?``, headers in lower case."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def header(self, name: str) -> str:
        """Return a header by its name in lower case, or empty text."""
        return self.headers.get(name, "")

    def pairs(self) -> Pairs:
        """Return the parameters of the address, in order."""
        return decoded(self.query)

    def parameters(self) -> dict[str, str]:
        """Return the parameters of the address; of several of a name the last."""
        return dict(self.pairs())


@dataclass
class Response:
    """A response whose body is in memory."""

    status: int = 200
    body: bytes = b""
    media_type: str = "text/plain; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Job:
    """Work for a worker: the name of a function in :mod:`.jobs` and what it is given.

    ``form`` is html for a page; for data it says how an error is told, as text or json.
    ``keep`` allows the answer to be kept and given again, since the graph does not change.
    """

    name: str
    given: dict[str, object] = field(default_factory=dict)
    form: str = "text"
    headers: dict[str, str] = field(default_factory=dict)
    keep: bool = False


class Refused(ImetGraphError):
    """A request that is answered with an error status."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        hint: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.headers = dict(headers or {})


def decoded(text: str) -> Pairs:
    """Return the pairs of a form or of an address's query.

    Raises:
        Refused: 400, if it is not UTF-8 or has too many fields.

    >>> decoded("query=ASK%20%7B%7D&x=")
    [('query', 'ASK {}'), ('x', '')]
    """
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=200)
    except (UnicodeDecodeError, ValueError) as error:
        raise Refused(
            400, "The parameters can't be read.", hint="Percent-encode them as UTF-8."
        ) from error

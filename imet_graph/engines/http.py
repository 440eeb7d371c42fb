"""Requests to a SPARQL service: credentials, retries, and errors with a next step."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from imet_graph.errors import EndpointError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from http.client import HTTPMessage
    from urllib.error import HTTPError
    from urllib.request import OpenerDirector

VARIABLE = "IMET_GRAPH_ENDPOINT"
_TRY_AGAIN = frozenset((502, 503, 504))
_PAUSES = (0.3, 1.2)
_LONGEST_PAUSE = 10.0
_HINTS = {
    400: "Mend the query; the endpoint may not know some of its functions.",
    401: f"Set {VARIABLE}_USER and {VARIABLE}_PASSWORD, or {VARIABLE}_TOKEN.",
    403: f"Your account may not do this; check {VARIABLE}_USER or {VARIABLE}_TOKEN.",
    404: "Check the address: it must be that of the query service (often …/sparql or …/query).",
    405: "Check the address: it must be that of the SPARQL service.",
    413: "Send less at a time with --batch.",
}


class Client:
    """Sends requests to one service.

    Certificates are verified. A redirect is followed only to the same host and
    never from https to http, since credentials would go with it.

    Raises:
        EndpointError: if the address is no http or https address.
    """

    def __init__(
        self, url: str, *, timeout: float = 120.0, environ: Mapping[str, str] = os.environ
    ) -> None:
        from urllib.parse import urlsplit, urlunsplit

        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise EndpointError(
                f"{url!r} is no address of an endpoint.", hint="Write http://… or https://…."
            )
        host = parts.netloc.rpartition("@")[2]
        self.url = urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
        self.name = urlunsplit((parts.scheme, host, parts.path, "", ""))
        self.timeout = timeout
        self._user = parts.username or environ.get(f"{VARIABLE}_USER") or ""
        self._password = parts.password or environ.get(f"{VARIABLE}_PASSWORD") or ""
        self._headers = _extra_headers(environ)
        self._opener: OpenerDirector | None = None

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        again: bool = False,
    ) -> Any:
        """Return the response to a request, a stream of bytes with ``headers`` and ``status``.

        A GET, or any request that says ``again``, is sent up to three times while
        the service is overloaded or the connection breaks.

        Raises:
            EndpointError: saying what was answered and what to do.
        """
        import time
        from urllib.error import HTTPError, URLError
        from urllib.request import Request

        request = Request(url, data=body, method=method)  # noqa: S310 - http or https, see __init__
        for name, value in {**headers, **self._headers}.items():
            request.add_header(name, value)
        pauses = list(_PAUSES) if again or method in ("GET", "HEAD") else []
        while True:
            pause: float | None = pauses.pop(0) if pauses else None
            try:
                return self._open(request)
            except HTTPError as error:
                if error.code not in _TRY_AGAIN or pause is None:
                    raise self._refused(error) from error
                pause = max(pause, _wanted_pause(error.headers))
            except (URLError, OSError) as error:
                reason = getattr(error, "reason", error)
                if not _broke_off(reason) or pause is None:
                    raise self._unreachable(reason) from error
            time.sleep(pause)

    def _open(self, request: Any) -> Any:
        if self._opener is None:
            self._opener = _opener(self.url, self._user, self._password)
        return self._opener.open(request, timeout=self.timeout)

    def _refused(self, error: HTTPError) -> EndpointError:
        detail = " ".join(error.read(2_000).decode("utf-8", "replace").split())
        error.close()
        if detail.startswith("<"):
            detail = ""
        said = f": {detail[:200].rstrip('.')}" if detail else ""
        return EndpointError(
            f"{self.name} answered {error.code} {error.reason}{said}.",
            hint=_HINTS.get(error.code, "Ask again later, or ask for less."),
        )

    def _unreachable(self, reason: object) -> EndpointError:
        import ssl

        if isinstance(reason, ssl.SSLCertVerificationError):
            return EndpointError(
                f"{self.name}: its certificate can't be verified ({reason.verify_message}).",
                hint="Check the address; for an authority of your own set SSL_CERT_FILE.",
            )
        if isinstance(reason, TimeoutError):
            return EndpointError(
                f"{self.name} sent nothing for {self.timeout:g} seconds.",
                hint="Ask again, or ask for less with LIMIT.",
            )
        text = getattr(reason, "strerror", None) or str(reason)
        return EndpointError(
            f"{self.name} can't be reached ({text}).",
            hint="Check the address and that the server is running.",
        )


def _extra_headers(environ: Mapping[str, str]) -> dict[str, str]:
    headers = {"User-Agent": "imet-graph"}
    token = environ.get(f"{VARIABLE}_TOKEN")
    if token:
        headers["Authorization"] = f"Bearer {token.strip()}"
    for line in environ.get(f"{VARIABLE}_HEADER", "").splitlines():
        name, colon, value = line.partition(":")
        if not colon or not name.strip():
            raise EndpointError(
                f"{VARIABLE}_HEADER has a line that is no header.", hint="Write Name: value."
            )
        headers[name.strip()] = value.strip()
    return headers


def _opener(url: str, user: str, password: str) -> OpenerDirector:
    from urllib import request
    from urllib.error import HTTPError
    from urllib.parse import urlsplit

    class SameHost(request.HTTPRedirectHandler):
        """Follows redirects that stay where they are."""

        def redirect_request(
            self, req: Any, fp: Any, code: int, msg: str, headers: HTTPMessage, newurl: str
        ) -> Any:
            old, new = urlsplit(req.full_url), urlsplit(newurl)
            if new.hostname != old.hostname or (old.scheme, new.scheme) == ("https", "http"):
                raise HTTPError(req.full_url, code, f"and points to {new.hostname}", headers, None)
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    handlers: list[Any] = [SameHost()]
    if user:
        known = request.HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, url, user, password)
        # The longest path that all of a service's addresses share is its host.
        parts = urlsplit(url)
        known.add_password(None, f"{parts.scheme}://{parts.netloc}/", user, password)
        handlers += [request.HTTPBasicAuthHandler(known), request.HTTPDigestAuthHandler(known)]
    return request.build_opener(*handlers)


def _broke_off(reason: object) -> bool:
    """Whether a connection broke that had been there, so that asking again may help."""
    from http.client import RemoteDisconnected

    return isinstance(reason, ConnectionResetError | RemoteDisconnected | BrokenPipeError)


def _wanted_pause(headers: Any) -> float:
    """Return the seconds that a server asks one to wait, within reason."""
    text = str(headers.get("Retry-After") or "0")
    return min(float(text), _LONGEST_PAUSE) if text.isdigit() else 0.0

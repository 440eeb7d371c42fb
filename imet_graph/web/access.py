"""Who may ask: the headers Host, Origin and Sec-Fetch-*, and what every response carries.

A page on another site can make a browser send requests here. It can't read the
answers (no CORS headers, Cross-Origin-Resource-Policy), can't pretend that its
own name is this server (the Host header is checked, which ends DNS rebinding),
and can't have the server work by forms, scripts or images (what a browser says to come
from elsewhere is refused). Only a person may come from there, to a page.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from imet_graph.web.messages import Refused, Request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
"""What every response carries."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True)
class Access:
    """The names under which the server may be asked, and the origins that may read from it.

    ``origins`` is empty by default: CORS is off. ``*`` among them is any origin.
    """

    hosts: frozenset[str] = LOOPBACK
    origins: frozenset[str] = frozenset()

    def check(self, request: Request) -> None:
        """Refuse a request for another host or from another site.

        Raises:
            Refused: 400, 421 or 403.
        """
        host = request.header("host")
        if not host:
            raise Refused(400, "The request has no Host header.")
        if host_name(host) not in self.hosts:
            raise Refused(
                421,
                "This server does not answer for that host.",
                hint="Start it with --allow-host NAME to be asked under another name.",
            )
        origin = request.header("origin")
        foreign = bool(origin) and not self._own(origin, host) and not self.allows(origin)
        if foreign and request.method != "OPTIONS":
            raise Refused(
                403,
                "Pages of other sites may not ask this server.",
                hint="Start it with --cors ORIGIN to allow one.",
            )
        if request.method != "OPTIONS" and self.from_elsewhere(request) and not _visits(request):
            raise Refused(
                403,
                "Pages of other sites may not ask this server.",
                hint="Open a page of this server, and go on from there.",
            )

    def from_elsewhere(self, request: Request) -> bool:
        """Return whether a browser says that another site is behind a request.

        Another port of the same machine counts as one: browsers call that the same site.
        """
        site, origin = request.header("sec-fetch-site"), request.header("origin")
        may_read = bool(origin) and self.allows(origin)
        return site not in ("", "same-origin", "none") and not may_read

    def allows(self, origin: str) -> bool:
        """Return whether pages of an origin may read the answers."""
        return "*" in self.origins or origin in self.origins

    def headers(self, request: Request) -> dict[str, str]:
        """Return the headers that let, or do not let, other sites read a response."""
        origin = request.header("origin")
        if not self.origins:
            return {"cross-origin-resource-policy": "same-origin"}
        found = {"vary": "Origin", "cross-origin-resource-policy": "cross-origin"}
        if origin and self.allows(origin):
            found["access-control-allow-origin"] = "*" if "*" in self.origins else origin
        return found

    def preflight(self, request: Request, methods: Collection[str]) -> dict[str, str]:
        """Return the headers that answer a browser's question before a request."""
        if not self.allows(request.header("origin")):
            return {}
        return {
            "access-control-allow-methods": ", ".join(methods),
            "access-control-allow-headers": "Accept, Content-Type",
            "access-control-max-age": "600",
        }

    @staticmethod
    def _own(origin: str, host: str) -> bool:
        return origin in (f"http://{host}", f"https://{host}")


def _visits(request: Request) -> bool:
    """Return whether a browser goes to a page, and does not only load something for its own."""
    return (
        request.method in ("GET", "HEAD")
        and request.header("sec-fetch-mode") == "navigate"
        and request.header("sec-fetch-dest") in ("document", "")
    )


def host_name(host: str) -> str:
    """Return the name in a Host header, without the port, in lower case.

    >>> host_name("LocalHost:8000"), host_name("[::1]:80")
    ('localhost', '[::1]')
    """
    name = host.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0].rstrip(".")

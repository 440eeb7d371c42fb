"""Uvicorn's HTTP protocol with a bound on how long a request's headers may take.

Uvicorn bounds only the pause between requests. A client that sends its headers
byte by byte would keep a connection for ever.
"""

from __future__ import annotations

import asyncio
from typing import Any


def protocol_class(seconds: float) -> type[asyncio.Protocol]:
    """Return the protocol class, which closes a connection that is late with its headers."""
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class Patient(H11Protocol):
        """One connection."""

        _deadline: asyncio.TimerHandle | None = None
        _served: Any = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._wait()

        def data_received(self, data: bytes) -> None:
            if self._deadline is None and (self.cycle is None or self.cycle.response_complete):
                self._wait()
            super().data_received(data)
            if self.cycle is not None and self.cycle is not self._served:
                self._served = self.cycle
                self._stop()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop()
            super().connection_lost(exc)

        def _wait(self) -> None:
            self._deadline = self.loop.call_later(seconds, self._late)

        def _stop(self) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
                self._deadline = None

        def _late(self) -> None:
            self._deadline = None
            if self.cycle is None or self.cycle.response_complete:
                self.transport.close()

    return Patient

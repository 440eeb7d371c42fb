"""A listener beside the engine: whom a query calls is seen, and not guessed."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pyoxigraph
import pytest


class Listener:
    """A port on loopback that notes who connects, by the port they come from, in order."""

    def __init__(self) -> None:
        self.callers: list[int] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, (_host, port) = self._socket.accept()
            except OSError:
                return
            self.callers.append(port)
            connection.close()

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()


def connects(text: str, store: pyoxigraph.Store, listener: Listener) -> bool:
    """Return whether Oxigraph connects to somebody when it answers a query."""
    before = len(listener.callers)
    try:
        found = store.query(text)
        if not isinstance(found, pyoxigraph.QueryBoolean):
            for _ in found:
                pass
    except (SyntaxError, OSError, RuntimeError):
        pass
    # Our own connection queues behind any of the query's: when it is noted, so are they.
    with socket.create_connection(("127.0.0.1", int(listener.url.split(":")[2][:-1]))) as own:
        port = own.getsockname()[1]
        while port not in listener.callers[before:]:
            time.sleep(0.0005)
    return len(listener.callers) > before + 1


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    """Return a listener that would notice a request."""
    found = Listener()
    yield found
    found.close()

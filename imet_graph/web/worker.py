"""A worker: opens the graph read-only, and answers one job after another.

Started by :mod:`.pool` as ``python -P -m imet_graph.web.worker SETTINGS``. Jobs
come on standard input, answers leave on standard output. It ends when its input
ends, and the kernel's alarm ends it should the server have forgotten it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import IO, Any

from imet_graph.errors import EntityNotFound, ImetGraphError, QueryError, QueryStopped, UnknownQuery
from imet_graph.web.framing import PIECE, frame, json_frame, read
from imet_graph.web.messages import Refused

_GRACE = 5.0  # seconds after the server's own limit


class Outlet:
    """A text and byte stream that sends what is written as frames of a job, and counts it.

    Raises:
        Refused: 500, when more is written than may be.
    """

    def __init__(self, stream: IO[bytes], job: int, most: int) -> None:
        self._stream = stream
        self._job = job
        self._most = most
        self._parts: list[bytes] = []
        self._held = 0
        self.total = 0

    def write(self, text: str | bytes) -> int:
        """Take text or bytes."""
        data = text.encode() if isinstance(text, str) else text
        self.total += len(data)
        if self.total > self._most:
            raise Refused(
                500,
                f"The answer is larger than {self._most:,} bytes.",
                hint="Ask for less: add LIMIT and OFFSET, or fewer columns.",
            )
        self._parts.append(data)
        self._held += len(data)
        if self._held >= PIECE:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what is held."""
        data = b"".join(self._parts)
        self._parts, self._held = [], 0
        for start in range(0, len(data), PIECE):
            self._stream.write(frame(b"D", self._job, data[start : start + PIECE]))


def status_of(error: ImetGraphError) -> int:
    """Return the HTTP status that an error stands for."""
    if isinstance(error, Refused):
        return error.status
    if isinstance(error, EntityNotFound | UnknownQuery):
        return 404
    if isinstance(error, QueryStopped):
        return 503
    return 400 if isinstance(error, QueryError) else 500


def main(settings: dict[str, Any]) -> None:
    """Answer jobs until there are no more."""
    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand between frames
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to hear

    from imet_graph.web.jobs import JOBS, Desk

    desk = Desk.open(settings)
    seconds = settings.get("seconds")
    sink.write(frame(b"R", 0))
    sink.flush()
    while (found := read(source)) is not None:
        number, job = found.job, json.loads(found.content)
        if seconds and hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)
        outlet = Outlet(sink, number, settings["bytes"])
        try:
            head = JOBS[job["name"]](desk, job["given"], outlet)
            outlet.flush()
            sink.write(json_frame(b"H", number, head) + frame(b"E", number))
        except ImetGraphError as error:
            sink.write(json_frame(b"X", number, _told(error)))
        except Exception as error:
            import traceback

            traceback.print_exc()
            what = f"Something unexpected happened ({type(error).__name__})."
            sink.write(json_frame(b"X", number, {"status": 500, "message": what}))
        sink.flush()
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
    os._exit(0)


def _told(error: ImetGraphError) -> dict[str, Any]:
    return {
        "status": status_of(error),
        "message": error.message,
        "hint": error.hint or "",
        "line": getattr(error, "line", None),
        "column": getattr(error, "column", None),
        "suggestions": list(getattr(error, "suggestions", ())),
    }


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))

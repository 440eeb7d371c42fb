"""How the server and its workers speak: frames of a kind, a job's number, and so many bytes.

A job is one frame ``J``. An answer is a frame ``H`` (status and headers, JSON),
frames ``D`` (the body, in pieces) and a frame ``E``; or, at any point before
``E``, a frame ``X`` (an error, JSON), which voids what came before. Each frame of an
answer has the number of its job, so that none is ever taken for that of another.
"""

from __future__ import annotations

import asyncio
import json
import struct
from typing import IO, Any, NamedTuple

_HEAD = struct.Struct("!cQI")
PIECE = 65_536


class Frame(NamedTuple):
    """A frame: its kind, the number of its job, and what is in it."""

    kind: bytes
    job: int
    content: bytes


def frame(kind: bytes, job: int, content: bytes = b"") -> bytes:
    """Return the bytes of a frame.

    >>> frame(b"E", 258)
    b'E\\x00\\x00\\x00\\x00\\x00\\x00\\x01\\x02\\x00\\x00\\x00\\x00'
    """
    return _HEAD.pack(kind, job, len(content)) + content


def json_frame(kind: bytes, job: int, value: Any) -> bytes:
    """Return the bytes of a frame with a value as JSON."""
    return frame(kind, job, json.dumps(value).encode())


def read(stream: IO[bytes]) -> Frame | None:
    """Return the next frame, or None at the end."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, job, length = _HEAD.unpack(head)
    return Frame(kind, job, stream.read(length))


async def read_async(stream: asyncio.StreamReader) -> Frame:
    """Return the next frame.

    Raises:
        asyncio.IncompleteReadError: if the other side has gone.
    """
    kind, job, length = _HEAD.unpack(await stream.readexactly(_HEAD.size))
    return Frame(kind, job, await stream.readexactly(length))

"""How the server and its workers speak: frames of a kind, a length and so many bytes.

A job is one frame ``J``. An answer is a frame ``H`` (status and headers, JSON),
frames ``D`` (the body, in pieces) and a frame ``E``; or, at any point before
``E``, a frame ``X`` (an error, JSON), which voids what came before.
"""

from __future__ import annotations

import asyncio
import json
import struct
from typing import IO, Any

_HEAD = struct.Struct("!cI")
PIECE = 65_536


def frame(kind: bytes, content: bytes = b"") -> bytes:
    """Return a frame.

    >>> frame(b"E")
    b'E\\x00\\x00\\x00\\x00'
    """
    return _HEAD.pack(kind, len(content)) + content


def json_frame(kind: bytes, value: Any) -> bytes:
    """Return a frame with a value as JSON."""
    return frame(kind, json.dumps(value).encode())


def read(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Return the kind and the content of the next frame, or None at the end."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, length = _HEAD.unpack(head)
    return kind, stream.read(length)


async def read_async(stream: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Return the kind and the content of the next frame.

    Raises:
        asyncio.IncompleteReadError: if the other side has gone.
    """
    kind, length = _HEAD.unpack(await stream.readexactly(_HEAD.size))
    return kind, await stream.readexactly(length)

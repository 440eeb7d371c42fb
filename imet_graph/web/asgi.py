"""The only module that knows the web framework: ASGI, served by uvicorn.

Slow clients are cut off: headers and body must have come, and each piece of an
answer must be taken, within a time.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from imet_graph.errors import InputError, MissingExtra, StoreError
from imet_graph.web.access import HEADERS
from imet_graph.web.app import App
from imet_graph.web.cache import Answers, Whole
from imet_graph.web.framing import PIECE
from imet_graph.web.messages import Job, Refused, Request, Response
from imet_graph.web.pages.failure import failure
from imet_graph.web.pool import Pool
from imet_graph.web.process import Limits, Reply

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

MOST_BODY = 1_048_576
BODY_SECONDS, TAKE_SECONDS, HEAD_SECONDS = 20.0, 30.0, 10.0


class Server:
    """The ASGI application."""

    def __init__(self, app: App, pool: Pool) -> None:
        self.app = app
        self.pool = pool
        self._answers = Answers(pool)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request, or start and stop with the server."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        request = _request(scope)
        form = "html" if "text/html" in request.header("accept") else "text"
        try:
            request = await _with_body(request, receive)
            found = self.app.handle(request)
            if isinstance(found, Job):
                form = found.form if found.form == "json" else form
                await self._work(request, found, receive, send)
            else:
                await _send(request, found, send, self.app.access.headers(request))
        except Refused as refused:
            response = failure(refused, form)
            await _send(request, response, send, self.app.access.headers(request))

    async def _work(self, request: Request, job: Job, receive: Receive, send: Send) -> None:
        extra = {**self.app.access.headers(request), **job.headers}
        gone = asyncio.create_task(_gone(receive))
        try:
            found = await self._answers.get(job, gone)
        finally:
            gone.cancel()
        if isinstance(found, Whole):
            response = Response(found.status, found.body, found.media_type, dict(found.headers))
            await _send(request, response, send, extra)
        elif found is not None:
            with found as answer:
                await _send_answer(request, answer, send, extra)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                try:
                    await self.pool.start()
                except Exception as error:
                    await send({"type": "lifespan.startup.failed", "message": str(error)})
                    return
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.pool.close()
                await send({"type": "lifespan.shutdown.complete"})
                return


def _request(scope: dict[str, Any]) -> Request:
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        text = value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    query = scope["query_string"].decode("latin-1")
    return Request(scope["method"], scope["path"], query, headers)


async def _with_body(request: Request, receive: Receive) -> Request:
    """Return the request with its body.

    Raises:
        Refused: 413 if it is too large, 408 if it does not come in time.
    """
    length = request.header("content-length")
    too_large = Refused(
        413,
        f"The body is larger than {MOST_BODY:,} bytes.",
        hint="A query of that length is none.",
        headers={"connection": "close"},
    )
    if length.isdigit() and int(length) > MOST_BODY:
        raise too_large
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    break
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > MOST_BODY:
                    raise too_large
                if not message.get("more_body"):
                    break
    except TimeoutError as error:
        raise Refused(
            408, "The body did not come in time.", headers={"connection": "close"}
        ) from error
    return Request(request.method, request.path, request.query, request.headers, b"".join(parts))


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send(request: Request, response: Response, send: Send, extra: dict[str, str]) -> None:
    headers = {**response.headers, **extra, "content-length": str(len(response.body))}
    if response.status != 204:
        headers["content-type"] = response.media_type
    await _start(send, response.status, headers)
    body = b"" if request.method == "HEAD" else response.body
    await _take(send, {"type": "http.response.body", "body": body})


async def _send_answer(request: Request, answer: Reply, send: Send, extra: dict[str, str]) -> None:
    headers = {
        **answer.headers, **extra,
        "content-type": answer.media_type, "content-length": str(answer.length),
    }  # fmt: skip
    await _start(send, answer.status, headers)
    sent = 0
    while request.method != "HEAD":
        answer.body.seek(sent)  # others may be given the same answer at the same time
        piece = answer.body.read(PIECE)
        if not piece:
            break
        sent += len(piece)
        await _take(send, {"type": "http.response.body", "body": piece, "more_body": True})
    await _take(send, {"type": "http.response.body", "body": b""})


async def _start(send: Send, status: int, headers: dict[str, str]) -> None:
    merged = {**HEADERS, **headers}
    listed = [(k.lower().encode(), v.encode("latin-1", "replace")) for k, v in merged.items()]
    await _take(send, {"type": "http.response.start", "status": status, "headers": listed})


async def _take(send: Send, message: dict[str, Any]) -> None:
    """Send a message; a client that does not take it in time is cut off."""
    async with asyncio.timeout(TAKE_SECONDS):
        await send(message)


def serve(app: App, settings: dict[str, Any], limits: Limits, *, host: str, port: int) -> None:
    """Serve until interrupted.

    Raises:
        MissingExtra: if uvicorn is not installed.
        InputError: if the address can't be listened on.
        StoreError: if the workers can't open the graph.
    """
    try:
        import uvicorn
    except ImportError as error:
        raise MissingExtra(
            "Serving needs a web server.", hint="pip install 'imet-graph[server]'"
        ) from error
    from imet_graph.web.header_timeout import protocol_class

    config = uvicorn.Config(
        Server(app, Pool(settings, limits)),
        http=protocol_class(HEAD_SECONDS),
        ws="none",
        lifespan="on",
        log_level="critical",  # what fails is told below, once
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=10,
        limit_concurrency=1024,
        timeout_graceful_shutdown=3,
    )
    server = uvicorn.Server(config)
    listening = _listen(host, port)
    original = server.startup

    async def startup(sockets: list[socket.socket] | None = None) -> None:
        await original(sockets)
        if server.started:
            name, number, *_rest = listening.getsockname()
            shown = f"[{name}]" if ":" in name else name
            print(
                f"Serving http://{shown}:{number}/ (stop with Ctrl-C)", file=sys.stderr, flush=True
            )

    server.startup = startup  # type: ignore[method-assign]
    # Uvicorn shuts down at the signal and then raises it again, which would end the process
    # as if it had failed.
    signal.signal(signal.SIGTERM, _interrupt)
    with listening, suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    if not server.started:
        raise StoreError(
            "The server could not start: no worker could open the graph.",
            hint="`imet-graph stats` says whether it can be opened.",
        )


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        InputError: if the address is none of this machine's, or taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(
            f"{host}, port {port}: {reason}.",
            hint="Choose another with --port (0: any free one) or --host.",
        ) from error


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt

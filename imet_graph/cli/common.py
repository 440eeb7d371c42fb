"""What commands share: opening the graph, choosing a format, writing the result."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from imet_graph.errors import translating

if TYPE_CHECKING:
    from imet_graph.api import Graph
    from imet_graph.engines.guarded import Limits

Command = TypeVar("Command", bound=Callable[..., Any])


def verbose_option(command: Command) -> Command:
    """Add ``-v``, which :func:`imet_graph.cli.main` looks for."""
    return click.option(
        "-v", "--verbose", is_flag=True, expose_value=False, help="Show the traceback of errors."
    )(command)


def graph_options(command: Command) -> Command:
    """Add ``--store`` and ``--endpoint``, and ``-v``."""
    command = click.option(
        "--endpoint",
        metavar="URL",
        envvar="IMET_GRAPH_ENDPOINT",
        help="Ask a SPARQL 1.1 endpoint instead of the bundled graph.",
    )(command)
    command = click.option(
        "--store",
        metavar="DIR",
        envvar="IMET_GRAPH_STORE",
        type=click.Path(path_type=Path),
        help="Ask an Oxigraph store on disk, as `oxigraph load` makes one.",
    )(command)
    return verbose_option(command)


def output_option(command: Command) -> Command:
    """Add ``--output``."""
    return click.option(
        "-o",
        "--output",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Write to a file; its extension names the format.",
    )(command)


def limit_options(command: Command) -> Command:
    """Add ``--timeout`` and ``--memory``."""
    command = click.option(
        "--memory",
        metavar="SIZE",
        default="4G",
        show_default=True,
        help="Stop when it takes more memory than this; 0: no bound.",
    )(command)
    return click.option(
        "--timeout",
        metavar="SECONDS",
        type=click.FloatRange(min=0),
        default=60,
        show_default=True,
        help="Stop after so many seconds; 0: never.",
    )(command)


def split(
    ctx: click.Context, limits: Limits, *, output: Path | None = None, stdin: str | None = None
) -> None:
    """Go on in a child process that can be stopped, where this process is the command's own.

    The parent never returns: it leaves with the child's exit code.

    Raises:
        QueryStopped: in the parent, when the child came to a limit.
    """
    if ctx.find_root().obj is not True:
        return
    from imet_graph.engines.guarded import supervise

    try:
        code = supervise(limits, stdin=stdin)
    except BaseException:
        if output is not None:  # the child had no time to tidy up
            _draft(output).unlink(missing_ok=True)
        raise
    if code is not None:
        ctx.exit(code)


def start_clock(ctx: click.Context, limits: Limits) -> None:
    """Let the time of a query begin, where :func:`split` has made it stoppable."""
    if ctx.find_root().obj is True:
        from imet_graph.engines import guarded

        guarded.start_clock(limits.seconds)


def _draft(output: Path) -> Path:
    return output.with_name(f".{output.name}.part")


def open_graph(store: Path | None, endpoint: str | None, queries: tuple[Path, ...] = ()) -> Graph:
    """Return the graph that the options name."""
    from imet_graph.api import load

    return load(store, endpoint=endpoint, queries=queries)


def chosen_format(format_name: str | None, output: Path | None, default: str, *uses: str) -> str:
    """Return the format named, else that of the output's extension, else the default.

    Raises:
        UnknownFormat: if there is no such format for these uses.
    """
    from imet_graph.rdf.formats import by_extension, by_name

    if format_name:
        return by_name(format_name, *uses).name
    if output is not None and output.suffix:
        return by_extension(output, *uses).name
    return default


@contextmanager
def text_output(output: Path | None) -> Iterator[IO[str]]:
    """Yield standard output, or a file that takes its place only when it is complete.

    Raises:
        FileProblem: if the file can't be written.
    """
    if output is None or str(output) == "-":
        yield sys.stdout
        return
    draft = _draft(output)
    with translating(output):
        try:
            with draft.open("w", encoding="utf-8", newline="") as stream:
                yield stream
            draft.replace(output)
        except BaseException as error:
            _give_up(draft, output, error)
            raise


def write_bytes(content: bytes, output: Path | None) -> None:
    """Write bytes to standard output or to a file."""
    if output is None or str(output) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    draft = _draft(output)
    with translating(output):
        try:
            draft.write_bytes(content)
            draft.replace(output)
        except BaseException as error:
            _give_up(draft, output, error)
            raise


def _give_up(draft: Path, output: Path, error: BaseException) -> None:
    """Remove an unfinished file, and let its error name the file that was asked for."""
    with suppress(OSError):
        draft.unlink(missing_ok=True)
    if isinstance(error, OSError) and error.filename == str(draft):
        error.filename = str(output)


def shows_links(output: Path | None) -> bool:
    """Whether what is written goes to a terminal that shows links, not to a file or a pipe."""
    if not (output is None or str(output) == "-") or not sys.stdout.isatty():
        return False
    import os

    from imet_graph.answers.links import supported

    return supported(os.environ)


def say(message: str) -> None:
    """Write a message for the person to standard error."""
    click.echo(message, err=True)

"""What commands share: opening the graph, choosing a format, writing the result."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, TypeAlias

import click

from imet_graph.errors import translating

if TYPE_CHECKING:
    from imet_graph.engines.guarded import Limits

Command: TypeAlias = Callable[..., Any]
Decorator: TypeAlias = Callable[[Command], Command]
PATH = click.Path(path_type=Path)

# Read by imet_graph.cli.main.
verbose_option = click.option(
    "-v", "--verbose", is_flag=True, expose_value=False, help="Show the traceback of errors."
)
output_option = click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=PATH,
    help="Write to a file; its extension names the format.",
)


def folder_option(name: str, use: str, **settings: Any) -> Decorator:
    """Return an option that takes a folder; ``use`` is its help."""
    return click.option(name, metavar="DIR", type=PATH, help=use, **settings)


def store_option(use: str) -> Decorator:
    """Return ``--store``, which the environment may name too."""
    return folder_option("--store", use, envvar="IMET_GRAPH_STORE")


def size_option(name: str, default: str, use: str) -> Decorator:
    """Return an option that takes a number of bytes, such as 64M."""
    return click.option(name, metavar="SIZE", default=default, show_default=True, help=use)


def choice_option(name: str, choices: Sequence[str], default: str, use: str) -> Decorator:
    """Return an option that takes one of some words."""
    kind = click.Choice(choices)
    return click.option(name, type=kind, default=default, show_default=True, help=use)


def number_option(
    *names: str, default: int, use: str, least: int = 1, most: int | None = None, **settings: Any
) -> Decorator:
    """Return an option that takes a whole number between two."""
    kind = click.IntRange(least, most)
    return click.option(*names, type=kind, default=default, show_default=True, help=use, **settings)


def source_options(command: Command) -> Command:
    """Add ``--store`` and ``--endpoint``, and ``-v``."""
    command = click.option(
        "--endpoint",
        metavar="URL",
        envvar="IMET_GRAPH_ENDPOINT",
        help="Ask a SPARQL 1.1 endpoint instead of the bundled graph.",
    )(command)
    store = store_option("Ask an Oxigraph store on disk, as `oxigraph load` makes one.")
    return verbose_option(store(command))


def graph_options(command: Command) -> Command:
    """Add the options of :func:`source_options`; the command gets the ``graph`` they name."""

    @wraps(command)
    def called(*args: Any, store: Path | None, endpoint: str | None, **options: Any) -> Any:
        from imet_graph.api import load

        return command(*args, graph=load(store, endpoint=endpoint), **options)

    return source_options(called)


def answer_options(use: str) -> Decorator:
    """Add ``--format`` and ``--output``; the command gets them as ``out``, an :class:`Out`.

    ``use`` is its row in the table of formats, the first of which is the default.
    """
    from imet_graph.rdf.formats import names

    def add(command: Command) -> Command:
        @wraps(command)
        def called(*args: Any, format_name: str | None, output: Path | None, **options: Any) -> Any:
            return command(*args, out=Out.chosen(format_name, output, use), **options)

        offered = names(use)
        known = f"One of: {', '.join(offered)}. Default: as --output ends, else {offered[0]}."
        return click.option("-f", "--format", "format_name", metavar="FORMAT", help=known)(
            output_option(called)
        )

    return add


def split(ctx: click.Context, limits: Limits, output: Path | None, stdin: str | None) -> bool:
    """Go on in a child process that can be stopped, where this process is the command's own.

    The parent never returns: it leaves with the child's exit code. Tells whether this is
    a child.

    Raises:
        QueryStopped: in the parent, when the child came to a limit.
    """
    if ctx.find_root().obj is not True:
        return False
    from imet_graph.engines.guarded import supervise

    try:
        code = supervise(limits, stdin=stdin)
    except BaseException:
        if output is not None:  # the child had no time to tidy up
            _draft(output).unlink(missing_ok=True)
        raise
    if code is not None:
        ctx.exit(code)
    return True


class Out(NamedTuple):
    """Where an answer goes, and in which format: the one way out of every command."""

    format: str
    path: Path | None = None

    @classmethod
    def chosen(cls, format_name: str | None, output: Path | None, use: str) -> Out:
        """Return the format named, else that of the output's extension, else the first there is.

        Raises:
            UnknownFormat: if there is no such format for this use.
        """
        from imet_graph.rdf.formats import by_extension, by_name, names

        if format_name:
            return cls(by_name(format_name, use).name, output)
        if output is not None and output.suffix:
            return cls(by_extension(output, use).name, output)
        return cls(names(use)[0], output)

    @property
    def people(self) -> bool:
        """Whether it is written to be read, with labels and numbered sources."""
        return self.format in ("text", "table", "markdown", "html")

    @property
    def links(self) -> bool:
        """Whether it goes to a terminal that shows links, not to a file or a pipe."""
        to_file = str(self.path or "-") != "-"
        if to_file or self.format not in ("text", "table") or not sys.stdout.isatty():
            return False
        from imet_graph.answers.links import supported

        return supported(os.environ)

    def write(
        self,
        content: Any,
        *,
        safe: bool = False,
        links: Mapping[str, str] | None = None,
        about: Mapping[str, Any] | None = None,
    ) -> None:
        """Write bytes, text, a result, a text of blocks, or anything else as JSON.

        ``safe``, ``links`` and ``about`` are as in :func:`imet_graph.answers.writers.write`.
        """
        from imet_graph.answers import Table, Triples, Truth
        from imet_graph.answers.text import Text
        from imet_graph.answers.writers import write
        from imet_graph.rdf.formats import BINARY

        if self.format in BINARY and isinstance(content, Table):
            from imet_graph.answers.columns import to_bytes

            content = to_bytes(content, self.format)
        if links is None and self.links:
            links = {}
        with self._stream(binary=isinstance(content, bytes)) as stream:
            if isinstance(content, str | bytes):
                stream.write(content)
            elif isinstance(content, Table | Truth | Triples | Text):
                write(content, self.format, stream, safe=safe, links=links, about=about)
            else:
                import json

                text = json.dumps(content, ensure_ascii=False, indent=1, default=str)
                stream.write(text + "\n")

    def _stream(self, *, binary: bool) -> AbstractContextManager[IO[Any]]:
        """Return a file, standard output, or a pager where what is to be read is long."""
        read = self.format in ("text", "table") and not binary
        return (
            paged()
            if read and self.path is None and sys.stdout.isatty()
            else opened(self.path, binary)
        )


@contextmanager
def opened(output: Path | None, binary: bool = False) -> Iterator[IO[Any]]:
    """Yield standard output, or a file that takes its place only when it is complete.

    Raises:
        FileProblem: if the file can't be written.
    """
    if output is None or str(output) == "-":
        sys.stdout.flush()
        yield sys.stdout.buffer if binary else sys.stdout
        return
    draft = _draft(output)
    with translating(output):
        try:
            mode, encoding, newline = ("wb", None, None) if binary else ("w", "utf-8", "")
            with draft.open(mode, encoding=encoding, newline=newline) as stream:
                yield stream
            draft.replace(output)
        except BaseException as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            if isinstance(error, OSError) and error.filename == str(draft):
                error.filename = str(output)  # the file that was asked for
            raise


def _draft(output: Path) -> Path:
    return output.with_name(f".{output.name}.part")


@contextmanager
def paged() -> Iterator[IO[str]]:
    """Yield where an answer goes at a terminal: a pager, where it is long.

    ``PAGER`` names the pager, `less` if it is not set; set to nothing or to `cat`,
    there is none.
    """
    import io
    import shlex
    import shutil
    import subprocess

    pager = shlex.split(os.environ.get("PAGER", "less"))
    if not pager or pager[0] == "cat" or not shutil.which(pager[0]):
        yield sys.stdout
        return
    collected = io.StringIO()
    yield collected
    text = collected.getvalue()
    if text.count("\n") < shutil.get_terminal_size((100, 24)).lines:
        sys.stdout.write(text)
        return
    from imet_graph.engines.guarded import start_clock

    start_clock(None)  # the query is over; reading may take as long as it takes
    sys.stdout.flush()
    # F: not for one screen; R: colours and links; X: leave it on the screen; K: end at Ctrl-C.
    environment = {"LESS": "FRXK", **os.environ}
    if Path(pager[0]).name != "less" or "R" not in environment["LESS"]:
        from imet_graph.answers.links import without_links

        text = without_links(text)  # any other would show the escape sequences
    subprocess.run(pager, input=text, text=True, env=environment, check=False)  # noqa: S603


def say(message: str) -> None:
    """Write a message for the person to standard error."""
    click.echo(message, err=True)

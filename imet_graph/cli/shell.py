"""``imet-graph shell``: queries and commands one after the other, with history and completion."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imet_graph.cli.common import graph_options, say
from imet_graph.errors import MissingExtra
from imet_graph.rdf import vocab

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

    from imet_graph.engines import Backend

_SPARQL = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE")
_KEYWORDS = (
    *_SPARQL, "WHERE", "FILTER", "OPTIONAL", "UNION", "MINUS", "VALUES", "BIND", "DISTINCT",
    "GROUP BY", "HAVING", "ORDER BY", "LIMIT", "OFFSET", "EXISTS", "NOT EXISTS", "COUNT", "SUM",
    "MIN", "MAX", "AVG", "COALESCE", "CONTAINS", "LCASE", "REGEX", "YEAR", "BOUND", "STR",
)  # fmt: skip
_HELP = """\
Write a query of SPARQL; the prefixes of the project need no declaration. Enter runs
it when its braces are closed, Alt-Enter begins a new line. Or write any command of
imet-graph without its name: query country-history --country Pakistan, show NDU.
Tab completes. Ctrl-C stops what is running, Ctrl-D or `quit` leaves.
"""


@click.command()
@graph_options
def command(store: Path | None, endpoint: str | None) -> None:
    """Ask one question after the other, with history and completion.

    Completes keywords, prefixes, classes, properties and things of the graph, the
    names of queries and their options. Each line runs as a command of its own, so
    that it can be stopped. Lines may also come from a file.

    \b
    imet-graph shell
    imet-graph shell < questions.txt
    """
    options = []
    if store:
        options += ["--store", str(store)]
    if endpoint:
        options += ["--endpoint", endpoint]
    lines = _typed(store, endpoint) if sys.stdin.isatty() else _given()
    for line in lines:
        if line.strip().lower() in ("quit", "exit"):
            break
        if line.strip().lower() == "help":
            say(_HELP.rstrip())
        elif line.strip():
            _run(line, options)


def is_sparql(line: str) -> bool:
    """Whether a line is a query rather than a command.

    >>> is_sparql("select ?c { ?c a imet:Country }"), is_sparql("show Pakistan")
    (True, False)
    """
    words = line.split(None, 1)
    first = words[0].upper() if words else ""
    return any(first == word or first.startswith((word + "*", word + "{")) for word in _SPARQL)


def complete_enough(text: str) -> bool:
    """Whether Enter should run a text: a command always, a query when its braces are closed."""
    from imet_graph.queries.text import tokens

    if not is_sparql(text):
        return True
    kinds = [token.kind for token in tokens(text)]
    return kinds.count("open") == kinds.count("close") and (
        "open" in kinds or text.strip().upper().startswith("DESCRIBE")
    )


def _given() -> Iterator[str]:
    """Yield what stands in a file: lines, and queries over several lines as one."""
    text = ""
    for line in sys.stdin:
        text += line
        if complete_enough(text):
            yield text
            text = ""
    if text:
        yield text


def _typed(store: Path | None, endpoint: str | None) -> Iterator[str]:
    session = _session(store, endpoint)
    say("help explains, Tab completes, Ctrl-D leaves.")
    while True:
        try:
            yield session.prompt("imet> ")
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def _run(line: str, options: list[str]) -> None:
    """Run a line in a process of its own; Ctrl-C stops that and not the shell."""
    program = [sys.executable, "-P", "-m", "imet_graph"]  # -P: no modules of this folder
    if is_sparql(line):
        words, text = ["query", "-", *options], line
    else:
        try:
            words, text = shlex.split(line), None
        except ValueError as error:
            say(f"Error: {error}.")
            return
        if words[0] == "imet-graph":
            words = words[1:]
        if words[0] in ("query", "show", "status", "path", "export", "stats", "validate"):
            words += options
    sys.stdout.flush()
    process = subprocess.Popen(  # noqa: S603 - the project's own command
        [*program, *words],
        stdin=subprocess.PIPE if text is not None else subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PAGER": os.environ.get("PAGER", "less")},
    )
    while True:
        try:
            process.communicate(text)
            return
        except KeyboardInterrupt:  # it has been told too, and says so itself
            text = None


def _session(store: Path | None, endpoint: str | None) -> PromptSession[str]:
    try:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.filters import Condition
        from prompt_toolkit.history import FileHistory
        from prompt_toolkit.key_binding import KeyBindings
    except ImportError as error:
        raise MissingExtra(
            "The shell needs prompt_toolkit.", hint="pip install 'imet-graph[shell]'"
        ) from error
    from imet_graph import resources

    folder = resources.cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    keys = KeyBindings()
    session: PromptSession[str] = PromptSession(
        history=FileHistory(str(folder / "history")),
        completer=_completer(store, endpoint),
        complete_while_typing=False,
        multiline=Condition(lambda: not complete_enough(session.default_buffer.text)),
        key_bindings=keys,
    )

    @keys.add("escape", "enter")
    def _(event: Any) -> None:
        event.current_buffer.insert_text("\n")

    return session


def _completer(store: Path | None, endpoint: str | None) -> Any:
    from prompt_toolkit.completion import Completer, Completion

    class ShellCompleter(Completer):
        """Completes the word before the cursor."""

        def get_completions(self, document: Any, complete_event: Any) -> Iterator[Completion]:
            text = document.text_before_cursor
            for word, note, typed in suggestions(text, store, endpoint):
                yield Completion(word, start_position=-typed, display_meta=note)

    return ShellCompleter()


def suggestions(
    text: str, store: Path | None = None, endpoint: str | None = None
) -> Iterator[tuple[str, str, int]]:
    """Yield what may stand for the last word of a text: it, a note, and the length it replaces."""
    import re

    if not is_sparql(text):
        yield from _command_words(text)
        return
    word = re.split(r"[\s({.;,|/^]", text)[-1]
    if ":" not in word:
        for keyword in _KEYWORDS:
            if word and keyword.startswith(word.upper()):
                yield keyword, "", len(word)
        for prefix in vocab.PREFIXES:
            if word and prefix.startswith(word):
                yield prefix + ":", vocab.PREFIXES[prefix], len(word)
        return
    if endpoint:
        return
    from imet_graph.engines.local import LocalBackend

    backend = LocalBackend.at(store) if store else LocalBackend.bundled()
    yield from _names(backend, word)


def _names(backend: Backend, word: str) -> Iterator[tuple[str, str, int]]:
    """Yield the prefixed names of a namespace that begin so: terms and things with a label."""
    from imet_graph.answers import Table
    from imet_graph.rdf.terms import text_of

    begun = vocab.expand(word)
    namespace = vocab.PREFIXES.get(word.partition(":")[0])
    if begun is None or namespace is None or set(begun) & set('<>"{}|^`\\ \n'):
        return
    found = backend.query(
        f'SELECT ?x ?l {{ ?x rdfs:label ?l FILTER(STRSTARTS(STR(?x), "{begun}")) }} '
        "ORDER BY ?x ?l LIMIT 200"
    )
    assert isinstance(found, Table)  # noqa: S101 - SELECT gives a table
    for thing, label in found:
        name = vocab.compact(text_of(thing))
        if name.startswith(word):
            yield name, text_of(label), len(word)


def _command_words(text: str) -> Iterator[tuple[str, str, int]]:
    from click.shell_completion import ShellComplete

    from imet_graph.cli import cli

    words = text.split(" ")
    completer = ShellComplete(cli, {}, "imet-graph", "_IMET_GRAPH_COMPLETE")
    for item in completer.get_completions([w for w in words[:-1] if w], words[-1]):
        yield item.value, item.help or "", len(words[-1])
